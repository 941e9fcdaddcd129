// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.RunningServer;
import java.io.IOException;

/**
 * What an order took of a server that did nothing else.
 *
 * @param millis from the order to its answer
 * @param cpuMillis of processor time, meanwhile
 */
record Cost(double millis, double cpuMillis) {
  /** Something that a server is told to do, and done when it returns. */
  @FunctionalInterface
  interface Order {
    void run() throws IOException;
  }

  /** Measures an order, in a second of its own. */
  static Cost of(RunningServer server, Order order) throws IOException, InterruptedException {
    Saving.awaitTick();
    long cpu = server.figures().cpuNanos();
    long begun = System.nanoTime();
    order.run();
    double millis = (System.nanoTime() - begun) / 1e6;
    return new Cost(millis, (server.figures().cpuNanos() - cpu) / 1e6);
  }
}
