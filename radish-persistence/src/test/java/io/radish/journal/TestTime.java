// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved; the wall's may also jump. */
final class TestTime implements InstantSource {
  private final AtomicLong millis = new AtomicLong(1_763_222_000_000L);
  private final AtomicLong nanos = new AtomicLong(-5);

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
  }

  long nanos() {
    return nanos.get();
  }

  void advance(Duration by) {
    millis.addAndGet(by.toMillis());
    nanos.addAndGet(by.toNanos());
  }

  /** Sets the wall's clock, and leaves the other one alone. */
  void jump(Duration by) {
    millis.addAndGet(by.toMillis());
  }
}
