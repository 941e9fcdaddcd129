// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/**
 * Walks what belongs to the groups of a stream: the groups, the consumers of one of them, by name,
 * or pending entries, of a group or of a consumer, by id.
 *
 * <p>Reads the stream where it lies, which may be a copy of the record's value made at a cut. Any
 * change of the groups makes the place worthless. Reusable; used by one thread at a time.
 */
public final class GroupCursor {
  private final TreeCursor tree = new TreeCursor();
  private boolean exists;
  private long head;

  /** The consumer whose entries are walked; 0 for all that have the head. */
  private int consumer;

  /** Opens all groups. */
  public GroupCursor openGroups(Entry stream) {
    return openGroups(stream.memory(), stream.segment(), stream.valueOffset());
  }

  GroupCursor openGroups(ShardMemory memory, MemorySegment segment, long value) {
    return open(memory, segment, value, StreamGroups.NAMES, 0, new ByteView());
  }

  /** Opens the consumers of a group. */
  public GroupCursor openConsumers(Entry stream, int group) {
    return openConsumers(stream.memory(), stream.segment(), stream.valueOffset(), group);
  }

  GroupCursor openConsumers(ShardMemory memory, MemorySegment segment, long value, int group) {
    long at = StreamGroups.head(group, StreamGroups.CONSUMERS);
    return open(memory, segment, value, at, 0, new ByteView());
  }

  /** Opens the pending entries of a group, from {@code first} on. */
  public GroupCursor openPending(Entry stream, int group, StreamId first) {
    byte[] from = new byte[StreamId.BYTES];
    first.write(from, 0);
    return open(
        stream.memory(),
        stream.segment(),
        stream.valueOffset(),
        StreamGroups.head(group, StreamGroups.PENDING),
        0,
        ByteView.of(from));
  }

  /** Opens the pending entries that a consumer has, from {@code first} on. */
  public GroupCursor openPendingOf(Entry stream, int group, int number, StreamId first) {
    return openPendingOf(
        stream.memory(), stream.segment(), stream.valueOffset(), group, number, first);
  }

  GroupCursor openPendingOf(
      ShardMemory memory,
      MemorySegment segment,
      long value,
      int group,
      int number,
      StreamId first) {
    long at = StreamGroups.head(group, StreamGroups.OF_CONSUMER);
    return open(memory, segment, value, at, number, StreamGroups.consumersId(number, first));
  }

  private GroupCursor open(
      ShardMemory memory, MemorySegment segment, long value, long at, int of, ByteView from) {
    head = at;
    consumer = of;
    exists = TreeRoot.exists(segment, value + StreamLayout.GROUPS);
    if (exists) {
      boolean _ = tree.open(memory, segment, value + StreamLayout.GROUPS).seek(at, from);
    }
    return this;
  }

  /** Passes the next one and shows it; false behind the last. */
  public boolean next() {
    return exists
        && tree.next()
        && tree.head() == head
        && (consumer == 0 || StreamGroups.number(tree.rest()) == consumer);
  }

  /** The name of the group or consumer shown, valid until the next call. */
  public ByteView name() {
    return tree.rest();
  }

  /** The group shown. */
  public StreamGroups.Group group() {
    return StreamGroups.group(tree.value());
  }

  /** The consumer shown. */
  public StreamGroups.Consumer consumer() {
    return StreamGroups.consumer(tree.value());
  }

  /** The id of the pending entry shown. */
  public StreamId id() {
    return StreamId.read(tree.rest(), consumer == 0 ? 0 : 4);
  }

  /** What is known of the pending entry shown, of a group. */
  public StreamGroups.Pending pending() {
    return StreamGroups.pending(tree.value());
  }
}
