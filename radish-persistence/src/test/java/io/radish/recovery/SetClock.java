// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. */
final class SetClock extends Clock {
  private final AtomicLong millis = new AtomicLong(1_763_222_000_000L);

  void advance(Duration by) {
    millis.addAndGet(by.toMillis());
  }

  long nanos() {
    return millis.get() * 1_000_000;
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(millis.get());
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
