// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block of a tree: a leaf with elements ({@link Leaf}), or an inner page with entries that lead
 * to pages of the level below.
 *
 * <pre>
 *   0   epoch: 4 bytes
 *   4   entries | level, 0 for a leaf | low end of a leaf's elements | dead bytes: 2 bytes each
 *   12  entries of an inner page: head, 8 bytes | page, 4 bytes | elements below, 4 bytes
 * </pre>
 *
 * <p>An entry's head is not above the heads of the elements below it, and not below those of the
 * entries before; of the first entry it says nothing. The methods take a page's segment and offset,
 * so that the page is resolved once.
 */
final class Page {
  /** Small enough to be copied after a cut without being felt. */
  static final int BYTES = 4096;

  /** What a page takes. */
  static final long BLOCK_BYTES = ShardMemory.blockBytes(BYTES);

  static final int HEADER = 12;

  /** What entries or elements may take. */
  static final int ROOM = BYTES - HEADER;

  static final int ENTRY_BYTES = 16;

  /** The entries that an inner page may have. */
  static final int MOST_ENTRIES = ROOM / ENTRY_BYTES;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private Page() {}

  /** Makes a page without entries. */
  static int allocate(VersionedMemory versions, int level) {
    int page = versions.memory().allocate(BYTES);
    init(versions, page, level);
    return page;
  }

  /** Makes {@code page}, whatever it holds, one without entries. */
  static void init(VersionedMemory versions, int page, int level) {
    MemorySegment segment = versions.memory().segment(page);
    long at = ShardMemory.offset(page);
    segment.set(INT, at, versions.epoch());
    setCount(segment, at, 0);
    segment.set(SHORT, at + 6, (short) level);
    setLow(segment, at, BYTES);
    setDead(segment, at, 0);
  }

  static void free(VersionedMemory versions, int page) {
    versions.free(page, BYTES, epoch(versions.memory(), page));
  }

  /** The epoch of a page, or of any other block of a tree. */
  static int epoch(ShardMemory memory, int block) {
    return memory.segment(block).get(INT, ShardMemory.offset(block));
  }

  /** Copies a block of a tree. */
  static int copy(ShardMemory from, int block, VersionedMemory to, long bytes) {
    int copy = to.memory().allocate(bytes);
    MemorySegment target = to.memory().segment(copy);
    long at = ShardMemory.offset(copy);
    MemorySegment.copy(from.segment(block), ShardMemory.offset(block), target, at, bytes);
    target.set(INT, at, to.epoch());
    return copy;
  }

  static int count(MemorySegment segment, long at) {
    return segment.get(SHORT, at + 4);
  }

  static void setCount(MemorySegment segment, long at, int count) {
    segment.set(SHORT, at + 4, (short) count);
  }

  static int level(MemorySegment segment, long at) {
    return segment.get(SHORT, at + 6);
  }

  static int low(MemorySegment segment, long at) {
    return segment.get(SHORT, at + 8);
  }

  static void setLow(MemorySegment segment, long at, int low) {
    segment.set(SHORT, at + 8, (short) low);
  }

  static int dead(MemorySegment segment, long at) {
    return segment.get(SHORT, at + 10);
  }

  static void setDead(MemorySegment segment, long at, int dead) {
    segment.set(SHORT, at + 10, (short) dead);
  }

  // ---- entries of an inner page ----

  private static long entry(long at, int index) {
    return at + HEADER + (long) index * ENTRY_BYTES;
  }

  static long head(MemorySegment segment, long at, int index) {
    return segment.get(LONG, entry(at, index));
  }

  static void setHead(MemorySegment segment, long at, int index, long head) {
    segment.set(LONG, entry(at, index), head);
  }

  static int child(MemorySegment segment, long at, int index) {
    return segment.get(INT, entry(at, index) + 8);
  }

  static void setChild(MemorySegment segment, long at, int index, int page) {
    segment.set(INT, entry(at, index) + 8, page);
  }

  /** The elements below an entry. */
  static int below(MemorySegment segment, long at, int index) {
    return segment.get(INT, entry(at, index) + 12);
  }

  static void setBelow(MemorySegment segment, long at, int index, int elements) {
    segment.set(INT, entry(at, index) + 12, elements);
  }

  /** The elements below the entries from {@code from} to before {@code to}. */
  static long below(MemorySegment segment, long at, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += below(segment, at, i);
    }
    return sum;
  }

  /** Puts an entry before entry {@code index}; there must be room. */
  static void insert(
      MemorySegment segment, long at, int index, long head, int child, int elements) {
    int count = count(segment, at);
    long from = entry(at, index);
    MemorySegment.copy(
        segment, from, segment, from + ENTRY_BYTES, (long) (count - index) * ENTRY_BYTES);
    setCount(segment, at, count + 1);
    setHead(segment, at, index, head);
    setChild(segment, at, index, child);
    setBelow(segment, at, index, elements);
  }

  /** Takes an entry out. */
  static void remove(MemorySegment segment, long at, int index) {
    int count = count(segment, at);
    long to = entry(at, index);
    MemorySegment.copy(
        segment, to + ENTRY_BYTES, segment, to, (long) (count - index - 1) * ENTRY_BYTES);
    setCount(segment, at, count - 1);
  }

  /** Moves the entries from {@code from} on behind those of another inner page. */
  static void moveEntries(MemorySegment segment, long at, int from, MemorySegment to, long toAt) {
    copyEntries(segment, at, from, to, toAt);
    setCount(segment, at, from);
  }

  /** Copies the entries from {@code from} on behind those of another inner page. */
  static void copyEntries(MemorySegment segment, long at, int from, MemorySegment to, long toAt) {
    int copied = count(segment, at) - from;
    int there = count(to, toAt);
    MemorySegment.copy(
        segment, entry(at, from), to, entry(toAt, there), (long) copied * ENTRY_BYTES);
    setCount(to, toAt, there + copied);
  }
}
