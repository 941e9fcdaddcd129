// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A small set of integers, packed into its record in ascending order: four bytes of their number,
 * one of their width, which is 2, 4 or 8 bytes, then the integers.
 */
final class Integers {
  static final int HEADER = 5;

  /**
   * Each change makes the record anew. 512 integers, as many as Redis has unless told otherwise,
   * take 4 KiB; whoever sets {@code set-max-intset-entries} higher gets so much.
   */
  private static final int MAX_BYTES = 64 << 10;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Integers() {}

  /** The stored value of a set without members. */
  static byte[] empty() {
    return new byte[] {0, 0, 0, 0, 2};
  }

  static int count(MemorySegment segment, long value) {
    return segment.get(INT, value);
  }

  static int width(MemorySegment segment, long value) {
    return segment.get(BYTE, value + 4);
  }

  static long get(MemorySegment segment, long value, int index) {
    return read(segment, value + HEADER, width(segment, value), index);
  }

  private static long read(MemorySegment segment, long from, int width, int index) {
    long at = from + (long) index * width;
    return switch (width) {
      case 2 -> segment.get(SHORT, at);
      case 4 -> segment.get(INT, at);
      default -> segment.get(LONG, at);
    };
  }

  private static void write(MemorySegment segment, long from, int width, int index, long integer) {
    long at = from + (long) index * width;
    switch (width) {
      case 2 -> segment.set(SHORT, at, (short) integer);
      case 4 -> segment.set(INT, at, (int) integer);
      default -> segment.set(LONG, at, integer);
    }
  }

  private static int widthOf(long integer) {
    if (integer == (short) integer) {
      return 2;
    }
    return integer == (int) integer ? 4 : 8;
  }

  /** The index of {@code integer}; where it is not there, -1 less the index it would have. */
  static int find(MemorySegment segment, long value, long integer) {
    int low = 0;
    int high = count(segment, value) - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long there = get(segment, value, middle);
      if (there == integer) {
        return middle;
      }
      if (there < integer) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return -1 - low;
  }

  /** Whether one more integer keeps the record below its bound. */
  static boolean hasRoom(Entry set, long integer) {
    int width = Math.max(width(set.segment(), set.valueOffset()), widthOf(integer));
    long count = count(set.segment(), set.valueOffset()) + 1L;
    return HEADER + count * width <= MAX_BYTES;
  }

  /** Adds an integer before the one of {@code index}; there must be room. */
  static void insert(Entry set, int index, long integer) {
    int count = count(set.segment(), set.valueOffset());
    int width = width(set.segment(), set.valueOffset());
    int wider = Math.max(width, widthOf(integer));
    int length = set.valueLength();
    set.reshape(Kind.SET_INTEGERS, HEADER + (count + 1) * wider, length);
    MemorySegment segment = set.segment();
    long from = set.valueOffset() + HEADER;
    // From the end on, since the wider ones overlap the ones not read yet.
    for (int i = count; i > index; i--) {
      write(segment, from, wider, i, read(segment, from, width, i - 1));
    }
    if (wider > width) {
      for (int i = index - 1; i >= 0; i--) {
        write(segment, from, wider, i, read(segment, from, width, i));
      }
    }
    write(segment, from, wider, index, integer);
    segment.set(INT, set.valueOffset(), count + 1);
    segment.set(BYTE, set.valueOffset() + 4, (byte) wider);
  }

  /** Takes the integer of {@code index} out. */
  static void remove(Entry set, int index) {
    set.beforeWrite();
    MemorySegment segment = set.segment();
    long value = set.valueOffset();
    int count = count(segment, value);
    int width = width(segment, value);
    long to = value + HEADER + (long) index * width;
    MemorySegment.copy(segment, to + width, segment, to, (long) (count - index - 1) * width);
    segment.set(INT, value, count - 1);
    int kept = HEADER + (count - 1) * width;
    set.reshape(Kind.SET_INTEGERS, kept, kept);
  }

  /** Points {@code view} at the decimal text of an integer. */
  static void text(long integer, ByteView view) {
    byte[] digits = Long.toString(integer).getBytes(StandardCharsets.US_ASCII);
    view.set(digits, 0, digits.length);
  }
}
