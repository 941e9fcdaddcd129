// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Whole numbers as Redis reads them: 64 bits, an optional minus, digits, nothing else.
 *
 * <p>Each number has one spelling only: no plus sign, no leading zeros, no minus zero, no blanks.
 */
final class Integers {
  /** Digits of the longest number, with its minus. */
  private static final int LONGEST = 20;

  private Integers() {}

  static boolean isLong(byte[] bytes, int offset, int length) {
    if (length < 1 || length > LONGEST) {
      return false;
    }
    boolean negative = bytes[offset] == '-';
    int at = negative ? offset + 1 : offset;
    int end = offset + length;
    if (at == end) {
      return false;
    }
    if (bytes[at] == '0') {
      return length == 1;
    }
    // Counted downwards, because the smallest number has no positive counterpart.
    long value = 0;
    for (; at < end; at++) {
      int digit = bytes[at] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      if (value < Long.MIN_VALUE / 10 || value * 10 < Long.MIN_VALUE + digit) {
        return false;
      }
      value = value * 10 - digit;
    }
    return negative || value != Long.MIN_VALUE;
  }

  /** The value of what {@link #isLong} has approved. */
  static long toLong(byte[] bytes, int offset, int length) {
    boolean negative = bytes[offset] == '-';
    long value = 0;
    for (int at = negative ? offset + 1 : offset; at < offset + length; at++) {
      value = value * 10 - (bytes[at] - '0');
    }
    return negative ? value : -value;
  }

  /**
   * The bytes of a segment that could be a number, or an empty array where it is too long for one.
   */
  static byte[] candidate(MemorySegment segment) {
    return segment.byteSize() > LONGEST ? new byte[0] : segment.toArray(JAVA_BYTE);
  }
}
