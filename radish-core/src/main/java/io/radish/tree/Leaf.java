// SPDX-License-Identifier: Apache-2.0
package io.radish.tree;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The elements of a leaf: slots in order at its low end, what belongs to them from the high end
 * down.
 *
 * <pre>
 *   slot     head, 8 bytes | where the element is in the page, 2 bytes, top bit for a large one
 *   element  length of the rest, of the value: 7 bits a byte, low ones first | rest | value
 *   large    block | length of the rest, of the value: 4 bytes each
 *   block    epoch, 4 bytes | rest | value
 * </pre>
 *
 * <p>A search looks at heads only until two are equal. What is taken out stays where it is, dead,
 * until the room is wanted.
 */
final class Leaf {
  static final int SLOT_BYTES = 10;

  /** What an element takes at most in its page: so much that a page has four. */
  static final int MOST_INLINE = 1000;

  /** What an element takes in its page that is too large for it. */
  static final int LARGE_BYTES = 12;

  private static final int BLOCK_HEADER = 4;
  private static final int LARGE = 0x8000;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  private Leaf() {}

  private static long slot(long at, int index) {
    return at + Page.HEADER + (long) index * SLOT_BYTES;
  }

  static long head(MemorySegment segment, long at, int index) {
    return segment.get(LONG, slot(at, index));
  }

  private static int place(MemorySegment segment, long at, int index) {
    return segment.get(SHORT, slot(at, index) + 8) & 0xFFFF;
  }

  static boolean isLarge(MemorySegment segment, long at, int index) {
    return (place(segment, at, index) & LARGE) != 0;
  }

  /** Where the element begins in its segment. */
  private static long element(MemorySegment segment, long at, int index) {
    return at + (place(segment, at, index) & ~LARGE);
  }

  // ---- reading ----

  /** Points the views at what belongs to an element. */
  static void read(
      ShardMemory memory,
      MemorySegment segment,
      long at,
      int index,
      ByteView rest,
      ByteView value) {
    long from = element(segment, at, index);
    if (isLarge(segment, at, index)) {
      int block = segment.get(INT, from);
      int restLength = segment.get(INT, from + 4);
      long inBlock = ShardMemory.offset(block) + BLOCK_HEADER;
      rest.set(memory.segment(block), inBlock, restLength);
      value.set(memory.segment(block), inBlock + restLength, segment.get(INT, from + 8));
      return;
    }
    long next = from;
    int first = segment.get(BYTE, next++);
    int restLength = first & 0x7F;
    if (first < 0) {
      restLength |= segment.get(BYTE, next++) << 7;
    }
    int second = segment.get(BYTE, next++);
    int valueLength = second & 0x7F;
    if (second < 0) {
      valueLength |= segment.get(BYTE, next++) << 7;
    }
    rest.set(segment, next, restLength);
    value.set(segment, next + restLength, valueLength);
  }

  /** The block of a large element. */
  static int block(MemorySegment segment, long at, int index) {
    return segment.get(INT, element(segment, at, index));
  }

  static void setBlock(MemorySegment segment, long at, int index, int block) {
    segment.set(INT, element(segment, at, index), block);
  }

  /** The bytes of the block of a large element, as they were asked for. */
  static long blockBytes(MemorySegment segment, long at, int index) {
    long from = element(segment, at, index);
    return BLOCK_HEADER + (long) segment.get(INT, from + 4) + segment.get(INT, from + 8);
  }

  /** What an element takes in its page, beside its slot. */
  static int bytes(MemorySegment segment, long at, int index) {
    if (isLarge(segment, at, index)) {
      return LARGE_BYTES;
    }
    long from = element(segment, at, index);
    long next = from;
    int first = segment.get(BYTE, next++);
    int restLength = first & 0x7F;
    if (first < 0) {
      restLength |= segment.get(BYTE, next++) << 7;
    }
    int second = segment.get(BYTE, next++);
    int valueLength = second & 0x7F;
    if (second < 0) {
      valueLength |= segment.get(BYTE, next++) << 7;
    }
    return (int) (next - from) + restLength + valueLength;
  }

  /** What an element of these lengths takes in its page, beside its slot. */
  static int bytes(int restLength, int valueLength) {
    return isLarge(restLength, valueLength)
        ? LARGE_BYTES
        : (int) inlineBytes(restLength, valueLength);
  }

  /** Whether an element of these lengths lies in a block of its own. */
  static boolean isLarge(int restLength, int valueLength) {
    return inlineBytes(restLength, valueLength) > MOST_INLINE;
  }

  private static long inlineBytes(int restLength, int valueLength) {
    return (restLength < 0x80 ? 1L : 2L)
        + (valueLength < 0x80 ? 1L : 2L)
        + restLength
        + valueLength;
  }

  /** The bytes that slots and elements take, those of dead elements left out. */
  static int used(MemorySegment segment, long at) {
    return Page.count(segment, at) * SLOT_BYTES
        + Page.BYTES
        - Page.low(segment, at)
        - Page.dead(segment, at);
  }

