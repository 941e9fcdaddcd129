// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.BackupInfo;
import io.radish.backup.BackupRun;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.format.BackupFormatException;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The recovery scenarios, the monitor and the troubleshooting of the persistence guide, in Java and
 * by the BACKUP commands.
 */
class GuideScenariosTest {
  private static final int ALERT_MINUTES = 10;
  private static final Duration LATER = Duration.ofMinutes(5);

  private final Path folder;

  /**
   * At a whole millisecond, as cuts are: a backup that is seven days old is not older than that.
   */
  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-15T15:11:18.027Z"));

  private Store store;
  private PersistenceHandler persistence;

  GuideScenariosTest(@TempDir Path folder) {
    this.folder = folder;
    store = Store.builder().clock(clock).build();
    persistence = handler(store);
  }

  @BeforeEach
  void fillStore() {
    store.cache("users").set("user:1", "alice@example.com");
    store.cache("users").set("user:2", "bob@example.com");
    store.cache("user_data").set("user:1", "blue");
    store.cache("products").pushRight("bestsellers", "sku:1", "sku:2");
    store.defaultStore().set("greeting", "hello");
  }

  @AfterEach
  void closeStore() {
    persistence.close();
    store.close();
  }

  private PersistenceHandler handler(Store of) {
    return PersistenceHandler.builder(of).folder(backups()).clock(clock).build();
  }

  private Path backups() {
    return folder.resolve("cache_backup");
  }

  private GuideWay way(GuideWay.Kind kind) {
    return kind.open(store, persistence, clock);
  }

  /** The process is gone, without a final backup; another begins. */
  private void crash() {
    persistence.close();
    store.close();
    store = Store.builder().clock(clock).build();
    persistence = handler(store);
  }

  // Recovery scenarios

  @ParameterizedTest
  @EnumSource
  void deletedCache_restoredFromItsNewestBackup_isBack(GuideWay.Kind kind) throws Exception {
    GuideWay way = way(kind);
    way.backUpAll();
    clock.advance(LATER);
    store.cache("users").set("user:2", "bobby@example.com");
    way.backUpAll();

    way.deleteCache("users");
    assertThat(store.cache("users").size()).isZero();
    String restored = way.restore(way.backupsOf("users").getFirst());

    assertThat(restored).isEqualTo("users");
    assertThat(store.cache("users").get("user:1")).contains("alice@example.com");
    assertThat(store.cache("users").get("user:2")).contains("bobby@example.com");
    assertThat(store.cache("user_data").get("user:1")).contains("blue");
  }

  @ParameterizedTest
  @EnumSource
  void allCachesAfterCrash_eachRestoredFromItsNewest_areBack(GuideWay.Kind kind) throws Exception {
    way(kind).backUpAll();
    clock.advance(LATER);
    store.cache("users").set("user:3", "charlie@example.com");
    way(kind).backUp("users");
    clock.advance(LATER);
    store.cache("users").set("user:4", "lost with the crash");

    crash();
    GuideWay way = way(kind);
    Map<String, String> newest = new LinkedHashMap<>();
    for (GuideWay.File file : way.backups()) {
      newest.putIfAbsent(file.cache(), file.name());
    }
    for (String file : newest.values()) {
      way.restore(file);
    }

    assertThat(newest).containsOnlyKeys("users", "user_data", "products", "default_store");
    assertThat(store.cache("users").keys()).containsExactlyInAnyOrder("user:1", "user:2", "user:3");
    assertThat(store.cache("user_data").get("user:1")).contains("blue");
    assertThat(store.cache("products").list("bestsellers")).containsExactly("sku:1", "sku:2");
    assertThat(store.defaultStore().get("greeting")).contains("hello");
  }

  @Test
  void allCachesAfterCrash_atTheNextStart_areThoseOfTheNewestWholeRun() throws Exception {
    persistence.backupAll();
    clock.advance(LATER);
    store.cache("users").set("user:3", "charlie@example.com");
    persistence.backupCache("users");

    crash();
    var summary = persistence.restoreLatestRun();

    assertThat(summary.restored()).hasSize(4);
    assertThat(store.cache("users").size()).isEqualTo(2);
    assertThat(summary.leftAside())
        .singleElement()
        .extracting(BackupInfo::cache)
        .isEqualTo("users");
  }

