// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that stands still until it is moved; the wall's may also jump. */
final class TestTime implements InstantSource {
  private volatile long millis = 1_763_222_000_000L;
  private volatile long nanos = -5;

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  long nanos() {
    return nanos;
  }

  void advance(Duration by) {
    millis += by.toMillis();
    nanos += by.toNanos();
  }

  /** Sets the wall's clock, and leaves the other one alone. */
  void jump(Duration by) {
    millis += by.toMillis();
  }
}
