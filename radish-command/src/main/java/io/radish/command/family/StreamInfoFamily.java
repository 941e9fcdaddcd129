// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.resp.ReplyWriter;
import io.radish.value.Entry;
import io.radish.value.GroupCursor;
import io.radish.value.StreamCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamReads;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Streams: what is to be known of one, its groups and their consumers. */
final class StreamInfoFamily {
  private static final long USUAL_COUNT = 10;

  private StreamInfoFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("XINFO")
            .arity(-2)
            .group("stream")
            .since("5.0.0")
            .complexity("Depends on subcommand.")
            .summary("Look into a stream")
            .subcommands(
                sub("CONSUMERS", 4)
                    .tips("nondeterministic_output")
                    .history(
                        "7.2.0", "Added the `inactive` field, and changed the meaning of `idle`.")
                    .complexity("O(M log N) with M the number of consumers")
                    .summary("The consumers of a group")
                    .arguments(StreamArguments.GROUP)
                    .handler(StreamInfoFamily::consumers),
                sub("GROUPS", 3)
                    .history("7.0.0", "Added the `entries-read` and `lag` fields")
                    .complexity("O(M log N) with M the number of groups")
                    .summary("The groups of a stream")
                    .handler(StreamInfoFamily::groups),
                Help.command("XINFO")
                    .group("stream")
                    .categories("stream")
                    .handler(StreamInfoFamily::help),
                sub("STREAM", -3)
                    .history("6.0.0", "Added the `FULL` modifier.")
                    .history(
                        "7.0.0",
                        "Added the `max-deleted-entry-id`, `entries-added`,"
                            + " `recorded-first-entry-id`, `entries-read` and `lag` fields")
                    .history(
                        "7.2.0",
                        "Added the `active-time` field, and changed the meaning of `seen-time`.")
                    .summary("What a stream has; with FULL, its entries and groups, too")
                    .arguments(
                        ArgumentSpec.block(
                                "full-block",
                                ArgumentSpec.token("full", "FULL"),
                                ArgumentSpec.integer("count").after("COUNT").optional())
                            .optional())
                    .handler(StreamInfoFamily::stream))
            .build());
  }

  private static Command.Builder sub(String name, int arity) {
    return StreamFamily.command("XINFO " + name, arity)
        .flags(READONLY)
        .keys(KeySpec.at(2, "RO", "access"))
        .arguments(ArgumentSpec.key());
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "CONSUMERS <key> <groupname>",
        "    Show consumers of <groupname>.",
        "GROUPS <key>",
        "    Show the stream consumer groups.",
        "STREAM <key> [FULL [COUNT <count>]",
        "    Show information about the stream.");
  }

  /** The stream; null, with the error written, where there is none. */
  private static @Nullable Entry find(Call call) {
    Entry stream = call.find(0);
    if (stream == null) {
      call.error(Errors.NO_SUCH_KEY);
      return null;
    }
    return call.expect(stream, ValueType.STREAM) ? stream : null;
  }

  // ---- the parts of an answer ----

  private static void integer(Call call, String name, long value) {
    call.reply().bulk(name);
    call.reply().integer(value);
  }

  private static void id(Call call, String name, StreamId id) {
    call.reply().bulk(name);
    StreamReplies.id(call, id);
  }

  private static void known(Call call, String name, @Nullable Long value) {
    call.reply().bulk(name);
    if (value == null) {
      call.reply().nil();
    } else {
      call.reply().integer(value);
    }
  }

  private static @Nullable Long read(StreamGroups.Group group) {
    return group.entriesRead() == StreamGroups.UNKNOWN ? null : group.entriesRead();
  }

  // ---- consumers and groups ----

  private static void consumers(Call call) {
    Entry stream = find(call);
    if (stream == null) {
      return;
    }
    StreamGroups.Group group = StreamGroups.find(stream, call.argument(3));
    if (group == null) {
      call.errorQuoting("NOGROUP No such consumer group '", 3, "' for key name '", 2, "'");
      return;
    }
    call.reply().array(StreamGroups.consumers(stream, group.number()));
    GroupCursor consumers = new GroupCursor().openConsumers(stream, group.number());
    while (consumers.next()) {
      StreamGroups.Consumer consumer = consumers.consumer();
      long active = consumer.activeMillis();
      call.reply().map(4);
      call.reply().bulk("name");
      call.replyBytes(consumers.name());
      integer(call, "pending", StreamGroups.pendingOf(stream, group.number(), consumer.number()));
      integer(call, "idle", Math.max(0, call.now() - consumer.seenMillis()));
      integer(call, "inactive", active == StreamGroups.NEVER ? active : call.now() - active);
    }
  }

  private static void groups(Call call) {
    Entry stream = find(call);
    if (stream == null) {
      return;
    }
    call.reply().array(StreamGroups.count(stream));
    StreamReads reads = new StreamReads(stream);
    GroupCursor groups = new GroupCursor().openGroups(stream);
    while (groups.next()) {
      StreamGroups.Group group = groups.group();
      call.reply().map(6);
      call.reply().bulk("name");
      call.replyBytes(groups.name());
      integer(call, "consumers", StreamGroups.consumers(stream, group.number()));
      integer(call, "pending", StreamGroups.pending(stream, group.number()));
      id(call, "last-delivered-id", group.lastId());
      known(call, "entries-read", read(group));
      known(call, "lag", reads.lag(group));
    }
  }

  // ---- the stream ----

  /** How many entries of each kind are shown; 0 for all, -1 for none. */
  private static long count(Call call) {
    ArgumentCursor cursor = call.cursor(3);
    if (!cursor.hasMore()) {
      return -1;
    }
    boolean right =
        (cursor.left() == 1 || cursor.left() == 3)
            && cursor.take("full")
            && (!cursor.hasMore() || cursor.take("count"));
    if (!right) {
      call.errorBadSubcommand("XINFO");
      return -2;
    }
    long count = cursor.hasMore() ? cursor.nextLong() : USUAL_COUNT;
    if (call.refused(cursor)) {
      return -2;
    }
    return count < 0 ? USUAL_COUNT : count;
  }

  private static void stream(Call call) {
    Entry stream = find(call);
    long count = stream == null ? -2 : count(call);
    if (stream == null || count < -1) {
      return;
    }
    boolean full = count >= 0;
    call.reply().map(full ? 9 : 10);
    integer(call, "length", StreamValue.length(stream));
    integer(call, "radix-tree-keys", StreamValue.nodes(stream));
    integer(call, "radix-tree-nodes", treeNodes(StreamValue.nodes(stream)));
    id(call, "last-generated-id", StreamValue.lastId(stream));
    id(call, "max-deleted-entry-id", StreamValue.maxDeletedId(stream));
    integer(call, "entries-added", StreamValue.added(stream));
    id(call, "recorded-first-entry-id", StreamValue.firstId(stream));
    if (full) {
      full(call, stream, count);
    } else {
      integer(call, "groups", StreamGroups.count(stream));
      StreamCursor cursor = new StreamCursor().open(stream);
      entryOrNil(call, "first-entry", cursor, cursor.next());
      cursor.toEnd();
      entryOrNil(call, "last-entry", cursor, cursor.previous());
    }
  }

  /** How many nodes a radix tree has that leads to so many nodes of entries: about, from two on. */
  private static int treeNodes(int keys) {
    return keys == 0 ? 1 : keys == 1 ? 2 : 2 * keys + 2;
  }

  private static void entryOrNil(Call call, String name, StreamCursor cursor, boolean there) {
    call.reply().bulk(name);
    if (there) {
      StreamReplies.entry(call, cursor);
    } else {
      call.reply().nil();
    }
  }

  private static void full(Call call, Entry stream, long count) {
    ReplyWriter reply = call.reply();
    reply.bulk("entries");
    StreamReplies.range(call, stream, StreamId.ZERO, StreamId.MAX, count, false);
    reply.bulk("groups");
    reply.array(StreamGroups.count(stream));
    StreamReads reads = new StreamReads(stream);
    GroupCursor groups = new GroupCursor().openGroups(stream);
    while (groups.next()) {
      StreamGroups.Group group = groups.group();
      reply.map(7);
      reply.bulk("name");
      call.replyBytes(groups.name());
      id(call, "last-delivered-id", group.lastId());
      known(call, "entries-read", read(group));
      known(call, "lag", reads.lag(group));
      integer(call, "pel-count", StreamGroups.pending(stream, group.number()));
      pending(call, stream, group.number(), count);
      consumers(call, stream, group.number(), count);
    }
  }

  private static long shown(long there, long count) {
    return count == 0 ? there : Math.min(count, there);
  }

  private static void pending(Call call, Entry stream, int group, long count) {
    call.reply().bulk("pending");
    long shown = shown(StreamGroups.pending(stream, group), count);
    call.reply().array(shown);
    GroupCursor pending = new GroupCursor().openPending(stream, group, StreamId.ZERO);
    for (long i = 0; i < shown && pending.next(); i++) {
      StreamGroups.Pending each = pending.pending();
      call.reply().array(4);
      StreamReplies.id(call, pending.id());
      call.replyBytes(StreamGroups.consumerName(stream, group, each.consumer()));
      call.reply().integer(each.deliveredMillis());
      call.reply().integer(each.deliveries());
    }
  }

  private static void consumers(Call call, Entry stream, int group, long count) {
    call.reply().bulk("consumers");
    call.reply().array(StreamGroups.consumers(stream, group));
    GroupCursor consumers = new GroupCursor().openConsumers(stream, group);
    while (consumers.next()) {
      StreamGroups.Consumer consumer = consumers.consumer();
      long there = StreamGroups.pendingOf(stream, group, consumer.number());
      call.reply().map(5);
      call.reply().bulk("name");
      call.replyBytes(consumers.name());
      integer(call, "seen-time", consumer.seenMillis());
      integer(call, "active-time", consumer.activeMillis());
      integer(call, "pel-count", there);
      call.reply().bulk("pending");
      call.reply().array(shown(there, count));
      GroupCursor pending =
          new GroupCursor().openPendingOf(stream, group, consumer.number(), StreamId.ZERO);
      for (long i = 0; i < shown(there, count) && pending.next(); i++) {
        StreamGroups.Pending each = StreamGroups.findPending(stream, group, pending.id());
        if (each == null) {
          throw new IllegalStateException("an entry that is a consumer's is not pending");
        }
        call.reply().array(3);
        StreamReplies.id(call, pending.id());
        call.reply().integer(each.deliveredMillis());
        call.reply().integer(each.deliveries());
      }
    }
  }
}
