// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.Kind;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Gives memory back that lies about in pieces: shard by shard it empties the chunks of which little
 * is in use, moving what is in them next to the rest.
 *
 * <p>It works because a block has exactly one owner: a record its slot in an index, a table its
 * entry in the directory, a chunk of a list its entry in the list's directory. So one walk over the
 * indexes of a shard meets every block, and says its new place to whom it belongs. A pinned record
 * stays, and its chunk with it. While a cut is open nothing is moved, since the cut may be reading
 * it, and what was begun is given up.
 *
 * <p>One table of an index at a time, under the shard's lock. Used by the maintenance thread only.
 */
final class Compaction {
  /** Free bytes that no effort gets rid of: the chunk that fills up, and slabs of many sizes. */
  private static final long SLACK_BYTES = 256 << 10;

  /** How much more of a shard's memory may be free: a tenth of what is in use. */
  private static final int SLACK_PARTS = 10;

  /** Bytes moved under the lock at once, one record being always moved: some 50 microseconds. */
  private static final long BYTES_AT_ONCE = 256 << 10;

  private final Store store;

  /** What was still free in each shard after a turn that gained nothing: only more is looked at. */
  private final long[] settled;

  private boolean eager;

  /** The shard whose chunks are being emptied, and how far that is. */
  private int shardNumber;

  private boolean emptying;
  private long reservedBefore;
  private @Nullable KeyspaceName keyspace;
  private long position;

  private long movedBytes;
  private boolean leftSome;

  Compaction(Store store) {
    this.store = store;
    this.settled = new long[store.shardCount()];
  }

  /** Works until {@code end}, in {@code System.nanoTime()}, or until every shard had its turn. */
  void run(long end) {
    for (int turns = 0; turns <= store.shardCount(); turns++) {
      Shard shard = store.shard(shardNumber);
      while (step(shard)) {
        if (!eager && System.nanoTime() - end >= 0) {
          return;
        }
      }
      shardNumber = (shardNumber + 1) % store.shardCount();
    }
  }

  /** Has every chunk emptied that it pays to empty, however little that is, as tests want it. */
  void runEagerly() {
    eager = true;
    try {
      run(Long.MAX_VALUE);
    } finally {
      eager = false;
    }
  }

  /** Takes one step in the shard; whether there may be more. */
  private boolean step(Shard shard) {
    shard.lock.lock();
    try {
      if (!emptying) {
        return begin(shard);
      }
      if (shard.openCut != 0 || !moveSome(shard)) {
        shard.memory.endEmptying();
        emptying = false;
        boolean gained = shard.memory.reservedBytes() < reservedBefore;
        settled[shard.number] = gained ? 0 : free(shard);
      }
      return emptying;
    } finally {
      shard.lock.unlock();
    }
  }

  private boolean begin(Shard shard) {
    if (shard.openCut == 0
        && !shard.hasDropped()
        && (eager || hasMuchFree(shard))
        && shard.memory.beginEmptying()) {
      emptying = true;
      reservedBefore = shard.memory.reservedBytes();
      keyspace = KeyspaceName.DEFAULT;
      position = 0;
    }
    return emptying;
  }

  private boolean hasMuchFree(Shard shard) {
    long free = free(shard);
    settled[shard.number] = Math.min(settled[shard.number], free);
    return free > SLACK_BYTES + shard.memory.usedBytes() / SLACK_PARTS
        && free > settled[shard.number] + settled[shard.number] / SLACK_PARTS;
  }

  private static long free(Shard shard) {
    return shard.memory.reservedBytes() - shard.memory.usedBytes();
  }

  /** Has the blocks of one table moved; whether there are more tables. */
  private boolean moveSome(Shard shard) {
    KeyspaceName name = keyspace;
    Keyspace current = name == null ? null : store.find(name);
    Index index = current == null ? null : current.contents().in(shard);
    if (index != null) {
      movedBytes = 0;
      leftSome = false;
      long next = new IndexRoom(index).moveBlocks(position, ref -> move(shard, ref));
      position = leftSome ? position : next;
    }
    if (position == 0 && !leftSome && name != null) {
      keyspace = store.nameAfter(name);
    }
    return keyspace != null;
  }

  private int move(Shard shard, int ref) {
    ShardMemory memory = shard.memory;
    MemorySegment segment = memory.segment(ref);
    long at = ShardMemory.offset(ref);
    if (Kind.isChunked(RecordLayout.kind(segment, at))) {
      leftSome |= ListValue.moveBlocks(memory, segment, RecordLayout.valueOffset(segment, at));
    }
    if (!memory.isToMove(ref) || shard.isPinned(ref)) {
      return ref;
    }
    if (movedBytes >= BYTES_AT_ONCE) {
      leftSome = true;
      return ref;
    }
    long bytes = RecordLayout.bytes(segment, at);
    int fresh = memory.allocate(bytes);
    MemorySegment.copy(segment, at, memory.segment(fresh), ShardMemory.offset(fresh), bytes);
    memory.free(ref, bytes);
    movedBytes += bytes;
    return fresh;
  }
}
