// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens by itself from one start to the next: full runs, runs of caches with an interval of
 * their own, and the watch over both.
 *
 * <p>All runs share a thread, so that they wait for each other; the watch has one of its own,
 * because a run that hangs is what it is to notice. Thread-safe.
 */
final class Schedule implements AutoCloseable {
  /** The times between two looks of the watch: how late it may notice something. */
  static final Duration WATCH = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);

  /** What is done when its time has come. */
  interface Rounds {
    /** A full run. */
    void full() throws InterruptedException;

    /** A run of the caches that have that interval. */
    void some(Duration interval, Predicate<KeyspaceName> wanted) throws InterruptedException;

    /** A look at how the backups are doing. */
    void watch();
  }

  private final Clock clock;
  private final Rounds rounds;
  private final ScheduledThreadPoolExecutor runs;
  private final ScheduledThreadPoolExecutor watches;
  private final RepeatedRounds full;
  private final RepeatedRounds watch;

  /** One for each interval; guarded by this. */
  private final List<RepeatedRounds> some = new ArrayList<>();

  Schedule(
      ThreadFactory threads, Duration interval, CacheIntervals caches, Clock clock, Rounds rounds) {
    this.clock = clock;
    this.rounds = rounds;
    this.runs = executor(threads);
    this.watches = executor(threads);
    this.full = new RepeatedRounds(runs, interval, clock, rounds::full);
    this.watch = new RepeatedRounds(watches, WATCH, clock, rounds::watch);
    setCacheIntervals(caches);
  }

  private static ScheduledThreadPoolExecutor executor(ThreadFactory threads) {
    ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    executor.setRemoveOnCancelPolicy(true);
    return executor;
  }

  /** Changes the time between full runs, counted from now; zero ends them. */
  void setInterval(Duration interval) {
    full.setInterval(interval);
  }

  /** Changes which caches have intervals of their own, counted from now. */
  synchronized void setCacheIntervals(CacheIntervals caches) {
    some.forEach(RepeatedRounds::end);
    some.clear();
    if (!runs.isShutdown()) {
      for (Duration interval : caches.intervals()) {
        Predicate<KeyspaceName> wanted = caches.at(interval);
        some.add(new RepeatedRounds(runs, interval, clock, () -> rounds.some(interval, wanted)));
      }
    }
  }

  /** When the next full run begins, or null where none does. */
  @Nullable Instant nextAt() {
    return full.nextAt();
  }

  /** Ends all; waits for what is under way. */
  @Override
  public void close() {
    synchronized (this) {
      full.end();
      watch.end();
      some.forEach(RepeatedRounds::end);
      runs.shutdown();
      watches.shutdown();
    }
    await(runs);
    await(watches);
  }

  private static void await(ScheduledThreadPoolExecutor executor) {
    try {
      while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
        LOG.info("Waiting for the automatic backup under way");
      }
    } catch (InterruptedException e) {
      executor.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
