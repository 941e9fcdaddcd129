// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers killed with {@code kill -9} during a backup, a restore, a roll-back, a clean-up and a
 * checkpoint: no restore is there by half, and no backup is listed that is not good. {@code
 * -Dradish.crash.operations} says how often each, {@code -Dradish.crash.seed} with which files; the
 * moments are the machine's.
 */
final class OperationTest {
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path home;

  @Test
  void killedServer_inTheMiddleOfAnOperation_hasNoneByHalf() throws Exception {
    int times = Integer.getInteger("radish.crash.operations", 1);
    long seed = Long.getLong("radish.crash.seed", System.nanoTime());
    System.out.printf("operations: seed %d in %s%n", seed, home);
    OperationRun run = new OperationRun(home, seed, CrashTest.options("always"));
    run.run(times);
    System.out.println("operations: " + run.summary());
    assertThat(run.fewest()).as("seed %d", seed).isGreaterThanOrEqualTo(times);
  }
}
