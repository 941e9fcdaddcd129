// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code ZADD} asks for, and how it is done: scores for members under conditions.
 *
 * <p>All scores are read before anything is changed. Those that change something are written down
 * together.
 */
final class ZSetScoring {
  private static final String NX_AND_XX =
      "ERR XX and NX options at the same time are not compatible";
  private static final String GT_LT_NX =
      "ERR GT, LT, and/or NX options at the same time are not compatible";
  private static final String ONE_INCREMENT =
      "ERR INCR option supports a single increment-element pair";
  private static final String NOT_A_NUMBER = "ERR resulting score is not a number (NaN)";

  private boolean nx;
  private boolean xx;
  private boolean gt;
  private boolean lt;
  private boolean ch;
  private boolean incr;

  /** Where the first score stands. */
  private int first = 2;

  private int count;

  private int added;
  private int updated;

  /** Members that had the score already. */
  private int same;

  /** The score that was reached last. */
  private double last;

  /** Whether what {@link #next} has said last is to be done. */
  private boolean isChange;

  /** Adds to scores, as {@code INCR} says. */
  ZSetScoring incrementing() {
    incr = true;
    return this;
  }

  /** Reads words and counts pairs; false, with the error written, where they are wrong. */
  boolean read(Call call) {
    while (first < call.count() && takeWord(call)) {
      first++;
    }
    int left = call.count() - first;
    String error = null;
    if (left == 0 || left % 2 != 0) {
      error = Errors.SYNTAX;
    } else if (nx && xx) {
      error = NX_AND_XX;
    } else if ((gt && nx) || (lt && nx) || (gt && lt)) {
      error = GT_LT_NX;
    } else if (incr && left > 2) {
      error = ONE_INCREMENT;
    }
    count = left / 2;
    if (error != null) {
      call.error(error);
    }
    return error == null;
  }

  private boolean takeWord(Call call) {
    if (call.arguments().length(first) > 4) {
      return false;
    }
    if (call.arguments().matches(first, "nx")) {
      nx = true;
    } else if (call.arguments().matches(first, "xx")) {
      xx = true;
    } else if (call.arguments().matches(first, "ch")) {
      ch = true;
    } else if (call.arguments().matches(first, "incr")) {
      incr = true;
    } else if (call.arguments().matches(first, "gt")) {
      gt = true;
    } else if (call.arguments().matches(first, "lt")) {
      lt = true;
    } else {
      return false;
    }
    return true;
  }

  /**
   * Reads the words of a {@code GEOADD}, behind which stand a longitude, a latitude and a member
   * each time; false, with the error written, where they are wrong.
   */
  boolean readForPlaces(Call call) {
    while (first < call.count() && takeWordForPlaces(call)) {
      first++;
    }
    int left = call.count() - first;
    if (left == 0 || left % 3 != 0 || (nx && xx)) {
      call.error(Errors.SYNTAX);
      return false;
    }
    return true;
  }

  private boolean takeWordForPlaces(Call call) {
    boolean known =
        call.arguments().matches(first, "nx")
            || call.arguments().matches(first, "xx")
            || call.arguments().matches(first, "ch");
    return known && takeWord(call);
  }

  /** Where the first score stands. */
  int first() {
    return first;
  }

  /** The number of pairs. */
  int count() {
    return count;
  }

  /**
   * Gives the scores and writes the reply.
   *
   * @param scores the scores, or what is to be added to them
   * @param member where the first member stands
   * @param stride the arguments from one member to the next
   */
  void run(Call call, double[] scores, int member, int stride) {
    Entry zset = call.findForWrite(0);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    if ((zset != null || !xx) && !change(call, zset, scores, member, stride)) {
      call.error(NOT_A_NUMBER);
    } else if (!incr) {
      call.reply().integer(ch ? added + updated : added);
    } else if (added + updated + same > 0) {
      call.reply().doubleValue(last);
    } else {
      call.reply().nil();
    }
  }

  /** Whether all new scores are numbers. */
  private boolean change(Call call, @Nullable Entry zset, double[] scores, int member, int stride) {
    int[] changed = new int[scores.length];
    boolean sound = true;
    try (CollectionEdits.Change change =
        call.keyspaceForWrite()
            .collections()
            .change(call.key(0), zset, ValueType.ZSET, call.now())) {
      try {
        for (int i = 0; i < scores.length && sound; i++) {
          ByteView name = call.argument(member + i * stride);
          double old = zset == null && i == 0 ? Double.NaN : ZSetValue.score(change.entry(), name);
          scores[i] = next(old, scores[i]);
          sound = !Double.isNaN(scores[i]);
          if (sound && isChange) {
            boolean fresh = change.scoreUnwritten(name, scores[i], old);
            changed[added + updated] = i;
            added += fresh ? 1 : 0;
            updated += fresh ? 0 : 1;
          }
        }
      } finally {
        ByteView bytes = new ByteView();
        change.writeScores(
            added + updated,
            i -> call.argument(member + changed[i] * stride),
            i -> Scores.bytes(Scores.bits(scores[changed[i]]), bytes));
      }
    }
    if (added + updated > 0) {
      call.notify(Notification.SORTED_SET, incr ? "zincr" : "zadd", 0);
    }
    return sound;
  }

  /** The score that follows from {@code old}, NaN for none, and from what was asked for. */
  private double next(double old, double given) {
    isChange = false;
    if (Double.isNaN(old)) {
      isChange = !xx;
      last = given;
      return given;
    }
    double score = incr ? old + given : given;
    last = score;
    if (nx) {
      return old;
    }
    boolean passedBy = (lt && score >= old) || (gt && score <= old);
    isChange = !passedBy && score != old;
    same += passedBy || isChange ? 0 : 1;
    return score;
  }
}
