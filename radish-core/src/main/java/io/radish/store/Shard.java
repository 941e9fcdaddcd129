// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectUnit;
import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import io.radish.value.Blocks;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueSettings;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

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
  final ValueSettings settings;
  final ReentrantLock lock = new ReentrantLock();
  final ShardMemory memory = new ShardMemory();
  final VersionedMemory versions = new VersionedMemory(memory);
  final LiveEntry entry = new LiveEntry(this);

  /** The number of the open cut, 0 for none; changed under all locks. */
  int openCut;

  /** Where changes under the lock are written down; null where they are not. */
  @Nullable EffectUnit unit;

  /** For keys on their way to be written down. */
  final ByteView keyView = new ByteView();

  /** Who waits for keys here; null while nobody does, which is all that most commands ask. */
  @Nullable WaitingRoom waiting;

  /** Who is told of keys here; null while nobody is, which is all that most commands ask. */
  @Nullable WatchRoom watching;

  /** The progress of the open cut in an index that holds nothing for it. */
  CutProgress passed = CutProgress.NONE;

  /** What may go from here, of all keyspaces; null before any was looked for. */
  @Nullable EvictionPool candidates;

  /** The state of a generator of random numbers (xorshift), of which no two shards have one. */
  private long chance;

  /** Changes to keys so far, those counted that went with their keyspace. */
  long changes;

  private final Map<Integer, Integer> pins = new HashMap<>();
  private final Map<Integer, Long> zombies = new HashMap<>();
  private final Queue<Integer> unpinLater = new ConcurrentLinkedQueue<>();
  private final Queue<Leaving> leavers = new ConcurrentLinkedQueue<>();
  private final Queue<KeyWatch> unwatchLater = new ConcurrentLinkedQueue<>();
  private final ArrayDeque<DroppedIndex> droppedIndexes = new ArrayDeque<>();
  private final ArrayDeque<DroppedBlocks> droppedBlocks = new ArrayDeque<>();

  /**
   * Blocks being freed.
   *
   * @param owner whose they are until then; null where they are owed
   */
  private record DroppedBlocks(Blocks.Dropped blocks, @Nullable Index owner) {}

  /** An index being taken apart, and the position up to which that is done. */
  private static final class DroppedIndex {
    final Index index;
    long upTo;

    DroppedIndex(Index index) {
      this.index = index;
    }
  }

  Shard(int number, ValueSettings settings) {
    this.number = number;
    this.settings = settings;
    this.chance = (number + 1) * 0x9E3779B97F4A7C15L;
  }

  /** A random number from 0 to 1: cheap, and good enough to count by. */
  double nextChance() {
    long x = chance;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    chance = x;
    return (x >>> 11) * 0x1.0p-53;
  }

  /** Whether the open cut still has to read what lies at {@code hash} of {@code index}. */
  boolean cutNeeds(Index index, long hash) {
    int open = openCut;
    return open != 0 && index.contents.cutNumber == open && index.cut().isAhead(open, hash);
  }

  // ---- records ----

  /**
   * Frees a record that nothing leads to any more, or leaves that to the last who has it pinned.
   * Its owner is charged.
   */
  void freeRecord(int ref) {
    long bytes = RecordLayout.bytes(memory, ref);
    if (bytes >= LARGE_RECORD_BYTES && pins.containsKey(ref)) {
      zombies.put(ref, bytes);
      memory.transfer(memory.charged(), memory.owed(), ShardMemory.blockBytes(bytes));
      return;
    }
    memory.free(ref, bytes);
  }

  /** Frees a record that was kept for the open cut. */
  void freeKept(int ref) {
    memory.charge(memory.owed());
    freeRecord(ref);
  }

  boolean isPinned(int ref) {
    return !pins.isEmpty() && pins.containsKey(ref);
  }

  /** Keeps record {@code ref} where it is, and as it is, until it is unpinned. */
  void pin(int ref) {
    pins.merge(ref, 1, Integer::sum);
  }

  /**
   * Unpins record {@code ref}, by any thread, whatever locks it holds: where the lock is not to be
   * had at once, whoever keeps the store tidy does it, so that letting go of a reply never waits.
   */
  void unpinFromOutside(int ref) {
    if (lock.tryLock()) {
      try {
        unpin(ref);
      } finally {
        lock.unlock();
      }
    } else {
      unpinLater.add(ref);
    }
  }

  /** Unpins what could not be unpinned at once; the lock is held. */
  void unpinWaiting() {
    Integer ref;
    while ((ref = unpinLater.poll()) != null) {
      unpin(ref);
    }
  }

  void unpin(int ref) {
    Integer left = pins.merge(ref, -1, (a, b) -> a + b == 0 ? null : a + b);
    if (left == null) {
      Long zombie = zombies.remove(ref);
      if (zombie != null) {
        memory.charge(memory.owed());
        memory.free(ref, zombie);
      }
    }
  }

  // ---- who waits for keys ----

  /** One who has ended waiting and could not leave a line at once. */
  private record Leaving(Waiter waiter, Key key) {}

  WaitingRoom waitingRoom() {
    WaitingRoom room = waiting;
    if (room == null) {
      room = new WaitingRoom();
      waiting = room;
    }
    return room;
  }

  /** Takes a waiter out of the line for {@code key}, where it stands there. */
  void forget(Waiter waiter, Key key) {
    WaitingRoom room = waiting;
    if (room != null) {
      room.remove(waiter, key);
      waiting = room.isEmpty() ? null : room;
    }
  }

  /**
   * As {@link #forget}, by any thread, whatever locks it holds: where the lock is not to be had at
   * once, whoever keeps the store tidy does it; who has ended is passed over until then.
   */
  void forgetFromOutside(Waiter waiter, Key key) {
    if (!lock.isHeldByCurrentThread() && lock.tryLock()) {
      try {
        forget(waiter, key);
      } finally {
        lock.unlock();
      }
    } else {
      leavers.add(new Leaving(waiter, key));
    }
  }

  /** Lets those leave who could not at once; the lock is held. */
  void letLeave() {
    Leaving leaving;
    while ((leaving = leavers.poll()) != null) {
      forget(leaving.waiter, leaving.key);
    }
    KeyWatch watch;
    while ((watch = unwatchLater.poll()) != null) {
      unwatch(watch);
    }
  }

  // ---- who watches keys ----

  WatchRoom watchRoom() {
    WatchRoom room = watching;
    if (room == null) {
      room = new WatchRoom();
      watching = room;
    }
    return room;
  }

  private void unwatch(KeyWatch watch) {
    WatchRoom room = watching;
    if (room != null) {
      room.remove(watch);
      leaveRoomWhereEmpty();
    }
  }

  /** Has no room for those who watch where nobody does; the lock is held. */
  void leaveRoomWhereEmpty() {
    WatchRoom room = watching;
    watching = room == null || room.isEmpty() ? null : room;
  }

  /**
   * Takes out a watch that has ended, by any thread, whatever locks it holds: where the lock is not
   * to be had at once, whoever keeps the store tidy does it; one that has ended is told nothing.
   */
  void unwatchFromOutside(KeyWatch watch) {
    if (lock.tryLock()) {
      try {
        unwatch(watch);
      } finally {
        lock.unlock();
      }
    } else {
      unwatchLater.add(watch);
    }
  }

  // ---- what was dropped, and is reclaimed in steps ----

  /** Takes over blocks that a record led to, and that are owed, to be freed later. */
  void dropBlocks(Blocks.Dropped blocks) {
    droppedBlocks.add(new DroppedBlocks(blocks, null));
  }

  /** As {@link #dropBlocks}, of blocks that count as the index's until they are freed. */
  void dropBlocks(Blocks.Dropped blocks, Index owner) {
    droppedBlocks.add(new DroppedBlocks(blocks, owner));
  }

  void dropIndex(Index index) {
    memory.transferAll(index.account, memory.owed());
    index.account = memory.owed();
    droppedIndexes.add(new DroppedIndex(index));
  }

  boolean hasDropped() {
    return !droppedIndexes.isEmpty() || !droppedBlocks.isEmpty();
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
    DroppedBlocks dropped = droppedBlocks.peek();
    memory.charge(dropped == null || dropped.owner == null ? memory.owed() : dropped.owner.account);
    if (dropped != null) {
      if (dropped.blocks.freeSome(versions)) {
        droppedBlocks.remove();
      }
      return hasDropped();
    }
    if (reclaimTable(droppedIndexes.getFirst())) {
      droppedIndexes.remove();
    }
    return hasDropped();
  }

  private boolean reclaimTable(DroppedIndex dropped) {
    long next =
        dropped.index.visitTable(
            dropped.upTo,
            false,
            ref -> {
              MemorySegment segment = memory.segment(ref);
              long at = ShardMemory.offset(ref);
              int kind = RecordLayout.kind(segment, at);
              if (Kind.hasBlocks(kind)) {
                byte[] value = new byte[RecordLayout.valueLength(segment, at)];
                long from = RecordLayout.valueOffset(segment, at);
                MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, from, value, 0, value.length);
                dropBlocks(new Blocks.Dropped(kind, value));
              }
              freeRecord(ref);
            });
    dropped.upTo = next;
    if (next == 0) {
      dropped.index.clear();
    }
    return next == 0;
  }

  /** Lets go of everything, when the store is closed. */
  List<Arena> releaseAll() {
    memory.clear();
    unpinLater.clear();
    leavers.clear();
    unwatchLater.clear();
    waiting = null;
    watching = null;
    pins.clear();
    zombies.clear();
    droppedIndexes.clear();
    droppedBlocks.clear();
    return memory.takeReleased();
  }

  /** Fails where this thread does not hold the lock; only with assertions on. */
  boolean assertLocked() {
    return lock.isHeldByCurrentThread();
  }
}
