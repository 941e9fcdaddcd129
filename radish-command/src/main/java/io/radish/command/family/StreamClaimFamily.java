// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.memory.ByteView;
import io.radish.store.StreamEdits;
import io.radish.value.Entry;
import io.radish.value.GroupCursor;
import io.radish.value.StreamCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Streams: pending entries that a consumer takes over from others. */
final class StreamClaimFamily {
  private static final ArgumentSpec JUST_ID = ArgumentSpec.token("justid", "JUSTID").optional();

  /** What a look at a pending entry costs, in entries claimed: as in Redis. */
  private static final int LOOKS_PER_CLAIM = 10;

  /** More than this could not be answered, as in Redis. */
  private static final long MOST_CLAIMED = Long.MAX_VALUE / 16;

  /** So many ids nobody has the memory for. */
  private static final long TOO_MANY = 1L << 36;

  /** Pending entries looked at before any of them is changed. */
  private static final int AT_ONCE = 256;

  private StreamClaimFamily() {}

  static List<Command> commands() {
    return List.of(
        StreamFamily.command("XCLAIM", -6)
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "update"))
            .tips("nondeterministic_output")
            .complexity("O(log N) for each id")
            .summary("Take pending entries over, given by their ids")
            .arguments(ArgumentSpec.key(), StreamArguments.GROUP, StreamArguments.CONSUMER)
            .arguments(
                ArgumentSpec.string("min-idle-time"),
                ArgumentSpec.string("id").multiple(),
                ArgumentSpec.integer("ms").after("IDLE").optional(),
                ArgumentSpec.of("unix-time-milliseconds", ArgumentSpec.Type.UNIX_TIME)
                    .after("TIME")
                    .optional(),
                ArgumentSpec.integer("count").after("RETRYCOUNT").optional(),
                ArgumentSpec.token("force", "FORCE").optional(),
                JUST_ID,
                ArgumentSpec.string("lastid").after("LASTID").optional())
            .handler(StreamClaimFamily::xclaim),
        StreamFamily.command("XAUTOCLAIM", -6)
            .flags(WRITE, FAST)
            .since("6.2.0")
            .keys(KeySpec.one("RW", "delete"))
            .tips("nondeterministic_output")
            .history(
                "7.0.0",
                "Added an element to the reply array, containing deleted entries the command cleared"
                    + " from the PEL")
            .complexity("O(M log N) with M the number of pending entries looked at")
            .summary("Take pending entries over that have been so for some time")
            .arguments(ArgumentSpec.key(), StreamArguments.GROUP, StreamArguments.CONSUMER)
            .arguments(
                ArgumentSpec.string("min-idle-time"),
                ArgumentSpec.string("start"),
                StreamArguments.COUNT,
                JUST_ID)
            .handler(StreamClaimFamily::xautoclaim));
  }

  /** The group of a stream that is there; null, with the error written, where it is not. */
  private static StreamGroups.@Nullable Group group(Call call, @Nullable Entry stream) {
    if (stream != null && !call.expect(stream, ValueType.STREAM)) {
      return null;
    }
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, call.argument(2));
    if (group == null) {
      call.errorQuoting("NOGROUP No such key '", 1, "' or consumer group '", 2, "'");
    }
    return group;
  }

  private static StreamEdits edits(Call call) {
    return call.keyspaceForWrite().streams();
  }

  private static StreamEdits.Claimant claimant(Call call, Entry stream, int group) {
    ByteView groupName = call.point(2, new ByteView());
    ByteView name = call.point(3, new ByteView());
    StreamGroups.Consumer consumer =
        edits(call).consumer(stream, group, groupName, name, call.now());
    return new StreamEdits.Claimant(group, groupName, consumer.number(), name);
  }

  /** Entries that were claimed, and are written down together where that can be. */
  private static final class Claims {
    private final Call call;
    private final Entry stream;
    private final StreamEdits.Claimant claimant;
    private final long delivered;
    private final List<StreamId> all = new ArrayList<>();
    private final List<StreamId> together = new ArrayList<>();
    private final Set<StreamId> unwritten = new HashSet<>();
    private long deliveries;

    Claims(Call call, Entry stream, StreamEdits.Claimant claimant, long delivered) {
      this.call = call;
      this.stream = stream;
      this.claimant = claimant;
      this.delivered = delivered;
    }

    void add(StreamId id, long count) {
      if (count != deliveries || together.size() == StreamEdits.WRITTEN_AT_ONCE) {
        flush();
      }
      deliveries = count;
      together.add(id);
      unwritten.add(id);
      all.add(id);
    }

    /** Sees to it that an id that comes twice is seen as it was left the first time. */
    void flushWhereAdded(StreamId id) {
      if (unwritten.contains(id)) {
        flush();
      }
    }

    void flush() {
      edits(call).claim(stream, claimant, List.copyOf(together), delivered, deliveries, call.now());
      together.clear();
      unwritten.clear();
    }

    /** Ends the claiming, and writes what was claimed. */
    void answer(boolean justIds) {
      flush();
      if (!all.isEmpty()) {
        edits(call)
            .setActive(
                stream, claimant.group(), claimant.consumerName(), claimant.consumer(), call.now());
      }
      call.reply().array(all.size());
      StreamCursor cursor = new StreamCursor().open(stream);
      for (StreamId id : all) {
        if (justIds) {
          StreamReplies.id(call, id);
        } else {
          boolean _ = StreamReplies.entry(call, cursor, id);
        }
      }
    }
  }

  // ---- XCLAIM ----

  /** What stands behind the ids; a number of deliveries of -1 is none. */
  private record Options(
      long delivered, long deliveries, boolean force, boolean justIds, StreamId lastId) {}

  private static void xclaim(Call call) {
    Entry stream = call.find(0);
    StreamGroups.Group group = group(call, stream);
    if (stream == null || group == null) {
      return;
    }
    ArgumentCursor cursor = call.cursor(4);
    long minIdle = Math.max(0, cursor.nextLong("ERR Invalid min-idle-time argument for XCLAIM"));
    if (call.refused(cursor)) {
      return;
    }
    List<StreamId> ids = new ArrayList<>();
    int at = 5;
    StreamId id;
    while (at < call.count() && (id = StreamArguments.strict(call.arguments(), at)) != null) {
      ids.add(id);
      at++;
    }
    Options options = options(call, at);
    if (options == null) {
      return;
    }
    if (options.lastId.compareTo(group.lastId()) > 0) {
      ByteView name = call.point(2, new ByteView());
      edits(call)
          .setGroup(stream, name, group.number(), options.lastId, group.entriesRead(), call.now());
    }
    StreamEdits.Claimant claimant = claimant(call, stream, group.number());
    Claims claims = new Claims(call, stream, claimant, options.delivered);
    for (StreamId each : ids) {
      claim(call, stream, claims, each, minIdle, options);
    }
    claims.answer(options.justIds);
  }

  private static @Nullable Options options(Call call, int from) {
    ArgumentCursor cursor = call.cursor(from);
    long delivered = -1;
    long deliveries = -1;
    boolean force = false;
    boolean justIds = false;
    StreamId last = StreamId.ZERO;
    while (cursor.hasMore()) {
      if (cursor.take("force")) {
        force = true;
      } else if (cursor.take("justid")) {
        justIds = true;
      } else if (cursor.left() >= 2 && cursor.take("idle")) {
        delivered = call.now() - cursor.nextLong("ERR Invalid IDLE option argument for XCLAIM");
      } else if (cursor.left() >= 2 && cursor.take("time")) {
        delivered = cursor.nextLong("ERR Invalid TIME option argument for XCLAIM");
      } else if (cursor.left() >= 2 && cursor.take("retrycount")) {
        deliveries = cursor.nextLong("ERR Invalid RETRYCOUNT option argument for XCLAIM");
      } else if (cursor.left() >= 2 && cursor.take("lastid")) {
        StreamId id = StreamArguments.strict(call.arguments(), cursor.skip());
        if (id == null) {
          cursor.fail(Errors.INVALID_STREAM_ID);
        } else {
          last = id;
        }
      } else {
        call.errorNaming("Unrecognized XCLAIM option '", cursor.position(), "'");
        return null;
      }
    }
    if (call.refused(cursor)) {
      return null;
    }
    // A time that cannot be is now, as in Redis.
    boolean possible = delivered >= 0 && delivered <= call.now();
    return new Options(possible ? delivered : call.now(), deliveries, force, justIds, last);
  }

  private static void claim(
      Call call, Entry stream, Claims claims, StreamId id, long minIdle, Options options) {
    claims.flushWhereAdded(id);
    int group = claims.claimant.group();
    StreamGroups.Pending pending = StreamGroups.findPending(stream, group, id);
    if (!StreamValue.contains(stream, id)) {
      if (pending != null) {
        int _ =
            edits(call)
                .acknowledge(stream, group, claims.claimant.groupName(), List.of(id), call.now());
      }
      return;
    }
    boolean isIdle =
        pending != null && (minIdle == 0 || call.now() - pending.deliveredMillis() >= minIdle);
    if (!isIdle && (pending != null || !options.force)) {
      return;
    }
    long before = pending == null ? 1 : pending.deliveries();
    long deliveries =
        options.deliveries >= 0 ? options.deliveries : options.justIds ? before : before + 1;
    claims.add(id, deliveries);
  }

  // ---- XAUTOCLAIM ----

  private static void xautoclaim(Call call) {
    ArgumentCursor first = call.cursor(4);
    long minIdle = Math.max(0, first.nextLong("ERR Invalid min-idle-time argument for XAUTOCLAIM"));
    if (call.refused(first)) {
      return;
    }
    StreamId start = StreamArguments.start(call, 5);
    if (start == null) {
      return;
    }
    long count = 100;
    boolean justIds = false;
    ArgumentCursor cursor = call.cursor(6);
    while (cursor.hasMore()) {
      if (cursor.left() >= 2 && cursor.take("count")) {
        count = nextCount(cursor);
      } else if (cursor.take("justid")) {
        justIds = true;
      } else {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor)) {
      return;
    }
    Entry stream = call.find(0);
    StreamGroups.Group group = group(call, stream);
    if (stream == null || group == null) {
      return;
    }
    if (count > TOO_MANY) {
      call.error("ERR Insufficient memory, failed allocating transient memory, COUNT too high.");
      return;
    }
    autoclaim(call, stream, claimant(call, stream, group.number()), minIdle, start, count, justIds);
  }

  private static long nextCount(ArgumentCursor cursor) {
    String error = "ERR COUNT must be > 0";
    long count = cursor.nextLong(error);
    if (count < 1 || count > MOST_CLAIMED) {
      cursor.fail(error);
    }
    return count;
  }

  private static void autoclaim(
      Call call,
      Entry stream,
      StreamEdits.Claimant claimant,
      long minIdle,
      StreamId start,
      long count,
      boolean justIds) {
    Claims claims = new Claims(call, stream, claimant, call.now());
    List<StreamId> gone = new ArrayList<>();
    long looks = count * LOOKS_PER_CLAIM;
    long left = count;
    StreamId next = start;
    List<StreamId> some;
    do {
      some = some(stream, claimant.group(), next, Math.min(AT_ONCE, Math.min(looks, left)));
      for (StreamId id : some) {
        looks--;
        left -= autoclaim(call, stream, claims, gone, id, minIdle, justIds) ? 1 : 0;
        next = id.next();
      }
    } while (!some.isEmpty() && next != null && left > 0 && looks > 0);
    StreamId behind = next == null ? null : firstPending(stream, claimant.group(), next);
    call.reply().array(3);
    StreamReplies.id(call, behind == null ? StreamId.ZERO : behind);
    claims.answer(justIds);
    call.reply().array(gone.size());
    gone.forEach(id -> StreamReplies.id(call, id));
  }

  /** Pending entries of a group from {@code from} on, at most {@code most}. */
  private static List<StreamId> some(Entry stream, int group, @Nullable StreamId from, long most) {
    List<StreamId> ids = new ArrayList<>();
    if (from != null) {
      GroupCursor cursor = new GroupCursor().openPending(stream, group, from);
      while (ids.size() < most && cursor.next()) {
        ids.add(cursor.id());
      }
    }
    return ids;
  }

  private static @Nullable StreamId firstPending(Entry stream, int group, StreamId from) {
    List<StreamId> first = some(stream, group, from, 1);
    return first.isEmpty() ? null : first.getFirst();
  }

  /** Claims an entry, or forgets one that is gone; whether it did either. */
  private static boolean autoclaim(
      Call call,
      Entry stream,
      Claims claims,
      List<StreamId> gone,
      StreamId id,
      long minIdle,
      boolean justIds) {
    int group = claims.claimant.group();
    StreamGroups.Pending pending = StreamGroups.findPending(stream, group, id);
    if (pending == null) {
      throw new IllegalStateException("an entry that was pending is not");
    }
    if (!StreamValue.contains(stream, id)) {
      int _ =
          edits(call)
              .acknowledge(stream, group, claims.claimant.groupName(), List.of(id), call.now());
      gone.add(id);
      return true;
    }
    if (minIdle > 0 && call.now() - pending.deliveredMillis() < minIdle) {
      return false;
    }
    claims.add(id, justIds ? pending.deliveries() : pending.deliveries() + 1);
    return true;
  }
}
