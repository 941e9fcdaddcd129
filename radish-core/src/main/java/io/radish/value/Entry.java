// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;

/**
 * A live record that was found under its shard's lock: what value types read and change.
 *
 * <p>A flyweight: it is valid until the lock is let go or the next key is looked up in the same
 * shard, and the offsets it gives until the next {@link #beforeWrite()} or {@link #reshape}.
 */
public abstract class Entry {
  protected MemorySegment segment = MemorySegment.NULL;
  protected long at;

  /** The memory that the blocks behind this record lie in. */
  public abstract VersionedMemory versions();

  /** What the values of this store have in common. */
  public abstract ValueSettings settings();

  /** Must be called before the value is changed in place; the record may move. */
  public abstract void beforeWrite();

  /**
   * Makes the record one of {@code kind} with a value of {@code valueLength} bytes, of which the
   * first {@code keep} are carried over and the rest is undefined. The record may move. To be used
   * instead of {@link #beforeWrite()}.
   */
  public abstract void reshape(int kind, int valueLength, int keep);

  /** The memory that it lies in, to read from; who writes asks for {@link #versions}. */
  public abstract ShardMemory memory();

  public final int kind() {
    return RecordLayout.kind(segment, at);
  }

  public final ValueType type() {
    return Kind.typeOf(kind());
  }

  /**
   * When the entry expires, in milliseconds since the epoch, or {@link RecordLayout#NO_DEADLINE}.
   */
  public final long deadline() {
    return RecordLayout.deadline(segment, at);
  }

  /** The seconds since the entry was used, as far as 24 bits tell. */
  public final int idleSeconds(long now) {
    return RecordLayout.idleSeconds(segment, at, now);
  }

  /** How often the entry is used, where that is counted; see {@link Frequency}. */
  public final int frequency(long now, int decayMinutes) {
    return Frequency.counter(RecordLayout.access(segment, at), now, decayMinutes);
  }

  /** The bytes that the entry takes: its record and the blocks behind it, as they were rounded. */
  public final long memoryBytes() {
    return ShardMemory.blockBytes(RecordLayout.bytes(segment, at))
        + Blocks.bytes(memory(), kind(), segment, valueOffset());
  }

  /** The segment that the record lies in. */
  public final MemorySegment segment() {
    return segment;
  }

  /** Where the value begins in {@link #segment()}. */
  public final long valueOffset() {
    return RecordLayout.valueOffset(segment, at);
  }

  public final int valueLength() {
    return RecordLayout.valueLength(segment, at);
  }

  /** Points {@code view} at the key. */
  public final ByteView key(ByteView view) {
    return view.set(
        segment, RecordLayout.keyOffset(segment, at), RecordLayout.keyLength(segment, at));
  }

  /** Points {@code view} at the bytes of the value as they are stored. */
  public final ByteView value(ByteView view) {
    return view.set(segment, valueOffset(), valueLength());
  }
}
