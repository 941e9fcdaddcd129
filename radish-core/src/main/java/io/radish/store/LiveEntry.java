// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.memory.MemoryAccount;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import io.radish.value.Blocks;
import io.radish.value.Entry;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueSettings;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The record that was looked up last in a shard.
 *
 * <p>Here is the rule that makes a snapshot a picture: a record that the open cut has not read yet
 * is never changed. It is handed to the snapshot as it is, and a young copy takes its place.
 */
final class LiveEntry extends Entry {
  private final Shard shard;
  private Index index;
  private long hash;
  private int ref;

  /** Whether blocks are counted when they are dropped, even if they are many. */
  private boolean countsBlocks;

  // The index of a flyweight that points nowhere is never read.
  @SuppressWarnings("NullAway.Init")
  LiveEntry(Shard shard) {
    this.shard = shard;
  }

  LiveEntry point(Index in, long hash, int ref) {
    this.index = in;
    this.hash = hash;
    this.ref = ref;
    this.segment = shard.memory.segment(ref);
    this.at = ShardMemory.offset(ref);
    return this;
  }

  int ref() {
    return ref;
  }

  long hash() {
    return hash;
  }

  long at() {
    return at;
  }

  Shard shard() {
    return shard;
  }

  @Override
  public ShardMemory memory() {
    return shard.memory;
  }

  @Override
  public VersionedMemory versions() {
    // Whoever changes blocks comes by here first, or by beforeWrite().
    shard.memory.charge(index.account);
    return shard.versions;
  }

  @Override
  public ValueSettings settings() {
    return shard.settings;
  }

  @Override
  public void beforeWrite() {
    shard.memory.charge(index.account);
    if (isNeededByCut() || shard.isPinned(ref)) {
      int length = valueLength();
      rewrite(kind(), length, deadline(), length);
    }
  }

  @Override
  public void reshape(int kind, int valueLength, int keep) {
    if (fitsInPlace(valueLength)
        && Kind.isTimed(kind) == Kind.isTimed(kind())
        && !isNeededByCut()
        && !shard.isPinned(ref)) {
      shard.memory.charge(index.account);
      RecordLayout.setKind(segment, at, kind);
      RecordLayout.setValueLength(segment, at, valueLength);
    } else {
      rewrite(kind, valueLength, deadline(), keep);
    }
  }

  /** Whether the record's block and header do for a value of another length. */
  private boolean fitsInPlace(int valueLength) {
    int keyLength = RecordLayout.keyLength(segment, at);
    long bytes = RecordLayout.bytes(segment, at);
    return RecordLayout.isWide(keyLength, valueLength) == RecordLayout.isWide(segment, at)
        && ShardMemory.blockBytes(bytes)
            == ShardMemory.blockBytes(bytes - valueLength() + valueLength);
  }

  /** Puts a fresh string in the place of this record, whatever it was. */
  void overwrite(int kind, ByteView value, long deadline) {
    int length = value.length();
    if (length == valueLength()
        && (deadline == RecordLayout.NO_DEADLINE) == (deadline() == RecordLayout.NO_DEADLINE)
        && !Kind.isTimed(kind())
        && !isNeededByCut()
        && !shard.isPinned(ref)) {
      dropBlocks();
      RecordLayout.setKind(segment, at, kind);
      if (deadline != RecordLayout.NO_DEADLINE) {
        RecordLayout.setDeadline(segment, at, deadline);
      }
    } else {
      // The old record is copied from and let go of last, so that a failure to get memory for the
      // new
      // one leaves everything as it was.
      Blocks.Dropped blocks = blocks();
      long bytes = blocks == null ? 0 : countableBytes();
      rewrite(kind, length, deadline, 0);
      drop(blocks, bytes);
    }
    value.copyTo(segment, valueOffset());
  }

  /** Changes when the record expires. */
  void setDeadline(long deadline) {
    if (deadline == deadline()) {
      return;
    }
    if (deadline != RecordLayout.NO_DEADLINE && deadline() != RecordLayout.NO_DEADLINE) {
      beforeWrite();
      RecordLayout.setDeadline(segment, at, deadline);
    } else {
      int length = valueLength();
      rewrite(kind(), length, deadline, length);
    }
  }

