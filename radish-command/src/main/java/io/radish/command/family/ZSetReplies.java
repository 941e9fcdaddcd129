// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.value.Ranks;
import io.radish.value.ZSetCursor;

/**
 * Replies with members of sorted sets: in RESP2 a flat array, in RESP3 an array of pairs where the
 * scores come along.
 */
final class ZSetReplies {
  private ZSetReplies() {}

  /** Writes the members of some ranks; the last one first where they are wanted in reverse. */
  static void range(Call call, ZSetCursor zset, Ranks ranks, boolean reverse, boolean withScores) {
    header(call, ranks.count(), withScores);
    zset.seekRank(reverse ? ranks.to() : ranks.from());
    for (long i = ranks.count(); i > 0; i--) {
      boolean there = reverse ? zset.previous() : zset.next();
      if (!there) {
        throw new IllegalStateException("fewer members than counted");
      }
      member(call, zset, withScores);
    }
  }

  /** Begins an array of so many members. */
  static void header(Call call, long count, boolean withScores) {
    boolean flat = withScores && call.reply().protocol() == 2;
    call.reply().array(flat ? 2 * count : count);
  }

  /** Writes the member that the cursor shows, as one of those that {@link #header} announced. */
  static void member(Call call, ZSetCursor zset, boolean withScore) {
    if (withScore && call.reply().protocol() == 3) {
      call.reply().array(2);
    }
    call.replyBytes(zset.member());
    if (withScore) {
      call.reply().doubleValue(zset.score());
    }
  }
}
