// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/** The decimal text of an integer, written where the one before was. Not thread-safe. */
final class IntegerText {
  /** The digits of the smallest whole number of 64 bits, with its minus. */
  private static final int LONGEST = 20;

  private final byte[] digits = new byte[LONGEST];

  /** Points {@code view} at the text of {@code integer}, valid until the next call. */
  void write(long integer, ByteView view) {
    int from = LONGEST;
    // Counted downwards, because the smallest number has no positive counterpart.
    long left = integer < 0 ? integer : -integer;
    do {
      digits[--from] = (byte) ('0' - left % 10);
      left /= 10;
    } while (left != 0);
    if (integer < 0) {
      digits[--from] = '-';
    }
    view.set(digits, from, LONGEST - from);
  }
}
