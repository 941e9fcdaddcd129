// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.MoveBudget;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The room that an {@link Index} takes, beside growing: counted, made ahead for many records, given
 * back when most of them are gone, and moved out of chunks that are being emptied.
 *
 * <p>Merging is splitting the other way round: two neighbouring tables become the table of the
 * interval that both together cover. So a walk's position keeps its meaning, as it does when the
 * index grows. Under the shard's lock, a table at a time.
 */
final class IndexRoom {
  /** The records that a table holds comfortably: at 150 of 192 half of them were split already. */
  private static final int TABLE_RECORDS = 150;

  /** What is believed of an expectation: a directory of 8 MiB, for 150 million records. */
  private static final int MOST_EXPECTED_BITS = 20;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final Index index;

  /** Makes the view of an index's room; it holds nothing itself. */
  IndexRoom(Index index) {
    this.index = index;
  }

  /**
   * Makes room for about so many records in an index without any, so that no table has to be split
   * while they come.
   */
  void expect(long records) {
    if (index.size() == 0
        && index.depth == 0
        && index.directory[0] == 0
        && records > TABLE_RECORDS) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros((records - 1) / TABLE_RECORDS);
      index.depth = Math.min(bits, MOST_EXPECTED_BITS);
      index.directory = new long[1 << index.depth];
    }
  }

  /** The bytes of the tables, counted anew. */
  long tableBytes() {
    long bytes = 0;
    long position = 0;
    do {
      long entry = index.directory[index.directoryIndex(position)];
      bytes +=
          entry == 0 ? 0 : ShardMemory.blockBytes((long) Bucket.BYTES << TableEntry.bits(entry));
      position = TableEntry.endOf(position, index.prefixBits(entry));
    } while (position != 0);
    return bytes;
  }

  /** Whether the tables have eight times the room that the records need, or more. */
  boolean isSparse() {
    return index.depth == 0
        ? index.size() * 8L < (long) Bucket.SLOTS << TableEntry.bits(index.directory[0])
            && TableEntry.bits(index.directory[0]) > 0
        : index.size() * 16L < (long) index.directory.length * TABLE_RECORDS;
  }

  /**
   * Merges the table that holds position {@code from} with its neighbour where both together are
   * nearly empty; cuts the directory by half, or the only table, where the walk is at its end.
   *
   * @return the position to go on from; 0 past the last table
   */
  long shrink(long from) {
    index.forgetFound();
    long entry = index.directory[index.directoryIndex(from)];
    int bits = index.prefixBits(entry);
    if (bits == 0) {
      shrinkOnlyTable(entry);
      return 0;
    }
    long start = from & TableEntry.prefixMask(bits);
    long sibling = start ^ 1L << (64 - bits);
    long other = index.directory[index.directoryIndex(sibling)];
    if (index.prefixBits(other) == bits && records(entry) + records(other) <= TABLE_RECORDS / 2) {
      index.setEntries(start, bits - 1, index.newTable(bits - 1, Index.MAX_TABLE_BITS));
      moveIfAny(entry);
      moveIfAny(other);
      // The larger table may be merged in turn.
      return from;
    }
    long next = TableEntry.endOf(from, bits);
    if (next == 0) {
      halveDirectory();
    }
    return next;
  }

  private void moveIfAny(long table) {
    if (table != 0) {
      index.move(table);
    }
  }

  private void shrinkOnlyTable(long entry) {
    int bits = TableEntry.bits(entry);
    while (bits > 0 && index.size() * 4L <= (long) Bucket.SLOTS << bits) {
      bits--;
    }
    if (entry != 0 && bits < TableEntry.bits(entry)) {
      Arrays.fill(index.directory, index.newTable(0, bits));
      index.move(entry);
    }
    halveDirectory();
  }

  /** Cuts the directory by half as long as no table needs its last bit. */
  private void halveDirectory() {
    while (index.depth > 0) {
      long[] half = new long[index.directory.length / 2];
      for (int i = 0; i < half.length; i++) {
        if (index.directory[2 * i] != index.directory[2 * i + 1]) {
          return;
        }
        half[i] = index.directory[2 * i];
      }
      index.directory = half;
      index.depth--;
    }
  }

  private int records(long entry) {
    int records = 0;
    if (entry != 0) {
      MemorySegment segment = index.memory.segment(TableEntry.ref(entry));
      long at = ShardMemory.offset(TableEntry.ref(entry));
      for (int b = 0; b < 1 << TableEntry.bits(entry); b++, at += Bucket.BYTES) {
        for (int slot = 0; slot < Bucket.SLOTS; slot++) {
          records += segment.get(INT, Bucket.refAt(at, slot)) == 0 ? 0 : 1;
        }
      }
    }
    return records;
  }

  /** Takes blocks of records elsewhere, or leaves them where they are. */
  interface Mover {
    /** The record's new reference, or the old one. */
    int move(int ref);

    /** Whether there is more to move behind the record that was the last. */
    boolean isUnfinished();
  }

  /** What {@link #moveBlocks} answers when all of a table was seen to. */
  static final int DONE = -1;

  /** What looking at a record takes, in bytes that are moved meanwhile: it is seldom in a cache. */
  private static final int LOOK_BYTES = 512;

  /** The table that holds position {@code from}, to be recognised by; 0 where there is none. */
  long tableAt(long from) {
    return index.directory[index.directoryIndex(from)];
  }

  /** The position where the table after that of {@code from} begins; 0 past the last. */
  long nextTable(long from) {
    return TableEntry.endOf(from, index.prefixBits(tableAt(from)));
  }

  /**
   * Has blocks moved that belong to the table which holds position {@code from}, until {@code
   * budget} is spent: the table's own where it lies in a chunk that is being emptied, and those
   * that {@code mover} moves.
   *
   * @param firstSlot the slot of the table to go on from
   * @return the slot to go on from, or {@link #DONE}
   */
  int moveBlocks(long from, int firstSlot, Mover mover, MoveBudget budget) {
    index.forgetFound();
    long entry = tableAt(from);
    if (entry == 0) {
      return DONE;
    }
    if (index.memory.isToMove(TableEntry.ref(entry))) {
      entry = moveTable(from, entry);
      budget.spend((long) Bucket.BYTES << TableEntry.bits(entry));
    }
    MemorySegment segment = index.memory.segment(TableEntry.ref(entry));
    long table = ShardMemory.offset(TableEntry.ref(entry));
    int slots = Bucket.SLOTS << TableEntry.bits(entry);
    for (int n = firstSlot; n < slots; n++) {
      if (budget.isSpent()) {
        return n;
      }
      long bucket = table + (long) (n / Bucket.SLOTS) * Bucket.BYTES;
      long at = Bucket.refAt(bucket, n % Bucket.SLOTS);
      int ref = segment.get(INT, at);
      if (ref != 0) {
        budget.spend(LOOK_BYTES);
        segment.set(INT, at, mover.move(ref));
        if (mover.isUnfinished()) {
          return n;
        }
      }
    }
    return DONE;
  }

  private long moveTable(long position, long entry) {
    long bytes = (long) Bucket.BYTES << TableEntry.bits(entry);
    int ref = index.memory.allocate(bytes);
    int old = TableEntry.ref(entry);
    MemorySegment.copy(
        index.memory.segment(old),
        ShardMemory.offset(old),
        index.memory.segment(ref),
        ShardMemory.offset(ref),
        bytes);
    long moved = (long) ref << 32 | (entry & 0xFFFFFFFFL);
    index.setEntries(position, TableEntry.depth(entry), moved);
    index.memory.free(old, bytes);
    return moved;
  }
}
