// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Bytes kept for a while: few of them in an array that is used again, many outside the heap.
 *
 * <p>Used by one thread.
 */
final class HeldBytes implements AutoCloseable {
  /** Up to here they stay in the array: what a heap of any size can spare. */
  private static final int MOST_IN_ARRAY = 64 << 10;

  private static final int LEAST_ARRAY = 256;

  private final ByteView view = new ByteView();
  private byte[] array = {};
  private @Nullable Arena arena;
  private MemorySegment segment = MemorySegment.NULL;
  private int room;
  private int length;

  /** Forgets what is here and makes room for {@code bytes}. */
  // The arena lives until the next begin or close.
  @SuppressWarnings("MustBeClosedChecker")
  void begin(int bytes) {
    close();
    room = bytes;
    if (bytes > MOST_IN_ARRAY) {
      Arena made = Arena.ofConfined();
      arena = made;
      segment = made.allocate(bytes);
    } else if (array.length < bytes) {
      array = new byte[Math.max(LEAST_ARRAY, Math.min(MOST_IN_ARRAY, 2 * bytes))];
    }
  }

  /** Adds bytes, for which there is room. */
  void append(ByteView bytes) {
    if (bytes.length() > room - length) {
      throw new IllegalArgumentException("more bytes than were announced");
    }
    if (arena == null) {
      bytes.copyTo(0, array, length, bytes.length());
    } else {
      bytes.copyTo(segment, length);
    }
    length += bytes.length();
  }

  /** Keeps these bytes and no others. */
  void set(ByteView bytes) {
    begin(bytes.length());
    append(bytes);
  }

  /** Shows the bytes, until the next change. */
  ByteView view() {
    return arena == null ? view.set(array, 0, length) : view.set(segment, 0, length);
  }

  /** Gives back native memory; it can be used again. */
  @Override
  public void close() {
    Arena made = arena;
    arena = null;
    segment = MemorySegment.NULL;
    room = 0;
    length = 0;
    if (made != null) {
      made.close();
    }
  }
}