  /** Takes the record and all behind it out of the keyspace. */
  void remove() {
    dropBlocks();
    countsBlocks = false;
    index.remove(ref);
    retire(ref);
  }

  /**
   * Takes the record alone out of the keyspace; what it led to is another record's by now, and its
   * account is seen to where that is put in its place.
   */
  void removeRecord() {
    index.remove(ref);
    retire(ref);
  }

  /**
   * Takes the record with all behind it out of the keyspace, to be put under the same key of
   * another: as it is, where nobody still reads it, or as a copy.
   */
  LooseEntry detach() {
    if (isNeededByCut() || shard.isPinned(ref)) {
      LooseEntry copy = LooseEntry.copyOf(this, shard, key(new ByteView()));
      removeRecord();
      return copy;
    }
    index.remove(ref);
    if (shard.cutNeeds(index, hash)) {
      RecordLayout.setYoung(segment, at, false);
      index.cut(shard.openCut).countYoung(-1);
    }
    LooseEntry loose = new LooseEntry(shard, ref, index.account);
    loose.setAccess(RecordLayout.access(segment, at));
    return loose;
  }

  /** Whose the record is. */
  MemoryAccount account() {
    return index.account;
  }

  private void dropBlocks() {
    Blocks.Dropped blocks = blocks();
    if (blocks != null) {
      drop(blocks, countableBytes());
    }
  }

  private void drop(Blocks.@Nullable Dropped blocks, long bytes) {
    if (blocks == null) {
      return;
    }
    if (bytes < 0) {
      shard.dropBlocks(blocks, index);
    } else {
      shard.memory.transfer(index.account, shard.memory.owed(), bytes);
      shard.dropBlocks(blocks);
    }
  }

  /** Has the blocks behind the record counted when they are dropped, however long it takes. */
  void countBlocks() {
    countsBlocks = true;
  }

  /** The bytes of the blocks behind the record; -1 where counting them would take long. */
  private long countableBytes() {
    if (countsBlocks) {
      return Blocks.bytes(shard.memory, kind(), segment, valueOffset());
    }
    return Blocks.countableBytes(shard.memory, kind(), segment, valueOffset());
  }

  private Blocks.@Nullable Dropped blocks() {
    return Kind.hasBlocks(kind())
        ? new Blocks.Dropped(kind(), value(new ByteView()).toBytes())
        : null;
  }

  private boolean isNeededByCut() {
    return shard.cutNeeds(index, hash) && !RecordLayout.isYoung(segment, at);
  }

  private void rewrite(int kind, int valueLength, long deadline, int keep) {
    boolean hasDeadline = deadline != RecordLayout.NO_DEADLINE;
    int keyLength = RecordLayout.keyLength(segment, at);
    long keyAt = RecordLayout.keyOffset(segment, at);
    shard.memory.charge(index.account);
    int fresh = shard.memory.allocate(RecordLayout.bytes(keyLength, valueLength, hasDeadline));
    MemorySegment to = shard.memory.segment(fresh);
    long toAt = ShardMemory.offset(fresh);
    RecordLayout.writeHeader(
        to, toAt, kind, RecordLayout.access(segment, at), keyLength, valueLength, deadline);
    MemorySegment.copy(
        segment, keyAt, to, RecordLayout.keyOffset(to, toAt), keyLength + (long) keep);
    if (shard.cutNeeds(index, hash)) {
      RecordLayout.setYoung(to, toAt, true);
      index.cut(shard.openCut).countYoung(1);
    }
    index.replace(ref, fresh, hasDeadline || Kind.isTimed(kind));
    retire(ref);
    ref = fresh;
    segment = to;
    at = toAt;
  }

  /** Lets go of a record that the index no longer leads to. */
  private void retire(int old) {
    MemorySegment oldSegment = shard.memory.segment(old);
    long oldAt = ShardMemory.offset(old);
    if (shard.cutNeeds(index, hash)) {
      if (!RecordLayout.isYoung(oldSegment, oldAt)) {
        index.cut(shard.openCut).keep(old);
        long bytes = ShardMemory.blockBytes(RecordLayout.bytes(oldSegment, oldAt));
        shard.memory.transfer(index.account, shard.memory.owed(), bytes);
        return;
      }
      index.cut(shard.openCut).countYoung(-1);
    }
    shard.memory.charge(index.account);
    shard.freeRecord(old);
  }
}
