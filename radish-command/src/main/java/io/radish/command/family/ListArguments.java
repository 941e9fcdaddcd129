// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import org.jspecify.annotations.Nullable;

/** Arguments that several commands on lists have, or on other types with two ends. */
final class ListArguments {
  static final ArgumentSpec SOURCE = ArgumentSpec.key("source");
  static final ArgumentSpec DESTINATION = ArgumentSpec.key("destination").keySpec(1);

  /** What {@code LMPOP} is to take: from which end, and how many elements at most. */
  record Pops(boolean left, long count) {}

  private ListArguments() {}

  /** One end of a list. */
  static ArgumentSpec end(String name) {
    return ArgumentSpec.oneOf(
        name, ArgumentSpec.token("left", "LEFT"), ArgumentSpec.token("right", "RIGHT"));
  }

  /** Takes the name of an end; whether it is the left one. */
  static boolean nextIsLeft(ArgumentCursor cursor) {
    return nextIs(cursor, "left", "right");
  }

  private static boolean nextIs(ArgumentCursor cursor, String leftName, String rightName) {
    boolean left = cursor.take(leftName);
    if (!left && !cursor.take(rightName)) {
      cursor.failSyntax();
    }
    return left;
  }

  /**
   * Reads {@code numkeys key [key ...] LEFT|RIGHT [COUNT count]} from argument {@code from} on;
   * null, with the error written, where that is not what there is.
   */
  static @Nullable Pops pops(Call call, int from) {
    return pops(call, from, "left", "right");
  }

  /** As {@link #pops(Call, int)}, with other names for the two ends. */
  static @Nullable Pops pops(Call call, int from, String leftName, String rightName) {
    String error = "ERR numkeys should be greater than 0";
    ArgumentCursor cursor = call.cursor(from);
    long keys = cursor.nextLong(error);
    if (keys < 1) {
      cursor.fail(error);
    }
    for (long i = 0; i < keys && cursor.hasMore(); i++) {
      cursor.skip();
    }
    boolean left = nextIs(cursor, leftName, rightName);
    long count = 1;
    boolean counted = false;
    while (cursor.hasMore()) {
      if (counted || cursor.left() < 2 || !cursor.take("count")) {
        cursor.failSyntax();
      } else {
        count = nextCount(cursor);
        counted = true;
      }
    }
    return call.refused(cursor) ? null : new Pops(left, count);
  }

  private static long nextCount(ArgumentCursor cursor) {
    String error = "ERR count should be greater than 0";
    long count = cursor.nextLong(error);
    if (count < 1) {
      cursor.fail(error);
    }
    return count;
  }
}
