// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.server;

import java.time.Duration;

/** The end of a measurement that does not end by itself; the servers it started end with it. */
public final class Watchdog {
  private static final int EXIT_CODE = 3;

  private Watchdog() {}

  /** Ends this program, with exit code 3, should it still run after {@code longest}. */
  public static void endAfter(Duration longest) {
    Thread.ofPlatform().daemon().name("watchdog").start(() -> await(longest));
  }

  private static void await(Duration longest) {
    try {
      // A sleep, since the time itself is waited for: whoever is done sooner ends the program.
      Thread.sleep(longest);
      System.err.println("Not done after " + longest.toMinutes() + " minutes: given up.");
      System.exit(EXIT_CODE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
