// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A clock that stands still until it is moved, for tests of what time does to a store. It also
 * counts what passes, as {@link System#nanoTime} does, and runs what is put off. Thread-safe.
 */
public class ManualClock extends Clock {
  private record Alarm(long dueNanos, Runnable task) {}

  /** Some moment, with all the digits that a backup shows. */
  private static final Instant START = Instant.parse("2025-11-15T15:11:18.027451Z");

  /** Below zero, as the system's may be: only differences mean something. */
  private static final long START_NANOS = -5;

  private final AtomicLong micros;
  private final AtomicLong nanos = new AtomicLong(START_NANOS);
  private final List<Alarm> alarms = new ArrayList<>();

  /** Makes a clock that shows a moment of 2025. */
  public ManualClock() {
    this(START);
  }

  /** Makes a clock that shows {@code now}, to the microsecond. */
  public ManualClock(Instant now) {
    micros = new AtomicLong(microsOf(now));
  }

  private static long microsOf(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /** Has that much time pass, and runs what is due then, in its order. */
  public final void advance(Duration by) {
    micros.addAndGet(TimeUnit.MICROSECONDS.convert(by));
    nanos.addAndGet(by.toNanos());
    Alarm next;
    while ((next = takeDue()) != null) {
      next.task.run();
    }
  }

  private synchronized @Nullable Alarm takeDue() {
    long now = nanos.get();
    Alarm first =
        alarms.stream()
            .filter(alarm -> alarm.dueNanos <= now)
            .min(Comparator.comparingLong(Alarm::dueNanos))
            .orElse(null);
    alarms.remove(first);
    return first;
  }

  /** Shows another time from now on, as where an operator corrects it: no time has passed. */
  public final void set(Instant now) {
    micros.set(microsOf(now));
  }

  /** Runs {@code task} when so much time has passed; the result calls it off. */
  public final synchronized Runnable after(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(nanos.get() + delay.toNanos(), task);
    alarms.add(alarm);
    return () -> callOff(alarm);
  }

  private synchronized void callOff(Alarm alarm) {
    alarms.remove(alarm);
  }

  /** What has passed since some moment, in nanoseconds; setting the clock does not change it. */
  public final long nanos() {
    return nanos.get();
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
    return Math.floorDiv(micros.get(), 1000L);
  }

  @Override
  public Instant instant() {
    return Instant.EPOCH.plus(micros.get(), ChronoUnit.MICROS);
  }
}
