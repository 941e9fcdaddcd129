// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.MEMBER;
import static io.radish.command.family.ZSetArguments.command;
import static io.radish.command.family.ZSetArguments.zset;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.MemberRange;
import io.radish.value.ScoreRange;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted sets: single members looked up, counted and removed. */
final class ZSetFamily {
  private static final String LOGARITHMIC = "O(log(N)) where N is the number of members";

  private ZSetFamily() {}

  static List<Command> commands() {
    return List.of(
        command("ZREM", -3)
            .flags(WRITE, FAST)
            .since("1.2.0")
            .keys(KeySpec.one("RW", "delete"))
            .complexity("O(M*log(N)) where N is the number of members and M that of those named")
            .summary("Remove members from a sorted set")
            .history("2.4.0", "Accepts multiple elements.")
            .arguments(ArgumentSpec.key(), MEMBER.multiple())
            .handler(ZSetFamily::zrem),
        reading("ZCARD", 2)
            .since("1.2.0")
            .keys(KeySpec.one("RO"))
            .summary("Get the number of members of a sorted set")
            .arguments(ArgumentSpec.key())
            .handler(ZSetFamily::zcard),
        reading("ZSCORE", 3)
            .since("1.2.0")
            .complexity(LOGARITHMIC)
            .summary("Get the score of a member of a sorted set")
            .arguments(ArgumentSpec.key(), MEMBER)
            .handler(ZSetFamily::zscore),
        reading("ZMSCORE", -3)
            .since("6.2.0")
            .complexity("O(M*log(N)) where N is the number of members and M that of those named")
            .summary("Get the scores of members of a sorted set")
            .arguments(ArgumentSpec.key(), MEMBER.multiple())
            .handler(ZSetFamily::zmscore),
        rank("ZRANK")
            .summary("Get the place of a member in a sorted set, counted from the lowest score")
            .handler(call -> zrank(call, false)),
        rank("ZREVRANK")
            .summary("Get the place of a member in a sorted set, counted from the highest score")
            .handler(call -> zrank(call, true)),
        reading("ZCOUNT", 4)
            .since("2.0.0")
            .complexity(LOGARITHMIC)
            .summary("Count the members of a sorted set with scores between two numbers")
            .arguments(ArgumentSpec.key(), ZSetArguments.number("min"), ZSetArguments.number("max"))
            .handler(ZSetFamily::zcount),
        reading("ZLEXCOUNT", 4)
            .since("2.8.9")
            .complexity(LOGARITHMIC)
            .summary("Count the members of a sorted set between two others")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("min"), ArgumentSpec.string("max"))
            .handler(ZSetFamily::zlexcount));
  }

  private static Command.Builder reading(String name, int arity) {
    return command(name, arity).flags(READONLY, FAST).keys(KeySpec.one("RO", "access"));
  }

  private static Command.Builder rank(String name) {
    return reading(name, -3)
        .since("2.0.0")
        .complexity(LOGARITHMIC)
        .history("7.2.0", "Added the optional `WITHSCORE` argument.")
        .arguments(
            ArgumentSpec.key(), MEMBER, ArgumentSpec.token("withscore", "WITHSCORE").optional());
  }

  private static void zrem(Call call) {
    Entry zset = zset(call, call.findForWrite(0), none -> none.reply().integer(0));
    if (zset == null) {
      return;
    }
    int removed = 0;
    boolean all;
    try (CollectionEdits.Change change =
        call.keyspaceForWrite()
            .collections()
            .change(call.key(0), zset, ValueType.ZSET, call.now())) {
      for (int i = 2; i < call.count() && !change.isEmpty(); i++) {
        removed += change.remove(call.argument(i)) ? 1 : 0;
      }
      all = change.isEmpty();
    }
    if (removed > 0) {
      KeyNotices.taken(call, Notification.SORTED_SET, "zrem", 0, all);
    }
    call.reply().integer(removed);
  }

  private static void zcard(Call call) {
    Entry zset = zset(call, call.find(0), none -> none.reply().integer(0));
    if (zset != null) {
      call.reply().integer(ZSetValue.length(zset));
    }
  }

  private static void zscore(Call call) {
    Entry zset = zset(call, call.find(0), none -> none.reply().nil());
    if (zset != null) {
      score(call, zset, call.argument(2));
    }
  }

  private static void zmscore(Call call) {
    Entry zset = call.find(0);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      score(call, zset, call.argument(i));
    }
  }

  private static void score(Call call, @Nullable Entry zset, ByteView member) {
    double score = zset == null ? Double.NaN : ZSetValue.score(zset, member);
    if (Double.isNaN(score)) {
      call.reply().nil();
    } else {
      call.reply().doubleValue(score);
    }
  }

  private static void zrank(Call call, boolean reverse) {
    if (call.count() > 4) {
      call.error(Errors.arity(call.command()));
      return;
    }
    boolean withScore = call.count() == 4;
    if (withScore && !call.arguments().matches(3, "withscore")) {
      call.error(Errors.SYNTAX);
      return;
    }
    Entry zset = zset(call, call.find(0), none -> noRank(none, withScore));
    if (zset == null) {
      return;
    }
    long rank = ZSetValue.rank(zset, call.argument(2));
    if (rank == ZSetValue.NO_RANK) {
      noRank(call, withScore);
      return;
    }
    if (withScore) {
      call.reply().array(2);
    }
    call.reply().integer(reverse ? ZSetValue.length(zset) - 1 - rank : rank);
    if (withScore) {
      call.reply().doubleValue(ZSetValue.score(zset, call.argument(2)));
    }
  }

  private static void noRank(Call call, boolean withScore) {
    if (withScore) {
      call.reply().nilArray();
    } else {
      call.reply().nil();
    }
  }

  private static void zcount(Call call) {
    ScoreRange range = ZSetArguments.scores(call, 2, 3);
    Entry zset = range == null ? null : zset(call, call.find(0), none -> none.reply().integer(0));
    if (range != null && zset != null) {
      call.reply().integer(range.of(new ZSetCursor().open(zset)).count());
    }
  }

  private static void zlexcount(Call call) {
    MemberRange range = ZSetArguments.members(call, 2, 3);
    Entry zset = range == null ? null : zset(call, call.find(0), none -> none.reply().integer(0));
    if (range != null && zset != null) {
      call.reply().integer(range.of(new ZSetCursor().open(zset), false).count());
    }
  }
}
