// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.WITHSCORES;
import static io.radish.command.family.ZSetArguments.command;
import static io.radish.command.family.ZSetArguments.number;
import static io.radish.command.family.ZSetArguments.zset;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.command.family.ZSetRange.By;
import io.radish.event.Notification;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.Ranks;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetValue;
import java.util.List;

/** Sorted sets: ranges of members, read, stored and removed. */
final class ZSetRangeFamily {
  private static final String COST =
      "O(log(N)+M) where N is the number of members and M that of those in the range";
  private static final ArgumentSpec START = ArgumentSpec.integer("start");
  private static final ArgumentSpec STOP = ArgumentSpec.integer("stop");
  private static final ArgumentSpec MIN = ArgumentSpec.string("min");
  private static final ArgumentSpec MAX = ArgumentSpec.string("max");
  private static final ArgumentSpec LIMIT =
      ArgumentSpec.block("limit", ArgumentSpec.integer("offset"), ArgumentSpec.integer("count"))
          .after("LIMIT")
          .optional();
  private static final ArgumentSpec SORT_BY =
      ArgumentSpec.oneOf(
              "sortby",
              ArgumentSpec.token("byscore", "BYSCORE"),
              ArgumentSpec.token("bylex", "BYLEX"))
          .optional();
  private static final ArgumentSpec REV = ArgumentSpec.token("rev", "REV").optional();

  private ZSetRangeFamily() {}

