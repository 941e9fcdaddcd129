// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/**
 * A piece of native memory that units are gathered in until the disk has them.
 *
 * <p>One thread at a time fills it; the writer reads what was filled before it was told so. {@link
 * #used} and {@link #users} are guarded by whoever fills it: a unit, then the {@link BatchBuffer}.
 */
final class Block {
  /** The usual size: 2,000 small units, and cheap to make anew. */
  static final int BYTES = 256 << 10;

  final int capacity;

  /** The memory as the writer passes it to the disk; position and limit are the writer's. */
  private final ByteBuffer io;

  /** How many bytes are filled. */
  int used;

  /** How many batches have a slice of it, and one more while it is being filled. */
  int users = 1;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment segment;

  Block(int capacity) {
    this.capacity = capacity;
    segment = arena.allocate(capacity, Long.BYTES);
    io = segment.asByteBuffer();
  }

  int room() {
    return capacity - used;
  }

  void put(byte[] bytes, int length) {
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, used, length);
    used += length;
  }

  /** Where {@link #used} is, for who copies there and then adds to it. */
  MemorySegment segment() {
    return segment;
  }

  /** Overwrites bytes behind what is filled; the writer's, for the line that closes a batch. */
  void putAt(int at, byte[] bytes) {
    MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, at, bytes.length);
  }

  /** The filled bytes from {@code from} to {@code to}, for the writer. */
  ByteBuffer slice(int from, int to) {
    return io.clear().position(from).limit(to);
  }

  void free() {
    arena.close();
  }
}
