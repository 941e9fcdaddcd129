// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it. */
public final class FakeClock extends Clock {
  /** Some moment of November 2025. */
  private static final long START_MILLIS = 1_763_219_478_027L;

  private final AtomicLong millis;

  /** Makes a clock that shows a moment of 2025. */
  public FakeClock() {
    this(START_MILLIS);
  }

  /** Makes a clock that shows {@code millis} since the epoch. */
  public FakeClock(long millis) {
    this.millis = new AtomicLong(millis);
  }

  /** Moves the clock on. */
  public void advance(Duration by) {
    millis.addAndGet(by.toMillis());
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
