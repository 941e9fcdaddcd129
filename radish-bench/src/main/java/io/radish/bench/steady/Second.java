// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import org.HdrHistogram.Histogram;

/**
 * The requests that were due in one second.
 *
 * @param number of the second since the load began
 * @param busy whether a backup or a restore ran at its beginning or end
 * @param latencyNanos of the requests
 */
record Second(int number, boolean busy, Histogram latencyNanos) {
  double p999Millis() {
    return latencyNanos.getValueAtPercentile(99.9) / 1e6;
  }

  double longestMillis() {
    return latencyNanos.getMaxValue() / 1e6;
  }
}
