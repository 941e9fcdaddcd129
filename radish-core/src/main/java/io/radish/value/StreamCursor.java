// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.tree.TreeCursor;
import io.radish.tree.TreeRoot;
import java.lang.foreign.MemorySegment;

/**
 * A place between two entries of a stream, from which one walks either way.
 *
 * <p>Reads the stream where it lies, which may be a copy of the record's value made at a cut. Any
 * change of the entries makes the place worthless. Reusable; used by one thread at a time.
 */
public final class StreamCursor {
  private final TreeCursor tree = new TreeCursor();
  private final byte[] sequence = new byte[Long.BYTES];
  private final ByteView sought = ByteView.of(sequence);
  private final ByteView fields = new ByteView();
  private boolean exists;

  /** Opens a stream before its first entry. */
  public StreamCursor open(Entry stream) {
    return open(stream.memory(), stream.segment(), stream.valueOffset());
  }

  /** Opens the stream whose value lies at {@code value}. */
  public StreamCursor open(ShardMemory memory, MemorySegment segment, long value) {
    exists = TreeRoot.exists(segment, value + StreamLayout.ENTRIES);
    if (exists) {
      tree.open(memory, segment, value + StreamLayout.ENTRIES);
    }
    return this;
  }

  /** Goes before the first entry that is not below {@code id}; whether that is the very one. */
  public boolean seek(StreamId id) {
    StreamId.putLong(sequence, 0, id.sequence());
    return exists && tree.seek(id.millis(), sought);
  }

  /** Goes before entry {@code rank}, counted from 0; behind the last where there are no more. */
  public StreamCursor seekRank(long rank) {
    if (exists) {
      tree.seekRank(rank);
    }
    return this;
  }

  /** Goes behind the last entry that is not above {@code id}. */
  public void seekBehind(StreamId id) {
    if (seek(id)) {
      boolean _ = tree.next();
    }
  }

  /** Goes behind the last entry. */
  public StreamCursor toEnd() {
    if (exists) {
      tree.toEnd();
    }
    return this;
  }

  /** The number of entries before the place. */
  public long rank() {
    return exists ? tree.rank() : 0;
  }

  /** Passes the next entry and shows it; false behind the last. */
  public boolean next() {
    return exists && tree.next();
  }

  /** Goes back before the entry in front of the place and shows it; false before the first. */
  public boolean previous() {
    return exists && tree.previous();
  }

  /** The name of the entry shown. */
  public StreamId id() {
    return new StreamId(tree.head(), StreamId.getLong(tree.rest(), 0));
  }

  /** Whether the entry shown is not above {@code id}. */
  public boolean isUpTo(StreamId id) {
    return StreamId.compare(
            tree.head(), StreamId.getLong(tree.rest(), 0), id.millis(), id.sequence())
        <= 0;
  }

  /** Whether the entry shown is not below {@code id}. */
  public boolean isFrom(StreamId id) {
    return StreamId.compare(
            tree.head(), StreamId.getLong(tree.rest(), 0), id.millis(), id.sequence())
        >= 0;
  }

  /**
   * The fields and values of the entry shown, as {@link StreamFields} reads them; valid until the
   * next call that moves or seeks.
   */
  public ByteView fields() {
    ByteView value = tree.value();
    return fields.set(value, 1, value.length() - 1);
  }

  /** What {@link StreamNodes} says of the entry shown. */
  int flags() {
    return tree.value().get(0);
  }

  /** Whether Redis would begin a node with the entry shown. */
  public boolean beginsNode() {
    return (flags() & StreamNodes.BEGINS) != 0;
  }

  /** Whether the entry shown has the fields of the one that begins its node. */
  boolean hasFieldsOfNode() {
    return (flags() & StreamNodes.SAME_FIELDS) != 0;
  }
}
