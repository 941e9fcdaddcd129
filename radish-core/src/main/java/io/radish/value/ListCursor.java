// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;

/**
 * Walks the elements of a list from one position towards its tail, or from its end towards its
 * head.
 *
 * <p>Reads the value where it lies, which may be a copy of the record's value made at a cut: the
 * blocks behind it stay as they are while the cut is open. Reusable; used by one thread at a time.
 */
public final class ListCursor {
  private ShardMemory memory;
  private MemorySegment root = MemorySegment.NULL;
  private long value;
  private int kind;
  private MemorySegment segment = MemorySegment.NULL;
  private long start;
  private long at;
  private long end;
  private int chunk;
  private long left;

  /** Makes a cursor over lists in {@code memory}. */
  public ListCursor(ShardMemory memory) {
    this.memory = memory;
  }

  /** Opens the list of {@code kind} whose value lies at {@code value}, before its first element. */
  public ListCursor open(
      ShardMemory blocks, int kind, MemorySegment root, long value, int valueLength) {
    this.memory = blocks;
    this.kind = kind;
    this.root = root;
    this.value = value;
    this.chunk = 0;
    if (kind == Kind.LIST_PACKED) {
      segment = root;
      start = value + PackedList.HEADER;
      at = start;
      end = value + valueLength;
      left = PackedList.count(root, value);
    } else {
      left = ChunkedList.count(root, value);
      if (left > 0) {
        enterChunk();
      }
    }
    return this;
  }

  /** Opens the list in {@code list}, before its first element. */
  public ListCursor open(Entry list) {
    return open(list.memory(), list.kind(), list.segment(), list.valueOffset(), list.valueLength());
  }

  /** Opens the list in {@code list} before element {@code index}, which must be there. */
  public ListCursor openAt(Entry list, long index) {
    open(list);
    if (kind == Kind.LIST_PACKED) {
      at = Elements.seek(segment, start, end, left, index);
    } else {
      long place = ChunkedList.locate(memory, root, value, index);
      chunk = (int) (place >>> 32);
      enterChunk();
      at =
          Elements.seek(
              segment,
              start,
              end,
              ChunkedList.countAt(memory, root, value, chunk),
              place & 0xFFFF_FFFFL);
    }
    left -= index;
    return this;
  }

  /** Opens the list in {@code list} behind its last element, for {@link #previous}. */
  public ListCursor openAtEnd(Entry list) {
    open(list);
    if (kind == Kind.LIST_CHUNKED && left > 0) {
      chunk = ChunkedList.chunks(root, value) - 1;
      enterChunk();
    }
    at = end;
    left = 0;
    return this;
  }

  /** The number of elements from here on. */
  public long left() {
    return left;
  }

  /** Points {@code view} at the next element; false past the last. */
  public boolean next(ByteView view) {
    if (left == 0) {
      return false;
    }
    if (at == end) {
      chunk++;
      enterChunk();
    }
    at = Elements.read(segment, at, view);
    left--;
    return true;
  }

  /** Points {@code view} at the element before this place; false before the first. */
  public boolean previous(ByteView view) {
    if (at == start) {
      if (kind != Kind.LIST_CHUNKED || chunk == 0) {
        return false;
      }
      chunk--;
      enterChunk();
      at = end;
    }
    at = Elements.previous(segment, at);
    Elements.read(segment, at, view);
    left++;
    return true;
  }

  private void enterChunk() {
    int ref = ChunkedList.chunkAt(memory, root, value, chunk);
    segment = memory.segment(ref);
    start = Chunk.start(memory, ref);
    at = start;
    end = Chunk.end(memory, ref);
  }
}
