// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.SetReader;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sets: members added, removed, looked for and shown. */
final class SetFamily {
  private static final ArgumentSpec MEMBER = ArgumentSpec.string("member");
  private static final ByteView NOTHING = new ByteView();

  private SetFamily() {}

  static List<Command> commands() {
    return List.of(
        command("SADD", -3)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.one("RW", "insert"))
            .complexity("O(N) where N is the number of members added")
            .summary("Add members to a set")
            .history("2.4.0", "Accepts multiple `member` arguments.")
            .arguments(ArgumentSpec.key(), MEMBER.multiple())
            .handler(SetFamily::sadd),
        command("SREM", -3)
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "delete"))
            .complexity("O(N) where N is the number of members removed")
            .summary("Remove members from a set")
            .history("2.4.0", "Accepts multiple `member` arguments.")
            .arguments(ArgumentSpec.key(), MEMBER.multiple())
            .handler(SetFamily::srem),
        command("SISMEMBER", 3)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Ask whether a set has a member")
            .arguments(ArgumentSpec.key(), MEMBER)
            .handler(SetFamily::sismember),
        command("SMISMEMBER", -3)
            .flags(READONLY, FAST)
            .since("6.2.0")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of members asked for")
            .summary("Ask which of several members a set has")
            .arguments(ArgumentSpec.key(), MEMBER.multiple())
            .handler(SetFamily::smismember),
        command("SMEMBERS", 2)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of members")
            .summary("Get all members of a set")
            .tips("nondeterministic_output_order")
            .arguments(ArgumentSpec.key())
            .handler(SetFamily::smembers),
        command("SCARD", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Count the members of a set")
            .arguments(ArgumentSpec.key())
            .handler(SetFamily::scard),
        command("SMOVE", 4)
            .flags(WRITE, FAST)
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "RW", "insert"))
            .summary("Move a member from one set to another")
            .arguments(ArgumentSpec.key("source"), ArgumentSpec.key("destination").keySpec(1))
            .arguments(MEMBER)
            .handler(SetFamily::smove),
        command("SSCAN", -3)
            .flags(READONLY)
            .since("2.8.0")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(1) for every call, O(N) for a whole walk over N members")
            .tips("nondeterministic_output")
            .summary("Walk the members of a set piece by piece")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.integer("cursor"),
                ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).after("MATCH").optional(),
                ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(SetFamily::sscan));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("set").categories("set");
  }

  private static void sadd(Call call) {
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.SET)) {
      return;
    }
    int count = call.count() - 2;
    int added;
    try (CollectionEdits.Change change = change(call, 0, found)) {
      if (change.isCreated()) {
        SetValue.expectFirst(change.entry(), call.argument(2), count);
      } else {
        SetValue.expect(change.entry(), count);
      }
      added = change.putAll(count, i -> call.argument(2 + i), i -> NOTHING);
    }
    if (added > 0) {
      call.notify(Notification.SET, "sadd", 0);
    }
    call.reply().integer(added);
  }

  private static CollectionEdits.Change change(Call call, int n, @Nullable Entry found) {
    return call.keyspaceForWrite()
        .collections()
        .change(call.key(n), found, ValueType.SET, call.now());
  }

  private static void srem(Call call) {
    Entry found = call.findForWrite(0);
    if (found == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(found, ValueType.SET)) {
      return;
    }
    int removed;
    boolean all;
    try (CollectionEdits.Change change = change(call, 0, found)) {
      removed = change.removeAll(call.count() - 2, i -> call.argument(2 + i));
      all = change.isEmpty();
    }
    if (removed > 0) {
      KeyNotices.taken(call, Notification.SET, "srem", 0, all);
    }
    call.reply().integer(removed);
  }

  private static void sismember(Call call) {
    Entry set = call.find(0);
    if (set == null) {
      call.reply().integer(0);
    } else if (call.expect(set, ValueType.SET)) {
      call.reply().integer(SetValue.contains(set, call.argument(2)) ? 1 : 0);
    }
  }

  private static void smismember(Call call) {
    Entry set = call.find(0);
    if (set != null && !call.expect(set, ValueType.SET)) {
      return;
    }
    call.reply().array(call.count() - 2);
    for (int i = 2; i < call.count(); i++) {
      call.reply().integer(set != null && SetValue.contains(set, call.argument(i)) ? 1 : 0);
    }
  }

  private static void smembers(Call call) {
    Entry set = call.find(0);
    if (set == null) {
      call.reply().set(0);
    } else if (call.expect(set, ValueType.SET)) {
      replyAll(call, new SetReader().open(set));
    }
  }

  /** Writes all members of a set, which the reader has been opened on. */
  static void replyAll(Call call, SetReader reader) {
    call.reply().set(reader.length());
    ByteView member = new ByteView();
    while (reader.next(member)) {
      call.replyBytes(member);
    }
  }

  private static void scard(Call call) {
    Entry set = call.find(0);
    if (set == null) {
      call.reply().integer(0);
    } else if (call.expect(set, ValueType.SET)) {
      call.reply().integer(SetValue.length(set));
    }
  }

  private static void smove(Call call) {
    Entry source = call.findForWrite(0);
    if (source == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(source, ValueType.SET)) {
      return;
    }
    boolean there = SetValue.contains(source, call.argument(3));
    boolean same = call.key(0).bytes().contentEquals(call.key(1).bytes());
    Entry destination = same ? null : call.findForWrite(1);
    if (destination != null && !call.expect(destination, ValueType.SET)) {
      return;
    }
    if (there && !same) {
      move(call, SetValue.length(source) == 1, destination);
    }
    call.reply().integer(there ? 1 : 0);
  }

  private static void move(Call call, boolean all, @Nullable Entry destination) {
    // Told first, because a destination that is new says so when it is made.
    KeyNotices.taken(call, Notification.SET, "srem", 0, all);
    boolean fresh;
    // Without memory for it there, it stays where it is.
    try (CollectionEdits.Change change = change(call, 1, destination)) {
      fresh = change.putAll(1, i -> call.argument(3), i -> NOTHING) > 0;
    }
    try (CollectionEdits.Change change = change(call, 0, call.peek(0))) {
      change.remove(call.argument(3));
    }
    if (fresh) {
      call.notify(Notification.SET, "sadd", 1);
    }
  }

  private static void sscan(Call call) {
    CollectionScan.run(
        call,
        ValueType.SET,
        (set, from, wanted, found) ->
            new SetReader()
                .open(set)
                .scan(
                    from,
                    wanted.count(),
                    member -> {
                      if (wanted.wants(member)) {
                        found.add(member);
                      }
                    }));
  }
}
