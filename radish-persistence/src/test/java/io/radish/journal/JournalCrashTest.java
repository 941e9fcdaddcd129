// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.disk.SimulatedDisk;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whenever the power goes, and whatever the disk does, the journal is whole afterwards. */
class JournalCrashTest {
  private static final int SCRIPTS = Integer.getInteger("radish.journal.scripts", 200);

  /** Runs a script without trouble; returns how many calls it made. */
  private static int calls(long seed) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(new Random(seed));
    JournalScript script = new JournalScript(seed, disk);
    assertThat(script.run()).isTrue();
    script.check(disk.crash());
    return disk.calls();
  }

  private static JournalScript run(SimulatedDisk disk, long seed) {
    JournalScript script = new JournalScript(seed, disk);
    script.run();
    return script;
  }

  private static void withSeed(long seed, int call, ThrowingRunnable what) {
    try {
      what.run();
    } catch (IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("script " + seed + ", call " + call, e);
    }
  }

  private static void check(JournalScript script, SimulatedDisk after) throws IOException {
    try {
      script.check(after);
    } catch (JournalDamagedException e) {
      if (!script.mayBreak()) {
        throw e;
      }
    }
  }

  private interface ThrowingRunnable {
    void run() throws IOException;
  }

  @Test
  void powerLoss_atEveryCall_losesNothingDurableAndLeavesNothingHalf() throws IOException {
    for (long seed = 0; seed < SCRIPTS; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        long script = seed;
        int at = call;
        withSeed(
            script,
            at,
            () -> {
              SimulatedDisk disk = new SimulatedDisk(new Random(script * 1000 + at));
              disk.stopAt(at);
              run(disk, script).check(disk.crash());
            });
      }
    }
  }

  @Test
  void failures_atEveryCall_areRecoveredFromAndLoseNothing() throws IOException {
    int failing = 0;
    for (long seed = 0; seed < SCRIPTS / 10; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        long script = seed;
        int at = call;
        boolean[] saw = {false};
        withSeed(
            script,
            at,
            () -> {
              Random random = new Random(script * 1000 + at);
              SimulatedDisk disk = new SimulatedDisk(random);
              String words =
                  random.nextBoolean() ? "Input/output error" : "No space left on device";
              disk.failAt(at, 1 + random.nextInt(6), words);
              JournalScript ran = run(disk, script);
              saw[0] = ran.sawFailing();
              disk.failAt(-1, 0, "");
              ran.recover();
              check(ran, disk.crash());
            });
        failing += saw[0] ? 1 : 0;
      }
    }
    assertThat(failing).isPositive();
  }

  @Test
  void powerLoss_afterAFailure_losesNothingDurable() throws IOException {
    for (long seed = 0; seed < SCRIPTS / 10; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        long script = seed;
        int at = call;
        withSeed(
            script,
            at,
            () -> {
              Random random = new Random(script * 1000 + at);
              SimulatedDisk disk = new SimulatedDisk(random);
              disk.failAt(at, 1 + random.nextInt(3), "Input/output error");
              disk.stopAt(at + random.nextInt(30));
              check(run(disk, script), disk.crash());
            });
      }
    }
  }

  @Test
  void powerLoss_withoutFsync_isNoticedByThisVeryTest() throws IOException {
    int lost = 0;
    for (long seed = 0; seed < 20; seed++) {
      int calls = calls(seed);
      for (int call = 0; call < calls; call++) {
        SimulatedDisk disk = new SimulatedDisk(new Random(seed * 1000 + call));
        disk.stopAt(call);
        disk.forgetForces();
        try {
          run(disk, seed).check(disk.crash());
        } catch (AssertionError | IOException e) {
          lost++;
        }
      }
    }
    assertThat(lost).isGreaterThan(100);
  }
}
