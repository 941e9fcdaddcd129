// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A short list, packed into its record as {@link Packed} says, with one element an entry.
 *
 * <p>Every push makes the record anew, which is cheaper than a pointer for each element as long as
 * the list stays below {@value #MAX_BYTES} bytes; beyond that {@link ChunkedList} takes over.
 */
final class PackedList {
  static final int MAX_BYTES = Packed.MAX_BYTES;
  static final int HEADER = Packed.HEADER;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private PackedList() {}

  static int count(MemorySegment segment, long value) {
    return Packed.count(segment, value);
  }

  static void setCount(MemorySegment segment, long value, int count) {
    Packed.setCount(segment, value, count);
  }

  /** Whether there is room for one more element of that length. */
  static boolean hasRoom(Entry list, int elementLength) {
    return list.valueLength() + Elements.bytes(elementLength) <= MAX_BYTES;
  }

  /** Adds at one end; there must be room. */
  static void push(Entry list, boolean left, ByteView element) {
    int length = list.valueLength();
    int added = (int) Elements.bytes(element.length());
    list.reshape(Kind.LIST_PACKED, length + added, length);
    MemorySegment segment = list.segment();
    long value = list.valueOffset();
    if (left) {
      MemorySegment.copy(segment, value + HEADER, segment, value + HEADER + added, length - HEADER);
      Elements.write(segment, value + HEADER, element);
    } else {
      Elements.write(segment, value + length, element);
    }
    setCount(segment, value, count(segment, value) + 1);
  }

  /** Drops {@code dropped} elements from one end, fewer than there are. */
  static void drop(Entry list, boolean left, int dropped) {
    MemorySegment segment = list.segment();
    long value = list.valueOffset();
    int count = count(segment, value);
    long end = value + list.valueLength();
    int boundary = left ? dropped : count - dropped;
    int keptEnd = (int) (Elements.seek(segment, value + HEADER, end, count, boundary) - value);
    if (!left) {
      list.reshape(Kind.LIST_PACKED, keptEnd, keptEnd);
    } else {
      list.beforeWrite();
      int length = list.valueLength();
      int keptLength = length - keptEnd;
      value = list.valueOffset();
      segment = list.segment();
      MemorySegment.copy(segment, value + keptEnd, segment, value + HEADER, keptLength);
      list.reshape(Kind.LIST_PACKED, HEADER + keptLength, HEADER + keptLength);
    }
    setCount(list.segment(), list.valueOffset(), count - dropped);
  }

  /**
   * Whether there is room for an element of that length before element {@code index}, or in its
   * place where {@code removed} is 1.
   */
  static boolean hasRoomFor(Entry list, long index, int removed, int elementLength) {
    long at = seek(list, index);
    long replaced = behind(list, at, removed) - at;
    return list.valueLength() - replaced + Elements.bytes(elementLength) <= MAX_BYTES;
  }

  /**
   * Puts an element before element {@code index}, or in its place where {@code removed} is 1; there
   * must be room.
   */
  static void splice(Entry list, long index, int removed, ByteView element) {
    long at = seek(list, index);
    int from = (int) (at - list.valueOffset());
    int to = (int) (behind(list, at, removed) - list.valueOffset());
    int count = count(list.segment(), list.valueOffset());
    Packed.splice(list, from, to, element, null);
    setCount(list.segment(), list.valueOffset(), count + 1 - removed);
  }

  /**
   * Takes out elements equal to {@code element}, at most {@code limit}, from the head or the tail
   * on; their number. The list may be empty afterwards.
   */
  static long remove(Entry list, ByteView element, boolean fromTail, long limit) {
    byte[] old = list.value(new ByteView()).toBytes();
    MemorySegment source = MemorySegment.ofArray(old);
    int matches = Elements.matches(source, HEADER, old.length, element);
    int removed = (int) Math.min(matches, limit);
    if (removed == 0) {
      return 0;
    }
    int spared = fromTail ? matches - removed : 0;
    ByteBuffer kept = ByteBuffer.allocate(old.length).put(old, 0, HEADER);
    Elements.without(
        source,
        HEADER,
        old.length,
        element,
        spared,
        removed,
        (from, to) -> kept.put(old, (int) from, (int) (to - from)));
    int length = kept.position();
    list.reshape(Kind.LIST_PACKED, length, 0);
    MemorySegment segment = list.segment();
    MemorySegment.copy(kept.array(), 0, segment, BYTE, list.valueOffset(), length);
    setCount(segment, list.valueOffset(), count(segment, list.valueOffset()) - removed);
    return removed;
  }

  /** Where element {@code index} begins. */
  private static long seek(Entry list, long index) {
    MemorySegment segment = list.segment();
    long value = list.valueOffset();
    long end = value + list.valueLength();
    return Elements.seek(segment, value + HEADER, end, count(segment, value), index);
  }

  /** Where the {@code removed} elements, 0 or 1, that begin at {@code at} end. */
  private static long behind(Entry list, long at, int removed) {
    return removed == 0 ? at : Elements.next(list.segment(), at);
  }
}
