// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A block of a {@link ChunkedList} that holds elements one behind the other.
 *
 * <pre>
 *   epoch | bytes of the block | first element at | end of the last at, 4 bytes each | elements
 * </pre>
 *
 * <p>A block is one page, or just large enough for one element that takes more.
 */
final class Chunk {
  /** One page: small enough to be copied after a cut without being felt. */
  static final int BYTES = 4096;

  static final int HEADER = 16;

  /** What the elements of a page may take. */
  static final int ROOM = BYTES - HEADER;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private Chunk() {}

  /**
   * Makes an empty chunk for at least {@code needed} bytes of elements, which are to be added at
   * its head ({@code left}) or its tail.
   */
  static int allocate(VersionedMemory versions, long needed, boolean left) {
    ShardMemory memory = versions.memory();
    int bytes = (int) Math.max(BYTES, HEADER + needed);
    int chunk = memory.allocate(bytes);
    MemorySegment segment = memory.segment(chunk);
    long at = ShardMemory.offset(chunk);
    segment.set(INT, at, versions.epoch());
    segment.set(INT, at + 4, bytes);
    setBounds(segment, at, left ? bytes : HEADER, left ? bytes : HEADER);
    return chunk;
  }

  static void free(VersionedMemory versions, int chunk) {
    ShardMemory memory = versions.memory();
    versions.free(chunk, blockBytes(memory, chunk), epoch(memory, chunk));
  }

  /** The epoch of a chunk, or of a directory. */
  static int epoch(ShardMemory memory, int block) {
    return memory.segment(block).get(INT, ShardMemory.offset(block));
  }

  static int blockBytes(ShardMemory memory, int chunk) {
    return memory.segment(chunk).get(INT, ShardMemory.offset(chunk) + 4);
  }

  /** Where in its segment the first element begins. */
  static long start(ShardMemory memory, int chunk) {
    long at = ShardMemory.offset(chunk);
    return at + memory.segment(chunk).get(INT, at + 8);
  }

  /** Where in its segment the last element ends. */
  static long end(ShardMemory memory, int chunk) {
    long at = ShardMemory.offset(chunk);
    return at + memory.segment(chunk).get(INT, at + 12);
  }

  /** The bytes that the elements take. */
  static int used(ShardMemory memory, int chunk) {
    return (int) (end(memory, chunk) - start(memory, chunk));
  }

  static boolean hasRoom(ShardMemory memory, int chunk, boolean left, long needed) {
    MemorySegment segment = memory.segment(chunk);
    long at = ShardMemory.offset(chunk);
    return left
        ? segment.get(INT, at + 8) - HEADER >= needed
        : segment.get(INT, at + 4) - segment.get(INT, at + 12) >= needed;
  }

  /** Adds an element at the head ({@code left}) or the tail; there must be room. */
  static void push(ShardMemory memory, int chunk, boolean left, ByteView element) {
    int needed = (int) Elements.bytes(element.length());
    Elements.write(memory.segment(chunk), extend(memory, chunk, left, needed), element);
  }

  /** Copies elements to the tail; there must be room. */
  static void append(ShardMemory memory, int chunk, MemorySegment source, long from, long to) {
    int length = (int) (to - from);
    long at = extend(memory, chunk, false, length);
    MemorySegment.copy(source, from, memory.segment(chunk), at, length);
  }

  /** Takes {@code length} bytes of the room on one side for elements; where they are to go. */
  private static long extend(ShardMemory memory, int chunk, boolean left, int length) {
    MemorySegment segment = memory.segment(chunk);
    long at = ShardMemory.offset(chunk);
    if (left) {
      int start = segment.get(INT, at + 8) - length;
      segment.set(INT, at + 8, start);
      return at + start;
    }
    int end = segment.get(INT, at + 12);
    segment.set(INT, at + 12, end + length);
    return at + end;
  }

  /** Drops {@code dropped} of the {@code count} elements at one end. */
  static void drop(ShardMemory memory, int chunk, int count, boolean left, int dropped) {
    MemorySegment segment = memory.segment(chunk);
    long at = ShardMemory.offset(chunk);
    long from = start(memory, chunk);
    long end = end(memory, chunk);
    long boundary = Elements.seek(segment, from, end, count, left ? dropped : count - dropped);
    segment.set(INT, at + (left ? 8 : 12), (int) (boundary - at));
  }

  private static void setBounds(MemorySegment segment, long at, int start, int end) {
    segment.set(INT, at + 8, start);
    segment.set(INT, at + 12, end);
  }
}
