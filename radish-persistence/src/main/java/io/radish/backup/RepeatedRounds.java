// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something every interval on a thread of the {@link Schedule}; a round that takes longer than
 * the interval leaves out those it covers.
 *
 * <p>A round that fails is logged, and the next one comes. Thread-safe.
 */
final class RepeatedRounds {
  /** One round. */
  interface Round {
    void run() throws InterruptedException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RepeatedRounds.class);

  private final ScheduledExecutorService executor;
  private final Round round;
  private final Clock clock;

  /** Guarded by this, like all below. */
  private Duration interval;

  private @Nullable ScheduledFuture<?> next;
  private @Nullable Instant nextAt;

  RepeatedRounds(ScheduledExecutorService executor, Duration interval, Clock clock, Round round) {
    this.executor = executor;
    this.round = round;
    this.clock = clock;
    this.interval = interval;
    schedule(interval);
  }

  /** Changes the interval, counted from now; zero ends the rounds until the next change. */
  synchronized void setInterval(Duration changed) {
    interval = changed;
    schedule(changed);
  }

  /** When the next round begins, or null where none does. */
  synchronized @Nullable Instant nextAt() {
    return nextAt;
  }

  private synchronized void schedule(Duration delay) {
    if (next != null) {
      next.cancel(false);
    }
    next = null;
    nextAt = null;
    if (!interval.isZero() && !executor.isShutdown()) {
      next = executor.schedule(this::round, delay.toNanos(), TimeUnit.NANOSECONDS);
      nextAt = clock.instant().plus(delay);
    }
  }

  private void round() {
    Instant start = clock.instant();
    try {
      round.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    } catch (RuntimeException | Error e) {
      LOG.error("An automatic round of the backups failed; the next one comes in its time", e);
    }
    scheduleAfter(Duration.between(start, clock.instant()));
  }

  private synchronized void scheduleAfter(Duration taken) {
    if (!interval.isZero()) {
      long intervalNanos = interval.toNanos();
      schedule(Duration.ofNanos(intervalNanos - Math.floorMod(taken.toNanos(), intervalNanos)));
    }
  }

  /** Ends the rounds; one that is under way goes on. */
  void end() {
    setInterval(Duration.ZERO);
  }
}
