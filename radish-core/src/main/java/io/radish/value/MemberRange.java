// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * The members between two others in the order of their bytes, for sorted sets whose members all
 * have the same score.
 *
 * <p>What a set with different scores is answered is for Redis to say, which looks from one end for
 * the first member that is within, and goes on to the first one that is not. A small set is looked
 * at in the same way here. Of a large one, whose answer is a matter of chance there, the members
 * with the lowest score are looked at.
 *
 * @param min the lower bound
 * @param max the upper bound
 */
public record MemberRange(Bound min, Bound max) {
  /** What a bound is. */
  public enum Place {
    BELOW_ALL,
    AT_MEMBER,
    ABOVE_ALL
  }

  /**
   * One end of a range.
   *
   * @param place whether it is a member, or beyond all of them
   * @param member its bytes, where it is a member
   * @param without whether the member itself does not belong to the range
   */
  public record Bound(Place place, ByteView member, boolean without) {}

  private boolean isBehindMin(ByteView member) {
    return switch (min.place) {
      case BELOW_ALL -> true;
      case ABOVE_ALL -> false;
      case AT_MEMBER -> {
        int order = member.compare(min.member);
        yield order > 0 || (order == 0 && !min.without);
      }
    };
  }

  private boolean isBeforeMax(ByteView member) {
    return switch (max.place) {
      case BELOW_ALL -> false;
      case ABOVE_ALL -> true;
      case AT_MEMBER -> {
        int order = member.compare(max.member);
        yield order < 0 || (order == 0 && !max.without);
      }
    };
  }

  /**
   * The places of the members of {@code zset} within this range.
   *
   * @param fromEnd whether it is looked at from its end
   */
  public Ranks of(ZSetCursor zset, boolean fromEnd) {
    if (isEmpty() || zset.count() == 0) {
      return Ranks.NONE;
    }
    if (!zset.isPacked()) {
      return ofLarge(zset);
    }
    boolean reached = zset.toEnd().previous() && isBehindMin(zset.member());
    reached &= zset.seekRank(0).next() && isBeforeMax(zset.member());
    if (!reached) {
      return Ranks.NONE;
    }
    return fromEnd ? lookedAtFromEnd(zset) : lookedAtFromStart(zset);
  }

  private boolean isEmpty() {
    if (min.place != Place.AT_MEMBER || max.place != Place.AT_MEMBER) {
      return false;
    }
    int order = min.member.compare(max.member);
    return order > 0 || (order == 0 && (min.without || max.without));
  }

  private Ranks lookedAtFromStart(ZSetCursor zset) {
    long rank = 0;
    zset.seekRank(0);
    while (zset.next() && !isBehindMin(zset.member())) {
      rank++;
    }
    long first = rank;
    while (rank < zset.count() && isBeforeMax(zset.member())) {
      rank++;
      boolean _ = zset.next();
    }
    return new Ranks(first, rank);
  }

  private Ranks lookedAtFromEnd(ZSetCursor zset) {
    long rank = zset.count();
    zset.toEnd();
    while (zset.previous() && !isBeforeMax(zset.member())) {
      rank--;
    }
    long last = rank;
    while (rank > 0 && isBehindMin(zset.member())) {
      rank--;
      boolean _ = zset.previous();
    }
    return new Ranks(rank, last);
  }

  private Ranks ofLarge(ZSetCursor zset) {
    boolean _ = zset.seekRank(0).next();
    long score = zset.bits();
    long from = below(zset, score, min, min.without);
    return new Ranks(from, Math.max(from, below(zset, score, max, !max.without)));
  }

  /** The number of members before a bound. */
  private static long below(ZSetCursor zset, long score, Bound bound, boolean withIt) {
    return switch (bound.place) {
      case BELOW_ALL -> 0;
      case ABOVE_ALL -> zset.count();
      case AT_MEMBER -> {
        long rank = zset.seek(score, bound.member).rank();
        boolean there =
            withIt
                && zset.next()
                && zset.bits() == score
                && zset.member().contentEquals(bound.member);
        yield there ? rank + 1 : rank;
      }
    };
  }
}
