// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the names of runs: ULIDs, 48 bits of time and 80 of chance, which sort in the order of the
 * runs.
 *
 * <p>The time in a name is the clock's, in milliseconds, but at least one more than that of the
 * newest name known: a clock that is set back must not make a later run look older than an earlier
 * one, because a start would then load the earlier one. Not thread-safe.
 */
final class RunIds {
  private static final Logger LOG = LoggerFactory.getLogger(RunIds.class);
  private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final int TIME_CHARS = 10;
  private static final int CHANCE_CHARS = 16;

  /** What 48 bits hold; a forged name in the folder may come close. */
  private static final long MAX_MILLIS = (1L << 48) - 1;

  private final RandomGenerator random;
  private long newestMillis = -1;

  RunIds(RandomGenerator random) {
    this.random = random;
  }

  /** Makes sure that all names to come sort behind {@code runId}, if it is one. */
  void follow(String runId) {
    timeIn(runId).ifPresent(time -> newestMillis = Math.max(newestMillis, time.toEpochMilli()));
  }

  /** A fresh name for a run at {@code cut}. */
  String next(Instant cut) {
    long clockMillis = Math.clamp(cut.toEpochMilli(), 0, MAX_MILLIS);
    if (clockMillis < newestMillis) {
      LOG.warn(
          "The clock was set back: it is {} behind the newest run in the backup folder; the order"
              + " of runs is kept by their run_id",
          Duration.ofMillis(newestMillis - clockMillis));
    }
    newestMillis = Math.min(Math.max(clockMillis, newestMillis + 1), MAX_MILLIS);
    StringBuilder id = new StringBuilder(TIME_CHARS + CHANCE_CHARS);
    for (int i = TIME_CHARS - 1; i >= 0; i--) {
      id.append(ALPHABET.charAt((int) (newestMillis >>> (5 * i)) & 31));
    }
    for (int i = 0; i < CHANCE_CHARS; i++) {
      id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return id.toString();
  }

  /** The time in a name; empty where it is none that this could have made. */
  static Optional<Instant> timeIn(String runId) {
    long millis = millisIn(runId);
    return millis < 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  private static long millisIn(String runId) {
    if (runId.length() != TIME_CHARS + CHANCE_CHARS || runId.charAt(0) > '7') {
      return -1;
    }
    long millis = 0;
    for (int i = 0; i < runId.length(); i++) {
      int digit = ALPHABET.indexOf(runId.charAt(i));
      if (digit < 0) {
        return -1;
      }
      millis = i < TIME_CHARS ? millis << 5 | digit : millis;
    }
    return millis;
  }
}
