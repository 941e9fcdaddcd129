// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;

/** Reads the numbers, low byte first, that ziplists and listpacks are made of. */
final class PackedBytes {
  private PackedBytes() {}

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
