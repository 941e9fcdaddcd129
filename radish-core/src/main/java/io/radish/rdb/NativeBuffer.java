// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Bytes outside the heap that grow at their end: values may be larger than the heap.
 *
 * <p>Used by one thread, and to be closed by it.
 */
class NativeBuffer implements AutoCloseable {
  private static final long FIRST_BYTES = 256;

  private Arena arena;
  private MemorySegment segment;
  private long size;

  @SuppressWarnings("MustBeClosedChecker") // closed by close(), or by grow() after the next
  NativeBuffer() {
    arena = Arena.ofConfined();
    segment = arena.allocate(FIRST_BYTES);
  }

  /** The bytes, and the room behind them; another segment after each growth. */
  final MemorySegment segment() {
    return segment;
  }

  /** The number of bytes. */
  final long size() {
    return size;
  }

  final void setSize(long bytes) {
    size = bytes;
  }

  /** Sees to it that there is room for {@code more} bytes. */
  final void reserve(long more) {
    if (segment.byteSize() - size < more) {
      grow(Math.max(segment.byteSize() * 2, size + more));
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // closed by close(), or by the next growth
  private void grow(long capacity) {
    Arena wider = Arena.ofConfined();
    try {
      MemorySegment room = wider.allocate(capacity);
      MemorySegment.copy(segment, 0, room, 0, size);
      segment = room;
    } catch (OutOfMemoryError noMemory) {
      wider.close();
      throw noMemory;
    }
    arena.close();
    arena = wider;
  }

  /** Points {@code view} at the bytes, of which there must be fewer than 2 GiB. */
  final ByteView view(ByteView view) {
    return view.set(segment, 0, Math.toIntExact(size));
  }

  @Override
  public final void close() {
    arena.close();
  }
}
