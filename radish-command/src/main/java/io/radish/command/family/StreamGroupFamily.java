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
import io.radish.value.GroupCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams: groups and their consumers, made and removed; entries acknowledged, and pending. */
final class StreamGroupFamily {
  private static final ArgumentSpec ID_OR_NEW =
      ArgumentSpec.oneOf(
          "id-selector", ArgumentSpec.string("id"), ArgumentSpec.token("new-id", "$"));
  private static final ArgumentSpec ENTRIES_READ =
      ArgumentSpec.integer("entriesread").after("ENTRIESREAD").optional();

  private StreamGroupFamily() {}

  static List<Command> commands() {
    return List.of(
        StreamFamily.command("XACK", -4)
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "update"))
            .complexity("O(log N) for each id")
            .summary("Say that a group is done with entries; how many were pending")
            .arguments(ArgumentSpec.key(), StreamArguments.GROUP)
            .arguments(ArgumentSpec.string("id").multiple())
            .handler(StreamGroupFamily::xack),
        StreamFamily.command("XPENDING", -3)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .tips("nondeterministic_output")
            .history("6.2.0", "Added the `IDLE` option and exclusive range intervals.")
            .complexity(
                "O(log N + M) with M the number of pending entries, or consumers, looked at")
            .summary("See what was delivered to a group and not acknowledged")
            .arguments(ArgumentSpec.key(), StreamArguments.GROUP)
            .arguments(
                ArgumentSpec.block(
                        "filters",
                        ArgumentSpec.integer("min-idle-time")
                            .after("IDLE")
                            .since("6.2.0")
                            .optional(),
                        ArgumentSpec.string("start"),
                        ArgumentSpec.string("end"),
                        ArgumentSpec.integer("count"),
                        StreamArguments.CONSUMER.optional())
                    .optional())
            .handler(StreamGroupFamily::xpending),
        Command.named("XGROUP")
            .arity(-2)
            .group("stream")
            .since("5.0.0")
            .complexity("Depends on subcommand.")
            .summary("Manage the groups of a stream")
            .subcommands(subcommands())
            .build());
  }

  private static Command[] subcommands() {
    return new Command[] {
      sub("CREATE", -5, "insert")
          .flags(DENYOOM)
          .history("7.0.0", "Added the `entries_read` named argument.")
          .summary("Make a group that gets the entries behind an id")
          .arguments(ID_OR_NEW)
          .arguments(ArgumentSpec.token("mkstream", "MKSTREAM").optional(), ENTRIES_READ)
          .handler(StreamGroupFamily::create),
      sub("CREATECONSUMER", 5, "insert")
          .flags(DENYOOM)
          .since("6.2.0")
          .summary("Make a consumer of a group; whether it is new")
          .arguments(StreamArguments.CONSUMER)
          .handler(StreamGroupFamily::createConsumer),
      sub("DELCONSUMER", 5, "delete")
          .complexity("O(M log N) with M the number of entries that it has pending")
          .summary("Remove a consumer of a group with all that it has pending, and count that")
          .arguments(StreamArguments.CONSUMER)
          .handler(StreamGroupFamily::deleteConsumer),
      sub("DESTROY", 4, "delete")
          .complexity("O(N) with N the number of the group's pending entries")
          .summary("Remove a group; whether it was there")
          .handler(StreamGroupFamily::destroy),
      Help.command("XGROUP").group("stream").categories("stream").handler(StreamGroupFamily::help),
      sub("SETID", -5, "update")
          .history("7.0.0", "Added the optional `entries_read` argument.")
          .summary("Say behind which id a group's next entry is")
          .arguments(ID_OR_NEW, ENTRIES_READ)
          .handler(StreamGroupFamily::setId)
    };
  }

  private static Command.Builder sub(String name, int arity, String keyFlag) {
    return StreamFamily.command("XGROUP " + name, arity)
        .flags(WRITE)
        .keys(KeySpec.at(2, "RW", keyFlag))
        .arguments(ArgumentSpec.key(), StreamArguments.GROUP);
  }

  // ---- XGROUP ----

  /** What {@code XGROUP CREATE} and {@code SETID} have behind the id. */
  private record Options(boolean makeStream, long read) {}

  private static @Nullable Options options(Call call, boolean create) {
    boolean make = false;
    long read = StreamGroups.UNKNOWN;
    ArgumentCursor cursor = call.cursor(5);
    while (cursor.hasMore()) {
      if (create && cursor.take("mkstream")) {
        make = true;
      } else if (cursor.left() >= 2 && cursor.take("entriesread")) {
        read = cursor.nextLong();
        if (read < StreamGroups.UNKNOWN) {
          cursor.fail("ERR value for ENTRIESREAD must be positive or -1");
        }
      } else {
        call.errorBadSubcommand("XGROUP");
        return null;
      }
    }
    return call.refused(cursor) ? null : new Options(make, read);
  }

  /** The stream, which has to be there; null, with the error written, where it is not. */
  private static @Nullable Entry stream(Call call) {
    Entry stream = call.findForWrite(0);
    if (stream == null) {
      call.error(
          "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want"
              + " to use the MKSTREAM option to create an empty stream automatically.");
      return null;
    }
    return call.expect(stream, ValueType.STREAM) ? stream : null;
  }

  /** The group that argument 3 names; null, with the error written, where it is not there. */
  private static StreamGroups.@Nullable Group group(Call call, Entry stream) {
    StreamGroups.Group group = StreamGroups.find(stream, call.argument(3));
    if (group == null) {
      call.errorQuoting("NOGROUP No such consumer group '", 3, "' for key name '", 2, "'");
    }
    return group;
  }

  private static void create(Call call) {
    Options options = options(call, true);
    if (options == null) {
      return;
    }
    Entry stream = options.makeStream ? call.findForWrite(0) : stream(call);
    boolean isMissing = stream == null && !options.makeStream;
    if (isMissing || (stream != null && !call.expect(stream, ValueType.STREAM))) {
      return;
    }
    if (call.count() > 8) {
      call.errorBadSubcommand("XGROUP");
      return;
    }
    StreamId id;
    if (StreamArguments.is(call.arguments(), 4, '$')) {
      id = stream == null ? StreamId.ZERO : StreamValue.lastId(stream);
    } else {
      id = StreamArguments.strict(call, 4);
    }
    if (id == null) {
      return;
    }
    ByteView name = call.point(3, new ByteView());
    if (stream != null && StreamGroups.find(stream, name) != null) {
      call.error("BUSYGROUP Consumer Group name already exists");
      return;
    }
    call.keyspaceForWrite()
        .streams()
        .createGroup(call.key(0), stream, name, id, options.read, call.now());
    call.notify(Notification.STREAM, "xgroup-create", 0);
    call.reply().ok();
  }

  private static void setId(Call call) {
    Options options = options(call, false);
    Entry stream = options == null ? null : stream(call);
    StreamGroups.Group group = stream == null ? null : group(call, stream);
    if (options == null || stream == null || group == null) {
      return;
    }
    if (call.count() != 5 && call.count() != 7) {
      call.errorBadSubcommand("XGROUP");
      return;
    }
    StreamId id =
        StreamArguments.is(call.arguments(), 4, '$')
            ? StreamValue.lastId(stream)
            : StreamArguments.loose(call, 4, 0);
    if (id != null) {
      ByteView name = call.point(3, new ByteView());
      call.keyspaceForWrite()
          .streams()
          .setGroup(stream, name, group.number(), id, options.read, call.now());
      call.notify(Notification.STREAM, "xgroup-setid", 0);
      call.reply().ok();
    }
  }

  private static void destroy(Call call) {
    Entry stream = stream(call);
    if (stream == null) {
      return;
    }
    ByteView name = call.point(3, new ByteView());
    StreamGroups.Group group = StreamGroups.find(stream, name);
    if (group != null) {
      call.keyspaceForWrite()
          .streams()
          .destroyGroup(call.key(0), stream, name, group.number(), call.now());
      call.notify(Notification.STREAM, "xgroup-destroy", 0);
    }
    call.reply().integer(group == null ? 0 : 1);
  }

  private static void createConsumer(Call call) {
    Entry stream = stream(call);
    StreamGroups.Group group = stream == null ? null : group(call, stream);
    if (stream == null || group == null) {
      return;
    }
    ByteView name = call.point(4, new ByteView());
    boolean fresh = StreamGroups.findConsumer(stream, group.number(), name) == null;
    if (fresh) {
      ByteView groupName = call.point(3, new ByteView());
      call.keyspaceForWrite()
          .streams()
          .createConsumer(stream, group.number(), groupName, name, call.now());
    }
    call.reply().integer(fresh ? 1 : 0);
  }

  private static void deleteConsumer(Call call) {
    Entry stream = stream(call);
    StreamGroups.Group group = stream == null ? null : group(call, stream);
    if (stream == null || group == null) {
      return;
    }
    ByteView name = call.point(4, new ByteView());
    StreamGroups.Consumer consumer = StreamGroups.findConsumer(stream, group.number(), name);
    long pending = 0;
    if (consumer != null) {
      pending = StreamGroups.pendingOf(stream, group.number(), consumer.number());
      ByteView groupName = call.point(3, new ByteView());
      call.keyspaceForWrite()
          .streams()
          .deleteConsumer(stream, group.number(), groupName, name, consumer.number(), call.now());
      call.notify(Notification.STREAM, "xgroup-delconsumer", 0);
    }
    call.reply().integer(pending);
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "CREATE <key> <groupname> <id|$> [option]",
        "    Create a new consumer group. Options are:",
        "    * MKSTREAM",
        "      Create the empty stream if it does not exist.",
        "    * ENTRIESREAD entries_read",
        "      Set the group's entries_read counter (internal use).",
        "CREATECONSUMER <key> <groupname> <consumer>",
        "    Create a new consumer in the specified group.",
        "DELCONSUMER <key> <groupname> <consumer>",
        "    Remove the specified consumer.",
        "DESTROY <key> <groupname>",
        "    Remove the specified group.",
        "SETID <key> <groupname> <id|$> [ENTRIESREAD entries_read]",
        "    Set the current group ID and entries_read counter.");
  }

  // ---- XACK ----

  private static void xack(Call call) {
    Entry stream = call.find(0);
    if (stream != null && !call.expect(stream, ValueType.STREAM)) {
      return;
    }
    ByteView name = call.point(2, new ByteView());
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, name);
    if (stream == null || group == null) {
      call.reply().integer(0);
      return;
    }
    List<StreamId> ids = StreamArguments.ids(call, 3, call.count());
    if (ids != null) {
      call.reply()
          .integer(
              call.keyspaceForWrite()
                  .streams()
                  .acknowledge(stream, group.number(), name, ids, call.now()));
    }
  }

  // ---- XPENDING ----

  /** The pending entries that are asked for; the position of the consumer is -1 for any. */
  private record Range(long minIdle, StreamId start, StreamId end, long count, int consumerAt) {}

  private static void xpending(Call call) {
    Range range = null;
    if (call.count() != 3) {
      range = range(call);
      if (range == null) {
        return;
      }
    }
    Entry stream = call.find(0);
    if (stream != null && !call.expect(stream, ValueType.STREAM)) {
      return;
    }
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, call.argument(2));
    if (stream == null || group == null) {
      call.errorQuoting("NOGROUP No such key '", 1, "' or consumer group '", 2, "'");
    } else if (range == null) {
      summary(call, stream, group.number());
    } else {
      rows(call, stream, group.number(), range);
    }
  }

  private static @Nullable Range range(Call call) {
    if (call.count() < 6 || call.count() > 9) {
      call.error(Errors.SYNTAX);
      return null;
    }
    int at = 3;
    long minIdle = 0;
    ArgumentCursor cursor = call.cursor(3);
    if (cursor.take("idle")) {
      minIdle = cursor.nextLong();
      if (call.count() < 8) {
        cursor.failSyntax();
      }
      at = 5;
    }
    cursor.skip();
    cursor.skip();
    long count = Math.max(0, cursor.nextLong());
    if (call.refused(cursor)) {
      return null;
    }
    StreamId start = StreamArguments.start(call, at);
    StreamId end = start == null ? null : StreamArguments.end(call, at + 1);
    return start == null || end == null
        ? null
        : new Range(minIdle, start, end, count, at + 3 < call.count() ? at + 3 : -1);
  }

  private static void summary(Call call, Entry stream, int group) {
    long pending = StreamGroups.pending(stream, group);
    call.reply().array(4);
    call.reply().integer(pending);
    if (pending == 0) {
      call.reply().nil();
      call.reply().nil();
      call.reply().nilArray();
      return;
    }
    GroupCursor cursor = new GroupCursor().openPending(stream, group, StreamId.ZERO);
    boolean _ = cursor.next();
    StreamReplies.id(call, cursor.id());
    StreamReplies.id(call, StreamGroups.lastPending(stream, group));
    call.reply().array(holders(call, stream, group, false));
    long _ = holders(call, stream, group, true);
  }

  /** Counts the consumers that have something pending, and writes them where that is wanted. */
  private static long holders(Call call, Entry stream, int group, boolean written) {
    long count = 0;
    GroupCursor consumers = new GroupCursor().openConsumers(stream, group);
    while (consumers.next()) {
      long pending = StreamGroups.pendingOf(stream, group, consumers.consumer().number());
      if (pending > 0) {
        count++;
        if (written) {
          call.reply().array(2);
          call.replyBytes(consumers.name());
          call.reply().bulk(Long.toString(pending));
        }
      }
    }
    return count;
  }

  private static void rows(Call call, Entry stream, int group, Range range) {
    int consumer = 0;
    if (range.consumerAt >= 0) {
      StreamGroups.Consumer found =
          StreamGroups.findConsumer(stream, group, call.argument(range.consumerAt));
      if (found == null) {
        call.reply().array(0);
        return;
      }
      consumer = found.number();
    }
    call.reply().array(rows(call, stream, group, consumer, range, false));
    long _ = rows(call, stream, group, consumer, range, true);
  }

  /** Counts the rows that fit, and writes them where that is wanted. */
  private static long rows(
      Call call, Entry stream, int group, int consumer, Range range, boolean written) {
    GroupCursor cursor = new GroupCursor();
    if (consumer == 0) {
      cursor.openPending(stream, group, range.start);
    } else {
      cursor.openPendingOf(stream, group, consumer, range.start);
    }
    long count = 0;
    while (count < range.count && cursor.next() && cursor.id().compareTo(range.end) <= 0) {
      StreamGroups.Pending pending =
          consumer == 0 ? cursor.pending() : StreamGroups.findPending(stream, group, cursor.id());
      if (pending == null) {
        throw new IllegalStateException("an entry that is a consumer's is not pending");
      }
      long idle = call.now() - pending.deliveredMillis();
      if (range.minIdle == 0 || idle >= range.minIdle) {
        count++;
        if (written) {
          row(call, stream, group, cursor.id(), pending, Math.max(0, idle));
        }
      }
    }
    return count;
  }

  private static void row(
      Call call, Entry stream, int group, StreamId id, StreamGroups.Pending pending, long idle) {
    call.reply().array(4);
    StreamReplies.id(call, id);
    call.replyBytes(StreamGroups.consumerName(stream, group, pending.consumer()));
    call.reply().integer(idle);
    call.reply().integer(pending.deliveries());
  }
}
