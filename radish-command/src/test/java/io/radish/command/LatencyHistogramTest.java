// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  private final LatencyHistogram histogram = new LatencyHistogram();

  @Test
  void percentiles_areWithinThreePercent() {
    for (int micros = 1; micros <= 10_000; micros++) {
      histogram.record(micros * 1000L);
    }
    assertThat(histogram.count()).isEqualTo(10_000);
    for (double percent : new double[] {0.1, 1, 50, 90, 99, 99.9, 100}) {
      long exact = (long) (percent * 100 * 1000);
      assertThat(histogram.nanosAt(percent)).isBetween(exact, exact + exact / 30);
    }
  }

  @Test
  void percentile_isNeverBelowWhatWasRecorded_whateverItsSize() {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      long nanos = random.nextLong(1L << (1 + random.nextInt(36)));
      LatencyHistogram one = new LatencyHistogram();
      one.record(nanos);
      assertThat(one.nanosAt(50)).as("%d ns", nanos).isBetween(nanos, nanos + nanos / 32 + 1);
    }
  }

  @Test
  void recording_whatIsNoDuration_countsAtTheEnds() {
    histogram.record(-5);
    histogram.record(Long.MAX_VALUE);
    assertThat(histogram.nanosAt(50)).isZero();
    assertThat(histogram.nanosAt(100)).isGreaterThan(60_000_000_000L);
  }

  @Test
  void distribution_showsTheBoundsThatRedisShows() {
    List<String> steps = new ArrayList<>();
    for (long micros : new long[] {0, 3, 6, 30, 60, 100, 2_000, 100_000, 90_000_000}) {
      histogram.record(micros * 1000);
    }
    histogram.distribution((bound, count) -> steps.add(bound + "=" + count));
    assertThat(steps)
        .containsExactly(
            "1=1", "4=2", "8=3", "33=4", "66=5", "132=6", "2113=7", "135266=8", "1082130=9");
  }

  @Test
  void taking_whatWasCountedBefore_leavesTheRest() {
    histogram.record(1000);
    LatencyHistogram before = new LatencyHistogram();
    before.add(histogram, 1);
    histogram.record(5_000_000);
    histogram.add(before, -1);
    assertThat(histogram.count()).isEqualTo(1);
    assertThat(histogram.nanosAt(1)).isGreaterThan(4_900_000);
  }
}
