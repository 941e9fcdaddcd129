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
import io.radish.store.Keyspace;
import io.radish.store.LooseEntry;
import io.radish.store.Overwriting;
import io.radish.value.Bits;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strings as rows of bits. */
final class BitFamily {
  /** The key that {@code BITOP} writes; the sources come behind it. */
  private static final int DESTINATION = 0;

  /** A stretch of bits, the last one included; empty where it ends before it begins. */
  private record Range(long from, long to, boolean isToEnd) {}

  private BitFamily() {}

  static List<Command> commands() {
    return List.of(
        command("SETBIT", 4)
            .flags(WRITE, DENYOOM)
            .since("2.2.0")
            .keys(KeySpec.one("RW", "access", "update"))
            .complexity("O(1); where the string grows, O(N) with its length")
            .summary("Set or clear one bit of a string, with zeros before it")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("offset"), ArgumentSpec.integer("value"))
            .handler(BitFamily::setbit),
        command("GETBIT", 3)
            .flags(READONLY, FAST)
            .since("2.2.0")
            .keys(KeySpec.one("RO", "access"))
            .summary("Get one bit of a string")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("offset"))
            .handler(BitFamily::getbit),
        command("BITCOUNT", -2)
            .flags(READONLY)
            .since("2.6.0")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of bytes counted")
            .summary("Count the bits of a string that are set")
            .history("7.0.0", "Added the `BYTE|BIT` option.")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.block(
                        "range", ArgumentSpec.integer("start"), ArgumentSpec.integer("end"), unit())
                    .optional())
            .handler(BitFamily::bitcount),
        command("BITPOS", -3)
            .flags(READONLY)
            .since("2.8.7")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of bytes looked at")
            .summary("Find the first bit of a string that is set, or clear")
            .history("7.0.0", "Added the `BYTE|BIT` option.")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.integer("bit"),
                ArgumentSpec.block(
                        "range",
                        ArgumentSpec.integer("start"),
                        ArgumentSpec.block("end-unit-block", ArgumentSpec.integer("end"), unit())
                            .optional())
                    .optional())
            .handler(BitFamily::bitpos),
        command("BITOP", -4)
            .flags(WRITE, DENYOOM)
            .since("2.6.0")
            .keys(KeySpec.at(2, "OW", "update"), KeySpec.range(3, -1, 1, "RO", "access"))
            .complexity("O(N*M) where N is the number of strings and M the length of the longest")
            .summary("Combine strings bit by bit, and store the result")
            .arguments(
                ArgumentSpec.oneOf(
                    "operation",
                    ArgumentSpec.token("and", "AND"),
                    ArgumentSpec.token("or", "OR"),
                    ArgumentSpec.token("xor", "XOR"),
                    ArgumentSpec.token("not", "NOT")),
                ArgumentSpec.key("destkey"),
                ArgumentSpec.key("key").keySpec(1).multiple())
            .handler(BitFamily::bitop));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("bitmap").categories("bitmap");
  }

  private static ArgumentSpec unit() {
    return ArgumentSpec.oneOf(
            "unit", ArgumentSpec.token("byte", "BYTE"), ArgumentSpec.token("bit", "BIT"))
        .since("7.0.0")
        .optional();
  }

  // ---- one bit ----

  private static void setbit(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long offset = offset(call, cursor);
    long bit = cursor.nextLong(Errors.BAD_BIT);
    if (bit != 0 && bit != 1) {
      cursor.fail(Errors.BAD_BIT);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.findForWrite(0);
    if (entry != null && !call.expect(entry, ValueType.STRING)) {
      return;
    }
    int at = (int) (offset >>> 3);
    boolean grows = entry == null || entry.valueLength() <= at;
    Overwriting string =
        call.keyspaceForWrite().strings().overwrite(call.key(0), entry, at + 1, call.now());
    byte old = string.bytes().get(at);
    byte fresh = Bits.with(old, offset, (int) bit);
    if (fresh != old) {
      string.write(at, new byte[] {fresh}, 1);
    }
    string.end();
    if (grows || fresh != old) {
      call.notify(Notification.STRING, "setbit", 0);
    }
    call.reply().integer(fresh == old ? bit : 1 - bit);
  }

  private static void getbit(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long offset = offset(call, cursor);
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().integer(0);
    } else if (call.expect(entry, ValueType.STRING)) {
      call.reply().integer(Bits.get(entry.value(new ByteView()), offset));
    }
  }

  /** The next argument as the number of a bit in a string as long as strings may be. */
  private static long offset(Call call, ArgumentCursor cursor) {
    long offset = cursor.nextLong(Errors.BAD_BIT_OFFSET);
    if (offset < 0 || !RangeFamily.isWithinLimit(call, (offset >>> 3) + 1)) {
      cursor.fail(Errors.BAD_BIT_OFFSET);
      return 0;
    }
    return offset;
  }

  // ---- many bits ----

  private static void bitcount(Call call) {
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(entry, ValueType.STRING)) {
      return;
    }
    ByteView bytes = entry.value(new ByteView());
    long count = 0;
    if (call.count() == 2) {
      count = bytes.length() == 0 ? 0 : Bits.count(bytes, 0, 8L * bytes.length() - 1);
    } else {
      Range range = rangeToCount(call, bytes.length());
      if (range == null) {
        return;
      }
      count = range.from > range.to ? 0 : Bits.count(bytes, range.from, range.to);
    }
    call.reply().integer(count);
  }

  /** The range of a {@code BITCOUNT}; null, with the error written, where it is none. */
  private static @Nullable Range rangeToCount(Call call, int length) {
    ArgumentCursor cursor = call.cursor(2);
    if (call.count() > 5 || call.count() == 3) {
      cursor.failSyntax();
    }
    long start = cursor.nextLong();
    long end = cursor.nextLong();
    // As in Redis, the word behind it does not matter then, and is not read.
    boolean isNone = start < 0 && end < 0 && start > end;
    boolean inBits = !isNone && nextIsBit(cursor);
    if (call.refused(cursor)) {
      return null;
    }
    return isNone ? new Range(0, -1, false) : range(start, end, length, inBits, false);
  }

  private static void bitpos(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long bit = cursor.nextLong();
    if (bit != 0 && bit != 1) {
      cursor.fail(Errors.BIT_NOT_0_OR_1);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().integer(-bit);
      return;
    }
    if (!call.expect(entry, ValueType.STRING)) {
      return;
    }
    ByteView bytes = entry.value(new ByteView());
    Range range = rangeToSearch(call, bytes.length());
    if (range == null) {
      return;
    }
    if (range.from > range.to) {
      call.reply().integer(-1);
      return;
    }
    long found = Bits.position(bytes, (int) bit, range.from, range.to);
    // Behind the end there are zeros, as long as nobody says where the end is.
    call.reply().integer(found < 0 && bit == 0 && range.isToEnd ? 8L * bytes.length() : found);
  }

  /** The range of a {@code BITPOS}; null, with the error written, where it is none. */
  private static @Nullable Range rangeToSearch(Call call, int length) {
    ArgumentCursor cursor = call.cursor(3);
    if (call.count() > 6) {
      cursor.failSyntax();
    }
    boolean isToEnd = call.count() < 5;
    long start = cursor.hasMore() ? cursor.nextLong() : 0;
    // The word behind the end is looked at before the end, as in Redis.
    ArgumentCursor behind = new ArgumentCursor().begin(call.arguments(), 5);
    boolean inBits = cursor.error() == null && nextIsBit(behind);
    if (behind.error() != null) {
      cursor.fail(behind.error());
    }
    long end = isToEnd ? -1 : cursor.nextLong();
    return call.refused(cursor) ? null : range(start, end, length, inBits, isToEnd);
  }

  /** Reads the unit of a range where there is one: bits, or else bytes. */
  private static boolean nextIsBit(ArgumentCursor cursor) {
    if (!cursor.hasMore() || cursor.take("BYTE")) {
      return false;
    }
    if (!cursor.take("BIT")) {
      cursor.failSyntax();
    }
    return true;
  }

  /** The bits between two offsets, which count from the end where they are negative. */
  private static Range range(long start, long end, int bytes, boolean inBits, boolean isToEnd) {
    int unit = inBits ? 1 : 8;
    long length = 8L / unit * bytes;
    long from = Math.max(start < 0 ? start + length : start, 0);
    long to = Math.min(Math.max(end < 0 ? end + length : end, 0), length - 1);
    return from > to
        ? new Range(0, -1, isToEnd)
        : new Range(from * unit, to * unit + unit - 1, isToEnd);
  }

  // ---- several strings ----

  private static void bitop(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    Bits.Operation operation = operation(cursor);
    if (operation == Bits.Operation.NOT && call.keyCount() != 2) {
      cursor.fail(Errors.BITOP_NOT);
    }
    if (call.refused(cursor)) {
      return;
    }
    List<ByteView> sources = new ArrayList<>();
    for (int i = DESTINATION + 1; i < call.keyCount(); i++) {
      Entry entry = call.find(i);
      if (entry != null && !call.expect(entry, ValueType.STRING)) {
        return;
      }
      sources.add(entry == null ? new ByteView() : entry.value(new ByteView()));
    }
    int length = Bits.combinedLength(sources);
    if (length == 0) {
      Keyspace keyspace = call.keyspace();
      if (keyspace != null && keyspace.remove(call.key(DESTINATION), call.now())) {
        KeyNotices.gone(call, DESTINATION);
      }
    } else {
      store(call, operation, sources, length);
    }
    call.reply().integer(length);
  }

  private static Bits.Operation operation(ArgumentCursor cursor) {
    for (Bits.Operation operation : Bits.Operation.values()) {
      if (cursor.take(operation.name())) {
        return operation;
      }
    }
    cursor.failSyntax();
    return Bits.Operation.OR;
  }

  /** Puts the result under the destination, which may be one of the sources. */
  private static void store(
      Call call, Bits.Operation operation, List<ByteView> sources, int length) {
    LooseEntry result =
        LooseEntry.ofRawString(
            call.store(), call.key(DESTINATION), length, call.defaultDeadline(), call.now());
    try {
      Bits.combine(operation, sources, result.segment(), result.valueOffset());
    } catch (RuntimeException | Error e) {
      result.discard();
      throw e;
    }
    call.keyspaceForWrite().put(call.key(DESTINATION), result, call.now());
    call.notify(Notification.STRING, "set", DESTINATION);
  }
}
