// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.StringValue;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strings that are numbers, and are counted up and down. */
final class CounterFamily {
  private CounterFamily() {}

  static List<Command> commands() {
    return List.of(
        command("INCR", 2)
            .summary("Add one to the whole number at a key")
            .arguments(ArgumentSpec.key())
            .handler(call -> add(call, 1)),
        command("DECR", 2)
            .summary("Take one from the whole number at a key")
            .arguments(ArgumentSpec.key())
            .handler(call -> add(call, -1)),
        command("INCRBY", 3)
            .summary("Add to the whole number at a key")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("increment"))
            .handler(CounterFamily::incrby),
        command("DECRBY", 3)
            .summary("Take from the whole number at a key")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("decrement"))
            .handler(CounterFamily::decrby),
        command("INCRBYFLOAT", 3)
            .since("2.6.0")
            .summary("Add to the number at a key, which may have a fraction")
            .arguments(ArgumentSpec.key(), ArgumentSpec.of("increment", ArgumentSpec.Type.DOUBLE))
            .handler(CounterFamily::incrbyfloat));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group("string")
        .categories("string")
        .flags(WRITE, DENYOOM, FAST)
        .keys(KeySpec.one("RW", "access", "update"));
  }

  private static void incrby(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long by = cursor.nextLong();
    if (!call.refused(cursor)) {
      add(call, by);
    }
  }

  private static void decrby(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long by = cursor.nextLong();
    if (by == Long.MIN_VALUE) {
      cursor.fail(Errors.DECREMENT_OVERFLOW);
    }
    if (!call.refused(cursor)) {
      add(call, -by);
    }
  }

  private static void add(Call call, long by) {
    Entry entry = call.findForWrite(0);
    long value = 0;
    if (entry != null) {
      if (!call.expect(entry, ValueType.STRING)) {
        return;
      }
      ByteView text = entry.value(new ByteView());
      if (!StringValue.isInteger(text)) {
        call.error(Errors.NOT_INTEGER);
        return;
      }
      value = StringValue.integer(text);
    }
    long sum = value + by;
    if (((value ^ sum) & (by ^ sum)) < 0) {
      call.error(Errors.OVERFLOW);
      return;
    }
    replace(call, entry, Kind.STRING, Long.toString(sum));
    call.notify(Notification.STRING, "incrby", 0);
    call.reply().integer(sum);
  }

  private static void incrbyfloat(Call call) {
    Entry entry = call.findForWrite(0);
    if (entry != null && !call.expect(entry, ValueType.STRING)) {
      return;
    }
    LongDouble value =
        entry == null ? LongDouble.ZERO : LongDouble.read(entry.value(new ByteView()));
    LongDouble by = value == null ? null : LongDouble.read(call.argument(2));
    if (value == null || by == null) {
      call.error(Errors.NOT_FLOAT);
      return;
    }
    LongDouble sum = value.plus(by);
    if (!sum.isFinite()) {
      call.error(Errors.NAN_OR_INFINITY);
      return;
    }
    String text = sum.toText();
    replace(call, entry, Kind.STRING_TEXT, text);
    call.notify(Notification.STRING, "incrbyfloat", 0);
    call.reply().bulk(text);
  }

  /** Puts a number's new text where the old one was; the deadline stays. */
  private static void replace(Call call, @Nullable Entry entry, int kind, String text) {
    ByteView digits = ByteView.of(text.getBytes(StandardCharsets.ISO_8859_1));
    call.keyspaceForWrite().strings().replace(call.key(0), entry, kind, digits, call.now());
  }
}
