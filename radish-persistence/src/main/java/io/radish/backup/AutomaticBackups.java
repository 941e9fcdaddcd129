// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The automatic runs: when they are due, between {@link #start} and {@link #stop}, and the settings
 * that say so, which may change at any time. Thread-safe.
 */
final class AutomaticBackups {
  private final ThreadFactory threads;
  private final Clock clock;
  private final BackupMonitor monitor;

  /** Guarded by this. */
  private Duration interval;

  /** Guarded by this. */
  private CacheIntervals cacheIntervals;

  /** The schedule while they run; guarded by this. */
  private @Nullable Schedule schedule;

  AutomaticBackups(PersistenceHandlerBuilder builder, BackupMonitor monitor) {
    this.monitor = monitor;
    threads = builder.threads;
    clock = builder.clock;
    interval = builder.interval;
    cacheIntervals = builder.cacheIntervals;
  }

  /**
   * Begins them, the first one after an interval.
   *
   * @param begun is run at the same instant, as far as {@link #stop} can tell
   * @throws IllegalStateException where they run already
   */
  synchronized void start(Schedule.Rounds rounds, Runnable begun) {
    checkStopped();
    schedule = new Schedule(threads, interval, cacheIntervals, clock, rounds);
    begun.run();
  }

  synchronized void checkStopped() {
    if (schedule != null) {
      throw new IllegalStateException("automatic backups run already");
    }
  }

  /**
   * Ends them; waits for one that is under way.
   *
   * @param stopped is run at the same instant, as far as {@link #start} can tell
   */
  void stop(Runnable stopped) {
    Schedule ending;
    synchronized (this) {
      stopped.run();
      ending = schedule;
      schedule = null;
    }
    if (ending != null) {
      ending.close();
    }
  }

  /** When the next is due; null while they do not run. */
  synchronized @Nullable Instant nextAt() {
    return schedule == null ? null : schedule.nextAt();
  }

  synchronized Duration interval() {
    return interval;
  }

  synchronized void setInterval(Duration changed) {
    interval = checked(changed);
    monitor.setInterval(changed);
    if (schedule != null) {
      schedule.setInterval(changed);
    }
  }

  synchronized void setCacheIntervals(CacheIntervals changed) {
    cacheIntervals = changed;
    monitor.setCacheIntervals(changed.intervals());
    if (schedule != null) {
      schedule.setCacheIntervals(changed);
    }
  }

  /** An interval that may be, or an error that says so. */
  static Duration checked(Duration interval) {
    if (interval.isNegative()) {
      throw new IllegalArgumentException("the interval must be 0 (no automatic runs) or more");
    }
    return interval;
  }
}
