// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The places of elements chosen at random, one after the other: as {@code HRANDFIELD} and its like
 * are told by a count.
 *
 * <pre>
 *   count below 0         any place, -count times, each time anew
 *   few among many        Floyd's choice: count draws, none in vain, then put in order
 *   most of them          one walk; each place is taken with the chance of those left to choose
 * </pre>
 */
final class RandomPicks {
  static final String COUNT_OUT_OF_RANGE =
      "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

  /**
   * The most places that are chosen again and again: a reply is one piece of work, under a lock,
   * and its size is the client's word alone.
   */
  static final int MOST_REPEATED = 1 << 24;

  /** The most bytes that those take, about. */
  private static final long MOST_BYTES = 1 << 30;

  static final String TOO_MANY =
      "ERR one reply chooses at most 16777216 elements again and again, of about 1073741824 bytes";

  /** From this part of all elements on, walking them is cheaper than remembering what was drawn. */
  private static final int FEW = 4;

  /** More than so many are not remembered, however many there are to choose from. */
  private static final int MOST_REMEMBERED = 1 << 16;

  private final RandomGenerator random;
  private final long length;
  private final long[] chosen;
  private final boolean again;
  private long wanted;
  private long place;

  private RandomPicks(RandomGenerator random, long length, long wanted, boolean again) {
    this.random = random;
    this.length = length;
    this.wanted = wanted;
    this.again = again;
    boolean few = !again && wanted < length / FEW && wanted <= MOST_REMEMBERED;
    this.chosen = few ? few((int) wanted) : new long[0];
  }

  /**
   * Places among {@code length}: {@code -count} of any, or up to {@code count} different ones in
   * ascending order.
   */
  static RandomPicks of(long count, long length, RandomGenerator random) {
    return new RandomPicks(random, length, Math.min(Math.abs(count), length), count < 0);
  }

  /**
   * Whether a count asks for more than one reply may be.
   *
   * @param bytes what all {@code length} elements take: how long one is that is chosen, on average
   */
  static boolean isTooMany(long count, long length, long bytes) {
    return count < 0
        && (-count > MOST_REPEATED || (double) -count * bytes / Math.max(length, 1) > MOST_BYTES);
  }

  private long[] few(int count) {
    Set<Long> drawn = HashSet.newHashSet(count);
    long[] places = new long[count];
    for (int i = 0; i < count; i++) {
      long last = length - count + i;
      long draw = random.nextLong(last + 1);
      places[i] = drawn.add(draw) ? draw : last;
      drawn.add(places[i]);
    }
    Arrays.sort(places);
    return places;
  }

  /** The next place; called no more often than there are some. */
  long next() {
    if (again) {
      return random.nextLong(length);
    }
    if (chosen.length > 0) {
      return chosen[(int) place++];
    }
    while (random.nextLong(length - place) >= wanted) {
      place++;
    }
    wanted--;
    return place++;
  }
}
