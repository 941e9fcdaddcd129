// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.store.Store;
import java.util.concurrent.TimeUnit;

/**
 * The time of a batch of requests: the wall clock as the batch began, moved on by the monotonic
 * one.
 *
 * <p>A reading of a clock costs a tenth of a short request. So the end of one command is taken for
 * the beginning of the next, and one reading a command serves both what it took and what time it
 * is. What a command took thereby includes the decoding of its request. One for each dispatcher.
 */
final class BatchClock {
  private final Store store;
  private long startMillis;
  private long startNanos;
  private long lastNanos;

  BatchClock(Store store) {
    this.store = store;
  }

  /** Begins a batch: reads both clocks. */
  void begin() {
    startMillis = store.now();
    startNanos = System.nanoTime();
    lastNanos = startNanos;
  }

  /** The end of the last command, in milliseconds since the epoch. */
  long millis() {
    return startMillis + TimeUnit.NANOSECONDS.toMillis(lastNanos - startNanos);
  }

  /** Ends a command; the nanoseconds since the one before it ended, or since the batch began. */
  long lap() {
    long now = System.nanoTime();
    long nanos = now - lastNanos;
    lastNanos = now;
    return nanos;
  }
}
