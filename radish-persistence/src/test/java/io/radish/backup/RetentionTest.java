// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Cleaning up deletes what is old and nobody would miss. */
class RetentionTest extends HandlerTestBase {
  private void days(int days) {
    clock.advance(Duration.ofDays(days));
  }

  @Test
  void oldBackups_areDeletedByTheirContentsAge() throws Exception {
    store.set("users", "k", "v");
    persistence.backupAll();
    days(20);
    persistence.backupAll();
    days(20);
    persistence.backupAll();
    assertThat(persistence.cleanupOldBackups(30)).isEqualTo(2);
    assertThat(names()).hasSize(4);
    assertThat(persistence.cleanupOldBackups(30)).isZero();
    assertThat(persistence.cleanupOldBackups(0)).isEqualTo(2);
  }

  @Test
  void onlyBackupOfACache_staysHoweverOld() throws Exception {
    store.set("gone", "k", "v");
    store.set("default_store", "k", "v");
    persistence.backupAll();
    store.delete("gone");
    days(100);
    persistence.backupAll();
    assertThat(persistence.cleanupOldBackups(7)).isEqualTo(1);
    assertThat(persistence.listBackups("gone")).hasSize(1);
  }

  @Test
  void newestBackupThatIsDamaged_doesNotCountAsOne() throws Exception {
    store.set("users", "k", "value");
    persistence.backupCache("users");
    days(50);
    persistence.backupCache("users");
    Path newest = persistence.listBackups("users").getFirst().filepath();
    Files.writeString(newest, Files.readString(newest).replace("value", "valve"));
    assertThat(persistence.cleanupOldBackups(30)).isZero();
    assertThat(names()).hasSize(2);
  }

  @Test
  void newestWholeRun_staysWhileOnlySingleFilesFollow() throws Exception {
    store.set("users", "k", "1");
    persistence.backupAll();
    days(50);
    persistence.backupCache("users");
    assertThat(persistence.cleanupOldBackups(30)).isZero();
    assertThat(persistence.listBackups()).hasSize(3);
  }

  @Test
  void clockSetBack_theRunTakenLastStays() throws Exception {
    store.set("users", "k", "older");
    persistence.backupAll();
    clock.advance(Duration.ofHours(-1));
    store.set("users", "k", "newer");
    persistence = builder().build();
    persistence.backupAll();
    days(2);
    assertThat(persistence.cleanupOldBackups(1)).isEqualTo(2);
    assertThat(names())
        .containsExactly("cache_users_20251115_151118.json", "default_store_20251115_151118.json");
  }

  @Test
  void strangersAndUnreadableFiles_areNotTouched() throws Exception {
    write("notes.json", "{}");
    write("cache_x_20001115_161118.json", "{");
    persistence.backupAll();
    assertThat(persistence.cleanupOldBackups(0)).isZero();
    assertThat(names()).contains("notes.json", "cache_x_20001115_161118.json");
  }

  @Test
  void negativeDays_areRefused() {
    assertThatThrownBy(() -> persistence.cleanupOldBackups(-1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
