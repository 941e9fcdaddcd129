// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A seeded 64-bit hash of a key, or of any bytes, in the manner of wyhash: 16 bytes a round, folded
 * by a 128-bit product.
 *
 * <p>The seed is drawn at start, so that nobody outside can choose keys that collide. Every factor
 * of a product has a secret of its own in it, made from the seed: with a constant that everybody
 * can read, a key that holds the constant makes a product of 0, whatever the rest of it is.
 *
 * <p>Three parts of a hash are used, and do not overlap: the low bits choose the shard, bits 16 to
 * 23 are the tag, the high bits are the place in the index.
 */
public final class SeededHash {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** The step from one secret to the next: 2^64 by the golden ratio, as in SplitMix64. */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  /** Each half of a secret has at least so many bits set, and as many that are not. */
  private static final int BITS_IN_HALF = 10;

  private final long first;
  private final long second;
  private final long last;

  /** Makes the hash of one seed. */
  public SeededHash(long seed) {
    first = secret(seed);
    second = secret(first);
    last = secret(second);
  }

  /** The first number after {@code seed} that is as good a factor as random numbers mostly are. */
  private static long secret(long seed) {
    long state = seed;
    while (true) {
      state += STEP;
      long mixed = mix(state);
      if (isBalanced((int) mixed) && isBalanced((int) (mixed >>> 32))) {
        return mixed;
      }
    }
  }

  private static boolean isBalanced(int half) {
    int bits = Integer.bitCount(half);
    return bits >= BITS_IN_HALF && bits <= Integer.SIZE - BITS_IN_HALF;
  }

  /** Spreads the bits of a number over all of it, as SplitMix64 does. */
  public static long mix(long number) {
    long z = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    return z ^ z >>> 31;
  }

  /** What the first half of every 16 bytes is combined with; for tests, which make keys of it. */
  public long second() {
    return second;
  }

  /** The hash of {@code length} bytes from {@code at} on. */
  public long of(byte[] key, int at, int length) {
    long secret = second;
    long state = first;
    int left = length;
    int i = at;
    while (left > 16) {
      state = fold((long) LONGS.get(key, i) ^ secret, (long) LONGS.get(key, i + 8) ^ state);
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
      a = join(key[i], key[i + (left >> 1)], key[i + left - 1]);
      b = 0;
    } else {
      a = 0;
      b = 0;
    }
    return finish(a, b, state, length);
  }

  /** The hash of {@code length} bytes from {@code at} on. */
  public long of(MemorySegment segment, long at, int length) {
    long secret = second;
    long state = first;
    int left = length;
    long i = at;
    while (left > 16) {
      state = fold(segment.get(LONG, i) ^ secret, segment.get(LONG, i + 8) ^ state);
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
          join(
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

  /** The hash of all bytes. */
  public long of(ByteView bytes) {
    byte[] array = bytes.array();
    return array == null
        ? of(bytes.segment(), bytes.offset(), bytes.length())
        : of(array, (int) bytes.offset(), bytes.length());
  }

  private static long join(byte first, byte middle, byte last) {
    return ((first & 0xFFL) << 16) | ((middle & 0xFFL) << 8) | (last & 0xFFL);
  }

  private long finish(long a, long b, long state, int length) {
    return fold(last ^ length, fold(a ^ second, b ^ state));
  }

  private static long fold(long a, long b) {
    return a * b ^ Math.unsignedMultiplyHigh(a, b);
  }
}
