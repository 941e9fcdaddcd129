// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Instant;
import java.util.random.RandomGenerator;

/** Makes the names of runs: ULIDs, 48 bits of time and 80 of chance, which sort by time. */
final class RunIds {
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_CHARS = 10;
  private static final int CHANCE_CHARS = 16;

  private RunIds() {}

  /** A fresh name for a run at {@code instant}. */
  static String next(Instant instant, RandomGenerator random) {
    StringBuilder id = new StringBuilder(TIME_CHARS + CHANCE_CHARS);
    long millis = instant.toEpochMilli();
    for (int i = TIME_CHARS - 1; i >= 0; i--) {
      id.append(ALPHABET.charAt((int) (millis >>> (5 * i)) & 31));
    }
    for (int i = 0; i < CHANCE_CHARS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }
}