  static List<Command> commands() {
    return List.of(
        reading("ZRANGE")
            .since("1.2.0")
            .summary("Get the members of a sorted set within a range")
            .history("6.2.0", "Added the `REV`, `BYSCORE`, `BYLEX` and `LIMIT` options.")
            .arguments(ArgumentSpec.string("start"), ArgumentSpec.string("stop"))
            .arguments(SORT_BY.since("6.2.0"), REV.since("6.2.0"), LIMIT.since("6.2.0"))
            .arguments(WITHSCORES)
            .handler(call -> reply(call, ZSetRange.any())),
        reading("ZREVRANGE")
            .since("1.2.0")
            .summary("Get the members of a sorted set between two places, from the highest on")
            .deprecated("6.2.0", "`ZRANGE` with the `REV` argument")
            .arguments(START, STOP, WITHSCORES)
            .handler(call -> reply(call, ZSetRange.of(By.RANK, true))),
        reading("ZRANGEBYSCORE")
            .since("1.0.5")
            .summary("Get the members of a sorted set with scores between two numbers")
            .history("2.0.0", "Added the `WITHSCORES` modifier.")
            .deprecated("6.2.0", "`ZRANGE` with the `BYSCORE` argument")
            .arguments(number("min"), number("max"), WITHSCORES.since("2.0.0"), LIMIT)
            .handler(call -> reply(call, ZSetRange.of(By.SCORE, false))),
        reading("ZREVRANGEBYSCORE")
            .since("2.2.0")
            .summary("Get the members with scores between two numbers, from the highest on")
            .history("2.1.6", "`min` and `max` can be exclusive.")
            .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYSCORE` arguments")
            .arguments(number("max"), number("min"), WITHSCORES, LIMIT)
            .handler(call -> reply(call, ZSetRange.of(By.SCORE, true))),
        reading("ZRANGEBYLEX")
            .since("2.8.9")
            .summary("Get the members of a sorted set between two others")
            .deprecated("6.2.0", "`ZRANGE` with the `BYLEX` argument")
            .arguments(MIN, MAX, LIMIT)
            .handler(call -> reply(call, ZSetRange.of(By.MEMBER, false))),
        reading("ZREVRANGEBYLEX")
            .since("2.8.9")
            .summary("Get the members of a sorted set between two others, from the highest on")
            .deprecated("6.2.0", "`ZRANGE` with the `REV` and `BYLEX` arguments")
            .arguments(MAX, MIN, LIMIT)
            .handler(call -> reply(call, ZSetRange.of(By.MEMBER, true))),
        command("ZRANGESTORE", -5)
            .flags(WRITE, DENYOOM)
            .since("6.2.0")
            .keys(KeySpec.one("OW", "update"), KeySpec.at(2, "RO", "access"))
            .complexity("O(log(N)+M*log(M)) where M is the number of members stored")
            .summary("Store the members of a sorted set within a range in another one")
            .arguments(ArgumentSpec.key("dst"), ArgumentSpec.key("src").keySpec(1), MIN, MAX)
            .arguments(SORT_BY, REV, LIMIT)
            .handler(ZSetRangeFamily::zrangestore),
        removing("ZREMRANGEBYRANK")
            .since("2.0.0")
            .summary("Remove the members of a sorted set between two places")
            .arguments(START, STOP)
            .handler(call -> remove(call, By.RANK, "zremrangebyrank")),
        removing("ZREMRANGEBYSCORE")
            .since("1.2.0")
            .summary("Remove the members of a sorted set with scores between two numbers")
            .arguments(number("min"), number("max"))
            .handler(call -> remove(call, By.SCORE, "zremrangebyscore")),
        removing("ZREMRANGEBYLEX")
            .since("2.8.9")
            .summary("Remove the members of a sorted set between two others")
            .arguments(MIN, MAX)
            .handler(call -> remove(call, By.MEMBER, "zremrangebylex")));
  }

  private static Command.Builder reading(String name) {
    return command(name, -4)
        .flags(READONLY)
        .keys(KeySpec.one("RO", "access"))
        .complexity(COST)
        .arguments(ArgumentSpec.key());
  }

  private static Command.Builder removing(String name) {
    return command(name, 4)
        .flags(WRITE)
        .keys(KeySpec.one("RW", "delete"))
        .complexity("O(M*log(N)) where N is the number of members and M that of those removed")
        .arguments(ArgumentSpec.key());
  }

  private static void reply(Call call, ZSetRange range) {
    if (!range.read(call, 2, true)) {
      return;
    }
    Entry zset = zset(call, call.find(0), none -> none.reply().array(0));
    if (zset != null) {
      ZSetCursor cursor = new ZSetCursor().open(zset);
      Ranks ranks = range.ranks(cursor);
      ZSetReplies.range(call, cursor, ranks, range.isReverse(), range.isWithScores());
    }
  }

  private static void zrangestore(Call call) {
    ZSetRange range = ZSetRange.any();
    if (!range.read(call, 3, false)) {
      return;
    }
    Entry zset = call.find(1);
    if (zset != null && !call.expect(zset, ValueType.ZSET)) {
      return;
    }
    ZSetCursor cursor = new ZSetCursor();
    Ranks ranks = zset == null ? Ranks.NONE : range.ranks(cursor.open(zset));
    ZSetStore.store(
        call,
        "zrangestore",
        result -> {
          if (ranks.count() > 0) {
            cursor.seekRank(ranks.from());
          }
          for (long i = ranks.count(); i > 0 && cursor.next(); i--) {
            boolean _ = ZSetValue.put(result, cursor.member(), cursor.score(), Double.NaN);
          }
        });
  }

  private static void remove(Call call, By by, String event) {
    ZSetRange range = ZSetRange.of(by, false);
    ArgumentCursor none = call.cursor(4);
    if (!range.readBounds(call, none, 2)) {
      return;
    }
    Entry zset = zset(call, call.findForWrite(0), absent -> absent.reply().integer(0));
    if (zset == null) {
      return;
    }
    Ranks ranks = range.ranks(new ZSetCursor().open(zset));
    if (ranks.count() > 0) {
      boolean all;
      try (CollectionEdits.Change change =
          call.keyspaceForWrite()
              .collections()
              .change(call.key(0), zset, ValueType.ZSET, call.now())) {
        change.removeRanks(ranks);
        all = change.isEmpty();
      }
      KeyNotices.taken(call, Notification.SORTED_SET, event, 0, all);
    }
    call.reply().integer(ranks.count());
  }
}
