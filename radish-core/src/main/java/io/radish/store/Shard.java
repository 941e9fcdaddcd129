// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.Kind;
import io.radish.value.ListValue;
import io.radish.value.RecordLayout;
import io.radish.value.VersionedMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One part of the store: the keys whose hash leads here, in all keyspaces, with their memory and
 * one lock.
 *
 * <p>Shards belong to the store, not to a keyspace, so that taking every lock costs microseconds
 * whatever the number of caches. Locks are taken in ascending {@link #number}.
 */
final class Shard {
  /**
   * From this size on a record is pinned and read in place after the lock is let go, instead of
   * being copied under it: copying 16 KiB takes about a microsecond.
   */
  static final int LARGE_RECORD_BYTES = 16 << 10;

  final int number;
  final long seed;
  final ReentrantLock lock = new ReentrantLock();
  final ShardMemory memory = new ShardMemory();
  final VersionedMemory versions = new VersionedMemory(memory);
  final LiveEntry entry = new LiveEntry(this);

  /** The number of the open cut, 0 for none; changed under all locks. */
  int openCut;

  private final Map<Integer, Integer> pins = new HashMap<>();
  private final Map<Integer, Long> zombies = new HashMap<>();
  private final ArrayDeque<Index> droppedIndexes = new ArrayDeque<>();
  private final ArrayDeque<byte[]> droppedLists = new ArrayDeque<>();

  Shard(int number, long seed) {
    this.number = number;
    this.seed = seed;
  }

  /** Whether the open cut still has to read what lies at {@code hash} of {@code index}. */
  boolean cutNeeds(Index index, long hash) {
    int open = openCut;
    return open != 0 && index.contents.cutNumber == open && index.cut.isAhead(open, hash);
  }

  // ---- records ----

  /**
   * Frees a record that nothing leads to any more, or leaves that to the last who has it pinned.
   */
  void freeRecord(int ref) {
    long bytes = RecordLayout.bytes(memory, ref);
    if (bytes >= LARGE_RECORD_BYTES && pins.containsKey(ref)) {
      zombies.put(ref, bytes);
      return;
    }
    memory.free(ref, bytes);
  }

  boolean isPinned(int ref) {
    return !pins.isEmpty() && pins.containsKey(ref);
  }

  /** Keeps record {@code ref} where it is, and as it is, until it is unpinned. */
  void pin(int ref) {
    pins.merge(ref, 1, Integer::sum);
  }

  void unpin(int ref) {
    Integer left = pins.merge(ref, -1, (a, b) -> a + b == 0 ? null : a + b);
    if (left == null) {
      Long zombie = zombies.remove(ref);
      if (zombie != null) {
        memory.free(ref, zombie);
      }
    }
  }

  // ---- what was dropped, and is reclaimed in steps ----

  /** Takes over the blocks behind a collection's record, to be freed later. */
  void dropBlocks(int kind, MemorySegment segment, long value, int valueLength) {
    if (Kind.isChunked(kind)) {
      byte[] root = new byte[valueLength];
      MemorySegment.copy(segment, value, MemorySegment.ofArray(root), 0, valueLength);
      droppedLists.add(root);
    }
  }

  void dropIndex(Index index) {
    droppedIndexes.add(index);
  }

  boolean hasDropped() {
    return !droppedIndexes.isEmpty() || !droppedLists.isEmpty();
  }

  /**
   * Frees some of what was dropped, up to a few hundred blocks; nothing while a cut is open, which
   * may still be reading it.
   *
   * @return whether there is more to free
   */
  boolean reclaimSome() {
    if (openCut != 0 || !hasDropped()) {
      return false;
    }
    byte[] root = droppedLists.peek();
    if (root != null) {
      if (ListValue.freeSome(versions, MemorySegment.ofArray(root))) {
        droppedLists.remove();
      }
      return hasDropped();
    }
    Index index = droppedIndexes.getFirst();
    if (reclaimTable(index)) {
      droppedIndexes.remove();
    }
    return hasDropped();
  }

  private boolean reclaimTable(Index index) {
    long next =
        index.visitTable(
            index.reclaimedUpTo,
            false,
            ref -> {
              MemorySegment segment = memory.segment(ref);
              long at = ShardMemory.offset(ref);
              dropBlocks(
                  RecordLayout.kind(segment, at),
                  segment,
                  RecordLayout.valueOffset(segment, at),
                  RecordLayout.valueLength(segment, at));
              freeRecord(ref);
            });
    index.reclaimedUpTo = next;
    if (next == 0) {
      index.clear();
    }
    return next == 0;
  }

  /** Lets go of everything, when the store is closed. */
  List<Arena> releaseAll() {
    memory.clear();
    pins.clear();
    zombies.clear();
    droppedIndexes.clear();
    droppedLists.clear();
    return memory.takeReleased();
  }

  /** Fails where this thread does not hold the lock; only with assertions on. */
  boolean assertLocked() {
    return lock.isHeldByCurrentThread();
  }
}
