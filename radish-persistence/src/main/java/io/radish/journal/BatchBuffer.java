// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.journal.Batch.Slice;
import io.radish.store.KeyspaceName;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where commits meet the writer: the open batch, those sealed and not written, those written and
 * not durable.
 *
 * <pre>
 *   append -> [open] -- seal --> [unwritten] -- written --> [unsynced] -- release --> gone
 *                                     ^---- rewrite: the segment was given up ---'
 * </pre>
 *
 * <p>One lock guards all of it, for as long as it takes to copy a unit. A block is filled by one
 * batch after the other; between them it keeps room for the line that closes the batch. It goes
 * back to the pool when the disk has the last batch that lies in it.
 */
final class BatchBuffer {
  private static final byte[] MULTI = Word.MULTI.command(1);
  private static final byte[] EXEC = Word.EXEC.command(1);
  private static final String DEFAULT = KeyspaceName.DEFAULT_LABEL;

  private final BlockPool pool;
  private final Runnable waker;
  private final Runnable whenBrokenOff;
  private final Object lock = new Object();

  // Guarded by the lock, all below.
  private final ArrayDeque<Batch> unwritten = new ArrayDeque<>();
  private final ArrayDeque<Batch> unsynced = new ArrayDeque<>();
  private Batch open;
  private Block block;
  private int sliceFrom;
  private String selected = DEFAULT;
  private long openBytes;
  private long heldBytes;
  private long lastMillis;
  private boolean asleep;
  private boolean brokenOff;

  /** Whether everybody knows that, so that changes are refused where they begin. */
  private boolean brokenOffTold;

  /** The newest unit's number; written under the lock. */
  private final AtomicLong position = new AtomicLong();

  /**
   * Begins behind a unit.
   *
   * @param waker wakes the writer
   * @param whenBrokenOff told that no unit is taken any more
   */
  BatchBuffer(JournalReading.End end, BlockPool pool, Runnable waker, Runnable whenBrokenOff) {
    this.pool = pool;
    this.waker = waker;
    this.whenBrokenOff = whenBrokenOff;
    position.set(end.number());
    lastMillis = end.timeMillis();
    open = new Batch(end.number() + 1);
    block = pool.take(Block.BYTES);
  }

  /** The number of the newest unit. */
  long position() {
    return position.get();
  }

  // ---- those who commit ----

  /**
   * Takes a unit's bytes and the next number; all of it, or nothing where there is no memory. Once
   * it is known that the journal broke off, what is still to come, as keys that expire, is let go.
   *
   * @throws JournalBrokenOffException where one before could not be taken
   */
  void append(EffectEncoder unit, UnitBuffer bytes) {
    boolean wake;
    List<Block> large = bytes.isLarge() ? bytes.blocks() : List.of();
    synchronized (lock) {
      if (brokenOffTold) {
        large.forEach(pool::give);
        return;
      }
      if (brokenOff) {
        throw new JournalBrokenOffException();
      }
      reserve(MULTI.length + EXEC.length + unit.selectFirst().length + bytes.size());
      select(unit);
      if (unit.isCompound()) {
        put(MULTI, MULTI.length);
      }
      if (bytes.isLarge()) {
        takeOver(large);
      } else {
        put(bytes.array(), bytes.size());
      }
      if (unit.isCompound()) {
        put(EXEC, EXEC.length);
      }
      open.countUnit();
      position.setRelease(open.last());
      wake = asleep;
      asleep = false;
    }
    if (wake) {
      waker.run();
    }
  }

  /** Takes no unit any more: one could not be taken, and none fits what was before it. */
  void breakOff() {
    synchronized (lock) {
      if (brokenOff) {
        return;
      }
      brokenOff = true;
    }
    whenBrokenOff.run();
    synchronized (lock) {
      brokenOffTold = true;
    }
  }

  @SuppressWarnings("ReferenceEquality") // equal names are mostly the same object: that is faster
  private void select(EffectEncoder unit) {
    String first = unit.firstKeyspace();
    if (first != null && first != selected && !first.equals(selected)) {
      byte[] command = unit.selectFirst();
      put(command, command.length);
    }
    String last = unit.lastKeyspace();
    if (last != null) {
      selected = last;
    }
  }

