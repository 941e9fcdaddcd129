// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/**
 * How often a record is used, in the 24 bits that it has for traces of use: Redis' logarithmic
 * counter (Morris), which decays with time.
 *
 * <pre>
 *   | minute of the last use: 16 bits | counter: 8 bits |
 * </pre>
 *
 * <p>A use makes the counter one higher with a chance of 1 / ((counter - 5) * factor + 1): at a
 * factor of 10 a million uses fill it. Each period without a use makes it one lower.
 */
public final class Frequency {
  /** What a new record begins with, so that it is not the first to go. */
  public static final int INITIAL = 5;

  private static final int MOST = 255;
  private static final int MINUTE_MASK = 0xFFFF;
  private static final int COUNTER_BITS = 8;
  private static final long MINUTE_MILLIS = 60_000;

  private Frequency() {}

  /** The trace of a record that is new at {@code now}, in milliseconds. */
  public static int fresh(long now) {
    return trace(now, INITIAL);
  }

  /** The trace of a record whose counter is {@code counter} at {@code now}, in milliseconds. */
  public static int trace(long now, int counter) {
    return minute(now) << COUNTER_BITS | counter;
  }

  /** The counter of a record with that trace at {@code now}, less what has decayed since. */
  public static int counter(int trace, long now, int decayMinutes) {
    int counter = trace & MOST;
    if (decayMinutes == 0) {
      return counter;
    }
    int last = trace >>> COUNTER_BITS;
    int minute = minute(now);
    // Redis' arithmetic: a minute that wraps is passed over.
    int elapsed = minute >= last ? minute - last : MINUTE_MASK - last + minute;
    return Math.max(0, counter - elapsed / decayMinutes);
  }

  /**
   * The trace after a use.
   *
   * @param chance a random number from 0 to 1
   */
  public static int used(int trace, long now, int decayMinutes, int factor, double chance) {
    int counter = counter(trace, now, decayMinutes);
    double hurdle = (double) Math.max(0, counter - INITIAL) * factor + 1;
    return trace(now, counter < MOST && chance * hurdle < 1 ? counter + 1 : counter);
  }

  private static int minute(long now) {
    return (int) (now / MINUTE_MILLIS) & MINUTE_MASK;
  }
}
