// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.util.List;

/** Lists: elements in order, added and taken at both ends. */
final class ListFamily {
  private ListFamily() {}

  static List<Command> commands() {
    return List.of(
        push("LPUSH", "1.0.0", "2.4.0")
            .summary("Add elements at the head of a list, one after the other")
            .handler(call -> push(call, true, false)),
        push("RPUSH", "1.0.0", "2.4.0")
            .summary("Add elements at the tail of a list")
            .handler(call -> push(call, false, false)),
        push("LPUSHX", "2.2.0", "4.0.0")
            .summary("Add elements at the head of a list that is there already")
            .handler(call -> push(call, true, true)),
        push("RPUSHX", "2.2.0", "4.0.0")
            .summary("Add elements at the tail of a list that is there already")
            .handler(call -> push(call, false, true)),
        pop("LPOP")
            .summary("Take elements from the head of a list")
            .handler(call -> pop(call, true)),
        pop("RPOP")
            .summary("Take elements from the tail of a list")
            .handler(call -> pop(call, false)),
        command("LRANGE", 4)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(S+N) where S is the way to the first element and N the number of them")
            .summary("Get the elements of a list between two places, both included")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("start"), ArgumentSpec.integer("stop"))
            .handler(ListFamily::lrange),
        command("LLEN", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Get the number of elements of a list")
            .arguments(ArgumentSpec.key())
            .handler(ListFamily::llen),
        command("LINDEX", 3)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the way to the element")
            .summary("Get the element at one place of a list")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("index"))
            .handler(ListFamily::lindex));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("list").categories("list");
  }

  private static Command.Builder push(String name, String since, String manySince) {
    return command(name, -3)
        .flags(WRITE, DENYOOM, FAST)
        .since(since)
        .keys(KeySpec.one("RW", "insert"))
        .complexity("O(N) where N is the number of elements added")
        .history(manySince, "Accepts multiple `element` arguments.")
        .arguments(ArgumentSpec.key(), ArgumentSpec.string("element").multiple());
  }

  private static Command.Builder pop(String name) {
    return command(name, -2)
        .flags(WRITE, FAST)
        .keys(KeySpec.one("RW", "access", "delete"))
        .complexity("O(N) where N is the number of elements taken")
        .history("6.2.0", "Added the `count` argument.")
        .arguments(ArgumentSpec.key(), ArgumentSpec.integer("count").since("6.2.0").optional());
  }

  private static void push(Call call, boolean left, boolean onlyWhereThere) {
    Entry found = call.findForWrite(0);
    if (found == null && onlyWhereThere) {
      call.reply().integer(0);
      return;
    }
    if (found != null && !call.expect(found, ValueType.LIST)) {
      return;
    }
    Keyspace keyspace = call.keyspaceForWrite();
    StoreEvent.Value before = found == null ? null : keyspace.valueForEvent(found);
    Entry list =
        found == null
            ? keyspace.createList(call.key(0), call.defaultDeadline(), call.now())
            : found;
    for (int i = 2; i < call.count(); i++) {
      ListValue.push(list, left, call.argument(i));
    }
    keyspace.changed(list, before, call.now());
    call.reply().integer(ListValue.length(list));
  }

  private static void pop(Call call, boolean left) {
    boolean hasCount = call.count() == 3;
    if (call.count() > 3) {
      call.error(Errors.arity(call.command()));
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    long wanted = hasCount ? cursor.nextLong(Errors.NOT_POSITIVE) : 1;
    if (wanted < 0) {
      cursor.fail(Errors.NOT_POSITIVE);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry list = call.findForWrite(0);
    if (list == null) {
      if (hasCount) {
        call.reply().nilArray();
      } else {
        call.reply().nil();
      }
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    long count = Math.min(wanted, ListValue.length(list));
    if (hasCount) {
      call.reply().array(count);
    }
    replyFromEnd(call, list, left, count);
    if (count > 0) {
      call.keyspaceForWrite().dropElements(list, left, count, call.now());
    }
  }

  /** Writes elements in the order in which they are taken. */
  private static void replyFromEnd(Call call, Entry list, boolean left, long count) {
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory());
    if (left) {
      cursor.open(list);
    } else {
      cursor.openAtEnd(list);
    }
    for (long i = 0; i < count && (left ? cursor.next(element) : cursor.previous(element)); i++) {
      call.replyBytes(element);
    }
  }

  private static void lrange(Call call) {
    ArgumentCursor arguments = call.cursor(2);
    long start = arguments.nextLong();
    long stop = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    Entry list = call.find(0);
    if (list == null) {
      call.reply().array(0);
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    long length = ListValue.length(list);
    long from = Math.max(start < 0 ? start + length : start, 0);
    long to = Math.min(stop < 0 ? stop + length : stop, length - 1);
    if (from > to) {
      call.reply().array(0);
      return;
    }
    call.reply().array(to - from + 1);
    ListCursor cursor = ListValue.at(list, from, new ListCursor(list.memory()));
    ByteView element = new ByteView();
    for (long i = from; i <= to && cursor.next(element); i++) {
      call.replyBytes(element);
    }
  }

  private static void llen(Call call) {
    Entry list = call.find(0);
    if (list == null) {
      call.reply().integer(0);
    } else if (call.expect(list, ValueType.LIST)) {
      call.reply().integer(ListValue.length(list));
    }
  }

  private static void lindex(Call call) {
    Entry list = call.find(0);
    if (list == null) {
      call.reply().nil();
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    long given = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    long length = ListValue.length(list);
    long index = given < 0 ? given + length : given;
    ByteView element = new ByteView();
    boolean there = index >= 0 && index < length;
    if (there && ListValue.at(list, index, new ListCursor(list.memory())).next(element)) {
      call.replyBytes(element);
    } else {
      call.reply().nil();
    }
  }
}
