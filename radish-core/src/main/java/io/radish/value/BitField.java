// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.util.OptionalLong;

/**
 * A whole number of some bits in a string, at any bit of it; its highest bit comes first.
 *
 * @param isSigned whether its highest bit is a sign, in two's complement
 * @param width its bits: 1 to 64, or to 63 without a sign
 */
public record BitField(boolean isSigned, int width) {
  /** What becomes of a number that does not fit. */
  public enum Overflow {
    /** Its lowest bits are taken. */
    WRAP,
    /** The nearest number is taken that fits. */
    SAT,
    /** Nothing is done. */
    FAIL
  }

  /** The most bytes that a number touches. */
  public static final int MOST_BYTES = 9;

  /** The number of bytes touched by the number at bit {@code offset}. */
  public int bytes(long offset) {
    return (int) ((offset & 7) + width + 7) >>> 3;
  }

  /** The number at bit {@code offset}; bits behind the end are 0. */
  public long read(ByteView string, long offset) {
    long first = offset >>> 3;
    int shift = (int) (offset & 7);
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = (bits << 8) | octet(string, first + i);
    }
    if (shift > 0) {
      bits = (bits << shift) | (octet(string, first + 8) >>> (8 - shift));
    }
    return isSigned ? bits >> (64 - width) : bits >>> (64 - width);
  }

  private static int octet(ByteView string, long at) {
    return at < string.length() ? string.get((int) at) & 0xFF : 0;
  }

  /**
   * Puts the number into the {@link #bytes} bytes around it, as {@code around} has them from the
   * byte of bit {@code offset} on.
   */
  public void write(byte[] around, long offset, long value) {
    int shift = (int) (offset & 7);
    int end = shift + width;
    for (int i = 0; i < bytes(offset); i++) {
      int spare = (i + 1) * 8 - end; // the bits behind the number, negative for those of it to come
      int mask = spare > 0 ? 0xFF << spare : 0xFF;
      mask &= i == 0 ? 0xFF >>> shift : 0xFF;
      long part = spare > 0 ? value << spare : value >>> -spare;
      around[i] = (byte) ((around[i] & ~mask) | ((int) part & mask));
    }
  }

  /**
   * The sum of two numbers, the first of which need not fit, in this field; nothing where it does
   * not fit and is not to be changed.
   */
  public OptionalLong sum(long value, long increment, Overflow overflow) {
    int direction = isSigned ? signedOverflow(value, increment) : overflow(value, increment);
    if (direction == 0) {
      return OptionalLong.of(value + increment);
    }
    return switch (overflow) {
      case WRAP -> OptionalLong.of(wrap(value + increment));
      case SAT -> OptionalLong.of(direction > 0 ? max() : min());
      case FAIL -> OptionalLong.empty();
    };
  }

  private long max() {
    return isSigned ? Long.MAX_VALUE >>> (64 - width) : -1L >>> (64 - width);
  }

  private long min() {
    return isSigned ? -max() - 1 : 0;
  }

  private long wrap(long sum) {
    return isSigned ? sum << (64 - width) >> (64 - width) : sum & max();
  }

  /**
   * Which bound is passed: 1 for the greatest, -1 for the least, 0 for none. The room up to a bound
   * is counted in 64 bits and may itself run over, where the value is near their end: Redis takes a
   * very small number for too great one then, and so does this.
   */
  private int signedOverflow(long value, long increment) {
    long up = max() - value;
    long down = min() - value;
    boolean narrow = width != 64;
    if (value > max()
        || (narrow && increment > up)
        || (value >= 0 && increment > 0 && increment > up)) {
      return 1;
    }
    boolean below =
        value < min()
            || (narrow && increment < down)
            || (value < 0 && increment < 0 && increment < down);
    return below ? -1 : 0;
  }

  /** As {@link #signedOverflow}; a negative value is a very great one without its sign. */
  private int overflow(long value, long increment) {
    if (Long.compareUnsigned(value, max()) > 0 || (increment > 0 && increment > max() - value)) {
      return 1;
    }
    return increment < 0 && increment < -value ? -1 : 0;
  }
}
