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
import io.radish.value.Entry;
import io.radish.value.StringValue;
import io.radish.value.ValueType;
import java.util.List;

/** Strings read and changed in part. */
final class RangeFamily {
  /** The least that {@code proto-max-bulk-len} can be set to: below it, nobody needs to ask. */
  private static final int SMALLEST_LIMIT = 1 << 20;

  private RangeFamily() {}

  static List<Command> commands() {
    return List.of(
        command("APPEND", 3)
            .flags(WRITE, DENYOOM, FAST)
            .since("2.0.0")
            .keys(KeySpec.one("RW", "insert"))
            .complexity("O(N) where N is the length of the string, which moves where it grows")
            .summary("Add bytes to the end of a string")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("value"))
            .handler(RangeFamily::append),
        command("STRLEN", 2)
            .flags(READONLY, FAST)
            .since("2.2.0")
            .keys(KeySpec.one("RO"))
            .summary("Get the number of bytes of a string")
            .arguments(ArgumentSpec.key())
            .handler(RangeFamily::strlen),
        command("SETRANGE", 4)
            .flags(WRITE, DENYOOM)
            .since("2.2.0")
            .keys(KeySpec.one("RW", "update"))
            .complexity(
                "O(M) where M is the length of the value; where the string grows, O(N) with its"
                    + " length")
            .summary("Overwrite bytes of a string from an offset on, with zeros before it")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("offset"), ArgumentSpec.string("value"))
            .handler(RangeFamily::setrange),
        command("GETRANGE", 4)
            .flags(READONLY)
            .since("2.4.0")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of bytes returned")
            .summary("Get the bytes of a string between two offsets, both included")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("start"), ArgumentSpec.integer("end"))
            .handler(RangeFamily::getrange),
        command("SUBSTR", 4)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of bytes returned")
            .summary("The old name of GETRANGE")
            .deprecated("2.0.0", "`GETRANGE`")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("start"), ArgumentSpec.integer("end"))
            .handler(RangeFamily::getrange));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("string").categories("string");
  }

  private static void append(Call call) {
    Entry entry = call.findForWrite(0);
    ByteView tail = call.argument(2);
    if (entry == null) {
      call.keyspaceForWrite().setString(call.key(0), tail, call.defaultDeadline(), call.now());
      call.notify(Notification.STRING, "append", 0);
      call.reply().integer(tail.length());
      return;
    }
    if (!call.expect(entry, ValueType.STRING)
        || !fits(call, (long) entry.valueLength() + tail.length())) {
      return;
    }
    call.keyspaceForWrite().strings().append(entry, tail, call.now());
    call.notify(Notification.STRING, "append", 0);
    call.reply().integer(entry.valueLength());
  }

  private static void strlen(Call call) {
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().integer(0);
    } else if (call.expect(entry, ValueType.STRING)) {
      call.reply().integer(entry.valueLength());
    }
  }

  private static void setrange(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long offset = cursor.nextLong();
    if (offset < 0) {
      cursor.fail(Errors.OFFSET_OUT_OF_RANGE);
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.findForWrite(0);
    if (entry != null && !call.expect(entry, ValueType.STRING)) {
      return;
    }
    ByteView bytes = call.argument(3);
    if (bytes.length() == 0) {
      call.reply().integer(entry == null ? 0 : entry.valueLength());
      return;
    }
    long end = offset + bytes.length();
    if (!fits(call, end)) {
      return;
    }
    Entry string =
        call.keyspaceForWrite()
            .strings()
            .setRange(call.key(0), entry, (int) offset, bytes, call.now());
    call.notify(Notification.STRING, "setrange", 0);
    call.reply().integer(string.valueLength());
  }

  /** Whether a string may have {@code length} bytes, which overflowed where negative. */
  private static boolean fits(Call call, long length) {
    if (isWithinLimit(call, length)) {
      return true;
    }
    call.error(Errors.TOO_LARGE);
    return false;
  }

  /** As {@link #fits}, without the error. */
  static boolean isWithinLimit(Call call, long length) {
    if (length >= 0 && length <= SMALLEST_LIMIT) {
      return true;
    }
    long limit = Long.parseLong(call.server().setting("proto-max-bulk-len"));
    return length >= 0 && length <= Math.min(limit, StringValue.MAX_BYTES);
  }

  private static void getrange(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long start = cursor.nextLong();
    long end = cursor.nextLong();
    if (call.refused(cursor)) {
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().bulk("");
      return;
    }
    if (!call.expect(entry, ValueType.STRING)) {
      return;
    }
    int length = entry.valueLength();
    if (length == 0 || (start < 0 && end < 0 && start > end)) {
      call.reply().bulk("");
      return;
    }
    long from = Math.max(start < 0 ? start + length : start, 0);
    long to = Math.min(Math.max(end < 0 ? end + length : end, 0), length - 1L);
    if (from > to) {
      call.reply().bulk("");
    } else {
      call.replyValue(entry, (int) from, (int) (to - from + 1));
    }
  }
}
