// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what a client does on threads of its own. */
final class Waits {
  /** Far longer than anything takes on a busy machine. */
  private static final long MAX_SECONDS = 60;

  private static final long STEP_MILLIS = 2;

  private Waits() {}

  /** Asks again and again, until it is so. */
  static void until(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MAX_SECONDS);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("it did not come about in " + MAX_SECONDS + " s");
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(STEP_MILLIS));
    }
  }
}
