// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What a string does as a row of bits: bit 0 is the highest one of the first byte.
 *
 * <p>Reads eight bytes at a time from where they lie, and takes no memory of its own.
 */
public final class Bits {
  /** How strings are combined bit by bit. */
  public enum Operation {
    AND,
    OR,
    XOR,
    NOT
  }

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfLong BIG_ENDIAN = WORD.withOrder(ByteOrder.BIG_ENDIAN);

  /** How much is combined at a time: it stays in the processor's nearest cache meanwhile. */
  private static final int BLOCK_BYTES = 16 << 10;

  private Bits() {}

  /** Bit {@code offset}; those behind the end are 0. */
  public static int get(ByteView bytes, long offset) {
    long at = offset >>> 3;
    return at >= bytes.length() ? 0 : (bytes.get((int) at) >> (7 - (offset & 7))) & 1;
  }

  /** The byte that a byte becomes whose bit {@code offset} is set or cleared. */
  public static byte with(int old, long offset, int bit) {
    int shift = 7 - (int) (offset & 7);
    return (byte) ((old & ~(1 << shift)) | (bit << shift));
  }

  /** The number of bits that are set from {@code from} to {@code to}, both included and there. */
  public static long count(ByteView bytes, long from, long to) {
    int first = (int) (from >>> 3);
    int last = (int) (to >>> 3);
    int before = bytes.get(first) & 0xFF & ~(0xFF >>> (from & 7));
    int behind = bytes.get(last) & (0x7F >>> (to & 7));
    return count(bytes.segment(), bytes.offset() + first, last - first + 1)
        - Integer.bitCount(before)
        - Integer.bitCount(behind);
  }

  private static long count(MemorySegment segment, long at, int length) {
    long sum = 0;
    int i = 0;
    for (; i <= length - 8; i += 8) {
      sum += Long.bitCount(segment.get(WORD, at + i));
    }
    for (; i < length; i++) {
      sum += Integer.bitCount(segment.get(BYTE, at + i) & 0xFF);
    }
    return sum;
  }

  /**
   * The first bit from {@code from} to {@code to}, both included and there, that is {@code bit}; -1
   * where there is none.
   */
  public static long position(ByteView bytes, int bit, long from, long to) {
    // What is looked for is a one in the bytes, flipped where it is a zero.
    long flip = bit == 0 ? -1 : 0;
    int first = (int) (from >>> 3);
    int head = (bytes.get(first) ^ (int) flip) & (0xFF >>> (from & 7));
    long found =
        head != 0
            ? 8L * first + highest(head)
            : position(bytes.segment(), bytes.offset(), first + 1, (int) (to >>> 3), flip);
    return found <= to ? found : -1;
  }

  private static long position(MemorySegment segment, long at, int first, int last, long flip) {
    int i = first;
    for (; i <= last - 7; i += 8) {
      long word = segment.get(BIG_ENDIAN, at + i) ^ flip;
      if (word != 0) {
        return 8L * i + Long.numberOfLeadingZeros(word);
      }
    }
    for (; i <= last; i++) {
      int octet = (segment.get(BYTE, at + i) ^ (int) flip) & 0xFF;
      if (octet != 0) {
        return 8L * i + highest(octet);
      }
    }
    return -1;
  }

  private static int highest(int octet) {
    return Integer.numberOfLeadingZeros(octet) - 24;
  }

  /** The bytes that {@link #combine} makes: as many as the longest source has. */
  public static int combinedLength(List<ByteView> sources) {
    return sources.stream().mapToInt(ByteView::length).max().orElse(0);
  }

  /**
   * Writes what comes of {@code sources}, at least one and for {@code NOT} just one, to {@code
   * target} from {@code at} on: {@link #combinedLength} bytes. Shorter sources end in zeros; none
   * may lie where the target is.
   */
  public static void combine(
      Operation operation, List<ByteView> sources, MemorySegment target, long at) {
    int length = combinedLength(sources);
    for (int from = 0; from < length; from += BLOCK_BYTES) {
      int size = Math.min(BLOCK_BYTES, length - from);
      copy(sources.getFirst(), from, target, at + from, size);
      if (operation == Operation.NOT) {
        not(target, at + from, size);
      }
      for (int i = 1; i < sources.size(); i++) {
        combine(operation, sources.get(i), from, target, at + from, size);
      }
    }
  }

  /** Copies a block of a source, with zeros behind its end. */
  private static void copy(ByteView source, int from, MemorySegment to, long at, int size) {
    int there = Math.clamp(source.length() - (long) from, 0, size);
    if (there > 0) {
      MemorySegment.copy(source.segment(), source.offset() + from, to, at, there);
    }
    to.asSlice(at + there, size - there).fill((byte) 0);
  }

  private static void not(MemorySegment target, long at, int size) {
    int i = 0;
    for (; i <= size - 8; i += 8) {
      target.set(WORD, at + i, ~target.get(WORD, at + i));
    }
    for (; i < size; i++) {
      target.set(BYTE, at + i, (byte) ~target.get(BYTE, at + i));
    }
  }

  private static void combine(
      Operation operation, ByteView source, int from, MemorySegment target, long at, int size) {
    int there = Math.clamp(source.length() - (long) from, 0, size);
    MemorySegment segment = source.segment();
    long offset = source.offset() + from;
    switch (operation) {
      case AND -> {
        and(segment, offset, target, at, there);
        target.asSlice(at + there, size - there).fill((byte) 0);
      }
      case OR -> or(segment, offset, target, at, there);
      case XOR -> xor(segment, offset, target, at, there);
      case NOT -> throw new IllegalArgumentException("NOT has one source");
    }
  }

  // One loop for each operation: a loop that has to ask which one is several times slower.

  private static void and(MemorySegment from, long offset, MemorySegment to, long at, int size) {
    int i = 0;
    for (; i <= size - 8; i += 8) {
      to.set(WORD, at + i, to.get(WORD, at + i) & from.get(WORD, offset + i));
    }
    for (; i < size; i++) {
      to.set(BYTE, at + i, (byte) (to.get(BYTE, at + i) & from.get(BYTE, offset + i)));
    }
  }

  private static void or(MemorySegment from, long offset, MemorySegment to, long at, int size) {
    int i = 0;
    for (; i <= size - 8; i += 8) {
      to.set(WORD, at + i, to.get(WORD, at + i) | from.get(WORD, offset + i));
    }
    for (; i < size; i++) {
      to.set(BYTE, at + i, (byte) (to.get(BYTE, at + i) | from.get(BYTE, offset + i)));
    }
  }

  private static void xor(MemorySegment from, long offset, MemorySegment to, long at, int size) {
    int i = 0;
    for (; i <= size - 8; i += 8) {
      to.set(WORD, at + i, to.get(WORD, at + i) ^ from.get(WORD, offset + i));
    }
    for (; i < size; i++) {
      to.set(BYTE, at + i, (byte) (to.get(BYTE, at + i) ^ from.get(BYTE, offset + i)));
    }
  }
}
