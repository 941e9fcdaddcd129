// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.memory.ByteView;
import io.radish.resp.ReplyWriter;
import io.radish.value.Entry;
import io.radish.value.LongestCommonSubsequence;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What two strings have in common. */
final class LcsFamily {
  /** What Redis takes for each pair of bytes, and holds against {@code proto-max-bulk-len}. */
  private static final int BYTES_PER_FIELD = 4;

  /** A stretch that both strings have, from and to included. */
  private record Range(int firstFrom, int firstTo, int secondFrom, int secondTo) {
    int length() {
      return firstTo - firstFrom + 1;
    }
  }

  private LcsFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("LCS")
            .arity(-3)
            .group("string")
            .categories("string")
            .flags(READONLY)
            .since("7.0.0")
            .keys(KeySpec.range(1, 2, 1, "RO", "access"))
            .complexity("O(N*M) where N and M are the lengths of the strings")
            .summary("Find the longest common subsequence of two strings")
            .arguments(
                ArgumentSpec.key("key1"),
                ArgumentSpec.key("key2"),
                ArgumentSpec.token("len", "LEN").optional(),
                ArgumentSpec.token("idx", "IDX").optional(),
                ArgumentSpec.integer("len").after("MINMATCHLEN").optional(),
                ArgumentSpec.token("withmatchlen", "WITHMATCHLEN").optional())
            .handler(LcsFamily::lcs));
  }

  private static void lcs(Call call) {
    ByteView first = string(call, 0);
    ByteView second = first == null ? null : string(call, 1);
    if (first == null || second == null) {
      return;
    }
    boolean length = false;
    boolean ranges = false;
    boolean withLength = false;
    long shortest = 0;
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      if (cursor.take("IDX")) {
        ranges = true;
      } else if (cursor.take("LEN")) {
        length = true;
      } else if (cursor.take("WITHMATCHLEN")) {
        withLength = true;
      } else if (cursor.left() >= 2 && cursor.take("MINMATCHLEN")) {
        shortest = cursor.nextLong();
      } else {
        cursor.failSyntax();
      }
    }
    if (length && ranges) {
      cursor.fail(Errors.LENGTH_AND_RANGES);
    }
    if (call.refused(cursor) || isTooLarge(call, first, second)) {
      return;
    }
    LongestCommonSubsequence found = new LongestCommonSubsequence(first, second, ranges || !length);
    if (ranges) {
      reply(call.reply(), found, shortest, withLength);
    } else if (length) {
      call.reply().integer(found.length());
    } else {
      call.reply().bulk(found.bytes());
    }
  }

  /** The string at a key, empty where there is none; null, with the error written, for a list. */
  private static @Nullable ByteView string(Call call, int key) {
    Entry entry = call.find(key);
    if (entry == null) {
      return new ByteView();
    }
    if (entry.type() != ValueType.STRING) {
      call.error(Errors.NOT_STRINGS);
      return null;
    }
    return entry.value(new ByteView());
  }

  private static boolean isTooLarge(Call call, ByteView first, ByteView second) {
    long limit = Long.parseLong(call.server().setting("proto-max-bulk-len"));
    long fields = LongestCommonSubsequence.fields(first, second);
    if (fields <= limit / BYTES_PER_FIELD && fields <= Integer.MAX_VALUE) {
      return false;
    }
    call.error(Errors.LCS_TOO_LARGE);
    return true;
  }

  private static void reply(
      ReplyWriter reply, LongestCommonSubsequence found, long shortest, boolean withLength) {
    List<Range> shown = new ArrayList<>();
    found.ranges(
        (firstFrom, firstTo, secondFrom, secondTo) -> {
          Range range = new Range(firstFrom, firstTo, secondFrom, secondTo);
          if (range.length() >= shortest) {
            shown.add(range);
          }
        });
    reply.map(2);
    reply.bulk("matches");
    reply.array(shown.size());
    for (Range range : shown) {
      reply.array(withLength ? 3 : 2);
      reply.array(2);
      reply.integer(range.firstFrom);
      reply.integer(range.firstTo);
      reply.array(2);
      reply.integer(range.secondFrom);
      reply.integer(range.secondTo);
      if (withLength) {
        reply.integer(range.length());
      }
    }
    reply.bulk("len");
    reply.integer(found.length());
  }
}
