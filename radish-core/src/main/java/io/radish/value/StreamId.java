// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import org.jspecify.annotations.Nullable;

/**
 * The name of an entry of a stream: milliseconds, and a number among those of the same millisecond;
 * both are numbers of 64 bits without sign.
 */
public record StreamId(long millis, long sequence) implements Comparable<StreamId> {
  /** Below all others, and no entry's. */
  public static final StreamId ZERO = new StreamId(0, 0);

  public static final StreamId MAX = new StreamId(-1, -1);

  /** Digits of the largest number of 64 bits. */
  private static final int LONGEST = 20;

  /** What {@link #write} writes. */
  public static final int BYTES = 16;

  @Override
  public int compareTo(StreamId other) {
    return compare(millis, sequence, other.millis, other.sequence);
  }

  static int compare(long millis, long sequence, long otherMillis, long otherSequence) {
    int order = Long.compareUnsigned(millis, otherMillis);
    return order != 0 ? order : Long.compareUnsigned(sequence, otherSequence);
  }

  /** The one behind it; null behind {@link #MAX}. */
  public @Nullable StreamId next() {
    if (sequence != -1) {
      return new StreamId(millis, sequence + 1);
    }
    return millis == -1 ? null : new StreamId(millis + 1, 0);
  }

  /** The one before it; null before {@link #ZERO}. */
  public @Nullable StreamId previous() {
    if (sequence != 0) {
      return new StreamId(millis, sequence - 1);
    }
    return millis == 0 ? null : new StreamId(millis - 1, -1);
  }

  /** Writes it to {@code bytes} from {@code at} on, high bytes first. */
  void write(byte[] bytes, int at) {
    putLong(bytes, at, millis);
    putLong(bytes, at + Long.BYTES, sequence);
  }

  /** The one that {@link #write} has written. */
  static StreamId read(ByteView bytes, int at) {
    return new StreamId(getLong(bytes, at), getLong(bytes, at + Long.BYTES));
  }

  static void putLong(byte[] bytes, int at, long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      bytes[at + i] = (byte) (value >>> (56 - 8 * i));
    }
  }

  static long getLong(ByteView bytes, int at) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes.get(at + i) & 0xFF);
    }
    return value;
  }

  /**
   * The one that a text of {@link #toString} is; null where it is none. Nothing else is understood.
   */
  public static @Nullable StreamId parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 0) {
      return null;
    }
    Long millis = number(text.substring(0, dash));
    Long sequence = number(text.substring(dash + 1));
    return millis == null || sequence == null ? null : new StreamId(millis, sequence);
  }

  private static @Nullable Long number(String digits) {
    if (digits.isEmpty()
        || digits.length() > LONGEST
        || (digits.length() > 1 && digits.charAt(0) == '0')) {
      return null;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return null;
      }
    }
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(millis) + '-' + Long.toUnsignedString(sequence);
  }
}
