// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.command.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code HRANDFIELD} and {@code ZRANDMEMBER} are told behind their key.
 *
 * @param count how many different ones at most, or below 0, how many of any
 * @param withSecond whether with what belongs to each: a field's value, a member's score
 */
record RandomArguments(long count, boolean withSecond) {
  /** Reads them; null, with the error written, if they are wrong. */
  static @Nullable RandomArguments read(Call call, String withSecond) {
    ArgumentCursor cursor = call.cursor(2);
    long count = cursor.nextLong(-Long.MAX_VALUE, Long.MAX_VALUE, RandomPicks.COUNT_OUT_OF_RANGE);
    boolean both = cursor.take(withSecond);
    if (cursor.hasMore()) {
      cursor.failSyntax();
    }
    if (both && (count < -Long.MAX_VALUE / 2 || count > Long.MAX_VALUE / 2)) {
      cursor.fail(Errors.OUT_OF_RANGE);
    }
    return call.refused(cursor) ? null : new RandomArguments(count, both);
  }
}
