// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.BLOCKING;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeyPositions;
import io.radish.command.KeySpec;
import io.radish.command.Readiness;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.value.Entry;
import io.radish.value.StreamCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streams: what is new in several of them, by oneself or as a consumer of a group, or waited for.
 */
final class StreamReadFamily {
  private static final List<String> KEY_FLAGS = List.of("RO", "access");
  private static final String STREAMS = "STREAMS";

  private StreamReadFamily() {}

  static List<Command> commands() {
    ArgumentSpec milliseconds = ArgumentSpec.integer("milliseconds").after("BLOCK").optional();
    ArgumentSpec streams =
        ArgumentSpec.block(
                "streams", ArgumentSpec.key().multiple(), ArgumentSpec.string("id").multiple())
            .after(STREAMS);
    return List.of(
        StreamFamily.command("XREAD", -4)
            .flags(READONLY, BLOCKING, MOVABLEKEYS)
            .keys(KeySpec.halfBehind(STREAMS, 1, "RO", "access"))
            .keyFinder(StreamReadFamily::findKeys)
            .complexity("O(log N + M) for each stream with M the number of entries returned")
            .summary(
                "Get the entries behind given ids of several streams; wait where there is none")
            .arguments(StreamArguments.COUNT, milliseconds, streams)
            .handler(call -> read(call, false)),
        StreamFamily.command("XREADGROUP", -7)
            .flags(WRITE, BLOCKING, MOVABLEKEYS)
            .keys(KeySpec.halfBehind(STREAMS, 4, "RO", "access"))
            .keyFinder(StreamReadFamily::findKeys)
            .complexity("O(M log N) for each stream with M the number of entries returned")
            .summary("Get entries as a consumer of a group: new ones, waited for, or one's own")
            .arguments(
                ArgumentSpec.block("group-block", StreamArguments.GROUP, StreamArguments.CONSUMER)
                    .after("GROUP"),
                StreamArguments.COUNT,
                milliseconds,
                ArgumentSpec.token("noack", "NOACK").optional(),
                streams)
            .handler(call -> read(call, true)));
  }

  /** The first half of what stands behind {@code STREAMS}, the options before it passed by. */
  private static boolean findKeys(Arguments request, KeyPositions found) {
    int at = 1;
    while (at < request.count() && !request.matches(at, STREAMS)) {
      if (request.matches(at, "block") || request.matches(at, "count")) {
        at += 2;
      } else if (request.matches(at, "group")) {
        at += 3;
      } else if (request.matches(at, "noack")) {
        at++;
      } else {
        return false;
      }
    }
    int behind = request.count() - at - 1;
    if (behind < 2 || behind % 2 != 0) {
      return false;
    }
    for (int i = 1; i <= behind / 2; i++) {
      found.add(at + i, KEY_FLAGS);
    }
    return true;
  }

  /** One stream that is read. */
  private static final class Source {
    /** What entries have to be above; null for those that are new to the group. */
    private @Nullable StreamId after;

    /** Whether there is something to answer of it. */
    private boolean served;

    /** The last entry that the group got before; null where it is not asked for new ones. */
    private @Nullable StreamId groupLast;
  }

  private static void read(Call call, boolean group) {
    StreamReadOptions options = StreamReadOptions.read(call, group);
    if (options == null) {
      return;
    }
    List<Source> sources = new ArrayList<>();
    for (int n = 0; n < call.keyCount(); n++) {
      Source source = source(call, options, n);
      if (source == null) {
        return;
      }
      sources.add(source);
    }
    int served = 0;
    for (int n = 0; n < sources.size(); n++) {
      served += look(call, options, sources, n) ? 1 : 0;
    }
    if (served > 0) {
      answer(call, options, sources, served);
    } else if (options.timeoutMillis() < 0 || !call.later().mayBlock()) {
      call.reply().nilArray();
    } else {
      block(call, options, sources);
    }
  }

  // ---- what is asked for ----

  /** Reads what is wanted of key {@code n}; null, with the error written, where that is wrong. */
  private static @Nullable Source source(Call call, StreamReadOptions options, int n) {
    int at = options.firstId() + n;
    Entry stream = call.find(n);
    if (stream != null && !call.expect(stream, ValueType.STREAM)) {
      return null;
    }
    if (options.isGroup() && findGroup(call, options, stream) == null) {
      call.errorQuoting(
          "NOGROUP No such key '",
          at - call.keyCount(),
          "' or consumer group '",
          options.groupAt(),
          "' in XREADGROUP with GROUP option");
      return null;
    }
    Source source = new Source();
    Arguments arguments = call.arguments();
    if (StreamArguments.is(arguments, at, '$')) {
      if (options.isGroup()) {
        call.error(
            "ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the"
                + " history of this consumer by specifying a proper ID, or use the > ID to get"
                + " new messages. The $ ID would just return an empty result set.");
        return null;
      }
      source.after = stream == null ? StreamId.ZERO : StreamValue.lastId(stream);
      return source;
    }
    if (StreamArguments.is(arguments, at, '>')) {
      if (options.isGroup()) {
        return source;
      }
      call.error(
          "ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group>"
              + " <consumer> option.");
      return null;
    }
    source.after =
        StreamArguments.is(arguments, at, '+') && !options.isGroup()
            ? beforeLast(call, stream)
            : StreamArguments.strict(call, at);
    // The largest id stands for new entries, as in Redis.
    if (options.isGroup() && StreamId.MAX.equals(source.after)) {
      source.after = null;
      return source;
    }
    return source.after == null ? null : source;
  }

