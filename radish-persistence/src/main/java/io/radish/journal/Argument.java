// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.journal.SegmentInput.BrokenException;
import io.radish.memory.ByteView;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One argument of a command being read, until the next is read into its place. Large ones lie
 * outside the heap, as they will in the store. Used by one thread.
 */
final class Argument implements Closeable {
  private static final int HEAP_BYTES = 64 << 10;
  private static final int FIRST_BYTES = 256;

  private final ByteView view = new ByteView();
  private byte[] bytes = new byte[FIRST_BYTES];
  private @Nullable Arena arena;

  /** Reads the next argument; the view is good until the next one. */
  ByteView read(SegmentInput in) throws IOException, BrokenException {
    int length = in.count('$');
    close();
    if (length <= HEAP_BYTES) {
      if (length > bytes.length) {
        bytes = new byte[HEAP_BYTES];
      }
      in.copy(bytes, length);
      view.set(bytes, 0, length);
    } else {
      MemorySegment segment = outsideTheHeap(length);
      in.copy(segment, length);
      view.set(segment, 0, length);
    }
    in.lineEnd();
    return view;
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close(), or before the next is read
  private MemorySegment outsideTheHeap(int length) {
    Arena large = Arena.ofConfined();
    arena = large;
    return large.allocate(length, Long.BYTES);
  }

  /** What was read last. */
  ByteView view() {
    return view;
  }

  /** Gives back what lies outside the heap. */
  @Override
  public void close() {
    Arena large = arena;
    if (large != null) {
      arena = null;
      view.set(bytes, 0, 0);
      large.close();
    }
  }
}
