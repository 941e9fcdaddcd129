// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.memory.ByteView;
import org.jspecify.annotations.Nullable;

/** Decimal numbers as ASCII, without making strings. */
final class Decimal {
  /** The most a number takes. */
  static final int MAX_BYTES = 20;

  private static final int BASE = 10;

  /** Writes {@code value} at {@code at}; returns the place behind it. */
  static int put(long value, byte[] target, int at) {
    long rest = value > 0 ? -value : value;
    int end = at + digits(rest);
    if (value < 0) {
      target[at] = '-';
      end++;
    }
    int place = end;
    do {
      target[--place] = (byte) ('0' - rest % BASE);
      rest /= BASE;
    } while (rest != 0);
    return end;
  }

  /** The number that the bytes are, written as {@link #put} does; null where they are none. */
  static @Nullable Long parse(ByteView bytes) {
    int length = bytes.length();
    int first = length > 0 && bytes.get(0) == '-' ? 1 : 0;
    if (length == first || length > MAX_BYTES) {
      return null;
    }
    long negative = 0;
    for (int i = first; i < length; i++) {
      int digit = bytes.get(i) - '0';
      if (digit < 0 || digit >= BASE || negative < (Long.MIN_VALUE + digit) / BASE) {
        return null;
      }
      negative = negative * BASE - digit;
    }
    if (first == 0 && negative == Long.MIN_VALUE) {
      return null;
    }
    long value = first == 1 ? negative : -negative;
    return length(value) == length ? value : null;
  }

  /** How many bytes {@code value} takes. */
  static int length(long value) {
    return value < 0 ? digits(value) + 1 : digits(-value);
  }

  /** The digits of a number that is not positive, because those go one further. */
  private static int digits(long negative) {
    int digits = 1;
    for (long rest = negative; rest <= -BASE; rest /= BASE) {
      digits++;
    }
    return digits;
  }

  private Decimal() {}
}
