// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;

/** What a string does beside being read and set whole. */
public final class StringValue {
  /** The longest string, in bytes: Redis' own limit. */
  public static final long MAX_BYTES = 512L << 20;

  /** The digits of the longest whole number of 64 bits, with its minus. */
  private static final int LONGEST_INTEGER = 20;

  private StringValue() {}

  /** Adds bytes at the end; there must be room below {@link #MAX_BYTES}. */
  public static void append(Entry string, ByteView tail) {
    int length = string.valueLength();
    string.reshape(Kind.STRING_RAW, length + tail.length(), length);
    tail.copyTo(string.segment(), string.valueOffset() + length);
  }

  /** Overwrites bytes from {@code offset} on; a gap behind the old end is filled with zeros. */
  public static void setRange(Entry string, int offset, ByteView bytes) {
    int length = string.valueLength();
    int end = offset + bytes.length();
    if (end > length) {
      string.reshape(Kind.STRING_RAW, end, length);
      MemorySegment segment = string.segment();
      if (offset > length) {
        segment.asSlice(string.valueOffset() + length, offset - length).fill((byte) 0);
      }
    } else {
      string.beforeWrite();
      RecordLayout.setKind(string.segment(), string.at, Kind.STRING_RAW);
    }
    bytes.copyTo(string.segment(), string.valueOffset() + offset);
  }

  /** Has a string called raw from now on, as Redis does with whatever may be changed in place. */
  public static void makeRaw(Entry string) {
    if (string.kind() != Kind.STRING_RAW) {
      string.beforeWrite();
      RecordLayout.setKind(string.segment(), string.at, Kind.STRING_RAW);
    }
  }

  /**
   * Whether {@code text} is a 64-bit whole number in its one spelling: no plus sign, leading zero,
   * minus zero or blank.
   */
  public static boolean isInteger(ByteView text) {
    int length = text.length();
    if (length == 0 || length > LONGEST_INTEGER) {
      return false;
    }
    int first = text.get(0) == '-' ? 1 : 0;
    if (first == length || text.get(first) == '0') {
      return length == 1 && first == 0;
    }
    // Counted downwards, because the smallest number has no positive counterpart.
    long value = 0;
    for (int i = first; i < length; i++) {
      int digit = text.get(i) - '0';
      if (digit < 0
          || digit > 9
          || value < Long.MIN_VALUE / 10
          || value * 10 < Long.MIN_VALUE + digit) {
        return false;
      }
      value = value * 10 - digit;
    }
    return first == 1 || value != Long.MIN_VALUE;
  }

  /** The number that a text is of which {@link #isInteger} says so. */
  public static long integer(ByteView text) {
    int first = text.get(0) == '-' ? 1 : 0;
    long value = 0;
    for (int i = first; i < text.length(); i++) {
      value = value * 10 - (text.get(i) - '0');
    }
    return first == 1 ? value : -value;
  }

  /**
   * Puts another value, of one of the kinds of strings, in the place of the old one, deadline and
   * all else kept.
   */
  public static void replace(Entry string, int kind, ByteView value) {
    if (value.length() == string.valueLength()) {
      string.beforeWrite();
      RecordLayout.setKind(string.segment(), string.at, kind);
    } else {
      string.reshape(kind, value.length(), 0);
    }
    value.copyTo(string.segment(), string.valueOffset());
  }
}
