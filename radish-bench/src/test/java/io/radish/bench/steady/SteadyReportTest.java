// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What is made of logs and samples. */
final class SteadyReportTest {
  @Test
  void pauseLog_linesOfTheJvm_givesTheLongest() {
    PauseLog log =
        PauseLog.of(
            List.of(
                "[1.019s][gc,start    ] GC(0) Pause Young (Allocation Failure)",
                "[1.021s][gc          ] GC(0) Pause Young (Allocation Failure) 8M->1M(31M) 1.911ms",
                "[1.021s][safepoint   ] Safepoint \"SerialCollectForAllocation\", Time since last:"
                    + " 103052941 ns, Reaching safepoint: 23750 ns, At safepoint: 1962093 ns, Leaving"
                    + " safepoint: 4010 ns, Total: 1989853 ns, Threads: 0 runnable, 15 total",
                "[2.500s][gc          ] GC(1) Pause Full (System.gc()) 9M->2M(31M) 12.5ms",
                "[3.000s][safepoint   ] Safepoint \"ICBufferFull\", Time since last: 9 ns, Reaching"
                    + " safepoint: 1 ns, Total: 15500000 ns"));
    assertThat(log).isEqualTo(new PauseLog(2, 12.5, 2, 15.5, "ICBufferFull"));
  }

  @Test
  void longestPauses_tellTheSecondAndWhatRanBeside() {
    Instant begun = Instant.parse("2025-11-15T16:00:00.500Z");
    List<Second> seconds =
        List.of(new Second(0, true, new Histogram(3)), new Second(1, false, new Histogram(3)));
    String report =
        new SteadyReport()
            .longest(
                List.of(
                    new Pause("JavaMonitorEnter", begun.plusMillis(999), 31.26),
                    new Pause("ThreadPark", begun.plusMillis(1000), 12),
                    new Pause("GCPhasePause", begun.minusMillis(1), 2.5)),
                begun,
                seconds)
            .toString();
    assertThat(report.lines())
        .containsSequence(
            "| JavaMonitorEnter | 31.26 | 0 | yes |",
            "| ThreadPark | 12.00 | 1 | no |",
            "| GCPhasePause | 2.50 | before the load | no |");
  }

  @Test
  void growth_flatAfterTheFirstMinutes_isNone() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second <= 600; second += 30) {
      samples.add(sample(second, second < 180 ? 100 + second : 300));
    }
    assertThat(Sample.growthPercent(samples, 180)).isCloseTo(0, within(1e-9));
  }

  @Test
  void growth_leak_shows() {
    List<Sample> samples = new ArrayList<>();
    for (int second = 0; second <= 600; second += 30) {
      samples.add(sample(second, 1000 + second));
    }
    assertThat(Sample.growthPercent(samples, 180)).isGreaterThan(20);
  }

  private static Sample sample(int second, long resident) {
    return new Sample(second, resident, 100, 110, 1);
  }
}
