// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.MoveBudget;
import io.radish.memory.ShardMemory;
import io.radish.value.Blocks;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Gives memory back that lies about in pieces: shard by shard it empties the chunks of which little
 * is in use, moving what is in them next to the rest.
 *
 * <p>It works because a block has exactly one owner: a record its slot in an index, a table its
 * entry in the directory, a block of a collection the place in another that leads to it. So one
 * walk over the indexes of a shard meets every block, and says its new place to whom it belongs. A
 * pinned record stays, and its chunk with it. While a cut is open nothing is moved, since the cut
 * may be reading it, and what was begun is given up.
 *
 * <p>Some chunks are looked at, or a table of an index or a part of it is seen to, each time under
 * the shard's lock. Used by one thread at a time.
 */
final class Compaction {
  /** Free bytes that no effort gets rid of: the chunk that fills up, and slabs of many sizes. */
  private static final long SLACK_BYTES = 256 << 10;

  /** How much more of a shard's memory may be free: a tenth of what is in use. */
  private static final int SLACK_PARTS = 10;

  /** Bytes moved under the lock at once, and at most one block more: some 50 microseconds. */
  private static final long BYTES_AT_ONCE = 256 << 10;

  private final Store store;

  /** What was still free in each shard after a turn that gained nothing: only more is looked at. */
  private final long[] settled;

  private boolean eager;

  /** What is being done to a shard. */
  private enum Stage {
    /** Nothing yet. */
    NONE,
    /** Its chunks are looked at, some at a time. */
    LOOKING,
    /** The sparsest of them are being emptied. */
    EMPTYING
  }

  /** The shard whose turn it is, and how far that is. */
  private int shardNumber;

  private Stage stage = Stage.NONE;
  private @Nullable KeyspaceName keyspace;
  private long position;

  /** The table at the position, and the slot of it to go on from as long as it is there. */
  private long table;

  private int slot;

  /** The collection in that slot of which more is to be moved, and where to go on in it. */
  private int collection;

  private int place;

  private final MoveBudget budget = new MoveBudget(BYTES_AT_ONCE);

  Compaction(Store store) {
    this.store = store;
    this.settled = new long[store.shardCount()];
  }

  /**
   * Works until {@code end}, in {@code System.nanoTime()}, or until every shard had its turn;
   * whether there may be more to do.
   */
  boolean run(long end) {
    for (int turns = 0; turns <= store.shardCount(); turns++) {
      Shard shard = store.shard(shardNumber);
      while (step(shard)) {
        if (!eager && System.nanoTime() - end >= 0) {
          return true;
        }
      }
      shardNumber = (shardNumber + 1) % store.shardCount();
    }
    return false;
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
      if (shard.openCut != 0) {
        // What lies about now is looked at again when the cut is closed.
        breakOff(shard);
        return false;
      }
      return switch (stage) {
        case NONE -> begin(shard);
        case LOOKING -> look(shard);
        case EMPTYING -> moveSome(shard) || end(shard);
      };
    } catch (RuntimeException | Error e) {
      breakOff(shard);
      shardNumber = (shardNumber + 1) % store.shardCount();
      throw e;
    } finally {
      shard.lock.unlock();
    }
  }

  private void breakOff(Shard shard) {
    if (stage != Stage.NONE) {
      stage = Stage.NONE;
      shard.memory.endEmptying();
    }
  }

  private boolean begin(Shard shard) {
    if (shard.hasDropped() || !(eager || hasMuchFree(shard))) {
      return false;
    }
    stage = Stage.LOOKING;
    return true;
  }

  private boolean look(Shard shard) {
    if (shard.memory.lookForSparse()) {
      return true;
    }
    if (!shard.memory.beginEmptying()) {
      return end(shard);
    }
    stage = Stage.EMPTYING;
    keyspace = KeyspaceName.DEFAULT;
    goTo(0);
    return true;
  }

  private void goTo(long next) {
    position = next;
    table = 0;
    slot = 0;
    collection = 0;
  }

  /** Ends the shard's turn; false, since there is no more to do. */
  private boolean end(Shard shard) {
    stage = Stage.NONE;
    settled[shard.number] = shard.memory.endEmptying() > 0 ? 0 : free(shard);
    return false;
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

  /** Has blocks of one table moved; whether there are more of it, or more tables. */
  private boolean moveSome(Shard shard) {
    KeyspaceName name = keyspace;
    if (name == null) {
      return false;
    }
    Keyspace current = store.find(name);
    Index index = current == null ? null : current.contents().in(shard);
    if (index != null) {
      IndexRoom room = new IndexRoom(index);
      // Others may have put another table there meanwhile: of that all is looked at.
      int from = room.tableAt(position) == table ? slot : 0;
      budget.renew();
      slot = room.moveBlocks(position, from, new Moves(shard), budget);
      if (slot != IndexRoom.DONE) {
        table = room.tableAt(position);
        return true;
      }
      goTo(room.nextTable(position));
      if (position != 0) {
        return true;
      }
    }
    goTo(0);
    keyspace = store.table().nameAfter(name);
    return keyspace != null;
  }

  /** Moves records, with what lies behind them, out of chunks that are being emptied. */
  private final class Moves implements IndexRoom.Mover {
    private final Shard shard;

    Moves(Shard shard) {
      this.shard = shard;
    }

    @Override
    public int move(int ref) {
      ShardMemory memory = shard.memory;
      MemorySegment segment = memory.segment(ref);
      long at = ShardMemory.offset(ref);
      int from = ref == collection ? place : 0;
      collection = 0;
      if (Kind.hasBlocks(RecordLayout.kind(segment, at))) {
        place =
            Blocks.move(
                memory,
                RecordLayout.kind(segment, at),
                segment,
                RecordLayout.valueOffset(segment, at),
                from,
                budget);
        collection = place < 0 ? 0 : ref;
      }
      if (isUnfinished() || !memory.isToMove(ref) || shard.isPinned(ref)) {
        return ref;
      }
      long bytes = RecordLayout.bytes(segment, at);
      int fresh = memory.allocate(bytes);
      MemorySegment.copy(segment, at, memory.segment(fresh), ShardMemory.offset(fresh), bytes);
      memory.free(ref, bytes);
      budget.spend(bytes);
      return fresh;
    }

    @Override
    public boolean isUnfinished() {
      return collection != 0;
    }
  }
}
