// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whenever the power goes, the next start has all that was durable, and nothing half; and every
 * backup that is listed is good, among them each that was said to be there.
 */
class RecoveryCrashTest {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveryCrashTest.class);
  private static final int SCRIPTS = Integer.getInteger("radish.recovery.scripts", 12);

  /** Only each so many-th call is the last one, another one for each script; 1 for every one. */
  private static final int STRIDE = Integer.getInteger("radish.recovery.stride", 8);

  private static final int SCRIPTS_WITHOUT_FSYNC = 4;

  @TempDir Path home;
  private ScriptGround ground;

  @BeforeEach
  void makeABackup() throws IOException, InterruptedException {
    ground = new ScriptGround(home);
  }

  private ListingDisk disk(long seed) throws IOException {
    return ground.disk(new Random(seed));
  }

  /** Runs a script without trouble; returns how many calls it made. */
  private int calls(long seed) throws IOException, InterruptedException {
    ListingDisk disk = disk(seed);
    LifeScript script = ground.script(seed, disk);
    assertThat(script.run()).isTrue();
    int calls = disk.simulated().calls();
    script.check(disk.crash());
    return calls;
  }

  private LifeScript run(ListingDisk disk, long seed) throws IOException {
    LifeScript script = ground.script(seed, disk);
    script.run();
    return script;
  }

  @Test
  void powerLoss_atEveryCall_losesNothingDurableAndLeavesNothingHalf() throws Exception {
    int checkpoints = 0;
    int crashes = 0;
    for (long seed = 0; seed < SCRIPTS; seed++) {
      int calls = calls(seed);
      for (int call = (int) seed % STRIDE; call < calls; call += STRIDE) {
        ListingDisk disk = disk(seed * 1000 + call);
        disk.simulated().stopAt(call);
        try {
          LifeScript script = run(disk, seed);
          checkpoints += script.checkpoints();
          script.check(disk.crash());
          crashes++;
        } catch (IOException | RuntimeException | AssertionError e) {
          throw new AssertionError("script " + seed + ", call " + call, e);
        }
      }
    }
    LOG.info(
        "{} scripts, {} crashes, {} checkpoints before them, 0 lost",
        SCRIPTS,
        crashes,
        checkpoints);
    assertThat(checkpoints).isPositive();
  }

  @Test
  void powerLoss_withoutFsync_isNoticedByThisVeryTest() throws Exception {
    int lost = 0;
    int crashes = 0;
    for (long seed = 0; seed < SCRIPTS_WITHOUT_FSYNC; seed++) {
      int calls = calls(seed);
      for (int call = (int) seed % STRIDE; call < calls; call += STRIDE) {
        ListingDisk disk = disk(seed * 1000 + call);
        disk.simulated().stopAt(call);
        disk.simulated().forgetForces();
        crashes++;
        try {
          run(disk, seed).check(disk.crash());
        } catch (AssertionError | IOException e) {
          lost++;
        }
      }
    }
    LOG.info("without fsync, {} crashes, {} lost something", crashes, lost);
    assertThat(lost).isGreaterThan(crashes / 4);
  }
}
