// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Time as tests make it. */
class ManualClockTest {
  private final ManualClock clock = new ManualClock(Instant.parse("1969-12-31T23:59:59.999999Z"));
  private final List<String> rung = new ArrayList<>();

  @Test
  void clockMoved_showsWholeMicrosecondsBeforeAndAfterTheEpoch() {
    assertThat(clock.millis()).isEqualTo(-1);
    assertThat(clock.instant()).isEqualTo(Instant.parse("1969-12-31T23:59:59.999999Z"));
    clock.advance(Duration.ofNanos(1_500));
    assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
    assertThat(clock.millis()).isZero();
  }

  @Test
  void alarms_timePasses_ringInOrderButNotWhenCalledOff() {
    Runnable _ = clock.after(Duration.ofMillis(7), () -> rung.add("late"));
    Runnable _ = clock.after(Duration.ofMillis(5), () -> rung.add("early"));
    clock.after(Duration.ofMillis(6), () -> rung.add("never")).run();
    clock.advance(Duration.ofMillis(4));
    assertThat(rung).isEmpty();
    clock.advance(Duration.ofMillis(4));
    assertThat(rung).containsExactly("early", "late");
  }

  @Test
  void clockSet_noTimePasses() {
    Runnable _ = clock.after(Duration.ofMillis(1), () -> rung.add("alarm"));
    long before = clock.nanos();
    clock.set(Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(clock.instant()).isEqualTo(Instant.parse("2030-01-01T00:00:00Z"));
    assertThat(clock.nanos()).isEqualTo(before);
    assertThat(rung).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(rung).containsExactly("alarm");
  }
}