  @ParameterizedTest
  @EnumSource
  void cacheRolledBack_toTheBackupBeforeTheNewest_showsThatTime(GuideWay.Kind kind)
      throws Exception {
    GuideWay way = way(kind);
    way.backUpAll();
    clock.advance(LATER);
    store.cache("users").set("user:1", "mallory@example.com");
    store.cache("users").set("user:9", "mallory@example.com");
    way.backUpAll();

    List<String> files = way.backupsOf("users");
    assertThat(files).hasSize(2);
    way.restore(files.get(1));

    assertThat(store.cache("users").get("user:1")).contains("alice@example.com");
    assertThat(store.cache("users").get("user:9")).isEmpty();
    way.restore(files.get(0));
    assertThat(store.cache("users").get("user:9")).contains("mallory@example.com");
  }

  @ParameterizedTest
  @EnumSource
  void cachesWhoseNamesShareAnUnderscore_areListedAndRestoredApart(GuideWay.Kind kind)
      throws Exception {
    store.cache("user").set("id", "1");
    GuideWay way = way(kind);
    way.backUpAll();

    assertThat(way.backupsOf("user")).singleElement().asString().startsWith("cache_user_2025");
    assertThat(way.backupsOf("user_data")).hasSize(1);
    store.deleteCache("user_data");
    assertThat(way.restore(way.backupsOf("user_data").getFirst())).isEqualTo("user_data");
    assertThat(store.cache("user_data").get("user:1")).contains("blue");
    assertThat(store.cache("user").get("id")).contains("1");
  }

  // Automatic backups

  @Test
  void automaticBackup_says_whatTheGuideShows() throws Exception {
    BlockingQueue<String> console = new LinkedBlockingQueue<>();
    try (PersistenceHandler automatic =
        PersistenceHandler.builder(store)
            .folder(backups())
            .clock(clock)
            .interval(Duration.ofMillis(20))
            .console(console::add)
            .build()) {
      automatic.start();
      assertThat(console.poll(1, TimeUnit.MINUTES))
          .matches(
              "\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d] Running automatic backup\\.\\.\\.");
      assertThat(console.poll(1, TimeUnit.MINUTES)).isEqualTo("Backup completed: 4/4 successful");
      // The clock stands still, and there is one run a second.
      clock.advance(Duration.ofMinutes(1));
    }
  }

  // Monitoring

  /** The guide's monitor; what it alerts. */
  private List<String> monitor() throws IOException {
    List<String> alerts = new ArrayList<>();
    List<BackupInfo> backups = persistence.listBackups();
    if (backups.isEmpty()) {
      return List.of("No backups found!");
    }
    long minutes = Duration.between(backups.getFirst().taken(), clock.instant()).toMinutes();
    if (minutes > ALERT_MINUTES) {
      alerts.add("Last backup was " + minutes + " minutes ago");
    }
    if (persistence.status().failedRuns() > 0) {
      alerts.add(persistence.status().failedRuns() + " runs failed");
    }
    return alerts;
  }

  @Test
  void monitor_alertsOfWhatIsMissingOldOrFailed() throws Exception {
    assertThat(monitor()).containsExactly("No backups found!");
    persistence.backupAll();
    assertThat(monitor()).isEmpty();
    clock.advance(Duration.ofMinutes(ALERT_MINUTES + 1));
    assertThat(monitor()).containsExactly("Last backup was 11 minutes ago");
    persistence.backupAll();
    clock.advance(Duration.ofMinutes(1));
    assertThat(persistence.backupCache("nowhere")).isFalse();
    assertThat(monitor()).containsExactly("1 runs failed");
  }

  @Test
  void modified_isALocalTimeThatJavaParses() throws Exception {
    persistence.backupAll();
    BackupInfo newest = persistence.listBackups().getFirst();
    LocalDateTime modified = LocalDateTime.parse(newest.modified());
    Instant changed = Files.getLastModifiedTime(newest.filepath()).toInstant();
    assertThat(modified.atZone(java.time.ZoneId.systemDefault()).toInstant())
        .isBetween(changed.minusMillis(1), changed);
  }

