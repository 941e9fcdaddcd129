// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.value.Entry;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.util.List;

/** Lists: elements added and taken at both ends. */
final class ListEndsFamily {
  private ListEndsFamily() {}

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
        command("LMOVE", 5)
            .flags(WRITE, DENYOOM)
            .since("6.2.0")
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "RW", "insert"))
            .summary("Take an element from one end of a list and add it at one of another")
            .arguments(ListArguments.SOURCE, ListArguments.DESTINATION)
            .arguments(ListArguments.end("wherefrom"), ListArguments.end("whereto"))
            .handler(ListEndsFamily::lmove),
        command("RPOPLPUSH", 3)
            .flags(WRITE, DENYOOM)
            .since("1.2.0")
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "RW", "insert"))
            .summary("Take the tail of a list and add it at the head of another")
            .deprecated("6.2.0", "`LMOVE` with the `RIGHT` and `LEFT` arguments")
            .arguments(ListArguments.SOURCE, ListArguments.DESTINATION)
            .handler(call -> lmove(call, false, true)),
        command("LMPOP", -4)
            .flags(WRITE, MOVABLEKEYS)
            .since("7.0.0")
            .keys(KeySpec.counted(1, "RW", "access", "delete"))
            .complexity("O(N+M) where N is the number of keys and M that of elements taken")
            .summary("Take elements from the first of several lists that has any")
            .arguments(ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple())
            .arguments(ListArguments.end("where"))
            .arguments(ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(ListEndsFamily::lmpop));
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
    Entry list =
        call.keyspaceForWrite()
            .lists()
            .push(
                call.key(0), found, left, call.count() - 2, i -> call.argument(2 + i), call.now());
    call.notify(Notification.LIST, left ? "lpush" : "rpush", 0);
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
    ListTaking.take(call, 0, list, left, count);
  }

  private static void lmove(Call call) {
    ArgumentCursor cursor = call.cursor(3);
    boolean fromLeft = ListArguments.nextIsLeft(cursor);
    boolean toLeft = ListArguments.nextIsLeft(cursor);
    if (!call.refused(cursor)) {
      lmove(call, fromLeft, toLeft);
    }
  }

  private static void lmove(Call call, boolean fromLeft, boolean toLeft) {
    if (!ListTaking.move(call, fromLeft, toLeft)) {
      call.reply().nil();
    }
  }

  private static void lmpop(Call call) {
    ListArguments.Pops pops = ListArguments.pops(call, 1);
    if (pops != null && !ListTaking.popMany(call, pops.left(), pops.count())) {
      call.reply().nilArray();
    }
  }
}
