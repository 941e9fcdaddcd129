// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * How elements of a collection lie one behind the other, readable from both ends.
 *
 * <pre>
 *   length: 7 bits a byte, low ones first, top bit for more | bytes | the same length, mirrored
 * </pre>
 */
final class Elements {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private Elements() {}

  /** The bytes that an element of {@code length} bytes takes. */
  static long bytes(int length) {
    return length + 2L * lengthBytes(length);
  }

  private static int lengthBytes(int length) {
    return length < 0x80 ? 1 : (38 - Integer.numberOfLeadingZeros(length)) / 7;
  }

  /** Writes an element at {@code at}; where the next one begins. */
  static long write(MemorySegment segment, long at, ByteView element) {
    int length = element.length();
    int prefix = lengthBytes(length);
    long end = at + prefix + length;
    element.copyTo(segment, at + prefix);
    for (int i = 0; i < prefix; i++) {
      byte part = (byte) (((length >>> (7 * i)) & 0x7F) | (i + 1 < prefix ? 0x80 : 0));
      segment.set(BYTE, at + i, part);
      segment.set(BYTE, end + prefix - 1 - i, part);
    }
    return end + prefix;
  }

  /** Points {@code view} at the element that begins at {@code at}; where the next one begins. */
  static long read(MemorySegment segment, long at, ByteView view) {
    int length = 0;
    int prefix = 0;
    byte part;
    do {
      part = segment.get(BYTE, at + prefix);
      length |= (part & 0x7F) << (7 * prefix++);
    } while (part < 0);
    view.set(segment, at + prefix, length);
    return at + 2L * prefix + length;
  }

  /** Where the element that ends at {@code end} begins. */
  static long previous(MemorySegment segment, long end) {
    int length = 0;
    int prefix = 0;
    byte part;
    do {
      part = segment.get(BYTE, end - 1 - prefix);
      length |= (part & 0x7F) << (7 * prefix++);
    } while (part < 0);
    return end - 2L * prefix - length;
  }

  /** Where the element that follows the one at {@code at} begins. */
  static long next(MemorySegment segment, long at) {
    int length = 0;
    int prefix = 0;
    byte part;
    do {
      part = segment.get(BYTE, at + prefix);
      length |= (part & 0x7F) << (7 * prefix++);
    } while (part < 0);
    return at + 2L * prefix + length;
  }

  /**
   * Where element {@code index} of the {@code count} between {@code from} and {@code end} begins.
   */
  static long seek(MemorySegment segment, long from, long end, long count, long index) {
    long at;
    if (index < count / 2) {
      at = from;
      for (long i = 0; i < index; i++) {
        at = next(segment, at);
      }
    } else {
      at = end;
      for (long i = count; i > index; i--) {
        at = previous(segment, at);
      }
    }
    return at;
  }

  /** The number of the elements between {@code from} and {@code end} that equal {@code sought}. */
  static int matches(MemorySegment segment, long from, long end, ByteView sought) {
    return without(segment, from, end, sought, 0, 0, (start, next) -> {});
  }

  /**
   * Hands over the elements between {@code from} and {@code end}, apart from {@code removed} of
   * those that equal {@code sought}: the ones behind the first {@code spared} of these.
   *
   * @return the number of elements that equal {@code sought}, all of them
   */
  static int without(
      MemorySegment segment,
      long from,
      long end,
      ByteView sought,
      int spared,
      int removed,
      Kept kept) {
    ByteView each = new ByteView();
    int matches = 0;
    long at = from;
    while (at < end) {
      long next = read(segment, at, each);
      boolean match = each.contentEquals(sought);
      if (!match || matches < spared || matches >= spared + removed) {
        kept.keep(at, next);
      }
      matches += match ? 1 : 0;
      at = next;
    }
    return matches;
  }

  /** Takes an element that is kept, and lies between {@code from} and {@code to}. */
  @FunctionalInterface
  interface Kept {
    void keep(long from, long to);
  }
}
