// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/**
 * Neighbours in the order of a sorted set: those from one rank up to another, which is not one of
 * them.
 *
 * @param from the rank of the first, counted from 0
 * @param to the rank behind the last, at least {@code from}
 */
public record Ranks(long from, long to) {
  /** No members. */
  public static final Ranks NONE = new Ranks(0, 0);

  /**
   * Those between two places of {@code count}, both included, which count from the end where they
   * are negative.
   */
  public static Ranks between(long start, long stop, long count) {
    long first = Math.max(start < 0 ? start + count : start, 0);
    long last = Math.min(stop < 0 ? stop + count : stop, count - 1);
    return first > last ? NONE : new Ranks(first, last + 1);
  }

  /** The number of members. */
  public long count() {
    return to - from;
  }

  /** The same places, counted from the other end of {@code count} members. */
  public Ranks mirrored(long count) {
    return new Ranks(count - to, count - from);
  }

  /**
   * What is left without the first {@code offset}, and of that the first {@code most}; a negative
   * offset leaves nothing, a negative {@code most} takes nothing away.
   *
   * @param fromEnd whether the last ones are the first
   */
  public Ranks limited(long offset, long most, boolean fromEnd) {
    if (offset < 0 || offset >= count()) {
      return NONE;
    }
    long left = count() - offset;
    long taken = most < 0 ? left : Math.min(most, left);
    return fromEnd
        ? new Ranks(to - offset - taken, to - offset)
        : new Ranks(from + offset, from + offset + taken);
  }
}
