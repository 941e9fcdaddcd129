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
import io.radish.value.StreamFields;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams: entries added, counted, read by their ids, and removed. */
final class StreamFamily {
  private static final String NONDETERMINISTIC = "nondeterministic_output";
  private static final String NOT_ABOVE_TOP =
      "ERR The ID specified in XADD is equal or smaller than the target stream top item";

  private StreamFamily() {}

  static List<Command> commands() {
    return List.of(
        command("XADD", -5)
            .flags(WRITE, DENYOOM, FAST)
            .keys(
                KeySpec.oneWithNotes(
                    "UPDATE instead of INSERT because of the optional trimming feature",
                    "RW",
                    "update"))
            .tips(NONDETERMINISTIC)
            .history(
                "6.2.0",
                "Added the `NOMKSTREAM` option, `MINID` trimming strategy and the `LIMIT` option.")
            .history("7.0.0", "Added support for the `<ms>-*` explicit ID form.")
            .complexity("O(log N), and O(log N) for each entry trimmed away")
            .summary("Add an entry to the end of a stream; make the stream where there is none")
            .arguments(ArgumentSpec.key())
            .arguments(
                ArgumentSpec.token("nomkstream", "NOMKSTREAM").since("6.2.0").optional(),
                trim().optional(),
                ArgumentSpec.oneOf(
                    "id-selector", ArgumentSpec.token("auto-id", "*"), ArgumentSpec.string("id")),
                ArgumentSpec.block(
                        "data", ArgumentSpec.string("field"), ArgumentSpec.string("value"))
                    .multiple())
            .handler(StreamFamily::xadd),
        command("XLEN", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Count the entries of a stream")
            .arguments(ArgumentSpec.key())
            .handler(StreamFamily::xlen),
        command("XRANGE", -4)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .history("6.2.0", "Added exclusive ranges.")
            .complexity("O(log N + M) with M the number of entries returned")
            .summary("Get entries from one id to another")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("start"))
            .arguments(ArgumentSpec.string("end"), StreamArguments.COUNT)
            .handler(call -> range(call, false)),
        command("XREVRANGE", -4)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .history("6.2.0", "Added exclusive ranges.")
            .complexity("O(log N + M) with M the number of entries returned")
            .summary("Get entries from one id back to another")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("end"))
            .arguments(ArgumentSpec.string("start"), StreamArguments.COUNT)
            .handler(call -> range(call, true)),
        command("XDEL", -3)
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "delete"))
            .complexity("O(log N) for each id")
            .summary("Delete entries by their ids; how many were there")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("id").multiple())
            .handler(StreamFamily::xdel),
        command("XTRIM", -4)
            .flags(WRITE)
            .keys(KeySpec.one("RW", "delete"))
            .tips(NONDETERMINISTIC)
            .history("6.2.0", "Added the `MINID` trimming strategy and the `LIMIT` option.")
            .complexity("O(log N) for each entry removed")
            .summary("Remove entries from the beginning of a stream; how many")
            .arguments(ArgumentSpec.key(), trim())
            .handler(StreamFamily::xtrim),
        command("XSETID", -3)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.one("RW", "update"))
            .history("7.0.0", "Added the `entries_added` and `max_deleted_entry_id` arguments.")
            .summary("Set what a stream knows of its ids, as a log of changes does")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("last-id"))
            .arguments(
                ArgumentSpec.integer("entries-added")
                    .after("ENTRIESADDED")
                    .since("7.0.0")
                    .optional(),
                ArgumentSpec.string("max-deleted-id")
                    .after("MAXDELETEDID")
                    .since("7.0.0")
                    .optional())
            .handler(StreamFamily::xsetid));
  }

  static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("stream").categories("stream").since("5.0.0");
  }

  private static ArgumentSpec trim() {
    return ArgumentSpec.block(
        "trim",
        ArgumentSpec.oneOf(
            "strategy",
            ArgumentSpec.token("maxlen", "MAXLEN"),
            ArgumentSpec.token("minid", "MINID").since("6.2.0")),
        ArgumentSpec.oneOf(
                "operator",
                ArgumentSpec.token("equal", "="),
                ArgumentSpec.token("approximately", "~"))
            .optional(),
        ArgumentSpec.string("threshold"),
        ArgumentSpec.integer("count").after("LIMIT").since("6.2.0").optional());
  }

  // ---- XADD ----

  private static void xadd(Call call) {
    StreamArguments.AddOptions options = StreamArguments.options(call, true);
    if (options == null) {
      return;
    }
    int first = options.idAt() + 1;
    int parts = call.count() - first;
    if (options.idAt() < 0 || parts < 2 || parts % 2 != 0) {
      call.error(Errors.arity(call.command()));
      return;
    }
    StreamArguments.Id given = options.id();
    if (given != null && given.whole() && given.id().equals(StreamId.ZERO)) {
      call.error("ERR The ID specified in XADD must be greater than 0-0");
      return;
    }
    Entry stream = call.findForWrite(0);
    if (stream != null && !call.expect(stream, ValueType.STREAM)) {
      return;
    }
    if (stream == null && options.isNoMakeStream()) {
      call.reply().nil();
      return;
    }
    StreamId last = stream == null ? StreamId.ZERO : StreamValue.lastId(stream);
    if (last.equals(StreamId.MAX)) {
      call.error("ERR The stream has exhausted the last possible ID, unable to add more items");
      return;
    }
    StreamId id = idFor(given, last, call.now());
    if (id == null || id.compareTo(last) <= 0) {
      call.error(NOT_ABOVE_TOP);
    } else if (contentBytes(call, first) > StreamValue.MOST_ENTRY_BYTES) {
      call.error("ERR Elements are too large to be stored");
    } else {
      add(call, stream, id, first, options.trim());
    }
  }

  private static void add(
      Call call,
      @Nullable Entry found,
      StreamId id,
      int first,
      StreamArguments.@Nullable Trim trim) {
    Entry stream;
    try (StreamFields fields = new StreamFields()) {
      ByteView argument = new ByteView();
      for (int i = first; i < call.count(); i++) {
        fields.add(call.point(i, argument));
      }
      stream =
          call.keyspaceForWrite()
              .streams()
              .add(call.key(0), found, id, fields.bytes(new ByteView()), call.now());
    }
    StreamReplies.id(call, id);
    call.notify(Notification.STREAM, "xadd", 0);
    if (trim != null) {
      long _ = trim(call, stream, trim);
    }
  }

  private static long contentBytes(Call call, int first) {
    long bytes = 0;
    for (int i = first; i < call.count(); i++) {
      bytes += call.arguments().length(i);
    }
    return bytes;
  }

  /** The id that the next entry gets; null where there is none left. */
  private static @Nullable StreamId idFor(
      StreamArguments.@Nullable Id given, StreamId last, long now) {
    if (given == null) {
      return Long.compareUnsigned(now, last.millis()) > 0 ? new StreamId(now, 0) : last.next();
    }
    if (given.whole() || given.id().millis() != last.millis()) {
      return given.id();
    }
    return last.sequence() == -1 ? null : last.next();
  }

  /** Trims a stream; how many entries were removed. */
  private static long trim(Call call, Entry stream, StreamArguments.Trim trim) {
    long count = StreamValue.toTrim(stream, trim.most(), trim.from(), trim.whole(), trim.limit());
    call.keyspaceForWrite().streams().trim(stream, count, call.now());
    if (count > 0) {
      call.notify(Notification.STREAM, "xtrim", 0);
    }
    return count;
  }

  // ---- reading ----

  private static void xlen(Call call) {
    Entry stream = call.find(0);
    if (stream == null) {
      call.reply().integer(0);
    } else if (call.expect(stream, ValueType.STREAM)) {
      call.reply().integer(StreamValue.length(stream));
    }
  }

  private static void range(Call call, boolean backwards) {
    StreamId start = StreamArguments.start(call, backwards ? 3 : 2);
    StreamId end = start == null ? null : StreamArguments.end(call, backwards ? 2 : 3);
    if (start == null || end == null) {
      return;
    }
    long count = -1;
    ArgumentCursor cursor = call.cursor(4);
    while (cursor.hasMore()) {
      if (cursor.left() >= 2 && cursor.take("count")) {
        count = Math.max(0, cursor.nextLong());
      } else {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry stream = call.find(0);
    if (stream == null) {
      call.reply().array(0);
    } else if (call.expect(stream, ValueType.STREAM)) {
      if (count == 0) {
        call.reply().nilArray();
      } else {
        StreamReplies.range(call, stream, start, end, Math.max(0, count), backwards);
      }
    }
  }

  // ---- removing ----

  private static void xdel(Call call) {
    Entry stream = call.findForWrite(0);
    if (stream == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(stream, ValueType.STREAM)) {
      return;
    }
    List<StreamId> ids = StreamArguments.ids(call, 2, call.count());
    if (ids != null) {
      int deleted = call.keyspaceForWrite().streams().delete(stream, ids, call.now());
      if (deleted > 0) {
        call.notify(Notification.STREAM, "xdel", 0);
      }
      call.reply().integer(deleted);
    }
  }

  private static void xtrim(Call call) {
    StreamArguments.AddOptions options = StreamArguments.options(call, false);
    StreamArguments.Trim trim = options == null ? null : options.trim();
    if (trim == null) {
      return;
    }
    Entry stream = call.findForWrite(0);
    if (stream == null) {
      call.reply().integer(0);
    } else if (call.expect(stream, ValueType.STREAM)) {
      call.reply().integer(trim(call, stream, trim));
    }
  }

  // ---- XSETID ----

  private static void xsetid(Call call) {
    StreamId last = StreamArguments.strict(call, 2);
    if (last == null) {
      return;
    }
    long added = -1;
    StreamId maxDeleted = StreamId.ZERO;
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      if (cursor.left() >= 2 && cursor.take("entriesadded")) {
        added = cursor.nextLong();
        if (added < 0) {
          cursor.fail("ERR entries_added must be positive");
        }
      } else if (cursor.left() >= 2 && cursor.take("maxdeletedid")) {
        maxDeleted = maxDeletedId(call, cursor, last);
      } else {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry stream = call.findForWrite(0);
    if (stream == null) {
      call.error(Errors.NO_SUCH_KEY);
      return;
    }
    if (!call.expect(stream, ValueType.STREAM)) {
      return;
    }
    String problem = problem(stream, last, added);
    if (problem != null) {
      call.error(problem);
      return;
    }
    call.keyspaceForWrite()
        .streams()
        .setIds(
            call.key(0),
            stream,
            last,
            maxDeleted.equals(StreamId.ZERO) ? StreamValue.maxDeletedId(stream) : maxDeleted,
            added < 0 ? StreamValue.added(stream) : added,
            call.now());
    call.notify(Notification.STREAM, "xsetid", 0);
    call.reply().ok();
  }

  private static StreamId maxDeletedId(Call call, ArgumentCursor cursor, StreamId last) {
    StreamId id = StreamArguments.strict(call.arguments(), cursor.skip());
    if (id == null) {
      cursor.fail(Errors.INVALID_STREAM_ID);
    } else if (last.compareTo(id) < 0) {
      cursor.fail(
          "ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id");
    }
    return id == null ? StreamId.ZERO : id;
  }

  private static @Nullable String problem(Entry stream, StreamId last, long added) {
    if (last.compareTo(StreamValue.maxDeletedId(stream)) < 0) {
      return "ERR The ID specified in XSETID is smaller than current max_deleted_entry_id";
    }
    if (last.compareTo(StreamValue.topId(stream)) < 0) {
      return "ERR The ID specified in XSETID is smaller than the target stream top item";
    }
    if (added >= 0 && StreamValue.length(stream) > added) {
      return "ERR The entries_added specified in XSETID is smaller than the target stream length";
    }
    return null;
  }
}
