// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * The registers of a HyperLogLog of many elements, six bits each: the first one in the lowest bits
 * of the first byte, and on from there.
 */
final class DenseRegisters {
  private static final int BITS = 6;
  private static final int MASK = (1 << BITS) - 1;

  private DenseRegisters() {}

  /** The register's value in the bytes of a whole HyperLogLog. */
  static int get(ByteView value, int register) {
    int at = byteOf(register);
    int shift = shiftOf(register);
    int low = (value.get(at) & 0xFF) >>> shift;
    int high = bytesOf(register) == 1 ? 0 : value.get(at + 1) << (8 - shift);
    return (low | high) & MASK;
  }

  /** Where the register begins. */
  static int byteOf(int register) {
    return HyperLogLog.HEADER_BYTES + register * BITS / 8;
  }

  /** Whether the register lies in one byte or two. */
  static int bytesOf(int register) {
    return shiftOf(register) > 8 - BITS ? 2 : 1;
  }

  private static int shiftOf(int register) {
    return (register * BITS) & 7;
  }

  /** Sets the register within its {@link #bytesOf} bytes, which begin at {@code at}. */
  static void set(byte[] bytes, int at, int register, int rank) {
    int shift = shiftOf(register);
    bytes[at] = (byte) ((bytes[at] & ~(MASK << shift)) | (rank << shift));
    if (bytesOf(register) == 2) {
      bytes[at + 1] = (byte) ((bytes[at + 1] & ~(MASK >>> (8 - shift))) | (rank >>> (8 - shift)));
    }
  }
}
