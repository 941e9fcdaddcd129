// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

/**
 * How many ask, and how much at a time.
 *
 * @param connections all together
 * @param pipeline requests that a connection has under way
 * @param threads of the generator, which share the connections
 */
public record LoadShape(int connections, int pipeline, int threads) {
  /** Checks the numbers. */
  public LoadShape {
    if (connections < 1 || pipeline < 1 || threads < 1 || threads > connections) {
      throw new IllegalArgumentException(
          connections + " connections, pipeline " + pipeline + ", " + threads + " threads");
    }
  }
}
