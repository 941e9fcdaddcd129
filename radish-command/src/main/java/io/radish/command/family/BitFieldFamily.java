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
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.store.Overwriting;
import io.radish.value.BitField;
import io.radish.value.BitField.Overflow;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whole numbers of any width at any bit of a string. */
final class BitFieldFamily {
  /** What longer types do not need: {@code i64}. */
  private static final int TYPE_LENGTH = 3;

  private enum Verb {
    GET,
    SET,
    INCRBY
  }

  /** One of the things to do, in order. */
  private record Step(Verb verb, BitField field, long offset, long operand, Overflow overflow) {
    /** The bytes that a string has to have for it. */
    long bytes() {
      return (offset >>> 3) + field.bytes(offset);
    }
  }

  private BitFieldFamily() {}

  static List<Command> commands() {
    return List.of(
        command("BITFIELD")
            .flags(WRITE, DENYOOM)
            .since("3.2.0")
            .keys(
                KeySpec.oneWithNotes(
                    "This command allows both access and modification of the key",
                    "RW",
                    "access",
                    "update",
                    "variable_flags"))
            .summary("Get, set and count up whole numbers of any width within a string")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.oneOf("operation", get("get-block"), write()).optional().multiple())
            .keyFlags(BitFieldFamily::flags)
            .handler(call -> run(call, false)),
        command("BITFIELD_RO")
            .flags(READONLY, FAST)
            .since("6.0.0")
            .keys(KeySpec.one("RO", "access"))
            .summary("Get whole numbers of any width within a string")
            .arguments(ArgumentSpec.key(), get("get-block").optional().multipleTokens())
            .handler(call -> run(call, true)));
  }

  private static Command.Builder command(String name) {
    return Command.named(name)
        .arity(-2)
        .group("bitmap")
        .categories("bitmap")
        .complexity("O(1) for each number; where the string grows, O(N) with its length");
  }

  private static ArgumentSpec get(String name) {
    return ArgumentSpec.block(name, ArgumentSpec.string("encoding"), ArgumentSpec.integer("offset"))
        .after("GET");
  }

  private static ArgumentSpec write() {
    return ArgumentSpec.block(
        "write",
        ArgumentSpec.oneOf(
                "overflow-block",
                ArgumentSpec.token("wrap", "WRAP"),
                ArgumentSpec.token("sat", "SAT"),
                ArgumentSpec.token("fail", "FAIL"))
            .after("OVERFLOW")
            .optional(),
        ArgumentSpec.oneOf(
            "write-operation",
            change("set-block", "value").after("SET"),
            change("incrby-block", "increment").after("INCRBY")));
  }

  private static ArgumentSpec change(String name, String operand) {
    return ArgumentSpec.block(
        name,
        ArgumentSpec.string("encoding"),
        ArgumentSpec.integer("offset"),
        ArgumentSpec.integer(operand));
  }

  /** It only reads where nothing but {@code GET} and {@code OVERFLOW} is said, and rightly. */
  private static List<String> flags(Arguments request) {
    ArgumentCursor cursor = new ArgumentCursor().begin(request, 2);
    boolean reads = true;
    while (reads && cursor.hasMore()) {
      if (cursor.left() >= 3 && cursor.take("GET")) {
        cursor.skip();
        cursor.skip();
      } else if (cursor.left() >= 2 && cursor.take("OVERFLOW")) {
        cursor.skip();
      } else {
        reads = false;
      }
    }
    return reads ? List.of("RO", "access") : List.of("RW", "access", "update");
  }

  // ---- reading the request ----

  /** What is to be done; null, with the error written, where the request is wrong. */
  private static @Nullable List<Step> steps(Call call) {
    List<Step> steps = new ArrayList<>();
    ArgumentCursor cursor = call.cursor(2);
    Overflow overflow = Overflow.WRAP;
    while (cursor.hasMore()) {
      if (cursor.left() >= 3 && cursor.take("GET")) {
        steps.add(step(call, cursor, Verb.GET, overflow));
      } else if (cursor.left() >= 4 && cursor.take("SET")) {
        steps.add(step(call, cursor, Verb.SET, overflow));
      } else if (cursor.left() >= 4 && cursor.take("INCRBY")) {
        steps.add(step(call, cursor, Verb.INCRBY, overflow));
      } else if (cursor.left() >= 2 && cursor.take("OVERFLOW")) {
        overflow = overflow(cursor);
      } else {
        cursor.failSyntax();
      }
    }
    return call.refused(cursor) ? null : steps;
  }

  private static Overflow overflow(ArgumentCursor cursor) {
    for (Overflow overflow : Overflow.values()) {
      if (cursor.take(overflow.name())) {
        return overflow;
      }
    }
    cursor.fail(Errors.BAD_OVERFLOW);
    return Overflow.WRAP;
  }

  private static Step step(Call call, ArgumentCursor cursor, Verb verb, Overflow overflow) {
    BitField field = field(call, cursor);
    long offset = offset(call, cursor, field);
    long operand = verb == Verb.GET ? 0 : cursor.nextLong();
    Step step = new Step(verb, field, offset, operand, overflow);
    if (verb != Verb.GET && !RangeFamily.isWithinLimit(call, step.bytes())) {
      cursor.fail(Errors.BAD_BIT_OFFSET);
    }
    return step;
  }

  /** The type of a number: {@code i} or {@code u} and its width. */
  private static BitField field(Call call, ArgumentCursor cursor) {
    int at = cursor.skip();
    ByteView type = at < 0 ? new ByteView() : call.argument(at);
    int width = 0;
    if (type.length() >= 2 && type.length() <= TYPE_LENGTH && type.get(1) != '0') {
      for (int i = 1; i < type.length(); i++) {
        int digit = type.get(i) - '0';
        width = digit < 0 || digit > 9 || width < 0 ? -1 : width * 10 + digit;
      }
    }
    if (width > 0 && type.get(0) == 'i' && width <= 64) {
      return new BitField(true, width);
    }
    if (width > 0 && type.get(0) == 'u' && width <= 63) {
      return new BitField(false, width);
    }
    cursor.fail(Errors.BAD_FIELD_TYPE);
    return new BitField(true, 1);
  }

  /** Where a number lies: a bit, or behind {@code #} how many numbers of its type precede it. */
  private static long offset(Call call, ArgumentCursor cursor, BitField field) {
    int at = cursor.skip();
    if (at < 0) {
      return 0;
    }
    ByteView text = call.argument(at);
    boolean counts = text.length() > 0 && text.get(0) == '#';
    Arguments number =
        counts
            ? Arguments.of(new ByteView().set(text, 1, Math.min(text.length() - 1, 32)).toBytes())
            : call.arguments();
    int place = counts ? 0 : at;
    if (number.isLong(place)) {
      long value = number.toLong(place);
      int unit = counts ? field.width() : 1;
      if (value >= 0
          && value <= Long.MAX_VALUE / unit
          && RangeFamily.isWithinLimit(call, ((value * unit) >>> 3) + 1)) {
        return value * unit;
      }
    }
    cursor.fail(Errors.BAD_BIT_OFFSET);
    return 0;
  }

  // ---- doing it ----

  private static void run(Call call, boolean readOnly) {
    List<Step> steps = steps(call);
    if (steps == null) {
      return;
    }
    long length = 0;
    for (Step step : steps) {
      length = step.verb == Verb.GET ? length : Math.max(length, step.bytes());
    }
    boolean reads = length == 0;
    if (readOnly && !reads) {
      call.error(Errors.ONLY_GET);
      return;
    }
    Entry entry = reads ? call.find(0) : call.findForWrite(0);
    if (entry != null && !call.expect(entry, ValueType.STRING)) {
      return;
    }
    if (reads) {
      ByteView bytes = entry == null ? new ByteView() : entry.value(new ByteView());
      call.reply().array(steps.size());
      steps.forEach(step -> call.reply().integer(step.field.read(bytes, step.offset)));
    } else {
      // As long as for the last byte that is written, even where it then is not.
      boolean grows = entry == null || entry.valueLength() < length;
      Overwriting string =
          call.keyspaceForWrite().strings().overwrite(call.key(0), entry, (int) length, call.now());
      change(call, steps, string, grows);
    }
  }

  private static void change(Call call, List<Step> steps, Overwriting string, boolean grows) {
    call.reply().array(steps.size());
    byte[] around = new byte[BitField.MOST_BYTES];
    boolean changed = false;
    for (Step step : steps) {
      long before = step.field.read(string.bytes(), step.offset);
      OptionalLong answer = change(string, step, around);
      if (answer.isPresent()) {
        call.reply().integer(answer.getAsLong());
        boolean written = step.verb != Verb.GET;
        changed |= written && (grows || before != step.field.read(string.bytes(), step.offset));
      } else {
        call.reply().nil();
      }
    }
    string.end();
    if (changed) {
      call.notify(Notification.STRING, "setbit", 0);
    }
  }

  /** Does one thing, and says what it answers: nothing where a number does not fit. */
  private static OptionalLong change(Overwriting string, Step step, byte[] around) {
    BitField field = step.field;
    long old = field.read(string.bytes(), step.offset);
    if (step.verb == Verb.GET) {
      return OptionalLong.of(old);
    }
    boolean sets = step.verb == Verb.SET;
    OptionalLong fresh =
        field.sum(sets ? step.operand : old, sets ? 0 : step.operand, step.overflow);
    if (fresh.isPresent()) {
      int from = (int) (step.offset >>> 3);
      int size = field.bytes(step.offset);
      string.bytes().copyTo(from, around, 0, size);
      field.write(around, step.offset, fresh.getAsLong());
      string.write(from, around, size);
    }
    return sets && fresh.isPresent() ? OptionalLong.of(old) : fresh;
  }
}
