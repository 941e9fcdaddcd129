// SPDX-License-Identifier: Apache-2.0
package io.radish.it.docs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The system's time until it is set to another, from which it stands still. */
final class MovableClock extends Clock {
  private volatile Clock current = Clock.systemUTC();

  void set(Instant instant) {
    current = Clock.fixed(instant, ZoneOffset.UTC);
  }

  void advance(Duration by) {
    set(instant().plus(by));
  }

  void backToNow() {
    current = Clock.systemUTC();
  }

  @Override
  public Instant instant() {
    return current.instant();
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.system(zone);
  }
}
