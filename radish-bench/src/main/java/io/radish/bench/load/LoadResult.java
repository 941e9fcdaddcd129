// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import org.HdrHistogram.Histogram;

/**
 * What was measured of one run of load.
 *
 * @param requests answered while it was measured
 * @param nanos for how long it was measured
 * @param cpuNanos what the server's process took of the processors meanwhile
 * @param latencyNanos of requests, or of batches where they are sent in batches
 */
public record LoadResult(long requests, long nanos, long cpuNanos, Histogram latencyNanos) {
  /** Significant digits of latencies: a tenth of a percent. */
  static final int DIGITS = 3;

  private static final long LONGEST_NANOS = 120_000_000_000L;

  static Histogram newHistogram() {
    return newHistogram(DIGITS);
  }

  static Histogram newHistogram(int digits) {
    return new Histogram(LONGEST_NANOS, digits);
  }

  static void record(Histogram histogram, long nanos) {
    histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
  }

  /** Requests answered in a second. */
  public double perSecond() {
    return requests * 1e9 / nanos;
  }

  /** Requests answered for each second that the server had of a processor. */
  public double perCpuSecond() {
    return requests * 1e9 / cpuNanos;
  }

  /** The latency in microseconds that {@code percent} of them do not exceed. */
  public double micros(double percent) {
    return latencyNanos.getValueAtPercentile(percent) / 1e3;
  }
}
