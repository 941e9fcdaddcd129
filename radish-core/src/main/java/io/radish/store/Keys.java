// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Compares a key in a record with a key that is looked for, eight bytes at a time. */
final class Keys {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  /** From this length on the vectorised comparison of segments is quicker than a loop of words. */
  private static final int WORD_LOOP_LIMIT = 64;

  private Keys() {}

  static boolean equal(MemorySegment segment, long at, int length, ByteView key) {
    if (length != key.length()) {
      return false;
    }
    byte[] array = key.array();
    if (array == null || length > WORD_LOOP_LIMIT) {
      long from = key.offset();
      return MemorySegment.mismatch(segment, at, at + length, key.segment(), from, from + length)
          < 0;
    }
    int from = (int) key.offset();
    int i = 0;
    for (; i + 8 <= length; i += 8) {
      if (segment.get(LONG, at + i) != (long) LONGS.get(array, from + i)) {
        return false;
      }
    }
    if (length >= 8) {
      return segment.get(LONG, at + length - 8) == (long) LONGS.get(array, from + length - 8);
    }
    for (; i < length; i++) {
      if (segment.get(BYTE, at + i) != array[from + i]) {
        return false;
      }
    }
    return true;
  }
}
