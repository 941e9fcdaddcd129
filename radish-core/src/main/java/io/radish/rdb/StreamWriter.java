// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.GroupCursor;
import io.radish.value.StreamCursor;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import java.nio.ByteBuffer;

/** Writes a stream as {@link StreamReader} reads it, in the nodes that Redis would have. */
final class StreamWriter {
  private final RdbOutput out;
  private final Entry stream;
  private final ByteView field = new ByteView();
  private final ByteView value = new ByteView();
  private final ByteView digits = new ByteView();

  StreamWriter(RdbOutput out, Entry stream) {
    this.out = out;
    this.stream = stream;
  }

  void write() {
    out.writeLength(StreamValue.nodes(stream));
    nodes();
    out.writeLength(StreamValue.length(stream));
    id(StreamValue.lastId(stream));
    id(StreamValue.firstId(stream));
    id(StreamValue.maxDeletedId(stream));
    out.writeLength(StreamValue.added(stream));
    out.writeLength(StreamGroups.count(stream));
    GroupCursor groups = new GroupCursor().openGroups(stream);
    while (groups.next()) {
      group(groups.name(), groups.group());
    }
  }

  /** An id as two lengths. */
  private void id(StreamId id) {
    out.writeLength(id.millis());
    out.writeLength(id.sequence());
  }

  /** An id as 16 bytes, high ones first. */
  private static ByteView rawId(StreamId id) {
    return ByteView.of(
        ByteBuffer.allocate(StreamId.BYTES).putLong(id.millis()).putLong(id.sequence()).array());
  }

  // ---- entries ----

  private void nodes() {
    // One cursor looks how many entries a node has, the other writes them.
    StreamCursor ahead = new StreamCursor().open(stream);
    StreamCursor entries = new StreamCursor().open(stream);
    boolean any = ahead.next();
    try (ListpackWriter node = new ListpackWriter()) {
      while (any) {
        long count = 1;
        while ((any = ahead.next()) && !ahead.beginsNode()) {
          count++;
        }
        node.clear();
        node(node, entries, count);
      }
    }
  }

  private void node(ListpackWriter node, StreamCursor entries, long count) {
    boolean _ = entries.next();
    StreamId first = entries.id();
    ByteView names = ByteView.of(entries.fields().toBytes());
    long fields = StreamFields.count(names) / 2;
    number(node, count);
    number(node, 0);
    number(node, fields);
    for (int at = 0; at < names.length(); ) {
      at = StreamFields.read(names, StreamFields.read(names, at, field), value);
      node.add(field);
    }
    number(node, 0);
    for (long i = 0; i < count; i++) {
      if (i > 0) {
        boolean _ = entries.next();
      }
      entry(node, entries, first, names);
    }
    out.writeString(rawId(first));
    out.writeString(node.finish(digits));
  }

  private void entry(ListpackWriter node, StreamCursor entries, StreamId first, ByteView names) {
    ByteView fields = entries.fields();
    boolean same = StreamFields.haveSameNames(names, fields);
    StreamId id = entries.id();
    number(node, same ? StreamNode.SAME_FIELDS : 0);
    number(node, id.millis() - first.millis());
    number(node, id.sequence() - first.sequence());
    long elements = 3;
    if (!same) {
      number(node, StreamFields.count(fields) / 2);
      elements++;
    }
    for (int at = 0; at < fields.length(); ) {
      at = StreamFields.read(fields, StreamFields.read(fields, at, field), value);
      if (!same) {
        node.add(field);
        elements++;
      }
      node.add(value);
      elements++;
    }
    number(node, elements);
  }

  private void number(ListpackWriter node, long number) {
    node.add(PackedBytes.digits(number, digits));
  }

  // ---- groups ----

  private void group(ByteView name, StreamGroups.Group group) {
    out.writeString(name);
    id(group.lastId());
    out.writeLength(group.entriesRead());
    out.writeLength(StreamGroups.pending(stream, group.number()));
    GroupCursor pending = new GroupCursor().openPending(stream, group.number(), StreamId.ZERO);
    while (pending.next()) {
      out.writeBytes(rawId(pending.id()));
      out.writeNumber(pending.pending().deliveredMillis(), Long.BYTES);
      out.writeLength(pending.pending().deliveries());
    }
    out.writeLength(StreamGroups.consumers(stream, group.number()));
    GroupCursor consumers = new GroupCursor().openConsumers(stream, group.number());
    while (consumers.next()) {
      consumer(group.number(), consumers.name(), consumers.consumer());
    }
  }

  private void consumer(int group, ByteView name, StreamGroups.Consumer consumer) {
    out.writeString(name);
    out.writeNumber(consumer.seenMillis(), Long.BYTES);
    out.writeNumber(consumer.activeMillis(), Long.BYTES);
    out.writeLength(StreamGroups.pendingOf(stream, group, consumer.number()));
    GroupCursor pending =
        new GroupCursor().openPendingOf(stream, group, consumer.number(), StreamId.ZERO);
    while (pending.next()) {
      out.writeBytes(rawId(pending.id()));
    }
  }
}
