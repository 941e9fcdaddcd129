// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The elements of one collection on their way in, outside the heap, in blocks of 64 KiB or of an
 * element's own size.
 */
final class ElementBuffer {
  private static final long BLOCK_BYTES = 64 << 10;
  private static final int LENGTH_BYTES = 4;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final ShardMemory memory = new ShardMemory();
  private final List<Block> blocks = new ArrayList<>();
  private int block;
  private long at;

  private static final class Block {
    final int ref;
    final long bytes;
    long end;

    Block(int ref, long bytes) {
      this.ref = ref;
      this.bytes = bytes;
    }
  }

  void add(ByteView element) {
    long needed = LENGTH_BYTES + (long) element.length();
    Block last = blocks.isEmpty() ? null : blocks.getLast();
    if (last == null || last.bytes - last.end < needed) {
      long bytes = Math.max(BLOCK_BYTES, needed);
      last = new Block(memory.allocate(bytes), bytes);
      blocks.add(last);
    }
    MemorySegment segment = memory.segment(last.ref);
    long to = ShardMemory.offset(last.ref) + last.end;
    segment.set(INT, to, element.length());
    element.copyTo(segment, to + LENGTH_BYTES);
    last.end += needed;
  }

  /** Goes back to the first element; whether there is one. */
  boolean rewind() {
    block = 0;
    at = 0;
    return !blocks.isEmpty();
  }

  boolean next(ByteView view) {
    while (block < blocks.size() && at == blocks.get(block).end) {
      block++;
      at = 0;
    }
    if (block == blocks.size()) {
      return false;
    }
    Block current = blocks.get(block);
    MemorySegment segment = memory.segment(current.ref);
    long from = ShardMemory.offset(current.ref) + at;
    int length = segment.get(INT, from);
    view.set(segment, from + LENGTH_BYTES, length);
    at += LENGTH_BYTES + (long) length;
    return true;
  }

  /** Forgets the elements; keeps the memory of one block. */
  void clear() {
    for (Block each : blocks) {
      memory.free(each.ref, each.bytes);
    }
    blocks.clear();
    memory.takeReleased().forEach(Arena::close);
  }

  /** Gives all memory back. */
  void close() {
    blocks.clear();
    memory.clear();
    memory.takeReleased().forEach(Arena::close);
  }
}
