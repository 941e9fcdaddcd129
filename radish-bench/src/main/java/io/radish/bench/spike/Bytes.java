// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Words within byte arrays, little-endian, at any offset. */
final class Bytes {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  private Bytes() {}

  /** A hash of all bytes: multiply and mix, a word at a time. */
  static long hash(byte[] bytes, int from, int length) {
    long hash = length * MULTIPLIER;
    int at = 0;
    for (; at + 8 <= length; at += 8) {
      hash = mix(hash ^ (long) LONG.get(bytes, from + at));
    }
    for (; at < length; at++) {
      hash = mix(hash ^ (bytes[from + at] & 0xFF));
    }
    return hash;
  }

  private static long mix(long word) {
    long product = word * MULTIPLIER;
    return (product ^ (product >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
  }
}
