// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentCursor;
import io.radish.command.Call;
import io.radish.command.Errors;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the keys of {@code XREAD} and {@code XREADGROUP}.
 *
 * @param isGroup whether a consumer of a group asks
 * @param groupAt where the group's name stands, and {@code consumerAt} the consumer's
 * @param count the most entries of each stream; 0 for any number
 * @param timeoutMillis how long to wait, 0 for as long as it takes, negative for not at all
 * @param noAck whether nothing becomes pending
 * @param firstId where the first id stands
 */
record StreamReadOptions(
    boolean isGroup,
    int groupAt,
    int consumerAt,
    long count,
    long timeoutMillis,
    boolean noAck,
    int firstId) {

  /** Reads the options; null, with the error written, where they are wrong. */
  static @Nullable StreamReadOptions read(Call call, boolean group) {
    ArgumentCursor cursor = call.cursor(1);
    long timeout = -1;
    long count = 0;
    int groupAt = -1;
    boolean noAck = false;
    int streamsAt = -1;
    while (cursor.hasMore() && streamsAt < 0) {
      if (cursor.left() >= 2 && cursor.take("block")) {
        timeout = nextTimeout(call, cursor);
      } else if (cursor.left() >= 2 && cursor.take("count")) {
        count = Math.max(0, cursor.nextLong());
      } else if (cursor.left() >= 2 && cursor.take("streams")) {
        streamsAt = cursor.position();
        if (cursor.left() % 2 != 0) {
          cursor.fail(unbalanced(call, group));
        }
      } else if (cursor.left() >= 3 && cursor.take("group")) {
        refuseUnless(cursor, group, "GROUP");
        groupAt = cursor.skip();
        cursor.skip();
      } else if (cursor.take("noack")) {
        refuseUnless(cursor, group, "NOACK");
        noAck = true;
      } else {
        cursor.failSyntax();
      }
    }
    if (streamsAt < 0) {
      cursor.failSyntax();
    }
    if (group && groupAt < 0) {
      cursor.fail("ERR Missing GROUP option for XREADGROUP");
    }
    if (call.refused(cursor)) {
      return null;
    }
    int streams = (call.count() - streamsAt) / 2;
    return new StreamReadOptions(
        group, groupAt, groupAt + 1, count, timeout, noAck, streamsAt + streams);
  }

  private static String unbalanced(Call call, boolean group) {
    return "ERR Unbalanced '"
        + call.command().name()
        + "' list of streams: for each stream key an ID or '"
        + (group ? '>' : '$')
        + "' must be specified.";
  }

  private static void refuseUnless(ArgumentCursor cursor, boolean group, String option) {
    if (!group) {
      cursor.fail(
          "ERR The "
              + option
              + " option is only supported by XREADGROUP. You called XREAD instead.");
    }
  }

  private static long nextTimeout(Call call, ArgumentCursor cursor) {
    long timeout = cursor.nextLong(Errors.TIMEOUT_NOT_INTEGER);
    if (timeout < 0) {
      cursor.fail(Errors.TIMEOUT_NEGATIVE);
    } else if (timeout > Long.MAX_VALUE - call.now()) {
      cursor.fail(Errors.TIMEOUT_OUT_OF_RANGE);
    }
    return timeout;
  }
}
