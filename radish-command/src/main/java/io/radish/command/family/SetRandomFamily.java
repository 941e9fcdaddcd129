// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.SetReader;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Sets: members taken or shown at random. */
final class SetRandomFamily {
  /**
   * Where so many times more is popped than is left, Redis makes a new set of what is left, which
   * may be compact where the old one was not.
   */
  private static final int MADE_ANEW = 5;

  private SetRandomFamily() {}

  static List<Command> commands() {
    return List.of(
        command("SPOP")
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "access", "delete"))
            .complexity("O(1), with a count O(N) where N is the count")
            .summary("Take members of a set at random")
            .history("3.2.0", "Added the `count` argument.")
            .arguments(ArgumentSpec.integer("count").since("3.2.0").optional())
            .handler(SetRandomFamily::spop),
        command("SRANDMEMBER")
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(1), with a count O(N) where N is the count without its sign")
            .summary("Get members of a set at random")
            .history("2.6.0", "Added the optional `count` argument.")
            .arguments(ArgumentSpec.integer("count").since("2.6.0").optional())
            .handler(SetRandomFamily::srandmember));
  }

  private static Command.Builder command(String name) {
    return Command.named(name)
        .arity(-2)
        .group("set")
        .categories("set")
        .tips("nondeterministic_output")
        .arguments(ArgumentSpec.key());
  }

  // ---- taking ----

  private static void spop(Call call) {
    if (call.count() > 3) {
      call.error(Errors.SYNTAX);
      return;
    }
    boolean hasCount = call.count() == 3;
    ArgumentCursor cursor = call.cursor(2);
    long wanted = hasCount ? cursor.nextLong(Errors.NOT_POSITIVE) : 1;
    if (wanted < 0) {
      cursor.fail(Errors.NOT_POSITIVE);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry set = call.findForWrite(0);
    if (set == null) {
      if (hasCount) {
        call.reply().set(0);
      } else {
        call.reply().nil();
      }
      return;
    }
    if (!call.expect(set, ValueType.SET)) {
      return;
    }
    if (!hasCount) {
      takeOne(call, set);
    } else if (wanted < SetValue.length(set)) {
      call.reply().set(wanted);
      take(call, set, (int) wanted);
    } else {
      SetFamily.replyAll(call, new SetReader().open(set));
      call.keyspaceForWrite().remove(set, call.now());
      KeyNotices.taken(call, Notification.SET, "spop", 0, true);
    }
  }

  private static CollectionEdits.Change change(Call call, Entry set) {
    return call.keyspaceForWrite()
        .collections()
        .change(call.key(0), set, ValueType.SET, call.now());
  }

  private static void takeOne(Call call, Entry set) {
    SetReader reader = new SetReader().open(set);
    ByteView member = new ByteView();
    reader.at(ThreadLocalRandom.current().nextLong(reader.length()), member);
    call.replyBytes(member);
    // A copy, because what lies in the set moves when a member is removed.
    ByteView copy = ByteView.of(member.toBytes());
    boolean all;
    try (CollectionEdits.Change change = change(call, set)) {
      boolean _ = change.remove(copy);
      all = change.isEmpty();
    }
    KeyNotices.taken(call, Notification.SET, "spop", 0, all);
  }

  /** Writes members chosen at random, not all there are, and removes them. */
  private static void take(Call call, Entry set, int count) {
    if (count == 0) {
      return;
    }
    int length = (int) SetValue.length(set);
    int[] ranks = new int[count];
    RandomPicks picks = RandomPicks.of(count, length, ThreadLocalRandom.current());
    Arrays.setAll(ranks, i -> (int) picks.next());
    ByteView member = new ByteView();
    SetReader reader = new SetReader().open(set);
    for (int rank : ranks) {
      reader.at(rank, member);
      call.replyBytes(member);
    }
    try (CollectionEdits.Change change = change(call, set)) {
      change.removeRanks(ranks);
      if ((long) (length - count) * MADE_ANEW <= count) {
        SetValue.settle(change.entry());
      }
    }
    call.notify(Notification.SET, "spop", 0);
  }

  // ---- showing ----

  private static void srandmember(Call call) {
    if (call.count() > 3) {
      call.error(Errors.SYNTAX);
      return;
    }
    boolean hasCount = call.count() == 3;
    ArgumentCursor cursor = call.cursor(2);
    long count =
        hasCount
            ? cursor.nextLong(-Long.MAX_VALUE, Long.MAX_VALUE, RandomPicks.COUNT_OUT_OF_RANGE)
            : 1;
    if (call.refused(cursor)) {
      return;
    }
    Entry set = call.find(0);
    if (set == null) {
      if (hasCount) {
        call.reply().array(0);
      } else {
        call.reply().nil();
      }
      return;
    }
    if (!call.expect(set, ValueType.SET)) {
      return;
    }
    SetReader reader = new SetReader().open(set);
    if (!hasCount) {
      ByteView member = new ByteView();
      reader.at(ThreadLocalRandom.current().nextLong(reader.length()), member);
      call.replyBytes(member);
    } else if (RandomPicks.isTooMany(count, reader.length(), set.memoryBytes())) {
      call.error(RandomPicks.TOO_MANY);
    } else {
      show(call, reader, count);
    }
  }

  /** Writes up to {@code count} different members, or exactly {@code -count} of any. */
  private static void show(Call call, SetReader reader, long count) {
    long length = reader.length();
    ByteView member = new ByteView();
    if (count >= length) {
      call.reply().array(length);
      while (reader.next(member)) {
        call.replyBytes(member);
      }
      return;
    }
    long shown = Math.abs(count);
    call.reply().array(shown);
    RandomPicks picks = RandomPicks.of(count, length, ThreadLocalRandom.current());
    for (long i = 0; i < shown; i++) {
      reader.at(picks.next(), member);
      call.replyBytes(member);
    }
  }
}
