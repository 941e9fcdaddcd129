// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the arguments of a request lie, gathered while the request is being decoded: columns of
 * offsets and lengths and, from the first argument in native memory on, of regions.
 */
final class Places {
  /** Region of an argument that lies on the heap. */
  static final int ON_HEAP = -1;

  private static final int FEW = 16;

  /** Places that are kept from one request to the next: 16 KiB. */
  private static final int KEPT = 2048;

  int[] offsets = new int[FEW];
  int[] lengths = new int[FEW];
  int @Nullable [] regions;
  int count;

  /** Adds an argument; a region other than {@link #ON_HEAP} only after {@link #openRegions}. */
  void add(int offset, int length, int region) {
    if (count == offsets.length) {
      grow();
    }
    offsets[count] = offset;
    lengths[count] = length;
    int[] column = regions;
    if (column != null) {
      column[count] = region;
    }
    count++;
  }

  /** Doubles the columns. */
  void grow() {
    int size = offsets.length * 2;
    offsets = Arrays.copyOf(offsets, size);
    lengths = Arrays.copyOf(lengths, size);
    int[] column = regions;
    if (column != null) {
      regions = Arrays.copyOf(column, size);
    }
  }

  /** Begins the column of regions; the arguments so far lie on the heap. */
  void openRegions() {
    int[] column = new int[offsets.length];
    Arrays.fill(column, 0, count, ON_HEAP);
    regions = column;
  }

  /** Forgets all arguments, and gives back columns that have become long. */
  void clear() {
    count = 0;
    regions = null;
    if (offsets.length > KEPT) {
      trim();
    }
  }

  /** Gives back what few arguments do not need; only where there are none. */
  void trim() {
    if (offsets.length > FEW) {
      offsets = new int[FEW];
      lengths = new int[FEW];
    }
  }

  /** Adds the words, laid one after the other in the array that is returned. */
  byte[] addJoined(List<byte[]> words) {
    int total = 0;
    for (byte[] word : words) {
      add(total, word.length, ON_HEAP);
      total += word.length;
    }
    byte[] joined = new byte[total];
    for (int i = 0; i < count; i++) {
      System.arraycopy(words.get(i), 0, joined, offsets[i], lengths[i]);
    }
    return joined;
  }

  /** Heap that the columns take. */
  long memoryBytes() {
    int[] column = regions;
    return 4L * (offsets.length + lengths.length + (column == null ? 0 : column.length));
  }
}
