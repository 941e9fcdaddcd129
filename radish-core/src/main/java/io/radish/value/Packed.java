// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * A small collection, packed into its record: four bytes, of which the top bit marks a collection
 * that Redis would not keep compact and the others count its entries, then the elements ({@link
 * Elements}), one or two an entry.
 *
 * <p>What changes its length makes the record anew, which is cheaper than pointers as long as the
 * collection stays below {@value #MAX_BYTES} bytes.
 */
final class Packed {
  /** As Redis' {@code list-max-listpack-size -2}: 8 KiB. */
  static final int MAX_BYTES = 8192;

  static final int HEADER = 4;

  private static final int MARK = 1 << 31;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Packed() {}

  /** The number of entries. */
  static int count(MemorySegment segment, long value) {
    return segment.get(INT, value) & ~MARK;
  }

  static void setCount(MemorySegment segment, long value, int count) {
    segment.set(INT, value, (segment.get(INT, value) & MARK) | count);
  }

  /** Writes all of the header. */
  static void setHeader(MemorySegment segment, long value, int count, boolean marked) {
    segment.set(INT, value, marked ? count | MARK : count);
  }

  /** Whether it has been too large for Redis' compact form. */
  static boolean isMarked(MemorySegment segment, long value) {
    return segment.get(INT, value) < 0;
  }

  /** Marks a collection that may be written to. */
  static void mark(MemorySegment segment, long value) {
    segment.set(INT, value, segment.get(INT, value) | MARK);
  }

  /** Marks a collection that may be written to, or takes the mark away. */
  static void mark(MemorySegment segment, long value, boolean large) {
    int count = count(segment, value);
    segment.set(INT, value, large ? count | MARK : count);
  }

  /**
   * Looks for an element among the first ones of all entries.
   *
   * @param stride the elements of an entry
   * @return where it begins, counted from the value's beginning; -1 where it is not there
   */
  static int find(Entry collection, int stride, ByteView sought) {
    MemorySegment segment = collection.segment();
    long value = collection.valueOffset();
    long end = value + collection.valueLength();
    ByteView each = new ByteView();
    long at = value + HEADER;
    while (at < end) {
      long next = Elements.read(segment, at, each);
      if (each.contentEquals(sought)) {
        return (int) (at - value);
      }
      for (int i = 1; i < stride; i++) {
        next = Elements.next(segment, next);
      }
      at = next;
    }
    return -1;
  }

  /** Where the entry that begins at {@code from} ends, counted from the value's beginning. */
  static int entryEnd(Entry collection, int stride, int from) {
    long value = collection.valueOffset();
    long at = value + from;
    for (int i = 0; i < stride; i++) {
      at = Elements.next(collection.segment(), at);
    }
    return (int) (at - value);
  }

  /** Whether the collection keeps to its bound with {@code added} bytes more. */
  static boolean hasRoom(Entry collection, long added) {
    return collection.valueLength() + added <= MAX_BYTES;
  }

  /**
   * Puts up to two elements in the place of the bytes between {@code from} and {@code to}, both
   * counted from the value's beginning; there must be room.
   */
  static void splice(
      Entry collection, int from, int to, @Nullable ByteView first, @Nullable ByteView second) {
    int added =
        (first == null ? 0 : (int) Elements.bytes(first.length()))
            + (second == null ? 0 : (int) Elements.bytes(second.length()));
    int length = collection.valueLength();
    int change = added - (to - from);
    if (change > 0) {
      collection.reshape(collection.kind(), length + change, length);
    } else {
      collection.beforeWrite();
    }
    MemorySegment segment = collection.segment();
    long value = collection.valueOffset();
    MemorySegment.copy(segment, value + to, segment, value + to + change, length - to);
    long at = value + from;
    if (first != null) {
      at = Elements.write(segment, at, first);
    }
    if (second != null) {
      Elements.write(segment, at, second);
    }
    if (change < 0) {
      collection.reshape(collection.kind(), length + change, length + change);
    }
  }
}
