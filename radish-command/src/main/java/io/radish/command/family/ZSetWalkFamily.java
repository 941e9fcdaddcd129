// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;
import static io.radish.command.family.ZSetArguments.command;
import static io.radish.command.family.ZSetArguments.zset;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.memory.ByteView;
import io.radish.resp.DoubleText;
import io.radish.value.Entry;
import io.radish.value.Ranks;
import io.radish.value.Scores;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetScan;
import io.radish.value.ZSetValue;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sorted sets: members at random, and all of them piece by piece. */
final class ZSetWalkFamily {
  private ZSetWalkFamily() {}

  static List<Command> commands() {
    return List.of(
        command("ZRANDMEMBER", -2)
            .flags(READONLY)
            .since("6.2.0")
            .tips("nondeterministic_output")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(M*log(N)) where N is the number of members and M that of those shown")
            .summary("Get members of a sorted set at random")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.block(
                        "options", ArgumentSpec.integer("count"), ZSetArguments.WITHSCORES)
                    .optional())
            .handler(ZSetWalkFamily::zrandmember),
        command("ZSCAN", -3)
            .flags(READONLY)
            .since("2.8.0")
            .tips("nondeterministic_output")
            .keys(KeySpec.one("RO", "access"))
            .complexity(
                "O(1) for every call, O(N) for a whole walk over N members; more for members that"
                    + " share their score with thousands")
            .summary("Walk the members of a sorted set piece by piece")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.integer("cursor"),
                ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).after("MATCH").optional(),
                ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(ZSetWalkFamily::zscan));
  }

  private static void zrandmember(Call call) {
    if (call.count() == 2) {
      anyMember(call);
      return;
    }
    RandomArguments wanted = RandomArguments.read(call, "withscores");
    Entry zset = wanted == null ? null : zset(call, call.find(0), none -> none.reply().array(0));
    if (wanted == null || zset == null) {
      return;
    }
    ZSetCursor members = new ZSetCursor().open(zset);
    if (RandomPicks.isTooMany(wanted.count(), members.count(), zset.memoryBytes())) {
      call.error(RandomPicks.TOO_MANY);
    } else {
      replyMembers(call, members, wanted.count(), wanted.withSecond());
    }
  }

  private static void anyMember(Call call) {
    Entry zset = zset(call, call.find(0), none -> none.reply().nil());
    if (zset != null) {
      ZSetCursor cursor = new ZSetCursor().open(zset);
      boolean _ = cursor.seekRank(ThreadLocalRandom.current().nextLong(cursor.count())).next();
      call.replyBytes(cursor.member());
    }
  }

  /** Writes up to {@code count} different members, or exactly {@code -count} of any. */
  private static void replyMembers(Call call, ZSetCursor cursor, long count, boolean withScores) {
    long length = cursor.count();
    if (count >= length) {
      // Redis walks all of them from the end.
      ZSetReplies.range(call, cursor, new Ranks(0, length), true, withScores);
      return;
    }
    long shown = Math.abs(count);
    ZSetReplies.header(call, shown, withScores);
    RandomPicks picks = RandomPicks.of(count, length, ThreadLocalRandom.current());
    for (long i = 0; i < shown; i++) {
      boolean _ = cursor.seekRank(picks.next()).next();
      ZSetReplies.member(call, cursor, withScores);
    }
  }

  private static void zscan(Call call) {
    CollectionScan.run(
        call,
        ValueType.ZSET,
        (zset, from, wanted, found) -> {
          // Redis has scores as texts in its compact form, and writes others with 17 digits.
          boolean compact = ZSetValue.isCompact(zset);
          return ZSetScan.scan(
              zset,
              from,
              wanted.count(),
              (member, score) -> {
                if (wanted.wants(member)) {
                  found.add(member);
                  String text = compact ? DoubleText.of(score) : Scores.seventeenDigits(score);
                  found.add(ByteView.of(text));
                }
              });
        });
  }
}
