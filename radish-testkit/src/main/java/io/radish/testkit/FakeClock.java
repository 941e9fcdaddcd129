// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A clock that stands still until a test moves it, and rings then for what is due. */
public final class FakeClock extends Clock {
  private record Alarm(long dueMillis, Runnable task) {}

  /** Some moment of November 2025. */
  private static final long START_MILLIS = 1_763_219_478_027L;

  private final AtomicLong millis;
  private final List<Alarm> alarms = new ArrayList<>();

  /** Makes a clock that shows a moment of 2025. */
  public FakeClock() {
    this(START_MILLIS);
  }

  /** Makes a clock that shows {@code millis} since the epoch. */
  public FakeClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  /** Moves the clock on, and runs what becomes due, in its order, at its time. */
  public void advance(Duration by) {
    long end = millis.get() + by.toMillis();
    Alarm next;
    while ((next = takeDue(end)) != null) {
      millis.accumulateAndGet(next.dueMillis, Math::max);
      next.task.run();
    }
    millis.set(end);
  }

  private synchronized @Nullable Alarm takeDue(long end) {
    Alarm first =
        alarms.stream()
            .filter(alarm -> alarm.dueMillis <= end)
            .min(Comparator.comparingLong(Alarm::dueMillis))
            .orElse(null);
    alarms.remove(first);
    return first;
  }

  /** Runs {@code task} when the clock has been moved on by that much; the result calls it off. */
  public synchronized Runnable after(long delayMillis, Runnable task) {
    Alarm alarm = new Alarm(millis.get() + delayMillis, task);
    alarms.add(alarm);
    return () -> callOff(alarm);
  }

  private synchronized void callOff(Alarm alarm) {
    alarms.remove(alarm);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis());
  }
}
