// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

/**
 * Joins the CRC32C of two runs of bytes into that of both, without the bytes.
 *
 * <p>Appending a zero bit to a message multiplies its CRC by x modulo the polynomial, which is a
 * linear map of 32 bits. Appending n zero bytes is that map to the power of 8n, made by repeated
 * squaring; then crc(A B) = zeros(crc(A), length of B) xor crc(B). It lets the header be patched
 * after the entries were written, without reading them again.
 */
final class Crc32cCombine {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int BITS = 32;

  /** The CRC32C of A followed by B. */
  static int combine(int crcA, int crcB, long lengthB) {
    int crc = crcA;
    int[] power = zeroByte();
    for (long rest = lengthB; rest != 0; rest >>>= 1) {
      if ((rest & 1) != 0) {
        crc = times(power, crc);
      }
      power = square(power);
    }
    return crc ^ crcB;
  }

  /** The map of one zero byte: that of one zero bit, squared three times. */
  private static int[] zeroByte() {
    int[] bit = new int[BITS];
    bit[0] = POLYNOMIAL;
    for (int i = 1; i < BITS; i++) {
      bit[i] = 1 << (i - 1);
    }
    return square(square(square(bit)));
  }

  private static int[] square(int[] map) {
    int[] squared = new int[BITS];
    for (int i = 0; i < BITS; i++) {
      squared[i] = times(map, map[i]);
    }
    return squared;
  }

  private static int times(int[] map, int vector) {
    int product = 0;
    for (int rest = vector; rest != 0; rest &= rest - 1) {
      product ^= map[Integer.numberOfTrailingZeros(rest)];
    }
    return product;
  }

  private Crc32cCombine() {}
}
