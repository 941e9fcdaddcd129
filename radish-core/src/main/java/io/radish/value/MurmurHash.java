// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * MurmurHash2 for 64-bit machines, by Austin Appleby ("MurmurHash64A"), over little-endian words.
 */
final class MurmurHash {
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;
  private static final int SHIFT = 47;

  private MurmurHash() {}

  static long of(ByteView bytes, long seed) {
    int length = bytes.length();
    MemorySegment segment = bytes.segment();
    long at = bytes.offset();
    long hash = seed ^ (length * MULTIPLIER);
    int i = 0;
    for (; i <= length - 8; i += 8) {
      long word = segment.get(WORD, at + i) * MULTIPLIER;
      word = (word ^ (word >>> SHIFT)) * MULTIPLIER;
      hash = (hash ^ word) * MULTIPLIER;
    }
    if (i < length) {
      long rest = 0;
      for (int k = length - 1; k >= i; k--) {
        rest = (rest << 8) | (bytes.get(k) & 0xFF);
      }
      hash = (hash ^ rest) * MULTIPLIER;
    }
    hash = (hash ^ (hash >>> SHIFT)) * MULTIPLIER;
    return hash ^ (hash >>> SHIFT);
  }
}
