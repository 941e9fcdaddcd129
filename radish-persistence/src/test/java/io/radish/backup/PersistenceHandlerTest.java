// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The persistence guide, step by step. */
class PersistenceHandlerTest extends HandlerTestBase {
  @Test
  void backupAll_cachesAndDefaultStore_writesTheGuidesFiles() throws Exception {
    store.set("users", "user:1", "alice@example.com").set("products", "p", "1");
    store.createStore("users:temp_tokens", 60);

    assertThat(persistence.backupAll())
        .isEqualTo(
            Map.of(
                "default_store", true, "products", true, "users", true, "users:temp_tokens", true));

    assertThat(names())
        .containsExactly(
            "cache_products_20251115_161118.json",
            "cache_users_20251115_161118.json",
            "default_store_20251115_161118.json",
            "store_users.temp_tokens_20251115_161118.json");
  }

  @Test
  void files_always_areReadableByTheirOwnerOnly() throws Exception {
    persistence.backupAll();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    assertThat(
            PosixFilePermissions.toString(
                Files.getPosixFilePermissions(folder.resolve(names().getFirst()))))
        .isEqualTo("rw-------");
  }

  @Test
  void folder_thatWasThere_keepsItsPermissions() throws Exception {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    persistence.backupAll();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwxr-xr-x");
  }

  @Test
  void backupCache_ofOne_takesItsStoresAlongAndNothingElse() throws Exception {
    store.set("users", "k", "v").set("users_eu", "k", "v");
    store.createStore("users:tokens", 60);
    store.createStore("users_eu:tokens", 60);
    assertThat(persistence.backupCache("users")).isTrue();
    assertThat(names())
        .containsExactly(
            "cache_users_20251115_161118.json", "store_users.tokens_20251115_161118.json");
    assertThat(persistence.listBackups()).allMatch(backup -> backup.runFiles() == 0);
  }

  @Test
  void backupCache_ofNoneThereIs_failsAndSaysWhy() throws Exception {
    assertThat(persistence.backupCache("nope")).isFalse();
    List<String> odd = List.of("../x", "", "a\nb", "123", "x".repeat(129));
    BackupRun run = persistence.run(odd);
    assertThat(run.results()).hasSize(5).noneMatch(KeyspaceBackup::ok);
    assertThat(run.results().get(1).reason()).contains("empty");
    assertThat(names()).isEmpty();
  }

  @Test
  void hostileNames_inFileNames_areEncodedAndRestored() throws Exception {
    List<String> caches =
        List.of(
            "../x", "a_b", "a.b", "😀", "CON", "a b", "a%2Fb", "ü".repeat(64), "x\\y", "-", ".");
    for (String cache : caches) {
      store.set(cache, "k", cache);
    }
    store.createStore("a.b:c.d", 5);
    assertThat(persistence.backupAll().values()).containsOnly(true);
    assertThat(names())
        .contains(
            "cache_..%2Fx_20251115_161118.json",
            "cache_a_b_20251115_161118.json",
            "cache_a.b_20251115_161118.json",
            "cache_%F0%9F%98%80_20251115_161118.json",
            "cache_a%252Fb_20251115_161118.json",
            "store_a%2Eb.c%2Ed_20251115_161118.json")
        .allMatch(name -> name.length() <= 240 && name.matches("[A-Za-z0-9_.%-]+"));
    for (String cache : caches) {
      store.delete(cache);
      assertThat(persistence.restoreCache(persistence.listBackups(cache).getFirst().filepath()))
          .isEqualTo(cache);
      assertThat(store.get(cache, "k")).isEqualTo(cache);
    }
  }

  @Test
  void namesThatDifferInCase_inOneRun_differInMoreThanCase() throws Exception {
    store.set("Users", "k", "1").set("users", "k", "2");
    persistence.backupAll();
    assertThat(names())
        .contains("cache_Users_20251115_161118.json", "cache_users_20251115_161118_002.json");
    assertThat(persistence.listBackups("users")).hasSize(1);
  }

