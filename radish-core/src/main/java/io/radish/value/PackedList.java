// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A short list, packed into its record: the number of elements in four bytes, then the elements.
 *
 * <p>Every push makes the record anew, which is cheaper than a pointer for each element as long as
 * the list stays below {@value #MAX_BYTES} bytes; beyond that {@link ChunkedList} takes over.
 */
final class PackedList {
  /** As Redis' {@code list-max-listpack-size -2}: 8 KiB. */
  static final int MAX_BYTES = 8192;

  static final int HEADER = 4;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private PackedList() {}

  static int count(MemorySegment segment, long value) {
    return segment.get(INT, value);
  }

  static void setCount(MemorySegment segment, long value, int count) {
    segment.set(INT, value, count);
  }

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
}
