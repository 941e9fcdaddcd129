// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The checksum of payloads: CRC-64 with the polynomial of Jones, reflected, from 0, eight bytes a
 * step.
 */
final class Crc64 {
  private static final long REFLECTED_POLYNOMIAL = 0x95AC9329AC4BC9B5L;
  private static final ValueLayout.OfLong LITTLE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** {@code TABLES[n][b]}: what byte {@code b} does to the sum when {@code n} zeros follow it. */
  private static final long[][] TABLES = new long[8][256];

  static {
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REFLECTED_POLYNOMIAL;
      }
      TABLES[0][b] = crc;
    }
    for (int n = 1; n < 8; n++) {
      for (int b = 0; b < 256; b++) {
        long before = TABLES[n - 1][b];
        TABLES[n][b] = before >>> 8 ^ TABLES[0][(int) before & 0xFF];
      }
    }
  }

  private Crc64() {}

  /** The sum of {@code length} bytes from {@code from} on. */
  static long of(MemorySegment segment, long from, long length) {
    long crc = 0;
    long at = from;
    long end = from + length;
    for (; end - at >= 8; at += 8) {
      long word = crc ^ segment.get(LITTLE_LONG, at);
      crc = 0;
      for (int n = 7; n >= 0; n--) {
        crc ^= TABLES[n][(int) word & 0xFF];
        word >>>= 8;
      }
    }
    for (; at < end; at++) {
      int b = segment.get(ValueLayout.JAVA_BYTE, at) & 0xFF;
      crc = crc >>> 8 ^ TABLES[0][((int) crc & 0xFF) ^ b];
    }
    return crc;
  }
}