  // Troubleshooting

  @Test
  void noBackups_withAnIntervalOfZero_untilOneIsSet() throws Exception {
    persistence.setInterval(Duration.ZERO);
    persistence.start();
    assertThat(persistence.status().nextRun()).isNull();
    persistence.setInterval(Duration.ofMinutes(10));
    assertThat(persistence.status().nextRun())
        .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
  }

  @Test
  void folder_missing_isMade() throws Exception {
    assertThat(backups()).doesNotExist();
    assertThat(persistence.backupAll()).containsValue(true).doesNotContainValue(false);
    assertThat(backups()).isDirectory();
  }

  @Test
  void folder_thatCannotBeMade_isTheReasonForEachCache_untilItCan() throws Exception {
    Files.writeString(backups(), "in the way");
    BackupRun run = persistence.run();
    assertThat(run.ok()).isFalse();
    assertThat(run.results())
        .allSatisfy(result -> assertThat(result.reason()).contains(backups().toString()));
    Files.delete(backups());
    clock.advance(LATER);
    assertThat(persistence.run().results()).allMatch(KeyspaceBackup::ok);
  }

  @ParameterizedTest
  @EnumSource
  void restore_ofADamagedFile_failsAndChangesNothing(GuideWay.Kind kind) throws Exception {
    GuideWay way = way(kind);
    way.backUpAll();
    String file = way.backupsOf("users").getFirst();
    String text = Files.readString(backups().resolve(file));
    store.cache("users").set("user:1", "newer");

    for (String damaged :
        List.of(
            text.substring(0, text.length() / 2),
            text.replace("alice", "alicf"),
            "no JSON",
            "{\"a\": 1}",
            "")) {
      Files.writeString(backups().resolve(file), damaged);
      assertThatThrownBy(() -> way.restore(file)).hasMessageContaining(file + ": at byte ");
      assertThat(store.cache("users").get("user:1")).contains("newer");
      assertThat(store.cache("users").size()).isEqualTo(2);
    }
    assertThatThrownBy(() -> way.restore("cache_nowhere_20251115_161118.json"))
        .hasMessageContaining("cache_nowhere_20251115_161118.json");
  }

  @Test
  void restore_ofAFileEditedByHand_isForThoseWhoSaySo() throws Exception {
    persistence.backupAll();
    Path file = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(file, Files.readString(file).replace("alice@", "anna@"));

    assertThatThrownBy(() -> persistence.restoreCache(file))
        .isInstanceOf(BackupFormatException.class)
        .hasMessageContaining("checksum");
    var result = persistence.restore(file, RestoreOptions.REPLACE.admittingEdited());
    assertThat(result.warnings()).isNotEmpty();
    assertThat(store.cache("users").get("user:1")).contains("anna@example.com");
  }

  @Test
  void restore_asAnotherCache_leavesTheFirstAlone() throws Exception {
    persistence.backupAll();
    store.cache("users").set("user:1", "newer");
    Path file = persistence.listBackups("users").getFirst().filepath();

    persistence.restore(file, RestoreOptions.REPLACE.as("restore_test"));

    assertThat(store.cache("restore_test").get("user:1")).contains("alice@example.com");
    assertThat(store.cache("users").get("user:1")).contains("newer");
  }

  @ParameterizedTest
  @EnumSource
  void tooManyFiles_cleanedUp_leavesTheNewestOfEach(GuideWay.Kind kind) throws Exception {
    GuideWay way = way(kind);
    for (int day = 0; day < 10; day++) {
      way.backUpAll();
      clock.advance(Duration.ofDays(1));
    }
    assertThat(way.backups()).hasSize(40);
    assertThat(way.cleanUp(7)).isEqualTo(12);
    assertThat(way.backups()).hasSize(28);
    clock.advance(Duration.ofDays(365));
    assertThat(way.cleanUp(30)).isEqualTo(24);
    assertThat(way.backups()).hasSize(4);
    assertThat(way.cleanUp(0)).isZero();
  }
}