  /** Whether an element of {@code bytes} could be added without tidying up. */
  static boolean hasRoom(MemorySegment segment, long at, int bytes) {
    int end = Page.HEADER + Page.count(segment, at) * SLOT_BYTES;
    return Page.low(segment, at) - end >= SLOT_BYTES + bytes;
  }

  // ---- writing ----

  /** A block for an element that is too large for a page. */
  static int newBlock(VersionedMemory versions, ByteView rest, ByteView value) {
    ShardMemory memory = versions.memory();
    int block = memory.allocate(newBlockBytes(rest, value));
    MemorySegment segment = memory.segment(block);
    long at = ShardMemory.offset(block);
    segment.set(INT, at, versions.epoch());
    rest.copyTo(segment, at + BLOCK_HEADER);
    value.copyTo(segment, at + BLOCK_HEADER + rest.length());
    return block;
  }

  /** What {@link #newBlock} asks for. */
  static long newBlockBytes(ByteView rest, ByteView value) {
    return BLOCK_HEADER + (long) rest.length() + value.length();
  }

  static void freeBlock(VersionedMemory versions, MemorySegment segment, long at, int index) {
    int block = block(segment, at, index);
    long bytes = blockBytes(segment, at, index);
    versions.free(block, bytes, Page.epoch(versions.memory(), block));
  }

  /** Puts an element before element {@code index}; there must be room. */
  static void insert(
      MemorySegment segment,
      long at,
      int index,
      long head,
      ByteView rest,
      ByteView value,
      int block) {
    int count = Page.count(segment, at);
    long slot = slot(at, index);
    MemorySegment.copy(
        segment, slot, segment, slot + SLOT_BYTES, (long) (count - index) * SLOT_BYTES);
    Page.setCount(segment, at, count + 1);
    segment.set(LONG, slot, head);
    write(segment, at, index, rest, value, block);
  }

  /** Writes what belongs to a slot at the low end of the elements. */
  private static void write(
      MemorySegment segment, long at, int index, ByteView rest, ByteView value, int block) {
    int restLength = rest.length();
    int valueLength = value.length();
    int low = Page.low(segment, at) - (block != 0 ? LARGE_BYTES : bytes(restLength, valueLength));
    Page.setLow(segment, at, low);
    segment.set(SHORT, slot(at, index) + 8, (short) (block != 0 ? low | LARGE : low));
    long next = at + low;
    if (block != 0) {
      segment.set(INT, next, block);
      segment.set(INT, next + 4, restLength);
      segment.set(INT, next + 8, valueLength);
      return;
    }
    next = writeLength(segment, writeLength(segment, next, restLength), valueLength);
    rest.copyTo(segment, next);
    value.copyTo(segment, next + restLength);
  }

  private static long writeLength(MemorySegment segment, long at, int length) {
    if (length < 0x80) {
      segment.set(BYTE, at, (byte) length);
      return at + 1;
    }
    segment.set(BYTE, at, (byte) (length | 0x80));
    segment.set(BYTE, at + 1, (byte) (length >>> 7));
    return at + 2;
  }

  /** Takes an element out; its block, if it has one, is the caller's. */
  static void remove(MemorySegment segment, long at, int index) {
    Page.setDead(segment, at, Page.dead(segment, at) + bytes(segment, at, index));
    int count = Page.count(segment, at);
    long to = slot(at, index);
    MemorySegment.copy(
        segment, to + SLOT_BYTES, segment, to, (long) (count - index - 1) * SLOT_BYTES);
    Page.setCount(segment, at, count - 1);
  }

  /** Copies elements behind those of another leaf, which has room for them. */
  static void append(
      MemorySegment segment, long at, int from, int to, MemorySegment target, long targetAt) {
    for (int i = from; i < to; i++) {
      int count = Page.count(target, targetAt);
      int bytes = bytes(segment, at, i);
      int low = Page.low(target, targetAt) - bytes;
      MemorySegment.copy(segment, element(segment, at, i), target, targetAt + low, bytes);
      Page.setLow(target, targetAt, low);
      Page.setCount(target, targetAt, count + 1);
      long slot = slot(targetAt, count);
      target.set(LONG, slot, head(segment, at, i));
      int mark = place(segment, at, i) & LARGE;
      target.set(SHORT, slot + 8, (short) (low | mark));
    }
  }

  /** Keeps the first {@code kept} elements, close together. */
  static void tidy(MemorySegment segment, long at, int kept) {
    MemorySegment copy = MemorySegment.ofArray(new byte[Page.BYTES]);
    MemorySegment.copy(segment, at, copy, 0, Page.BYTES);
    Page.setCount(segment, at, 0);
    Page.setLow(segment, at, Page.BYTES);
    Page.setDead(segment, at, 0);
    append(copy, 0, 0, kept, segment, at);
  }
}