  /** What only the last entry is above; null, with the error written, where there never was one. */
  private static @Nullable StreamId beforeLast(Call call, @Nullable Entry stream) {
    if (stream == null) {
      return StreamId.ZERO;
    }
    StreamId before = StreamValue.lastId(stream).previous();
    if (before == null) {
      call.error("ERR the stream last element ID is 0-0");
    }
    return before;
  }

  private static StreamGroups.@Nullable Group findGroup(
      Call call, StreamReadOptions options, @Nullable Entry stream) {
    return stream == null ? null : StreamGroups.find(stream, groupName(call, options));
  }

  private static ByteView groupName(Call call, StreamReadOptions options) {
    return call.point(options.groupAt(), new ByteView());
  }

  // ---- whether there is something ----

  private static boolean look(Call call, StreamReadOptions options, List<Source> sources, int n) {
    Source source = sources.get(n);
    Entry stream = call.findUntouched(n); // Redis looks twice, and counts both
    if (stream == null) {
      return false;
    }
    if (!options.isGroup()) {
      source.served = hasAbove(stream, source.after);
      return source.served;
    }
    StreamGroups.Group group = findGroup(call, options, stream);
    if (group == null) {
      throw new IllegalStateException("a group that was there is gone");
    }
    call.keyspaceForWrite()
        .streams()
        .consumer(
            stream,
            group.number(),
            groupName(call, options),
            call.point(options.consumerAt(), new ByteView()),
            call.now());
    if (source.after != null) {
      source.served = true;
      return true;
    }
    StreamId last = lastOf(call, options, sources, n, group);
    source.groupLast = last;
    source.served = hasAbove(stream, last);
    return source.served;
  }

  private static boolean hasAbove(Entry stream, @Nullable StreamId id) {
    return id != null
        && StreamValue.length(stream) > 0
        && StreamValue.topId(stream).compareTo(id) > 0;
  }

  /** What the group will have got last when it comes to key {@code n}, which may come twice. */
  private static StreamId lastOf(
      Call call, StreamReadOptions options, List<Source> sources, int n, StreamGroups.Group group) {
    StreamId last = group.lastId();
    for (int i = 0; i < n; i++) {
      StreamId before = sources.get(i).groupLast;
      boolean same = call.key(i).bytes().contentEquals(call.key(n).bytes());
      if (same && before != null && sources.get(i).served) {
        Entry stream = call.peek(n);
        last = stream == null ? before : lastServed(stream, before, options.count());
      }
    }
    return last;
  }

  private static StreamId lastServed(Entry stream, StreamId after, long count) {
    StreamCursor cursor = new StreamCursor().open(stream);
    cursor.seekBehind(after);
    long rank = cursor.rank();
    long served = StreamValue.length(stream) - rank;
    served = count > 0 ? Math.min(count, served) : served;
    boolean _ = cursor.seekRank(rank + served - 1).next();
    return cursor.id();
  }

  // ---- answering ----

  private static void answer(
      Call call, StreamReadOptions options, List<Source> sources, int served) {
    ReplyWriter reply = call.reply();
    boolean pairs = reply.protocol() == 2;
    if (pairs) {
      reply.array(served);
    } else {
      reply.map(served);
    }
    for (int n = 0; n < sources.size(); n++) {
      Source source = sources.get(n);
      if (!source.served) {
        continue;
      }
      Entry stream = call.peek(n);
      if (stream == null) {
        throw new IllegalStateException("a stream that was there is gone");
      }
      if (pairs) {
        reply.array(2);
      }
      call.replyBytes(call.key(n).bytes());
      if (!options.isGroup()) {
        StreamId start = source.after == null ? null : source.after.next();
        StreamReplies.range(
            call,
            stream,
            start == null ? StreamId.MAX : start,
            StreamId.MAX,
            options.count(),
            false);
      } else {
        StreamGroupReading reading = new StreamGroupReading(call, options, stream);
        if (source.after == null) {
          reading.fresh();
        } else {
          reading.history(source.after);
        }
      }
    }
  }

  // ---- waiting ----

  private static void block(Call call, StreamReadOptions options, List<Source> sources) {
    byte[] group = options.isGroup() ? call.arguments().bytes(options.groupAt()) : new byte[0];
    List<byte[]> keys = new ArrayList<>();
    List<StreamId> after = new ArrayList<>();
    for (int n = 0; n < sources.size(); n++) {
      int at = options.firstId() + n;
      StreamId id = sources.get(n).after;
      keys.add(call.key(n).bytes().toBytes());
      after.add(id == null ? StreamId.ZERO : id);
      if (id != null && StreamArguments.is(call.arguments(), at, '$')) {
        call.rewrite(at, StreamReplies.bytes(id));
      }
    }
    Readiness readiness =
        options.isGroup()
            ? (key, entry) -> isReadyForGroup(entry, group)
            : (key, entry) -> isReady(key, entry, keys, after);
    call.later()
        .block(
            ValueType.STREAM,
            call.keyCount(),
            options.timeoutMillis(),
            ReplyWriter::nilArray,
            readiness);
  }

  private static boolean isReady(
      ByteView key, @Nullable Entry entry, List<byte[]> keys, List<StreamId> after) {
    if (entry == null || entry.type() != ValueType.STREAM) {
      return false;
    }
    for (int n = 0; n < keys.size(); n++) {
      if (key.contentEquals(ByteView.of(keys.get(n))) && hasAbove(entry, after.get(n))) {
        return true;
      }
    }
    return false;
  }

  /** A group that is gone, with its stream or without, is news too. */
  private static boolean isReadyForGroup(@Nullable Entry entry, byte[] name) {
    if (entry == null || entry.type() != ValueType.STREAM) {
      return true;
    }
    StreamGroups.Group group = StreamGroups.find(entry, ByteView.of(name));
    return group == null || hasAbove(entry, group.lastId());
  }
}
