// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.value.ZSetAlgebra.Aggregate;

/** What a {@code ZUNION} or one of its like asks for. */
final class ZSetAlgebraOptions {
  /** What is made of several sorted sets. */
  enum Operation {
    UNION,
    INTERSECTION,
    DIFFERENCE
  }

  private static final String NO_WEIGHT = "ERR weight value is not a float";
  private static final String NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

  private final Operation operation;
  private final boolean stored;
  private final boolean counted;
  private int count;
  private double[] weights = {};
  private Aggregate aggregate = Aggregate.SUM;
  private boolean withScores;
  private long limit;

  /**
   * Begins to read a request.
   *
   * @param stored whether there is a destination in front
   * @param counted whether only the number of members is asked for
   */
  ZSetAlgebraOptions(Operation operation, boolean stored, boolean counted) {
    this.operation = operation;
    this.stored = stored;
    this.counted = counted;
  }

  private int countAt() {
    return stored ? 2 : 1;
  }

  /** Reads the number of keys; false, with the error written, where there are not so many. */
  boolean readCount(Call call) {
    ArgumentCursor cursor = call.cursor(countAt());
    long keys = cursor.nextLong();
    if (keys < 1) {
      cursor.fail(
          Errors.plain(
              "at least 1 input key is needed for '" + call.command().name() + "' command"));
    }
    if (keys > cursor.left()) {
      cursor.failSyntax();
    }
    count = (int) keys;
    return !call.refused(cursor);
  }

  /** Reads what stands behind the keys; false, with the error written, where it is wrong. */
  boolean readWords(Call call) {
    ArgumentCursor cursor = call.cursor(countAt() + 1 + count);
    boolean combines = operation != Operation.DIFFERENCE && !counted;
    while (cursor.hasMore()) {
      if (combines && cursor.left() > count && cursor.take("weights")) {
        readWeights(call, cursor);
      } else if (combines && cursor.left() >= 2 && cursor.take("aggregate")) {
        readAggregate(cursor);
      } else if (!stored && !counted && cursor.take("withscores")) {
        withScores = true;
      } else if (counted && cursor.left() >= 2 && cursor.take("limit")) {
        limit = cursor.nextLong(NEGATIVE_LIMIT);
        if (limit < 0) {
          cursor.fail(NEGATIVE_LIMIT);
        }
      } else {
        cursor.failSyntax();
      }
    }
    return !call.refused(cursor);
  }

  private void readWeights(Call call, ArgumentCursor cursor) {
    weights = new double[count];
    for (int i = 0; i < count && cursor.hasMore(); i++) {
      weights[i] = CDouble.score(call.argument(cursor.skip()));
      if (Double.isNaN(weights[i])) {
        cursor.fail(NO_WEIGHT);
      }
    }
  }

  private void readAggregate(ArgumentCursor cursor) {
    if (cursor.take("sum")) {
      aggregate = Aggregate.SUM;
    } else if (cursor.take("min")) {
      aggregate = Aggregate.MIN;
    } else if (cursor.take("max")) {
      aggregate = Aggregate.MAX;
    } else {
      cursor.failSyntax();
    }
  }

  Operation operation() {
    return operation;
  }

  /** What the scores of set {@code i} are multiplied with. */
  double weight(int i) {
    return weights.length == 0 ? 1 : weights[i];
  }

  Aggregate aggregate() {
    return aggregate;
  }

  boolean isWithScores() {
    return withScores;
  }

  /** The number from which on nothing more is counted; 0 for none. */
  long limit() {
    return limit;
  }
}