  /** Makes room for so many bytes and the line that closes a batch: what follows cannot fail. */
  private void reserve(int length) {
    if (block.room() < length + Batch.LINE_ROOM) {
      nextBlock();
    }
  }

  private void put(byte[] bytes, int length) {
    block.put(bytes, length);
    openBytes += length;
  }

  /** Ends the slice and goes on in another block. */
  private void nextBlock() {
    Block next = pool.take(Block.BYTES);
    endSlice();
    leave(block);
    block = next;
    sliceFrom = 0;
  }

  private void endSlice() {
    open.add(new Slice(block, sliceFrom, block.used));
    sliceFrom = block.used;
  }

  private void takeOver(List<Block> blocks) {
    endSlice();
    for (Block large : blocks) {
      open.add(new Slice(large, 0, large.used));
      openBytes += large.used;
      leave(large);
    }
  }

  private void leave(Batch batch) {
    for (Slice slice : batch.slices()) {
      leave(slice.block());
    }
    leave(batch.line().block());
  }

  private void leave(Block left) {
    if (--left.users == 0) {
      pool.give(left);
    }
  }

  // ---- sealing ----

  /** Ends the open batch; returns the newest unit's number. */
  long seal(long millis, long nanos) {
    synchronized (lock) {
      sealOpen(millis, nanos);
      return position.get();
    }
  }

  private void sealOpen(long millis, long nanos) {
    if (open.units() == 0) {
      return;
    }
    endSlice();
    Slice line = new Slice(block, block.used, block.used + Batch.LINE_ROOM);
    block.used = line.to();
    sliceFrom = line.to();
    lastMillis = Math.max(lastMillis, millis);
    open.seal(lastMillis, nanos, line);
    heldBytes += openBytes;
    openBytes = 0;
    unwritten.add(open);
    open = new Batch(open.last() + 1);
    selected = DEFAULT;
  }

  // ---- the writer ----

  /** The next batch to write, the open one if there is no other; null where nothing is left. */
  @Nullable Batch next(long millis, long nanos) {
    synchronized (lock) {
      if (unwritten.isEmpty()) {
        sealOpen(millis, nanos);
      }
      return unwritten.peek();
    }
  }

  /** The first batch to write is in the segment now. */
  void written() {
    synchronized (lock) {
      unsynced.add(unwritten.remove());
    }
  }

  /** The batches up to that unit are durable. */
  void release(long durable) {
    synchronized (lock) {
      while (!unsynced.isEmpty() && unsynced.getFirst().last() <= durable) {
        Batch batch = unsynced.remove();
        heldBytes -= batch.bytes();
        leave(batch);
      }
    }
  }

  /** What is not durable has to be written once more. */
  void rewrite() {
    synchronized (lock) {
      while (!unsynced.isEmpty()) {
        unwritten.addFirst(unsynced.removeLast());
      }
    }
  }

  /** Whether nothing is left; then the next commit wakes the writer. */
  boolean sleepIfEmpty() {
    synchronized (lock) {
      asleep = unwritten.isEmpty() && unsynced.isEmpty() && open.units() == 0;
      return asleep;
    }
  }

  // ---- how much is at stake ----

  /** Bytes of all units that are not durable. */
  long bytes() {
    synchronized (lock) {
      return heldBytes + openBytes;
    }
  }

  /** When the oldest batch that is not durable was sealed; {@code now} where there is none. */
  long oldestNanos(long now) {
    synchronized (lock) {
      Batch oldest = unsynced.isEmpty() ? unwritten.peek() : unsynced.peek();
      return oldest == null ? now : oldest.sealedNanos();
    }
  }

  /** Gives back all memory; nothing is committed any more. */
  void close() {
    synchronized (lock) {
      rewrite();
      unwritten.forEach(this::leave);
      unwritten.clear();
      leave(block);
      pool.close();
    }
  }
}
