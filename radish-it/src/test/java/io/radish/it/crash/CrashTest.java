// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers killed with {@code kill -9} while clients write: what was acknowledged or read is there
 * after the next start. {@code -Dradish.crash.cycles} says how often, {@code -Dradish.crash.seed}
 * which requests; the moments are the machine's.
 */
final class CrashTest {
  /** Small files, often renewed and soon deleted: so that all of that is under way at a kill. */
  private static final List<String> RESTLESS =
      List.of(
          "--appendonly",
          "yes",
          "--auto-aof-rewrite-min-size",
          "256kb",
          "--journal-restore-window",
          "2",
          "--journal-max-history",
          "1mb",
          "--backup-interval",
          "0");

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  private Path home;

  static List<String> options(String fsync) {
    List<String> options = new ArrayList<>(RESTLESS);
    options.addAll(List.of("--appendfsync", fsync));
    return options;
  }

  @Test
  void killedServer_underAlways_hasAllThatWasAcknowledgedOrRead() throws Exception {
    int cycles = Integer.getInteger("radish.crash.cycles", 20);
    long seed = Long.getLong("radish.crash.seed", System.nanoTime());
    System.out.printf("crash: seed %d in %s%n", seed, home);
    CrashRun run = CrashRun.strict(home, seed, options("always"));
    run.run(cycles);
    System.out.println("crash: " + run.summary());
    assertThat(run.acknowledgedWrites()).as("seed %d", seed).isPositive();
  }

  /**
   * What the operating system has been handed survives a mere {@code kill -9}, so that this shows
   * how soon that is; {@link LossWindowTest} shows what is on disk when.
   */
  @Test
  void killedServer_underEverysec_losesNothingThatWasAcknowledgedASecondBefore() throws Exception {
    int cycles = Integer.getInteger("radish.crash.everysec.cycles", 3);
    long seed = Long.getLong("radish.crash.seed", System.nanoTime());
    System.out.printf("crash everysec: seed %d in %s%n", seed, home);
    CrashRun run = CrashRun.lenient(home, seed, options("everysec"), SECOND_NANOS);
    run.run(cycles);
    System.out.printf(
        "crash everysec: %s; what was lost had been acknowledged for %.1f ms at most%n",
        run.summary(), run.oldestLostMillis());
    assertThat(run.acknowledgedWrites()).as("seed %d", seed).isPositive();
  }
}
