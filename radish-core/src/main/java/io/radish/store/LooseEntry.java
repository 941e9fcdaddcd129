// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import io.radish.value.Blocks;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueSettings;
import io.radish.value.ValueType;
import java.lang.foreign.MemorySegment;

/**
 * A record that no keyspace leads to yet: made out of everybody's sight, then put under its key
 * whole ({@link Keyspace#put}) or given up.
 *
 * <p>No cut can know it, since none opens while its shard's lock is held. Whoever holds it owns it:
 * it must be put or {@link #discard}ed before the lock is let go.
 */
public final class LooseEntry extends Entry {
  private final Shard shard;
  private int ref;

  /** Takes over a record that was taken out of its index. */
  LooseEntry(Shard shard, int ref) {
    this.shard = shard;
    point(ref);
  }

  /**
   * Makes a collection of {@code type} without elements for {@code key}, whose shard's lock is
   * held.
   */
  public static LooseEntry ofCollection(
      Store store, Key key, ValueType type, long deadline, long now) {
    return of(
        store, key, CollectionValue.kindOfEmpty(type), CollectionValue.empty(type), deadline, now);
  }

  /** Makes a string for {@code key}, whose shard's lock is held. */
  public static LooseEntry ofString(Store store, Key key, ByteView value, long deadline, long now) {
    return of(store, key, Kind.STRING, value, deadline, now);
  }

  /**
   * Makes a string of {@code length} bytes, undefined yet, for {@code key}, whose shard's lock is
   * held.
   */
  public static LooseEntry ofRawString(Store store, Key key, int length, long deadline, long now) {
    int access = RecordLayout.accessAt(now);
    return make(store.shardOf(key), key.bytes(), Kind.STRING_RAW, length, deadline, access);
  }

  private static LooseEntry of(
      Store store, Key key, int kind, ByteView value, long deadline, long now) {
    int access = RecordLayout.accessAt(now);
    LooseEntry loose =
        make(store.shardOf(key), key.bytes(), kind, value.length(), deadline, access);
    value.copyTo(loose.segment, loose.valueOffset());
    return loose;
  }

  /** Makes a record with a value that is undefined yet. */
  static LooseEntry make(
      Shard shard, ByteView key, int kind, int valueLength, long deadline, int access) {
    assert shard.assertLocked() : "the lock of the key's shard is not held";
    boolean hasDeadline = deadline != RecordLayout.NO_DEADLINE;
    int ref = shard.memory.allocate(RecordLayout.bytes(key.length(), valueLength, hasDeadline));
    MemorySegment segment = shard.memory.segment(ref);
    long at = ShardMemory.offset(ref);
    RecordLayout.writeHeader(segment, at, kind, access, key.length(), valueLength, deadline);
    key.copyTo(segment, RecordLayout.keyOffset(segment, at));
    return new LooseEntry(shard, ref);
  }

  /** Makes a record for {@code key} that leads to the same blocks as {@code source}, if to any. */
  static LooseEntry copyOf(LiveEntry source, Shard shard, ByteView key) {
    return copyOf(source, shard, key, source.value(new ByteView()));
  }

  /** Makes a record for {@code key} with copies of the blocks behind {@code source}, if any. */
  static LooseEntry copyWithBlocks(LiveEntry source, Shard shard, ByteView key) {
    ByteView value =
        Kind.hasBlocks(source.kind())
            ? ByteView.of(Blocks.copy(source, shard.versions))
            : source.value(new ByteView());
    return copyOf(source, shard, key, value);
  }

  private static LooseEntry copyOf(LiveEntry source, Shard shard, ByteView key, ByteView value) {
    int access = RecordLayout.access(source.segment(), source.at());
    LooseEntry copy = make(shard, key, source.kind(), value.length(), source.deadline(), access);
    value.copyTo(copy.segment, copy.valueOffset());
    return copy;
  }

  private void point(int at) {
    ref = at;
    segment = shard.memory.segment(at);
    this.at = ShardMemory.offset(at);
  }

  @Override
  public VersionedMemory versions() {
    return shard.versions;
  }

  @Override
  public ValueSettings settings() {
    return shard.settings;
  }

  @Override
  public void beforeWrite() {
    // Nobody else reads it.
  }

  @Override
  public void reshape(int kind, int valueLength, int keep) {
    rewrite(kind, valueLength, deadline(), keep);
  }

  long at() {
    return at;
  }

  /** Says when the record expires. */
  public void setDeadline(long deadline) {
    long current = deadline();
    if (current == deadline) {
      return;
    }
    if (current != RecordLayout.NO_DEADLINE && deadline != RecordLayout.NO_DEADLINE) {
      RecordLayout.setDeadline(segment, at, deadline);
    } else {
      rewrite(kind(), valueLength(), deadline, valueLength());
    }
  }

  /** Says when the record was used last, in the form of {@link RecordLayout#accessAt}. */
  public void setAccess(int access) {
    RecordLayout.setAccess(segment, at, access);
  }

  private void rewrite(int kind, int valueLength, long deadline, int keep) {
    ByteView key = key(new ByteView());
    LooseEntry fresh =
        make(shard, key, kind, valueLength, deadline, RecordLayout.access(segment, at));
    MemorySegment.copy(segment, valueOffset(), fresh.segment, fresh.valueOffset(), keep);
    freeRecord();
    point(fresh.ref);
  }

  /** Gives up the record and all behind it. */
  public void discard() {
    if (Kind.hasBlocks(kind())) {
      shard.dropBlocks(new Blocks.Dropped(kind(), value(new ByteView()).toBytes()));
    }
    freeRecord();
  }

  private void freeRecord() {
    shard.memory.free(ref, RecordLayout.bytes(segment, at));
  }

  /** Hands the record over to an index. */
  int take() {
    return ref;
  }
}
