// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What goes by itself after a run, on a clock that is moved and may jump. */
class AutomaticRetentionTest extends HandlerTestBase {
  private void rules(String policy, int maxFiles, long maxBytes) {
    persistence.setRetention(new RetentionRules(RetentionPolicy.parse(policy), maxFiles, maxBytes));
  }

  private void runs(int count, Duration apart) throws Exception {
    for (int i = 0; i < count; i++) {
      clock.advance(apart);
      assertThat(persistence.run().ok()).isTrue();
    }
  }

  private List<String> filesOf(String cache) throws Exception {
    return persistence.listBackups(cache).stream().map(BackupInfo::filename).toList();
  }

  @BeforeEach
  void fill() {
    store.set("default_store", "k", "v").set("users", "k", "v");
  }

  @Test
  void policyNone_keepsAll() throws Exception {
    rules("none", 0, 0);
    runs(5, Duration.ofDays(300));
    assertThat(names()).hasSize(10);
  }

  @Test
  void maxFiles_beyondIt_theOldestGo() throws Exception {
    rules("none", 6, 0);
    runs(7, Duration.ofMinutes(1));
    assertThat(filesOf("users")).hasSize(3);
    assertThat(names()).hasSize(6);
    assertThat(persistence.health().files()).isEqualTo(6);
    assertThat(persistence.health().deleted()).isEqualTo(8);
  }

  @Test
  void maxSize_beyondIt_theOldestGoButNotWhatWouldBeMissed() throws Exception {
    rules("none", 0, 1);
    runs(3, Duration.ofMinutes(1));
    assertThat(names()).hasSize(2);
    rules("none", 0, 4 * persistence.listBackups().getFirst().size());
    runs(3, Duration.ofMinutes(1));
    assertThat(names()).hasSizeBetween(3, 5);
  }

  @Test
  void emptyBackups_neverDisplaceTheLastThatIsNot() throws Exception {
    rules("all:1h", 0, 0);
    runs(1, Duration.ofMinutes(1));
    String filled = filesOf("users").getFirst();
    store.keyspace("users").entries().clear();
    store.keyspace("default_store").entries().clear();
    runs(16, Duration.ofMinutes(10));
    assertThat(filesOf("users")).hasSizeBetween(7, 9).last().isEqualTo(filled);
    assertThat(persistence.cleanupOldBackups(0)).isPositive();
    assertThat(filesOf("users")).hasSize(2).last().isEqualTo(filled);
  }

  @Test
  void emptyBackupOfAnHour_leavesTheFilledOneOfThatHour() throws Exception {
    rules("all:10m hourly:7d", 0, 0);
    clock.set(Instant.parse("2025-11-15T15:01:00Z"));
    runs(3, Duration.ofMinutes(5));
    String filled = filesOf("users").getFirst();
    store.keyspace("users").entries().clear();
    runs(8, Duration.ofMinutes(5));
    store.set("users", "k", "new");
    runs(8, Duration.ofMinutes(15));
    assertThat(filesOf("users")).contains(filled);
  }

  @Test
  void newestDamaged_theOneBeforeIsTheOneThatStays() throws Exception {
    rules("none", 0, 0);
    runs(4, Duration.ofMinutes(5));
    List<BackupInfo> users = persistence.listBackups("users");
    Path newest = users.getFirst().filepath();
    Files.writeString(newest, Files.readString(newest).replace("\"k\": \"v\"", "\"k\": \"w\""));
    persistence.setRetention(new RetentionRules(RetentionPolicy.KEEP_ALL, 1, 0));
    assertThat(persistence.applyRetention(RetentionPolicy.KEEP_ALL).failed()).isZero();
    assertThat(filesOf("users"))
        .containsExactly(users.getFirst().filename(), users.get(1).filename());
  }

  @Test
  void newestWithoutAHeader_theOneBeforeIsTheOneThatStays() throws Exception {
    rules("none", 0, 0);
    runs(4, Duration.ofMinutes(5));
    List<BackupInfo> users = persistence.listBackups("users");
    Files.writeString(users.getFirst().filepath(), "{");
    persistence.setRetention(new RetentionRules(RetentionPolicy.KEEP_ALL, 1, 0));
    persistence.applyRetention(RetentionPolicy.KEEP_ALL);
    assertThat(filesOf("users")).containsExactly(users.get(1).filename());
    assertThat(names()).contains(users.getFirst().filename());
  }

