// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The layout of a bucket of an {@link Index}, and the search for a tag in it. */
final class Bucket {
  static final int BYTES = 64;
  static final int SLOTS = 12;
  static final int META = 12;
  static final int OVERFLOW_SHIFT = 16;
  static final int SLOT_MASK = (1 << SLOTS) - 1;

  private static final int REFS = 16;
  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private Bucket() {}

  static long refAt(long bucket, int slot) {
    return bucket + REFS + 4L * slot;
  }

  /** The first record in a bucket that has the tag of {@code hash}; 0 where none has. */
  static int candidate(MemorySegment segment, long bucket, long hash) {
    long matches = matches(segment, bucket, hash);
    return matches == 0 ? 0 : segment.get(INT, refAt(bucket, slotOf(matches)));
  }

  /**
   * The slots of a bucket that have the tag of {@code hash}, in one mask for both words of tags:
   * bit 8i is slot i, bit 8i+1 is slot 8+i.
   */
  static long matches(MemorySegment segment, long bucket, long hash) {
    long pattern = (hash >>> 16 & 0xFF) * 0x0101010101010101L;
    long low = zeroBytes(segment.get(LONG, bucket) ^ pattern);
    long high = zeroBytes((segment.get(INT, bucket + 8) ^ pattern) & 0xFFFFFFFFL) & 0xFFFFFFFFL;
    return low >>> 7 | high >>> 6;
  }

  /** The slot of the lowest bit in a mask of {@link #matches}. */
  static int slotOf(long matches) {
    int bit = Long.numberOfTrailingZeros(matches);
    return (bit >>> 3) + ((bit & 1) << 3);
  }

  /** A word with the high bit set in every byte of {@code word} that is zero, and in no other. */
  private static long zeroBytes(long word) {
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
  }
}
