// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a start loads. */
class RecoveryTest extends HandlerTestBase {
  private FakeStore restarted = new FakeStore(clock);

  private PersistenceHandler restart() {
    restarted = new FakeStore(clock);
    return PersistenceHandler.builder(restarted).folder(folder).clock(clock).zone(ZONE).build();
  }

  private static final java.time.ZoneId ZONE = java.time.ZoneId.of("Europe/Berlin");

  @Test
  void emptyFolder_loadsNothing() throws Exception {
    assertThat(restart().restoreLatestRun().isEmpty()).isTrue();
  }

  @Test
  void wholeRun_isLoadedWithEveryKeyspace() throws Exception {
    store.set("users", "k", "v").set("default_store", "k", "v");
    store.createStore("users:t", 9);
    persistence.backupAll();
    RecoverySummary summary = restart().restoreLatestRun();
    assertThat(summary.restored()).hasSize(3);
    assertThat(summary.runId()).isNotNull();
    assertThat(restarted.contents()).isEqualTo(store.contents());
  }

  @Test
  void newerSingleFilesAndRunsThatAreNotWhole_areLeftAsideAndNamed() throws Exception {
    store.set("users", "k", "1");
    persistence.backupAll();
    nextMinute();
    store.set("users", "k", "2");
    persistence.backupCache("users");
    nextMinute();
    store.set("users", "k", "3");
    persistence.backupAll();
    Files.delete(persistence.listBackups("default_store").getFirst().filepath());

    RecoverySummary summary = restart().restoreLatestRun();
    assertThat(restarted.get("users", "k")).isEqualTo("1");
    assertThat(summary.leftAside())
        .extracting(BackupInfo::filename)
        .containsExactly("cache_users_20251115_161318.json", "cache_users_20251115_161218.json");
  }

  @Test
  void clockSetBack_loadsTheRunTakenLast() throws Exception {
    store.set("users", "k", "older");
    persistence.backupAll();
    clock.advance(Duration.ofHours(-1));
    store.set("users", "k", "newer");
    builder().build().backupAll();
    clock.advance(Duration.ofSeconds(-30));
    store.set("users", "k", "newest");
    persistence = builder().build();
    persistence.backupAll();

    assertThat(persistence.listBackups("users"))
        .extracting(BackupInfo::filename)
        .containsExactly(
            "cache_users_20251115_151048.json",
            "cache_users_20251115_151118.json",
            "cache_users_20251115_161118.json");
    RecoverySummary summary = restart().restoreLatestRun();
    assertThat(restarted.get("users", "k")).isEqualTo("newest");
    assertThat(summary.leftAside()).isEmpty();
  }

  @Test
  void clockSetBack_brokenFileOfTheNewestRun_stopsTheStart() throws Exception {
    store.set("users", "k", "older");
    persistence.backupAll();
    clock.advance(Duration.ofHours(-1));
    builder().build().backupAll();
    write("cache_users_20251115_151118.json", "{");
    assertThatThrownBy(() -> restart().restoreLatestRun()).isInstanceOf(RecoveryException.class);
  }

  @Test
  void noWholeRun_takesTheNewestOfEach() throws Exception {
    store.set("users", "k", "1").set("other", "k", "1");
    persistence.backupCache("users");
    nextMinute();
    store.set("users", "k", "2");
    persistence.run(java.util.List.of("users", "other"));
    RecoverySummary summary = restart().restoreLatestRun();
    assertThat(summary.runId()).isNull();
    assertThat(restarted.get("users", "k")).isEqualTo("2");
    assertThat(restarted.get("other", "k")).isEqualTo("1");
  }

  @Test
  void copyOfAFile_doesNotCompleteARun() throws Exception {
    store.set("users", "k", "1");
    persistence.backupAll();
    Path users = persistence.listBackups("users").getFirst().filepath();
    Files.copy(users, folder.resolve("copy.json"));
    Files.delete(persistence.listBackups("default_store").getFirst().filepath());
    assertThat(restart().restoreLatestRun().runId()).isNull();
  }

  @Test
  void damagedFileOfTheRun_stopsWithTheChoicesAndLoadsNothing() throws Exception {
    store.set("users", "k", "value").set("default_store", "k", "v");
    persistence.backupAll();
    Path users = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(users, Files.readString(users).replace("value", "valve"));
    PersistenceHandler handler = restart();
    var before = restarted.contents();
    assertThatThrownBy(handler::restoreLatestRun)
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining("cache_users_20251115_161118.json: at byte ")
        .hasMessageContaining("restore-on-start none");
    assertThat(restarted.contents()).isEqualTo(before);
    assertThat(restarted.openLoads()).isZero();
  }

  @Test
  void fileCutShort_newerThanTheWholeRun_stopsTheStart() throws Exception {
    store.set("users", "k", "v");
    persistence.backupAll();
    nextMinute();
    persistence.backupAll();
    Path users = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(users, Files.readString(users).substring(0, 40));
    assertThatThrownBy(() -> restart().restoreLatestRun()).isInstanceOf(RecoveryException.class);
  }

  @Test
  void filesCutShort_areAllNamedAtOnce() throws Exception {
    store.set("users", "k", "v").set("other", "k", "v");
    persistence.backupAll();
    Path users = persistence.listBackups("users").getFirst().filepath();
    Path other = persistence.listBackups("other").getFirst().filepath();
    Files.writeString(users, "{");
    Files.writeString(other, "{");
    assertThatThrownBy(() -> restart().restoreLatestRun())
        .isInstanceOf(RecoveryException.class)
        .hasMessageContaining(users.getFileName() + ": at byte ")
        .hasMessageContaining(other.getFileName() + ": at byte ")
        .message()
        .doesNotContain("REDACTED")
        .satisfies(
            message ->
                assertThat(message)
                    .containsPattern("move cache_(users|other)_\\S+, cache_(users|other)_"));
  }

  @Test
  void fileCutShort_olderThanTheWholeRun_stopsNothing() throws Exception {
    store.set("users", "k", "v");
    persistence.backupAll();
    Path users = persistence.listBackups("users").getFirst().filepath();
    nextMinute();
    persistence.backupAll();
    Files.writeString(users, "{");
    write("notes.json", "[]");
    assertThat(restart().restoreLatestRun().restored()).hasSize(2);
  }

  @Test
  void afterAFailedRecovery_emptinessIsNotBackedUp() throws Exception {
    store.set("users", "k", "v");
    persistence.backupAll();
    write("cache_users_20991115_161118.json", "{");
    PersistenceHandler handler = restart();
    assertThatThrownBy(handler::restoreLatestRun).isInstanceOf(RecoveryException.class);
    var before = names();
    assertThat(handler.finalBackup()).isEmpty();
    handler.rounds().full();
    assertThatThrownBy(handler::start).isInstanceOf(IllegalStateException.class);
    assertThat(names()).isEqualTo(before);
  }

  @Test
  void filesOfTheOriginal_loadTheNewestOfEachCache() throws Exception {
    String original =
        "{\"type\": \"named_cache\", \"cache_name\": \"users\", \"timestamp\": \"x\","
            + " \"datetime\": \"x\", \"item_count\": 1, \"data\": {\"k\": \"%s\"}}";
    write("cache_users_20251115_161118.json", original.formatted("newer"));
    write("cache_users_20251114_161118.json", original.formatted("older"));
    RecoverySummary summary = restart().restoreLatestRun();
    assertThat(summary.restored()).hasSize(1);
    assertThat(restarted.get("users", "k")).isEqualTo("newer");
  }
}
