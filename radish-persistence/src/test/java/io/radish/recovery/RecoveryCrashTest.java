// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.PersistenceHandler;
import io.radish.disk.SimulatedDisk;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whenever the power goes, the next start has all that was durable, and nothing half. */
class RecoveryCrashTest {
  private static final int SCRIPTS = Integer.getInteger("radish.recovery.scripts", 12);

  @TempDir Path home;

  @BeforeEach
  void makeABackup() throws InterruptedException {
    SetClock clock = new SetClock();
    try (Store store = Store.builder().shards(1).clock(clock).build();
        PersistenceHandler handler =
            PersistenceHandler.builder(store)
                .folder(home.resolve("backups"))
                .clock(clock)
                .build()) {
      store.cache("users").set("k1", "from a backup");
      store.cache("users").pushRight("l1", "from", "a", "backup");
      store.cache("users").expire("l1", Duration.ofSeconds(4));
      assertThat(handler.run().ok()).isTrue();
    }
  }

  private ListingDisk disk(long seed) {
    return new ListingDisk(new SimulatedDisk(new Random(seed)));
  }

  /** Runs a script without trouble; returns how many calls it made. */
  private int calls(long seed) throws IOException, InterruptedException {
    ListingDisk disk = disk(seed);
    LifeScript script = new LifeScript(seed, disk, home);
    assertThat(script.run()).isTrue();
    int calls = disk.simulated().calls();
    script.check(disk.crash());
    return calls;
  }

  private LifeScript run(ListingDisk disk, long seed) throws IOException {
    LifeScript script = new LifeScript(seed, disk, home);
    script.run();
    return script;
  }

  @Test
  void powerLoss_atEveryCall_losesNothingDurableAndLeavesNothingHalf() throws Exception {
    int checkpoints = 0;
    for (long seed = 0; seed < SCRIPTS; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        ListingDisk disk = disk(seed * 1000 + call);
        disk.simulated().stopAt(call);
        try {
          LifeScript script = run(disk, seed);
          checkpoints += script.checkpoints();
          script.check(disk.crash());
        } catch (IOException | RuntimeException | AssertionError e) {
          throw new AssertionError("script " + seed + ", call " + call, e);
        }
      }
    }
    assertThat(checkpoints).isPositive();
  }

  @Test
  void powerLoss_withoutFsync_isNoticedByThisVeryTest() throws Exception {
    int lost = 0;
    for (long seed = 0; seed < 3; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        ListingDisk disk = disk(seed * 1000 + call);
        disk.simulated().stopAt(call);
        disk.simulated().forgetForces();
        try {
          run(disk, seed).check(disk.crash());
        } catch (AssertionError | IOException e) {
          lost++;
        }
      }
    }
    assertThat(lost).isGreaterThan(50);
  }
}
