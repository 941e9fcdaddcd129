// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A block of native memory, zeroed, until it is closed. Used by one thread. */
final class NativeBlock implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment segment;

  NativeBlock(long bytes) {
    segment = arena.allocate(bytes, Long.BYTES);
  }

  MemorySegment segment() {
    return segment;
  }

  @Override
  public void close() {
    arena.close();
  }
}
