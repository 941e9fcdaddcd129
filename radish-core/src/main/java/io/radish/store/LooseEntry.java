// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.MemoryAccount;
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

  /** Whose it counts as until it is put under its key. */
  private final MemoryAccount account;

  /** Whether it has a trace of use that counts. */
  private boolean used;

  /** Takes over a record that was taken out of its index. */
  LooseEntry(Shard shard, int ref, MemoryAccount account) {
    this.shard = shard;
    this.account = account;
    this.used = false;
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
    Shard shard = store.shardOf(key);
    MemoryAccount account = shard.memory.loose();
    return make(shard, key.bytes(), account, Kind.STRING_RAW, length, deadline, access);
  }

  private static LooseEntry of(
      Store store, Key key, int kind, ByteView value, long deadline, long now) {
    int access = RecordLayout.accessAt(now);
    Shard shard = store.shardOf(key);
    MemoryAccount account = shard.memory.loose();
    LooseEntry loose = make(shard, key.bytes(), account, kind, value.length(), deadline, access);
    value.copyTo(loose.segment, loose.valueOffset());
    return loose;
  }

  /** Makes a record with a value that is undefined yet. */
  static LooseEntry make(
      Shard shard,
      ByteView key,
      MemoryAccount account,
      int kind,
      int valueLength,
      long deadline,
      int access) {
    assert shard.assertLocked() : "the lock of the key's shard is not held";
    boolean hasDeadline = deadline != RecordLayout.NO_DEADLINE;
    shard.memory.charge(account);
    int ref = shard.memory.allocate(RecordLayout.bytes(key.length(), valueLength, hasDeadline));
    MemorySegment segment = shard.memory.segment(ref);
    long at = ShardMemory.offset(ref);
    RecordLayout.writeHeader(segment, at, kind, access, key.length(), valueLength, deadline);
    key.copyTo(segment, RecordLayout.keyOffset(segment, at));
    return new LooseEntry(shard, ref, account);
  }

  /** Makes a record for {@code key} that leads to the same blocks as {@code source}, if to any. */
  static LooseEntry copyOf(LiveEntry source, Shard shard, ByteView key) {
    return copyOf(source, shard, key, source.account(), source.value(new ByteView()));
  }

  /** Makes a record for {@code key} with copies of the blocks behind {@code source}, if any. */
  static LooseEntry copyWithBlocks(LiveEntry source, Shard shard, ByteView key) {
    MemoryAccount account = shard.memory.loose();
    shard.memory.charge(account);
    ByteView value =
        Kind.hasBlocks(source.kind())
            ? ByteView.of(Blocks.copy(source, shard.versions))
            : source.value(new ByteView());
    return copyOf(source, shard, key, account, value);
  }

  private static LooseEntry copyOf(
      LiveEntry source, Shard shard, ByteView key, MemoryAccount account, ByteView value) {
    int access = RecordLayout.access(source.segment(), source.at());
    LooseEntry copy =
        make(shard, key, account, source.kind(), value.length(), source.deadline(), access);
    value.copyTo(copy.segment, copy.valueOffset());
    copy.used = true;
    return copy;
  }

  private void point(int at) {
    ref = at;
    segment = shard.memory.segment(at);
    this.at = ShardMemory.offset(at);
  }

  @Override
  public ShardMemory memory() {
    return shard.memory;
  }

  @Override
  public VersionedMemory versions() {
    shard.memory.charge(account);
    return shard.versions;
  }

  @Override
  public ValueSettings settings() {
    return shard.settings;
  }

  @Override
  public void beforeWrite() {
    // Nobody else reads it.
    shard.memory.charge(account);
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
    used = true;
  }

  /** Whether anybody has said when it was used last, or it was a key before. */
  boolean isUsed() {
    return used;
  }

  private void rewrite(int kind, int valueLength, long deadline, int keep) {
    ByteView key = key(new ByteView());
    LooseEntry fresh =
        make(shard, key, account, kind, valueLength, deadline, RecordLayout.access(segment, at));
    MemorySegment.copy(segment, valueOffset(), fresh.segment, fresh.valueOffset(), keep);
    freeRecord();
    point(fresh.ref);
  }

  /** Gives up the record and all behind it. */
  public void discard() {
    if (Kind.hasBlocks(kind())) {
      long bytes = Blocks.bytes(shard.memory, kind(), segment, valueOffset());
      shard.memory.transfer(account, shard.memory.owed(), bytes);
      shard.dropBlocks(new Blocks.Dropped(kind(), value(new ByteView()).toBytes()));
    }
    freeRecord();
  }

  private void freeRecord() {
    shard.memory.charge(account);
    shard.memory.free(ref, RecordLayout.bytes(segment, at));
  }

  /** Hands the record, and all behind it, over to an index. */
  // An account is who it is.
  @SuppressWarnings("ReferenceEquality")
  int take(Index index) {
    if (account != index.account) {
      shard.memory.transfer(account, index.account, memoryBytes());
    }
    return ref;
  }
}
