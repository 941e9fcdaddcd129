// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/**
 * Where one node of a list ends and the next begins, as in Redis 7.2 with {@code
 * list-max-listpack-size -2}, the elements being pushed one after the other.
 *
 * <p>A list is one listpack as long as it takes at most 8 KiB; then it becomes the first node of a
 * quicklist. For further nodes Redis reckons with eight more bytes for an element than it has.
 */
final class ListNodes {
  /** What a listpack may take: {@code list-max-listpack-size -2}. */
  static final int MAX_BYTES = 8192;

  private static final int EMPTY_BYTES = Listpack.HEADER + 1;
  private static final int ESTIMATED_OVERHEAD = 8;

  private long bytes = EMPTY_BYTES;
  private long nodes = 1;
  private boolean firstIsTooLong;

  /** Takes the next element; whether it begins another node. */
  boolean next(ByteView element) {
    int overhead = nodes == 1 ? 0 : ESTIMATED_OVERHEAD;
    boolean fits = bytes + element.length() + overhead <= MAX_BYTES;
    boolean begins = !fits && bytes > EMPTY_BYTES;
    if (begins) {
      nodes++;
      bytes = EMPTY_BYTES;
    } else if (!fits && nodes == 1) {
      firstIsTooLong = true;
    }
    bytes += Listpack.entryBytes(element);
    return begins;
  }

  /** The number of nodes so far. */
  long count() {
    return nodes;
  }

  /** Whether all so far is one listpack, and no quicklist. */
  boolean isListpack() {
    return nodes == 1 && !firstIsTooLong;
  }
}