  @Test
  void listBackups_ofACache_isExactlyThatCacheNewestFirst() throws Exception {
    store.set("users", "k", "v").set("users_eu", "k", "v").set("user", "k", "v");
    store.createStore("users:t", 1);
    persistence.backupAll();
    nextMinute();
    persistence.backupAll();
    assertThat(persistence.listBackups("users"))
        .extracting(BackupInfo::filename)
        .containsExactly("cache_users_20251115_161218.json", "cache_users_20251115_161118.json");
    assertThat(persistence.listBackups()).hasSize(10);
    assertThat(persistence.listBackups("users:t")).hasSize(2);
    assertThat(persistence.listBackups("default_store")).hasSize(2);
    assertThat(persistence.listBackups("nope")).isEmpty();
  }

  @Test
  void listBackups_entry_saysWhatTheGuideReads() throws Exception {
    store.set("users", "k", "v");
    persistence.backupCache("users");
    BackupInfo backup = persistence.listBackups("users").getFirst();
    assertThat(backup.size()).isEqualTo(Files.size(backup.filepath()));
    assertThat(backup.items()).isEqualTo(1);
    assertThat(backup.utc()).isEqualTo(Instant.parse("2025-11-15T15:11:18.027451Z"));
    assertThat(LocalDateTime.parse(backup.modified())).isAfter(LocalDateTime.MIN);
    assertThat(backup.modified()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
  }

  @Test
  void listBackups_ofAMissingFolder_isEmpty() throws Exception {
    assertThat(persistence.listBackups()).isEmpty();
  }

  @Test
  void listing_withStrangersAndBrokenFiles_tellsThemApart() throws Exception {
    persistence.backupAll();
    write("notes.json", "{\"a\": 1}");
    write("cache_x_20251115_161118.json", "{\"type\": \"named_cache\", ");
    write("notes.txt", "x");
    BackupListing listing = persistence.listing();
    assertThat(listing.backups()).hasSize(1);
    assertThat(listing.unreadable())
        .extracting(UnreadableBackup::filename)
        .containsExactly("cache_x_20251115_161118.json", "notes.json");
    assertThat(listing.unreadable().getFirst().reason())
        .startsWith("cache_x_20251115_161118.json: at byte ");
  }

  @Test
  void numberBeyondLong_inAHeader_isOneUnreadableFileAndNothingElse() throws Exception {
    persistence.backupAll();
    String header =
        "{\"type\": \"named_cache\", \"cache_name\": \"x\", \"item_count\": 9999999999999999999}";
    write("odd.json", header);
    BackupListing listing = persistence.listing();
    assertThat(listing.backups()).hasSize(1);
    assertThat(listing.unreadable())
        .extracting(UnreadableBackup::reason)
        .containsExactly(
            "odd.json: at byte "
                + header.indexOf("999")
                + ": item_count must be a whole number from 0 to 9223372036854775807");
    assertThat(persistence.cleanupOldBackups(0)).isZero();
    assertThat(persistence.restoreLatestRun().restored()).hasSize(1);
  }

  @Test
  void deletedCache_restoredFromTheMostRecent_isBack() throws Exception {
    store.set("users", "user:1", "alice@example.com").set("users", "user:2", "bob");
    persistence.backupCache("users");
    store.delete("users");

    Path newest = persistence.listBackups("users").getFirst().filepath();
    assertThat(persistence.restoreCache(newest)).isEqualTo("users");
    assertThat(store.get("users", "user:1")).isEqualTo("alice@example.com");
  }

  @Test
  void earlierVersion_rolledBackTo_isExactlyIt() throws Exception {
    store.set("users", "v", "1");
    persistence.backupCache("users");
    nextMinute();
    store.set("users", "v", "2").set("users", "later", "x");
    persistence.backupCache("users");
    persistence.restoreCache(persistence.listBackups("users").get(1).filepath());
    assertThat(store.get("users", "v")).isEqualTo("1");
    assertThat(store.get("users", "later")).isNull();
  }

  @Test
  void restore_merging_addsToWhatIsThere() throws Exception {
    store.set("users", "a", "1").set("users", "b", "1");
    persistence.backupCache("users");
    store.set("users", "b", "2").set("users", "c", "2");
    Path file = persistence.listBackups("users").getFirst().filepath();
    RestoreResult result = persistence.restore(file, RestoreOptions.REPLACE.merging());
    assertThat(result.items()).isEqualTo(2);
    assertThat(store.get("users", "b")).isEqualTo("1");
    assertThat(store.get("users", "c")).isEqualTo("2");
  }

  @Test
  void restore_underAnotherName_leavesTheOldOneAlone() throws Exception {
    store.set("users", "a", "1");
    persistence.backupCache("users");
    store.set("users", "a", "2");
    Path file = persistence.listBackups("users").getFirst().filepath();
    assertThat(persistence.restore(file, RestoreOptions.REPLACE.as("copy")).cache())
        .isEqualTo("copy");
    assertThat(store.get("users", "a")).isEqualTo("2");
    assertThat(store.get("copy", "a")).isEqualTo("1");
    assertThatThrownBy(() -> persistence.restore(file, RestoreOptions.REPLACE.as("12")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void restore_ofEntriesWhoseTimeHasPassed_dropsAndCountsThem() throws Exception {
    long soon = clock.millis() + 1000;
    store.set("c", FakeStore.Bytes.of("gone"), FakeStore.Bytes.of("x"), soon).set("c", "k", "v");
    persistence.backupCache("c");
    nextMinute();
    Path file = persistence.listBackups("c").getFirst().filepath();
    RestoreResult result = persistence.restore(file, RestoreOptions.REPLACE);
    assertThat(result.items()).isEqualTo(1);
    assertThat(result.expired()).isEqualTo(1);
    assertThat(persistence.restore(file, RestoreOptions.REPLACE.merging()).expired()).isEqualTo(1);
  }

  @Test
  void expiringStore_restored_keepsItsTimeToLive() throws Exception {
    store.createStore("users:tokens", 3600);
    store.set("users:tokens", "t", "v");
    persistence.backupAll();
    store.delete("users:tokens");
    persistence.restoreCache(persistence.listBackups("users:tokens").getFirst().filepath());
    assertThat(store.keyspace("users:tokens").ttlSeconds()).isEqualTo(3600);
  }

  @Test
  void brokenFile_restored_changesNothingAndNamesTheByte() throws Exception {
    store.set("users", "a", "1").set("users", "b", "2");
    persistence.backupCache("users");
    Path file = persistence.listBackups("users").getFirst().filepath();
    String good = Files.readString(file);
    store.set("users", "a", "now");
    var before = store.contents();
    for (String bad :
        List.of(
            good.substring(0, good.length() / 2),
            good.replace("\"b\": \"2\"", "\"b\": \"3\""),
            good.replace("\"b\": \"2\"", "\"b\": 2"),
            good.replace("\"item_count\": 2", "\"item_count\": 3"),
            "")) {
      Files.writeString(file, bad);
      for (RestoreOptions options :
          List.of(RestoreOptions.REPLACE, RestoreOptions.REPLACE.merging())) {
        assertThatThrownBy(() -> persistence.restore(file, options))
            .isInstanceOf(io.radish.backup.format.BackupFormatException.class)
            .hasMessageStartingWith(file.getFileName() + ": at byte ");
        assertThat(store.contents()).isEqualTo(before);
        assertThat(store.openLoads()).isZero();
      }
    }
  }

  @Test
  void keyThatOccursTwice_restored_isRefusedEvenUnverified() throws Exception {
    store.set("users", "a", "1");
    persistence.backupCache("users");
    Path file = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(
        file, Files.readString(file).replace("\"a\": \"1\"", "\"a\": \"2\", \"a\": \"3\""));
    for (RestoreOptions options :
        List.of(
            RestoreOptions.REPLACE.admittingEdited(),
            RestoreOptions.REPLACE.admittingEdited().merging())) {
      assertThatThrownBy(() -> persistence.restore(file, options))
          .hasMessageContaining("the key occurs twice");
      assertThat(store.get("users", "a")).isEqualTo("1");
    }
  }

  @Test
  void editedFile_admittedUnverified_isRestoredWithWarnings() throws Exception {
    store.set("users", "a", "1");
    persistence.backupCache("users");
    Path file = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(
        file, Files.readString(file).replace("\"a\": \"1\"", "\"a\": \"2\", \"b\": \"3\""));
    RestoreResult result = persistence.restore(file, RestoreOptions.REPLACE.admittingEdited());
    assertThat(result.warnings()).hasSize(2);
    assertThat(store.get("users", "b")).isEqualTo("3");
  }

  @Test
  void verify_goodFile_saysWhatIsInIt() throws Exception {
    store.set("users", "a", "1");
    persistence.backupCache("users");
    BackupVerification good = persistence.verify(persistence.resolve(names().getFirst()));
    assertThat(good.cache()).isEqualTo("users");
    assertThat(good.items()).isEqualTo(1);
    assertThat(good.hasChecksum()).isTrue();
  }

  @Test
  void listing_withALinkInCircles_hasAllOthers() throws Exception {
    persistence.backupAll();
    int backups = persistence.listBackups().size();
    Files.createSymbolicLink(folder.resolve("loop.json"), folder.resolve("loop.json"));
    assertThat(persistence.listBackups()).hasSize(backups).isNotEmpty();
    assertThat(persistence.listing().unreadable())
        .singleElement()
        .extracting(UnreadableBackup::filename)
        .isEqualTo("loop.json");
  }

  @Test
  void resolve_ofNamesThatLeadElsewhere_refuses() throws Exception {
    persistence.backupAll();
    Path secret = Files.writeString(home.resolve("secret.json"), "{}");
    Files.createSymbolicLink(folder.resolve("link.json"), secret);
    for (String name :
        List.of(
            "",
            ".",
            "..",
            "../secret.json",
            "a/b.json",
            "a\\b.json",
            "/etc/passwd",
            ".lock",
            "link.json",
            "C:x",
            "a\u0000b")) {
      assertThatThrownBy(() -> persistence.resolve(name))
          .as(name)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> persistence.resolve("cache_x_20251115_161118.json"))
        .isInstanceOf(NoSuchFileException.class);
    assertThat(persistence.listing().unreadable()).isEmpty();
  }

  @Test
  void secondRun_inTheSameSecond_waitsForTheNext() throws Exception {
    persistence.backupAll();
    persistence.backupAll();
    assertThat(pauses).containsExactly(Duration.parse("PT0.972549S"));
    assertThat(names())
        .containsExactly(
            "default_store_20251115_161118.json", "default_store_20251115_161119.json");
  }

  @Test
  void clockThatRepeatsAnHour_overwritesNothing() throws Exception {
    clock.set(Instant.parse("2025-10-26T00:30:00Z"));
    store.set("default_store", "k", "summer");
    persistence.backupAll();
    clock.set(Instant.parse("2025-10-26T01:30:00Z"));
    store.set("default_store", "k", "winter");
    persistence.backupAll();
    assertThat(names())
        .containsExactly(
            "default_store_20251026_023000.json", "default_store_20251026_023000_002.json");
    assertThat(persistence.listBackups().getFirst().filename())
        .isEqualTo("default_store_20251026_023000_002.json");
    persistence.restoreCache(persistence.listBackups().get(1).filepath());
    assertThat(store.get("default_store", "k")).isEqualTo("summer");
  }

  @Test
  void excludedCaches_areLeftOutOfFullRunsOnly() throws Exception {
    store.set("users", "k", "v").set("tmp_a", "k", "v");
    store.createStore("tmp_a:s", 1);
    persistence.setExclude(List.of("tmp_*"));
    assertThat(persistence.backupAll()).containsOnlyKeys("default_store", "users");
    nextMinute();
    assertThat(persistence.backupCache("tmp_a")).isTrue();
    assertThat(persistence.listBackups("tmp_a:s")).hasSize(1);
  }

  @Test
  void folderRemovedMeanwhile_isMadeAgain() throws Exception {
    persistence.backupAll();
    Files.delete(folder.resolve(names().getFirst()));
    Files.delete(folder);
    nextMinute();
    assertThat(persistence.backupAll()).containsEntry("default_store", true);
  }

  @Test
  void folderThatCannotBe_failsEachKeyspaceWithTheReason() throws Exception {
    Files.createDirectories(folder.getParent());
    Files.writeString(folder, "a file in its place");
    BackupRun run = persistence.run();
    assertThat(run.results()).hasSize(1).noneMatch(KeyspaceBackup::ok);
    assertThat(run.summary()).isEqualTo("Backup completed: 0/1 successful");
    assertThat(persistence.listBackups()).isEmpty();
    assertThat(persistence.status().failedRuns()).isEqualTo(1);
  }
}
