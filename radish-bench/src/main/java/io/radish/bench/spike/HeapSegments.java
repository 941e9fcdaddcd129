// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * What other code of the process may do: reach heap segments through the same layouts, so that the
 * JDK's own profile of those accesses has seen more than one kind of segment.
 */
final class HeapSegments {
  private static final int ROUNDS = 2_000_000;

  private HeapSegments() {}

  /** Does so often enough to be compiled; the sum keeps it from being optimised away. */
  static long use() {
    ValueLayout.OfLong longs = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    ValueLayout.OfInt ints = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    MemorySegment[] heap = {
      MemorySegment.ofArray(new byte[64]), MemorySegment.ofArray(new long[8])
    };
    byte[] target = new byte[16];
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      MemorySegment segment = heap[round & 1];
      segment.set(longs, 8, round);
      segment.set(ints, 16, round);
      MemorySegment.copy(segment, 0, MemorySegment.ofArray(target), 0, target.length);
      sum += segment.get(longs, 16) + segment.get(ints, 8) + target[8];
    }
    return sum;
  }
}
