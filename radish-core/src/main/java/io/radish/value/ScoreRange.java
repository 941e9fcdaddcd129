// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * The scores between two numbers, each of which belongs to them or not.
 *
 * @param from the ordered bits of the lowest score that belongs to them
 * @param above the ordered bits of the lowest score above all of them
 */
public record ScoreRange(long from, long above) {
  private static final ByteView FIRST = new ByteView();

  /** Makes the range between two numbers that are not NaN. */
  public static ScoreRange of(double min, boolean withoutMin, double max, boolean withoutMax) {
    return new ScoreRange(
        Scores.bits(min) + (withoutMin ? 1 : 0), Scores.bits(max) + (withoutMax ? 0 : 1));
  }

  /** The places of the members with such scores in {@code zset}. */
  public Ranks of(ZSetCursor zset) {
    if (Long.compareUnsigned(from, above) >= 0) {
      return Ranks.NONE;
    }
    long first = zset.seek(from, FIRST).rank();
    return new Ranks(first, Math.max(first, zset.seek(above, FIRST).rank()));
  }
}
