// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.BLOCKING;
import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.resp.ReplyWriter;
import io.radish.value.ValueType;
import java.util.List;

/** Lists: elements taken, or waited for where there are none. */
final class ListBlockingFamily {
  private ListBlockingFamily() {}

  static List<Command> commands() {
    ArgumentSpec timeout = ArgumentSpec.of("timeout", ArgumentSpec.Type.DOUBLE);
    String decimal = "`timeout` is interpreted as a double instead of an integer.";
    return List.of(
        command("BLPOP", -3)
            .flags(WRITE, BLOCKING)
            .since("2.0.0")
            .history("6.0.0", decimal)
            .keys(KeySpec.range(1, -2, 1, "RW", "access", "delete"))
            .complexity("O(N) where N is the number of keys")
            .summary("Take the head of the first of several lists; wait where there is none")
            .arguments(ArgumentSpec.key().multiple(), timeout)
            .handler(call -> pop(call, true)),
        command("BRPOP", -3)
            .flags(WRITE, BLOCKING)
            .since("2.0.0")
            .history("6.0.0", decimal)
            .keys(KeySpec.range(1, -2, 1, "RW", "access", "delete"))
            .complexity("O(N) where N is the number of keys")
            .summary("Take the tail of the first of several lists; wait where there is none")
            .arguments(ArgumentSpec.key().multiple(), timeout)
            .handler(call -> pop(call, false)),
        command("BLMPOP", -5)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .since("7.0.0")
            .keys(KeySpec.counted(2, "RW", "access", "delete"))
            .complexity("O(N+M) where N is the number of keys and M that of elements taken")
            .summary("Take elements from the first of several lists; wait where there is none")
            .arguments(timeout, ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple())
            .arguments(ListArguments.end("where"))
            .arguments(ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(ListBlockingFamily::blmpop),
        command("BLMOVE", 6)
            .flags(WRITE, DENYOOM, BLOCKING)
            .since("6.2.0")
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "RW", "insert"))
            .summary("Move an element from one list to another; wait where there is none")
            .arguments(ListArguments.SOURCE, ListArguments.DESTINATION)
            .arguments(ListArguments.end("wherefrom"), ListArguments.end("whereto"), timeout)
            .handler(ListBlockingFamily::blmove),
        command("BRPOPLPUSH", 4)
            .flags(WRITE, DENYOOM, BLOCKING)
            .since("2.2.0")
            .history("6.0.0", decimal)
            .deprecated("6.2.0", "`BLMOVE` with the `RIGHT` and `LEFT` arguments")
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "RW", "insert"))
            .summary("Move the tail of a list to the head of another; wait where there is none")
            .arguments(ListArguments.SOURCE, ListArguments.DESTINATION, timeout)
            .handler(call -> move(call, false, true, 3)));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("list").categories("list");
  }

  private static void pop(Call call, boolean left) {
    long timeout = Timeout.millis(call, call.count() - 1);
    if (timeout != Timeout.REFUSED && !ListTaking.popOne(call, left)) {
      waitForAny(call, timeout);
    }
  }

  private static void blmpop(Call call) {
    ListArguments.Pops pops = ListArguments.pops(call, 2);
    long timeout = pops == null ? Timeout.REFUSED : Timeout.millis(call, 1);
    if (pops != null
        && timeout != Timeout.REFUSED
        && !ListTaking.popMany(call, pops.left(), pops.count())) {
      waitForAny(call, timeout);
    }
  }

  private static void waitForAny(Call call, long timeout) {
    if (call.later().mayBlock()) {
      call.later().block(ValueType.LIST, call.keyCount(), timeout, ReplyWriter::nilArray);
    } else {
      call.reply().nilArray();
    }
  }

  private static void blmove(Call call) {
    ArgumentCursor cursor = call.cursor(3);
    boolean fromLeft = ListArguments.nextIsLeft(cursor);
    boolean toLeft = ListArguments.nextIsLeft(cursor);
    if (!call.refused(cursor)) {
      move(call, fromLeft, toLeft, 5);
    }
  }

  private static void move(Call call, boolean fromLeft, boolean toLeft, int timeoutAt) {
    long timeout = Timeout.millis(call, timeoutAt);
    if (timeout == Timeout.REFUSED || ListTaking.move(call, fromLeft, toLeft)) {
      return;
    }
    if (call.later().mayBlock()) {
      call.later().block(ValueType.LIST, 1, timeout, ReplyWriter::nilArray);
    } else {
      call.reply().nil();
    }
  }
}
