// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.LatencyMonitor.Sample;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LatencyMonitorTest {
  private final LatencyMonitor monitor = new LatencyMonitor();

  private LatencyMonitor.Event event(String name) {
    return Objects.requireNonNull(monitor.event(name));
  }

  @Test
  void samplesOfOneSecond_areOne_theWorst() {
    monitor.add("command", 5_000, 10);
    monitor.add("command", 5_900, 30);
    monitor.add("command", 5_999, 20);
    monitor.add("command", 6_000, 5);
    assertThat(event("command").samples()).containsExactly(new Sample(5, 30), new Sample(6, 5));
    assertThat(event("command").latest()).isEqualTo(new Sample(6, 5));
    assertThat(event("command").worstMillis()).isEqualTo(30);
  }

  @Test
  void oldSamples_areForgotten_theWorstIsNot() {
    monitor.add("command", 0, 1_000);
    for (int second = 1; second <= 160; second++) {
      monitor.add("command", second * 1000L, second);
    }
    assertThat(event("command").samples()).hasSize(160).startsWith(new Sample(1, 1));
    assertThat(event("command").worstMillis()).isEqualTo(1_000);
  }

  @Test
  void reset_forgetsOneOrAll() {
    monitor.add("command", 0, 1);
    monitor.add("expire-cycle", 0, 1);
    assertThat(monitor.reset("nosuch")).isFalse();
    assertThat(monitor.reset("command")).isTrue();
    assertThat(monitor.event("command")).isNull();
    assertThat(monitor.reset()).isEqualTo(1);
    assertThat(monitor.events()).isEmpty();
  }
}
