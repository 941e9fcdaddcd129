// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.memory.ByteView;
import io.radish.store.StreamEdits;
import io.radish.value.Entry;
import io.radish.value.GroupCursor;
import io.radish.value.StreamCursor;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamReads;
import java.util.ArrayList;
import java.util.List;

/** What a consumer of a group gets of one stream: written, and noted as pending. */
final class StreamGroupReading {
  /** Entries noted at once: few enough for their number. */
  private static final int AT_ONCE = StreamEdits.WRITTEN_AT_ONCE;

  private final Call call;
  private final StreamReadOptions options;
  private final Entry stream;
  private final ByteView groupName;
  private final ByteView consumerName;
  private final StreamGroups.Group group;
  private final StreamEdits.Claimant claimant;

  StreamGroupReading(Call call, StreamReadOptions options, Entry stream) {
    this.call = call;
    this.options = options;
    this.stream = stream;
    this.groupName = call.point(options.groupAt(), new ByteView());
    this.consumerName = call.point(options.consumerAt(), new ByteView());
    StreamGroups.Group found = StreamGroups.find(stream, groupName);
    StreamGroups.Consumer consumer =
        found == null ? null : StreamGroups.findConsumer(stream, found.number(), consumerName);
    if (found == null || consumer == null) {
      throw new IllegalStateException("a consumer that was there is gone");
    }
    this.group = found;
    this.claimant =
        new StreamEdits.Claimant(group.number(), groupName, consumer.number(), consumerName);
  }

  private StreamEdits edits() {
    return call.keyspaceForWrite().streams();
  }

  /** Writes the entries that are new to the group. */
  void fresh() {
    StreamCursor cursor = new StreamCursor().open(stream);
    cursor.toEnd();
    long end = cursor.rank();
    cursor.seekBehind(group.lastId());
    long there = end - cursor.rank();
    long count = options.count() > 0 ? Math.min(options.count(), there) : there;
    call.reply().array(count);
    StreamReads reads = new StreamReads(stream);
    long read = group.entriesRead();
    StreamId last = group.lastId();
    List<StreamId> ids = new ArrayList<>();
    for (long i = 0; i < count && cursor.next(); i++) {
      last = cursor.id();
      read = reads.after(read, last);
      StreamReplies.entry(call, cursor);
      if (!options.noAck()) {
        ids.add(last);
        if (ids.size() == AT_ONCE) {
          claim(ids);
        }
      }
    }
    claim(ids);
    if (!last.equals(group.lastId())) {
      edits().setGroup(stream, groupName, group.number(), last, read, call.now());
    }
  }

  private void claim(List<StreamId> ids) {
    if (!ids.isEmpty()) {
      edits().claim(stream, claimant, List.copyOf(ids), call.now(), 1, call.now());
      edits().setActive(stream, group.number(), consumerName, claimant.consumer(), call.now());
      ids.clear();
    }
  }

  /** Writes the consumer's pending entries behind {@code after}, which are delivered once more. */
  void history(StreamId after) {
    StreamId start = after.next();
    long there =
        start == null
            ? 0
            : StreamGroups.pendingOf(stream, group.number(), claimant.consumer(), start);
    long left = options.count() > 0 ? Math.min(options.count(), there) : there;
    call.reply().array(left);
    while (left > 0 && start != null) {
      List<StreamId> ids = new ArrayList<>();
      GroupCursor pending =
          new GroupCursor().openPendingOf(stream, group.number(), claimant.consumer(), start);
      while (ids.size() < Math.min(left, AT_ONCE) && pending.next()) {
        ids.add(pending.id());
      }
      deliverAgain(ids);
      left -= ids.size();
      start = ids.getLast().next();
    }
  }

  private void deliverAgain(List<StreamId> ids) {
    StreamCursor cursor = new StreamCursor().open(stream);
    for (StreamId id : ids) {
      if (!StreamReplies.entry(call, cursor, id)) {
        call.reply().array(2);
        StreamReplies.id(call, id);
        call.reply().nilArray();
      }
    }
    List<StreamId> together = new ArrayList<>();
    long deliveries = 0;
    for (StreamId id : ids) {
      StreamGroups.Pending pending = StreamGroups.findPending(stream, group.number(), id);
      if (pending == null || !cursor.open(stream).seek(id)) {
        continue;
      }
      if (!together.isEmpty() && pending.deliveries() + 1 != deliveries) {
        again(together, deliveries);
      }
      deliveries = pending.deliveries() + 1;
      together.add(id);
    }
    again(together, deliveries);
  }

  private void again(List<StreamId> ids, long deliveries) {
    if (!ids.isEmpty()) {
      edits().claim(stream, claimant, List.copyOf(ids), call.now(), deliveries, call.now());
      ids.clear();
    }
  }
}
