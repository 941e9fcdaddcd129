// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that stands still until it is moved. */
final class SetClock extends Clock {
  private volatile long millis = 1_763_222_000_000L;

  void advance(Duration by) {
    millis += by.toMillis();
  }

  long nanos() {
    return millis * 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
