// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;

/**
 * A place in a ziplist or listpack, moving from entry to entry; the numbers in either have their
 * low byte first.
 */
abstract class PackedBytes {
  static final int END = 0xFF;

  /** What the number of entries says where it does not fit. */
  static final int UNKNOWN_COUNT = 0xFFFF;

  final ByteView bytes;

  /** Where the closing byte stands. */
  final int end;

  /** The element read last. */
  final ByteView element = new ByteView();

  int at;

  PackedBytes(ByteView bytes, int header) {
    this.bytes = bytes;
    this.end = bytes.length() - 1;
    this.at = header;
  }

  /** Whether {@code bytes} begin with their own length and end as they should. */
  static boolean isFramed(ByteView bytes, int header) {
    return bytes.length() >= header + 1
        && unsigned(bytes, 0, 4) == bytes.length()
        && (bytes.get(bytes.length() - 1) & 0xFF) == END;
  }

  /**
   * Passes by {@code header} bytes and reads a string; false where it is longer than what is left.
   */
  final boolean string(int header, long length) {
    at += header;
    if (length > end - at) {
      return false;
    }
    element.set(bytes, at, (int) length);
    at += (int) length;
    return true;
  }

  /** The {@code count} bytes at {@code at} as a number without a sign, at most 7. */
  static long unsigned(ByteView bytes, int at, int count) {
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (bytes.get(at + i) & 0xFFL) << (8 * i);
    }
    return number;
  }

  /** The {@code count} bytes at {@code at} as a number with a sign, at most 8. */
  static long signed(ByteView bytes, int at, int count) {
    long number = 0;
    for (int i = 0; i < count; i++) {
      number |= (bytes.get(at + i) & 0xFFL) << (8 * i);
    }
    int spare = 64 - 8 * count;
    return number << spare >> spare;
  }

  /** Points {@code view} at the digits of {@code number}. */
  static ByteView digits(long number, ByteView view) {
    byte[] text = Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    return view.set(text, 0, text.length);
  }
}
