// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.BackupInfo;
import io.radish.backup.HandlerParts;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreKeeper;
import io.radish.disk.SimulatedDisk;
import io.radish.disk.SimulatedDisk.PowerLoss;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files whose names could not be brought to disk. */
class NamesOnDiskTest {
  private static final int SEEDS = 20;

  /** More than a clean-up makes here. */
  private static final int CALLS = 6;

  @TempDir Path home;

  @Test
  void cleanUp_behindARunWhoseNamesAreNotOnDisk_leavesABackupOfEachCacheWheneverThePowerGoes()
      throws Exception {
    ScriptGround ground = new ScriptGround(home);
    for (int seed = 0; seed < SEEDS; seed++) {
      for (int call = 0; call < CALLS; call++) {
        ListingDisk disk = ground.disk(new Random(seed));
        cleanUpBehindAFailedSync(disk, call);
        assertThat(goodBackups(disk.crash()))
            .as("disk %d, call %d", seed, call)
            .contains("default_store", "users");
      }
    }
  }

  private PersistenceHandler handler(Store store, TroubledDisk disk, ManualClock clock) {
    return HandlerParts.on(PersistenceHandler.builder(store), disk, clock::advance)
        .folder(home.resolve("backups"))
        .clock(clock)
        .zone(ZoneOffset.UTC)
        .build();
  }

  /** Two files are synced, and the folder cannot be; then old backups go, until the power does. */
  private void cleanUpBehindAFailedSync(ListingDisk disk, int call) throws Exception {
    ManualClock clock = new ManualClock();
    clock.advance(Duration.ofMinutes(1));
    try (Store store = Store.builder().shards(1).clock(clock).build();
        PersistenceHandler handler =
            handler(store, new TroubledDisk(disk, Trouble.FSYNC_ONCE, 2), clock)) {
      store.cache("users").set("a", "1");
      assertThat(handler.run().ok()).isFalse();
      assertThat(handler.listBackups()).hasSize(4);
      clock.advance(Duration.ofMinutes(1));
      disk.simulated().stopAt(disk.simulated().calls() + call);
      int deleted = handler.cleanupOldBackups(0);
      assertThat(deleted).isEqualTo(2);
    } catch (PowerLoss e) {
      assertThat(call).as("calls of a clean-up").isLessThan(CALLS - 1);
    }
  }

  private Set<String> goodBackups(ListingDisk disk) throws IOException {
    ManualClock clock = new ManualClock();
    Set<String> good = new HashSet<>();
    try (Store store = Store.builder().shards(1).clock(clock).build();
        PersistenceHandler handler =
            handler(store, new TroubledDisk(disk, Trouble.FSYNC_ONCE, Integer.MAX_VALUE), clock)) {
      for (BackupInfo backup : handler.listBackups()) {
        assertThat(handler.verify(backup.filepath()).hasChecksum()).isTrue();
        good.add(backup.cache());
      }
    }
    return good;
  }

  @Test
  void keptRestore_thatCannotBeKept_goesWithTheNextCleanUp() throws Exception {
    Path file = Files.writeString(home.resolve("cache_users_20251115_161118.json"), "{}");
    Path folder = home.resolve("journal");
    // Deleting what was left, making, writing, syncing and closing the copy, its name; the folder.
    for (int call = 1; call <= 6; call++) {
      SimulatedDisk disk = new SimulatedDisk(new Random(call));
      disk.createFolder(folder);
      KeptRestores keeper = new KeptRestores(disk, folder, () -> 5);
      disk.failAt(disk.calls() + call, 2, "Input/output error");
      assertThatThrownBy(() -> keeper.keep(file, false, Instant.EPOCH))
          .isInstanceOf(IOException.class);
      disk.failAt(-1, 0, "");
      keeper.dropBefore(0);
      assertThat(disk.list(folder)).noneMatch(name -> name.startsWith("restored"));
    }
  }

  @Test
  void keptRestore_ofARestoreThatFailed_goesWithTheNextCleanUpWhereItCannotAtOnce()
      throws Exception {
    Path file = Files.writeString(home.resolve("cache_users_20251115_161118.json"), "{}");
    Path folder = home.resolve("journal");
    SimulatedDisk disk = new SimulatedDisk(new Random(1));
    disk.createFolder(folder);
    KeptRestores keeper = new KeptRestores(disk, folder, () -> 5);
    RestoreKeeper.Kept kept = keeper.keep(file, false, Instant.EPOCH);
    disk.failAt(disk.calls(), 1, "Input/output error");
    assertThatThrownBy(kept::close).isInstanceOf(IOException.class);
    disk.failAt(-1, 0, "");
    keeper.dropBefore(0);
    assertThat(disk.list(folder)).isEmpty();
  }
}
