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

  /** Stands in the place of a length before the deadline of the value in front of it. */
  private static final int DEADLINE = -1;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final ShardMemory memory = new ShardMemory();
  private final List<Block> blocks = new ArrayList<>();
  private int block;
  private long at;
  private long deadline = EntryCursor.NO_EXPIRY;

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
    Block last = room(LENGTH_BYTES + (long) element.length());
    MemorySegment segment = memory.segment(last.ref);
    long to = ShardMemory.offset(last.ref) + last.end;
    segment.set(INT, to, element.length());
    element.copyTo(segment, to + LENGTH_BYTES);
    last.end += LENGTH_BYTES + (long) element.length();
  }

  /** Adds when the field expires whose value was added last. */
  void addDeadline(long expiresAtMillis) {
    Block last = room(LENGTH_BYTES + Long.BYTES);
    MemorySegment segment = memory.segment(last.ref);
    long to = ShardMemory.offset(last.ref) + last.end;
    segment.set(INT, to, DEADLINE);
    segment.set(LONG, to + LENGTH_BYTES, expiresAtMillis);
    last.end += LENGTH_BYTES + Long.BYTES;
  }

  /** The last block, or another one, with room for so many bytes. */
  private Block room(long needed) {
    Block last = blocks.isEmpty() ? null : blocks.getLast();
    if (last == null || last.bytes - last.end < needed) {
      long bytes = Math.max(BLOCK_BYTES, needed);
      last = new Block(memory.allocate(bytes), bytes);
      blocks.add(last);
    }
    return last;
  }

  /** Goes back to the first element; whether there is one. */
  boolean rewind() {
    block = 0;
    at = 0;
    return !blocks.isEmpty();
  }

  boolean next(ByteView view) {
    deadline = EntryCursor.NO_EXPIRY;
    if (!hasMore()) {
      return false;
    }
    Block current = blocks.get(block);
    MemorySegment segment = memory.segment(current.ref);
    long from = ShardMemory.offset(current.ref) + at;
    int length = segment.get(INT, from);
    view.set(segment, from + LENGTH_BYTES, length);
    at += LENGTH_BYTES + (long) length;
    takeDeadline();
    return true;
  }

  private boolean hasMore() {
    while (block < blocks.size() && at == blocks.get(block).end) {
      block++;
      at = 0;
    }
    return block < blocks.size();
  }

  private void takeDeadline() {
    if (!hasMore()) {
      return;
    }
    int ref = blocks.get(block).ref;
    long from = ShardMemory.offset(ref) + at;
    if (memory.segment(ref).get(INT, from) == DEADLINE) {
      deadline = memory.segment(ref).get(LONG, from + LENGTH_BYTES);
      at += LENGTH_BYTES + Long.BYTES;
    }
  }

  /** When the field expires whose value was shown last, or {@link EntryCursor#NO_EXPIRY}. */
  long deadline() {
    return deadline;
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
