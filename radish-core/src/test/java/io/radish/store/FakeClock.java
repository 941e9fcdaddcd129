// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until a test moves it, for any number of threads. */
class FakeClock extends Clock {
  private final AtomicLong millis = new AtomicLong(1_763_219_478_027L);

  final void advance(long by) {
    millis.addAndGet(by);
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