  @Test
  void clockAheadByYears_andBack_losesNothingOfADay() throws Exception {
    runs(20, Duration.ofMinutes(5));
    List<String> before = names();
    clock.advance(Duration.ofDays(3650));
    runs(3, Duration.ofMinutes(5));
    assertThat(names()).containsAll(before);
    clock.advance(Duration.ofDays(-3650));
    runs(3, Duration.ofMinutes(5));
    assertThat(names()).containsAll(before).hasSize(before.size() + 12);
    runs(26, Duration.ofHours(1));
    assertThat(names()).doesNotContain(before.getFirst());
  }

  @Test
  void clockSetBackByYears_keepsWhatIsInItsFuture() throws Exception {
    runs(5, Duration.ofMinutes(5));
    List<String> before = names();
    clock.advance(Duration.ofDays(-3650));
    runs(60, Duration.ofHours(1));
    assertThat(names()).containsAll(before);
  }

  @Test
  void serverOffForMonths_comesBackToAllItHad() throws Exception {
    runs(20, Duration.ofMinutes(5));
    List<String> before = names();
    persistence = builder().build();
    runs(1, Duration.ofDays(100));
    assertThat(names()).containsAll(before);
  }

  @Test
  void fileThatCannotBeDeleted_isLeftAndTheOthersGo() throws Exception {
    rules("none", 2, 0);
    disk.keep(name -> name.startsWith("cache_users_20251115_1612"));
    runs(4, Duration.ofMinutes(1));
    assertThat(filesOf("users")).hasSize(2);
    assertThat(filesOf("default_store")).hasSize(1);
    assertThat(persistence.health().failedDeletions()).isPositive();
    disk.keep(name -> false);
    runs(1, Duration.ofMinutes(1));
    assertThat(names()).hasSize(2);
  }

  @Test
  void folderThatCannotBeSynced_spoilsNoRun() throws Exception {
    rules("none", 2, 0);
    runs(1, Duration.ofMinutes(1));
    clock.advance(Duration.ofMinutes(1));
    disk.breakAt("forceFolder", 1, false);
    assertThat(persistence.run().ok()).isTrue();
  }

  @Test
  void oddNamesAndStrangers_stayWhatTheyAre() throws Exception {
    rules("none", 1, 0);
    store.set("a/b %_c", "k", "v").set("\u00e4\ud83c\udf31", "k", "v");
    write("notes.json", "{}");
    write("cache_x_20001115_161118.json", "{");
    runs(3, Duration.ofMinutes(1));
    assertThat(filesOf("a/b %_c")).hasSize(1);
    assertThat(filesOf("\u00e4\ud83c\udf31")).hasSize(1);
    assertThat(names()).contains("notes.json", "cache_x_20001115_161118.json").hasSize(6);
  }

  @Test
  void singleRunsBetween_leaveTheWholeRunOfEachHour() throws Exception {
    rules("all:1m hourly:2d", 0, 0);
    for (int i = 0; i < 40; i++) {
      runs(1, Duration.ofMinutes(3));
      clock.advance(Duration.ofMinutes(3));
      persistence.run(List.of("users"));
    }
    assertThat(WholeRuns.of(persistence.listBackups())).hasSizeBetween(4, 6);
  }

  @Test
  void failedRecovery_lastRun_deletesNothing() throws Exception {
    runs(3, Duration.ofMinutes(1));
    Path newest = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(newest, Files.readString(newest).replace("\"v\"", "\"w\""));
    persistence = builder().retention(new RetentionRules(RetentionPolicy.KEEP_ALL, 1, 0)).build();
    try {
      persistence.restoreLatestRun();
    } catch (RecoveryException expected) {
      assertThat(expected).hasMessageContaining("users");
    }
    runs(2, Duration.ofMinutes(1));
    assertThat(names()).hasSize(10);
  }

  @Test
  void preview_ofWhatWouldGo_saysWhyAndTouchesNothing() throws Exception {
    rules("none", 0, 0);
    runs(3, Duration.ofMinutes(1));
    assertThat(persistence.previewRetention(RetentionPolicy.parse("hourly:1d")))
        .hasSize(4)
        .allMatch(removal -> removal.reason() == Removal.Reason.POLICY);
    assertThat(persistence.previewCleanup(0))
        .hasSize(4)
        .allMatch(removal -> removal.reason() == Removal.Reason.AGE);
    assertThat(names()).hasSize(6);
  }
}
