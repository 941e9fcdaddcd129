// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A disk that fails or hangs at any call, while everything is done that uses it: nothing that was
 * durable is lost, the last good backups stand, and when the disk works again everything else does.
 */
@Timeout(3600)
class RecoveryFaultTest {
  private static final Logger LOG = LoggerFactory.getLogger(RecoveryFaultTest.class);

  /** Scripts for each trouble, which take turns in a build. */
  private static final int SCRIPTS = Integer.getInteger("radish.faults.scripts", 1);

  /** Only each so many-th call is one where the trouble begins; 1 for every one. */
  private static final int STRIDE = Integer.getInteger("radish.faults.stride", 15);

  @TempDir Path home;
  private ScriptGround ground;
  private int refusals;

  @BeforeEach
  void makeABackup() throws IOException, InterruptedException {
    ground = new ScriptGround(home);
  }

  private TroubledDisk disk(long seed, Trouble trouble, int call) throws IOException {
    return new TroubledDisk(ground.disk(new Random(seed * 1000 + call)), trouble, call);
  }

  /** Runs a script without trouble; how many of the calls it makes the trouble is about. */
  private int calls(long seed, Trouble trouble) throws IOException, InterruptedException {
    TroubledDisk disk = disk(seed, trouble, Integer.MAX_VALUE);
    LifeScript script = ground.script(seed, disk);
    script.runThroughTrouble();
    assertThat(script.refusals()).isZero();
    int calls = disk.calls();
    script.resume();
    script.abandon();
    script.check(disk.disk().crash());
    return calls;
  }

  private interface Course {
    void take(long seed, int call) throws Exception;
  }

  private static int atEveryCall(long seed, int calls, Course course) {
    int points = 0;
    for (int call = (int) seed % STRIDE; call < calls; call += STRIDE) {
      points++;
      try {
        course.take(seed, call);
      } catch (Exception | AssertionError e) {
        throw new AssertionError("script " + seed + ", call " + call, e);
      }
    }
    return points;
  }

  /** In a build with the one script {@code only}. */
  private void fails(Trouble trouble, long only) throws Exception {
    int points = 0;
    for (long i = 0; i < SCRIPTS; i++) {
      long seed = SCRIPTS == 1 ? only : i;
      int calls = calls(seed, trouble);
      points += atEveryCall(seed, calls, (s, call) -> resumes(s, call, trouble));
      points += atEveryCall(seed, calls, (s, call) -> survivesACrash(s, call, trouble));
    }
    LOG.info(
        "{}: {} scripts, {} runs, {} refusals, 0 lost, all resumed",
        trouble,
        SCRIPTS,
        points,
        refusals);
    assertThat(refusals).isPositive();
  }

  private void resumes(long seed, int call, Trouble trouble) throws Exception {
    TroubledDisk disk = disk(seed, trouble, call);
    LifeScript script = ground.script(seed, disk);
    try {
      script.runThroughTrouble();
      refusals += script.refusals();
      disk.mend();
      script.resume();
    } finally {
      script.abandon();
    }
    // What is durable by now is durable on any disk.
    script.check(script.mayLose() ? disk : disk.disk().crash());
  }

  private void survivesACrash(long seed, int call, Trouble trouble) throws Exception {
    TroubledDisk disk = disk(seed, trouble, call);
    LifeScript script = ground.script(seed, disk);
    try {
      script.runThroughTrouble();
    } finally {
      script.abandon();
    }
    disk.mend();
    script.check(script.mayLose() ? disk : disk.disk().crash());
  }

  @Test
  void fullDisk_fromEveryCallOn_losesNothingAndEverythingResumes() throws Exception {
    fails(Trouble.FULL, 0);
  }

  @Test
  void oneError_atEveryCall_losesNothingAndEverythingResumes() throws Exception {
    fails(Trouble.ERROR_ONCE, 1);
  }

  @Test
  void errors_fromEveryCallOn_loseNothingAndEverythingResumes() throws Exception {
    fails(Trouble.ERRORS, 2);
  }

  @Test
  void oneFailingFsync_atEveryCall_losesNothingAndEverythingResumes() throws Exception {
    fails(Trouble.FSYNC_ONCE, 3);
  }

  @Test
  void failingFsyncs_fromEveryCallOn_loseNothingAndEverythingResumes() throws Exception {
    fails(Trouble.FSYNCS, 4);
  }

  @Test
  void readOnlyFolders_fromEveryCallOn_loseNothingAndEverythingResumes() throws Exception {
    fails(Trouble.READ_ONLY_FOLDER, 5);
  }

  @Test
  void hang_atEveryCall_refusesNothingLosesNothingAndReadersGoOn() throws Exception {
    int points = 0;
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      for (long i = 0; i < SCRIPTS; i++) {
        long seed = SCRIPTS == 1 ? 6 : i;
        int calls = calls(seed, Trouble.HANG);
        points += atEveryCall(seed, calls, (s, call) -> hangs(s, call, threads));
      }
    }
    LOG.info("{}: {} scripts, {} runs, 0 refusals, 0 lost", Trouble.HANG, SCRIPTS, points);
  }

  private void hangs(long seed, int call, ExecutorService threads) throws Exception {
    TroubledDisk disk = disk(seed, Trouble.HANG, call);
    LifeScript script = ground.script(seed, disk);
    Future<?> running =
        threads.submit(
            () -> {
              try {
                script.runThroughTrouble();
              } finally {
                disk.over();
              }
              return true;
            });
    disk.awaitHang();
    try {
      script.whileItHangs();
    } finally {
      disk.mend();
    }
    try {
      running.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    }
    assertThat(script.refusals()).isZero();
    try {
      script.resume();
    } finally {
      script.abandon();
    }
    script.check(disk.disk().crash());
  }
}
