// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A seeded 64-bit hash of a key, in the manner of wyhash: 16 bytes a round, folded by a 128-bit
 * product.
 *
 * <p>The seed is drawn at start, so that nobody outside can choose keys that collide. Three parts
 * of a hash are used, and do not overlap: the low bits choose the shard, bits 16 to 23 are the tag,
 * the high bits are the place in the index.
 */
final class KeyHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final long P0 = 0xa0761d6478bd642fL;
  private static final long P1 = 0xe7037ed1a0b428dbL;
  private static final long P2 = 0x8ebc6af09c88c6e3L;

  private KeyHash() {}

  static long of(byte[] key, int at, int length, long seed) {
    long state = seed ^ P0;
    int left = length;
    int i = at;
    while (left > 16) {
      state = fold((long) LONGS.get(key, i) ^ P1, (long) LONGS.get(key, i + 8) ^ state);
      i += 16;
      left -= 16;
    }
    long a;
    long b;
    if (left >= 8) {
      a = (long) LONGS.get(key, i);
      b = (long) LONGS.get(key, i + left - 8);
    } else if (left >= 4) {
      a = (int) INTS.get(key, i) & 0xFFFFFFFFL;
      b = (int) INTS.get(key, i + left - 4) & 0xFFFFFFFFL;
    } else if (left > 0) {
      a = mix(key[i], key[i + (left >> 1)], key[i + left - 1]);
      b = 0;
    } else {
      a = 0;
      b = 0;
    }
    return finish(a, b, state, length);
  }

  static long of(MemorySegment segment, long at, int length, long seed) {
    long state = seed ^ P0;
    int left = length;
    long i = at;
    while (left > 16) {
      state = fold(segment.get(LONG, i) ^ P1, segment.get(LONG, i + 8) ^ state);
      i += 16;
      left -= 16;
    }
    long a;
    long b;
    if (left >= 8) {
      a = segment.get(LONG, i);
      b = segment.get(LONG, i + left - 8);
    } else if (left >= 4) {
      a = segment.get(INT, i) & 0xFFFFFFFFL;
      b = segment.get(INT, i + left - 4) & 0xFFFFFFFFL;
    } else if (left > 0) {
      a =
          mix(
              segment.get(BYTE, i),
              segment.get(BYTE, i + (left >> 1)),
              segment.get(BYTE, i + left - 1));
      b = 0;
    } else {
      a = 0;
      b = 0;
    }
    return finish(a, b, state, length);
  }

  private static long mix(byte first, byte middle, byte last) {
    return ((first & 0xFFL) << 16) | ((middle & 0xFFL) << 8) | (last & 0xFFL);
  }

  private static long finish(long a, long b, long state, int length) {
    return fold(P2 ^ length, fold(a ^ P1, b ^ state));
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
