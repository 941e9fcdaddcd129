// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

/**
 * How often commands took how long: counts of durations in buckets that are never wider than a
 * thirty-second of what they hold.
 *
 * <pre>
 *   below 32 ns      a bucket for each nanosecond
 *   2^e to 2^(e+1)   32 buckets, for each e from 5 to 35
 * </pre>
 *
 * <p>What takes longer than 68 seconds is counted in the last bucket. Written by one thread, read
 * by any, a moment late.
 */
public final class LatencyHistogram {
  /** Within three per cent, in 8 KiB; Redis' are within one per cent and take three times that. */
  private static final int SUB_BITS = 5;

  private static final int SUB_BUCKETS = 1 << SUB_BITS;
  private static final int HIGHEST_EXPONENT = 35;
  private static final int BUCKETS = (HIGHEST_EXPONENT - SUB_BITS + 2) * SUB_BUCKETS;

  /** Where Redis begins to double when it shows a distribution, and where it ends. */
  private static final int FIRST_SHOWN_EXPONENT = 10;

  private static final int LAST_SHOWN_EXPONENT = 30;

  /** Binary digits that Redis keeps of a duration: the bounds it shows are rounded up to them. */
  private static final int SHOWN_BITS = 7;

  private final long[] counts = new long[BUCKETS];

  /** Counts a duration. */
  void record(long nanos) {
    counts[indexOf(nanos)]++;
  }

  /** Adds, or takes away, what another counted. */
  void add(LatencyHistogram other, int times) {
    for (int i = 0; i < BUCKETS; i++) {
      counts[i] += times * other.counts[i];
    }
  }

  private static int indexOf(long nanos) {
    if (nanos < SUB_BUCKETS) {
      return (int) Math.max(0, nanos);
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    if (exponent > HIGHEST_EXPONENT) {
      return BUCKETS - 1;
    }
    int sub = (int) (nanos >>> (exponent - SUB_BITS)) & (SUB_BUCKETS - 1);
    return (exponent - SUB_BITS + 1) * SUB_BUCKETS + sub;
  }

  /** The longest duration that falls into bucket {@code i}. */
  private static long highestIn(int i) {
    if (i < SUB_BUCKETS) {
      return i;
    }
    int shift = i / SUB_BUCKETS - 1;
    return ((SUB_BUCKETS + i % SUB_BUCKETS + 1L) << shift) - 1;
  }

  /** The number of durations counted. */
  public long count() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /** The duration that {@code percent} of those counted do not exceed, in nanoseconds. */
  public long nanosAt(double percent) {
    long wanted = Math.max(1, (long) Math.ceil(count() * Math.min(percent, 100) / 100));
    long sum = 0;
    for (int i = 0; i < BUCKETS; i++) {
      sum += counts[i];
      if (sum >= wanted) {
        return highestIn(i);
      }
    }
    return 0;
  }

  /** Who is told how many durations do not exceed a bound. */
  @FunctionalInterface
  public interface Step {
    void upTo(long micros, long count);
  }

  /** Tells {@code step} of each power of two at which the number of durations has grown. */
  public void distribution(Step step) {
    long before = 0;
    long sum = 0;
    int i = 0;
    for (int exponent = FIRST_SHOWN_EXPONENT; exponent <= LAST_SHOWN_EXPONENT; exponent++) {
      long bound = 1L << exponent;
      boolean last = exponent == LAST_SHOWN_EXPONENT;
      while (i < BUCKETS && (last || highestIn(i) < bound)) {
        sum += counts[i++];
      }
      if (sum > before) {
        step.upTo((bound + (1L << (exponent - SHOWN_BITS)) - 1) / 1000, sum);
        before = sum;
      }
    }
  }
}
