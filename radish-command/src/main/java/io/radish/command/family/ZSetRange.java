// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.value.MemberRange;
import io.radish.value.Ranks;
import io.radish.value.ScoreRange;
import io.radish.value.ZSetCursor;
import org.jspecify.annotations.Nullable;

/** What a {@code ZRANGE} or one of its older forms asks for. */
final class ZSetRange {
  /** What a range is told by. */
  enum By {
    RANK,
    SCORE,
    MEMBER
  }

  private static final String LIMIT_BY_RANK =
      "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
  private static final String SCORES_BY_MEMBER =
      "ERR syntax error, WITHSCORES not supported in combination with BYLEX";

  private final boolean fixed;
  private By by;
  private boolean reverse;
  private boolean withScores;
  private long offset;
  private long most = -1;
  private long start;
  private long stop;
  private @Nullable ScoreRange scores;
  private @Nullable MemberRange members;

  private ZSetRange(boolean fixed, By by, boolean reverse) {
    this.fixed = fixed;
    this.by = by;
    this.reverse = reverse;
  }

  /** A range of which the arguments say what it is told by, and from which end. */
  static ZSetRange any() {
    return new ZSetRange(false, By.RANK, false);
  }

  /** A range that a command fixes. */
  static ZSetRange of(By by, boolean reverse) {
    return new ZSetRange(true, by, reverse);
  }

  /**
   * Reads two bounds, the first at position {@code from}, and the words behind them; false, with
   * the error written, where they are wrong.
   *
   * @param mayShowScores whether {@code WITHSCORES} is one of the words
   */
  boolean read(Call call, int from, boolean mayShowScores) {
    boolean ordered = fixed;
    boolean directed = fixed;
    ArgumentCursor cursor = call.cursor(from + 2);
    while (cursor.hasMore()) {
      if (mayShowScores && cursor.take("withscores")) {
        withScores = true;
      } else if (cursor.left() >= 3 && cursor.take("limit")) {
        offset = cursor.nextLong();
        most = cursor.nextLong();
      } else if (!directed && cursor.take("rev")) {
        directed = true;
        reverse = true;
      } else if (!ordered && cursor.take("bylex")) {
        ordered = true;
        by = By.MEMBER;
      } else if (!ordered && cursor.take("byscore")) {
        ordered = true;
        by = By.SCORE;
      } else {
        cursor.failSyntax();
      }
    }
    if (most != -1 && by == By.RANK) {
      cursor.fail(LIMIT_BY_RANK);
    }
    if (withScores && by == By.MEMBER) {
      cursor.fail(SCORES_BY_MEMBER);
    }
    return readBounds(call, cursor, from);
  }

  /** Reads the bounds, if {@code words} had no error; false, with the error written, if not so. */
  boolean readBounds(Call call, ArgumentCursor words, int from) {
    if (call.refused(words)) {
      return false;
    }
    int min = reverse ? from + 1 : from;
    int max = reverse ? from : from + 1;
    return switch (by) {
      case RANK -> {
        ArgumentCursor places = call.cursor(from);
        start = places.nextLong();
        stop = places.nextLong();
        yield !call.refused(places);
      }
      case SCORE -> {
        scores = ZSetArguments.scores(call, min, max);
        yield scores != null;
      }
      case MEMBER -> {
        members = ZSetArguments.members(call, min, max);
        yield members != null;
      }
    };
  }

  /** Whether the last member is to come first. */
  boolean isReverse() {
    return reverse;
  }

  boolean isWithScores() {
    return withScores;
  }

  /** The places of the members asked for. */
  Ranks ranks(ZSetCursor zset) {
    ScoreRange byScore = scores;
    MemberRange byMember = members;
    if (byScore != null) {
      return byScore.of(zset).limited(offset, most, reverse);
    }
    if (byMember != null) {
      return byMember.of(zset, reverse).limited(offset, most, reverse);
    }
    Ranks places = Ranks.between(start, stop, zset.count());
    return reverse ? places.mirrored(zset.count()) : places;
  }
}
