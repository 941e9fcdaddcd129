// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.BLOCKING;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.command;
import static io.radish.command.family.ZSetArguments.zset;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.resp.ReplyWriter;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.Ranks;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetValue;
import java.util.List;

/** Sorted sets: members taken from either end, or waited for where there are none. */
final class ZSetPopFamily {
  private static final ArgumentSpec WHERE =
      ArgumentSpec.oneOf(
          "where", ArgumentSpec.token("min", "MIN"), ArgumentSpec.token("max", "MAX"));
  private static final String COST =
      "O(K+M*log(N)) where K is the number of keys, N that of members and M that of those taken";

  private ZSetPopFamily() {}

  static List<Command> commands() {
    ArgumentSpec timeout = ZSetArguments.number("timeout");
    return List.of(
        pop("ZPOPMIN")
            .summary("Take the members with the lowest scores from a sorted set")
            .handler(call -> zpop(call, false)),
        pop("ZPOPMAX")
            .summary("Take the members with the highest scores from a sorted set")
            .handler(call -> zpop(call, true)),
        blockingPop("BZPOPMIN")
            .summary("Take the lowest member of the first of several sorted sets; wait for one")
            .handler(call -> bzpop(call, false)),
        blockingPop("BZPOPMAX")
            .summary("Take the highest member of the first of several sorted sets; wait for one")
            .handler(call -> bzpop(call, true)),
        command("ZMPOP", -4)
            .flags(WRITE, MOVABLEKEYS)
            .since("7.0.0")
            .keys(KeySpec.counted(1, "RW", "access", "delete"))
            .complexity(COST)
            .summary("Take members from the first of several sorted sets that has any")
            .arguments(ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple(), WHERE)
            .arguments(ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(ZSetPopFamily::zmpop),
        command("BZMPOP", -5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .since("7.0.0")
            .keys(KeySpec.counted(2, "RW", "access", "delete"))
            .complexity(COST)
            .summary("Take members from the first of several sorted sets; wait for one")
            .arguments(timeout, ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple())
            .arguments(WHERE, ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(ZSetPopFamily::bzmpop));
  }

  private static Command.Builder pop(String name) {
    return command(name, -2)
        .flags(WRITE, FAST)
        .since("5.0.0")
        .keys(KeySpec.one("RW", "access", "delete"))
        .complexity("O(M*log(N)) where N is the number of members and M that of those taken")
        .arguments(ArgumentSpec.key(), ArgumentSpec.integer("count").optional());
  }

  private static Command.Builder blockingPop(String name) {
    return command(name, -3)
        .flags(WRITE, BLOCKING, FAST)
        .since("5.0.0")
        .keys(KeySpec.range(1, -2, 1, "RW", "access", "delete"))
        .complexity("O(log(N)) where N is the number of members")
        .history("6.0.0", "`timeout` is interpreted as a double instead of an integer.")
        .arguments(ArgumentSpec.key().multiple(), ZSetArguments.number("timeout"));
  }

  private static void zpop(Call call, boolean highest) {
    if (call.count() > 3) {
      call.error(Errors.SYNTAX);
      return;
    }
    boolean counted = call.count() == 3;
    ArgumentCursor cursor = call.cursor(2);
    long wanted = counted ? cursor.nextLong(Errors.NOT_POSITIVE) : 1;
    if (wanted < 0) {
      cursor.fail(Errors.NOT_POSITIVE);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry zset = zset(call, call.findForWrite(0), none -> none.reply().array(0));
    if (zset == null) {
      return;
    }
    long count = Math.min(wanted, ZSetValue.length(zset));
    boolean nested = counted && call.reply().protocol() == 3;
    call.reply().array(nested ? count : 2 * count);
    take(call, 0, zset, highest, count, nested);
  }

  /**
   * Writes so many members with their scores, the outermost first, and removes them.
   *
   * @param nested whether each stands in an array of its own
   */
  private static void take(
      Call call, int n, Entry zset, boolean highest, long count, boolean nested) {
    if (count == 0) {
      return;
    }
    ZSetCursor cursor = new ZSetCursor().open(zset);
    if (highest) {
      cursor.toEnd();
    }
    for (long i = 0; i < count && (highest ? cursor.previous() : cursor.next()); i++) {
      if (nested) {
        call.reply().array(2);
      }
      call.replyBytes(cursor.member());
      call.reply().doubleValue(cursor.score());
    }
    long from = highest ? cursor.count() - count : 0;
    boolean all;
    try (CollectionEdits.Change change =
        call.keyspaceForWrite()
            .collections()
            .change(call.key(n), zset, ValueType.ZSET, call.now())) {
      change.removeRanks(new Ranks(from, from + count));
      all = change.isEmpty();
    }
    KeyNotices.taken(call, Notification.SORTED_SET, highest ? "zpopmax" : "zpopmin", n, all);
  }

  private static void bzpop(Call call, boolean highest) {
    long timeout = Timeout.millis(call, call.count() - 1);
    if (timeout == Timeout.REFUSED) {
      return;
    }
    for (int n = 0; n < call.keyCount(); n++) {
      Entry zset = call.findForWrite(n);
      if (zset != null) {
        if (call.expect(zset, ValueType.ZSET)) {
          call.reply().array(3);
          call.replyBytes(call.key(n).bytes());
          take(call, n, zset, highest, 1, false);
        }
        return;
      }
    }
    waitForAny(call, timeout);
  }

  private static void zmpop(Call call) {
    ListArguments.Pops pops = ListArguments.pops(call, 1, "min", "max");
    if (pops != null && !popMany(call, pops)) {
      call.reply().nilArray();
    }
  }

  private static void bzmpop(Call call) {
    ListArguments.Pops pops = ListArguments.pops(call, 2, "min", "max");
    long timeout = pops == null ? Timeout.REFUSED : Timeout.millis(call, 1);
    if (pops != null && timeout != Timeout.REFUSED && !popMany(call, pops)) {
      waitForAny(call, timeout);
    }
  }

  /** Takes members from the first sorted set among the keys; false where there is none. */
  private static boolean popMany(Call call, ListArguments.Pops pops) {
    for (int n = 0; n < call.keyCount(); n++) {
      Entry zset = call.findForWrite(n);
      if (zset != null) {
        if (call.expect(zset, ValueType.ZSET)) {
          long count = Math.min(pops.count(), ZSetValue.length(zset));
          call.reply().array(2);
          call.replyBytes(call.key(n).bytes());
          call.reply().array(count);
          take(call, n, zset, !pops.left(), count, true);
        }
        return true;
      }
    }
    return false;
  }

  private static void waitForAny(Call call, long timeout) {
    if (call.later().mayBlock()) {
      call.later().block(ValueType.ZSET, call.keyCount(), timeout, ReplyWriter::nilArray);
    } else {
      call.reply().nilArray();
    }
  }
}
