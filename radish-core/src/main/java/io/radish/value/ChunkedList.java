// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.MoveBudget;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A long list: chunks of elements ({@link Chunk}), and a directory that names them in order.
 *
 * <pre>
 *   record      directory | capacity | head | chunks, 4 bytes each | elements, 8 bytes
 *   directory   epoch | - | ring of capacity entries: chunk, number of its elements
 * </pre>
 *
 * <p>Elements are added at the two ends of the list, in a chunk that fills from the middle of the
 * list outwards, so that pushing and popping move nothing; what changes a list's inside is in
 * {@link ChunkedEdit}. Directory and chunks are copied before the first write after a cut ({@link
 * VersionedMemory}). All methods want the record writable already ({@link Entry#beforeWrite()}).
 */
final class ChunkedList {
  /** The bytes of the value in the record. */
  static final int VALUE_BYTES = 24;

  static final int DIRECTORY_HEADER = 8;
  private static final int FIRST_CAPACITY = 8;

  /** Chunks freed in one step: a few microseconds under the lock. */
  private static final int FREED_AT_ONCE = 64;

  /** What looking at an entry of the directory takes, in bytes that are moved meanwhile. */
  private static final int LOOK_BYTES = 64;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private ChunkedList() {}

  // ---- the record's value ----

  static int directory(MemorySegment segment, long value) {
    return segment.get(INT, value);
  }

  static int capacity(MemorySegment segment, long value) {
    return segment.get(INT, value + 4);
  }

  static int head(MemorySegment segment, long value) {
    return segment.get(INT, value + 8);
  }

  static int chunks(MemorySegment segment, long value) {
    return segment.get(INT, value + 12);
  }

  static long count(MemorySegment segment, long value) {
    return segment.get(LONG, value + 16);
  }

  /** Where in the directory's block the entry of chunk {@code index} of the list is. */
  static long entryOffset(int index, int head, int capacity) {
    return DIRECTORY_HEADER + 8L * ((head + index) & (capacity - 1));
  }

  // ---- changes ----

  /** Turns {@code root}, {@value #VALUE_BYTES} bytes of zeros, into the value of an empty list. */
  static void init(VersionedMemory versions, MemorySegment root) {
    root.set(INT, 0, newDirectory(versions, FIRST_CAPACITY));
    root.set(INT, 4, FIRST_CAPACITY);
  }

  static void push(
      VersionedMemory versions, MemorySegment root, long value, boolean left, ByteView element) {
    ShardMemory memory = versions.memory();
    ownDirectory(versions, root, value);
    long needed = Elements.bytes(element.length());
    int chunks = chunks(root, value);
    int index = left ? 0 : chunks - 1;
    int chunk = chunks == 0 ? 0 : chunkAt(memory, root, value, index);
    if (chunk == 0 || !Chunk.hasRoom(memory, chunk, left, needed)) {
      chunk = addChunk(versions, root, value, left, needed);
      index = left ? 0 : chunks(root, value) - 1;
    } else {
      chunk = ownChunk(versions, root, value, index);
    }
    Chunk.push(memory, chunk, left, element);
    addToCount(memory, root, value, index, 1);
    root.set(LONG, value + 16, count(root, value) + 1);
  }

  /** Drops {@code dropped} elements from one end, at most as many as there are. */
  static void drop(Entry list, boolean left, long dropped) {
    MemorySegment root = list.segment();
    long value = list.valueOffset();
    VersionedMemory versions = list.versions();
    ShardMemory memory = versions.memory();
    ownDirectory(versions, root, value);
    root.set(LONG, value + 16, count(root, value) - dropped);
    long todo = dropped;
    while (todo > 0) {
      int index = left ? 0 : chunks(root, value) - 1;
      int elements = countAt(memory, root, value, index);
      if (elements <= todo) {
        removeEndChunk(versions, root, value, left);
        todo -= elements;
      } else {
        dropInChunk(versions, root, value, index, left, (int) todo);
        todo = 0;
      }
    }
  }

  /** Copies directory and chunks of the value at {@code value} to {@code to}; the copy's value. */
  static byte[] copy(ShardMemory from, MemorySegment root, long value, VersionedMemory to) {
    byte[] bytes = new byte[VALUE_BYTES];
    MemorySegment copy = MemorySegment.ofArray(bytes);
    int capacity = capacity(root, value);
    copy.set(INT, 0, newDirectory(to, capacity));
    copy.set(INT, 4, capacity);
    copy.set(LONG, 16, count(root, value));
    try {
      for (int i = 0, n = chunks(root, value); i < n; i++) {
        int chunk =
            copyBlock(
                from,
                chunkAt(from, root, value, i),
                to,
                Chunk.blockBytes(from, chunkAt(from, root, value, i)));
        copy.set(INT, 12, i + 1);
        setEntry(to.memory(), copy, 0, i, chunk, countAt(from, root, value, i));
      }
    } catch (RuntimeException | Error noMemory) {
      free(to, copy, 0);
      throw noMemory;
    }
    return bytes;
  }

  /** Frees the directory and all chunks of the value at {@code value}. */
  static void free(VersionedMemory versions, MemorySegment root, long value) {
    while (chunks(root, value) > 0) {
      removeEndChunk(versions, root, value, false);
    }
    freeDirectory(versions, root, value);
  }

  /** Frees up to {@value #FREED_AT_ONCE} chunks, the directory last; whether nothing is left. */
  static boolean freeSome(VersionedMemory versions, MemorySegment root) {
    for (int i = 0; i < FREED_AT_ONCE && chunks(root, 0) > 0; i++) {
      removeEndChunk(versions, root, 0, false);
    }
    if (chunks(root, 0) > 0) {
      return false;
    }
    freeDirectory(versions, root, 0);
    return true;
  }

  private static void freeDirectory(VersionedMemory versions, MemorySegment root, long value) {
    ShardMemory memory = versions.memory();
    int directory = directory(root, value);
    versions.free(directory, directoryBytes(capacity(root, value)), Chunk.epoch(memory, directory));
  }

  /** The bytes of all blocks behind the value at {@code value}. */
  static long bytes(ShardMemory memory, MemorySegment root, long value) {
    long bytes = ShardMemory.blockBytes(directoryBytes(capacity(root, value)));
    for (int i = 0, n = chunks(root, value); i < n; i++) {
      bytes += ShardMemory.blockBytes(Chunk.blockBytes(memory, chunkAt(memory, root, value, i)));
    }
    return bytes;
  }

  /**
   * Moves directory and chunks of the value at {@code value} out of the parts of the memory that
   * are being emptied, from chunk {@code from} on until {@code budget} is spent; no cut may be
   * open.
   *
   * @return the chunk to go on from; -1 behind the last
   */
  static int moveBlocks(
      ShardMemory memory, MemorySegment root, long value, int from, MoveBudget budget) {
    int directory = directory(root, value);
    if (from == 0 && memory.isToMove(directory)) {
      long bytes = directoryBytes(capacity(root, value));
      root.set(INT, value, moveBlock(memory, directory, bytes));
      budget.spend(bytes);
    }
    for (int i = from, n = chunks(root, value); i < n; i++) {
      if (budget.isSpent()) {
        return i;
      }
      int chunk = chunkAt(memory, root, value, i);
      budget.spend(LOOK_BYTES);
      if (memory.isToMove(chunk)) {
        long bytes = Chunk.blockBytes(memory, chunk);
        int fresh = moveBlock(memory, chunk, bytes);
        setEntry(memory, root, value, i, fresh, countAt(memory, root, value, i));
        budget.spend(bytes);
      }
    }
    return -1;
  }

  private static int moveBlock(ShardMemory memory, int block, long bytes) {
    int fresh = memory.allocate(bytes);
    MemorySegment.copy(
        memory.segment(block),
        ShardMemory.offset(block),
        memory.segment(fresh),
        ShardMemory.offset(fresh),
        bytes);
    memory.free(block, bytes);
    return fresh;
  }

  // ---- chunks ----

  static int chunkAt(ShardMemory memory, MemorySegment root, long value, int index) {
    int directory = directory(root, value);
    return memory
        .segment(directory)
        .get(INT, ShardMemory.offset(directory) + entryAt(root, value, index));
  }

  static int countAt(ShardMemory memory, MemorySegment root, long value, int index) {
    int directory = directory(root, value);
    return memory
        .segment(directory)
        .get(INT, ShardMemory.offset(directory) + entryAt(root, value, index) + 4);
  }

  private static long entryAt(MemorySegment root, long value, int index) {
    return entryOffset(index, head(root, value), capacity(root, value));
  }

  static void addToCount(
      ShardMemory memory, MemorySegment root, long value, int index, int change) {
    int directory = directory(root, value);
    long at = ShardMemory.offset(directory) + entryAt(root, value, index) + 4;
    MemorySegment segment = memory.segment(directory);
    segment.set(INT, at, segment.get(INT, at) + change);
  }

  private static int addChunk(
      VersionedMemory versions, MemorySegment root, long value, boolean left, long needed) {
    ShardMemory memory = versions.memory();
    if (chunks(root, value) == capacity(root, value)) {
      growDirectory(versions, root, value);
    }
    int chunk = Chunk.allocate(versions, needed, left);
    int chunks = chunks(root, value);
    if (left) {
      root.set(INT, value + 8, (head(root, value) - 1) & (capacity(root, value) - 1));
    }
    root.set(INT, value + 12, chunks + 1);
    setEntry(memory, root, value, left ? 0 : chunks, chunk, 0);
    return chunk;
  }

  private static void removeEndChunk(
      VersionedMemory versions, MemorySegment root, long value, boolean left) {
    int chunks = chunks(root, value);
    int chunk = chunkAt(versions.memory(), root, value, left ? 0 : chunks - 1);
    if (left) {
      root.set(INT, value + 8, (head(root, value) + 1) & (capacity(root, value) - 1));
    }
    root.set(INT, value + 12, chunks - 1);
    Chunk.free(versions, chunk);
  }

  private static void dropInChunk(
      VersionedMemory versions,
      MemorySegment root,
      long value,
      int index,
      boolean left,
      int dropped) {
    ShardMemory memory = versions.memory();
    int chunk = ownChunk(versions, root, value, index);
    Chunk.drop(memory, chunk, countAt(memory, root, value, index), left, dropped);
    addToCount(memory, root, value, index, -dropped);
  }

  /** Makes the chunk one that may be written to; its reference, which may be new. */
  static int ownChunk(VersionedMemory versions, MemorySegment root, long value, int index) {
    ShardMemory memory = versions.memory();
    int chunk = chunkAt(memory, root, value, index);
    if (!versions.isShared(Chunk.epoch(memory, chunk))) {
      return chunk;
    }
    int copy = copyBlock(memory, chunk, versions, Chunk.blockBytes(memory, chunk));
    setEntry(memory, root, value, index, copy, countAt(memory, root, value, index));
    Chunk.free(versions, chunk);
    return copy;
  }

  private static int copyBlock(ShardMemory from, int block, VersionedMemory to, long bytes) {
    int copy = to.memory().allocate(bytes);
    MemorySegment target = to.memory().segment(copy);
    long at = ShardMemory.offset(copy);
    MemorySegment.copy(from.segment(block), ShardMemory.offset(block), target, at, bytes);
    target.set(INT, at, to.epoch());
    return copy;
  }

  // ---- directory ----

  private static long directoryBytes(int capacity) {
    return DIRECTORY_HEADER + 8L * capacity;
  }

  private static int newDirectory(VersionedMemory versions, int capacity) {
    ShardMemory memory = versions.memory();
    int directory = memory.allocate(directoryBytes(capacity));
    memory.segment(directory).set(INT, ShardMemory.offset(directory), versions.epoch());
    return directory;
  }

  static void setEntry(
      ShardMemory memory, MemorySegment root, long value, int index, int chunk, int count) {
    int directory = directory(root, value);
    MemorySegment segment = memory.segment(directory);
    long at = ShardMemory.offset(directory) + entryAt(root, value, index);
    segment.set(INT, at, chunk);
    segment.set(INT, at + 4, count);
  }

  static void ownDirectory(VersionedMemory versions, MemorySegment root, long value) {
    ShardMemory memory = versions.memory();
    int directory = directory(root, value);
    int epoch = Chunk.epoch(memory, directory);
    if (versions.isShared(epoch)) {
      long bytes = directoryBytes(capacity(root, value));
      root.set(INT, value, copyBlock(memory, directory, versions, bytes));
      versions.free(directory, bytes, epoch);
    }
  }

  /** Makes room for {@code added} entries before entry {@code index}; they are to be set. */
  static void openGap(
      VersionedMemory versions, MemorySegment root, long value, int index, int added) {
    int chunks = chunks(root, value);
    if (chunks + added > capacity(root, value)) {
      growDirectory(versions, root, value);
    }
    ShardMemory memory = versions.memory();
    root.set(INT, value + 12, chunks + added);
    if (index < chunks / 2) {
      root.set(INT, value + 8, (head(root, value) - added) & (capacity(root, value) - 1));
      for (int i = 0; i < index; i++) {
        copyEntry(memory, root, value, i + added, i);
      }
    } else {
      for (int i = chunks - 1; i >= index; i--) {
        copyEntry(memory, root, value, i, i + added);
      }
    }
  }

  /** Takes entry {@code index} out of the directory. */
  static void closeGap(ShardMemory memory, MemorySegment root, long value, int index) {
    int chunks = chunks(root, value);
    if (index < chunks / 2) {
      for (int i = index; i > 0; i--) {
        copyEntry(memory, root, value, i - 1, i);
      }
      root.set(INT, value + 8, (head(root, value) + 1) & (capacity(root, value) - 1));
    } else {
      for (int i = index; i < chunks - 1; i++) {
        copyEntry(memory, root, value, i + 1, i);
      }
    }
    root.set(INT, value + 12, chunks - 1);
  }

  private static void copyEntry(
      ShardMemory memory, MemorySegment root, long value, int from, int to) {
    int directory = directory(root, value);
    MemorySegment segment = memory.segment(directory);
    long at = ShardMemory.offset(directory);
    segment.set(
        LONG, at + entryAt(root, value, to), segment.get(LONG, at + entryAt(root, value, from)));
  }

  /**
   * The chunk that element {@code index} lies in, and the number of elements before it there; found
   * from the nearer end of the directory.
   *
   * @return the chunk in the upper 32 bits
   */
  static long locate(ShardMemory memory, MemorySegment root, long value, long index) {
    long count = count(root, value);
    if (index < count / 2) {
      long before = index;
      int chunk = 0;
      int inChunk = countAt(memory, root, value, chunk);
      while (before >= inChunk) {
        before -= inChunk;
        inChunk = countAt(memory, root, value, ++chunk);
      }
      return (long) chunk << 32 | before;
    }
    long from = count;
    int chunk = chunks(root, value);
    do {
      from -= countAt(memory, root, value, --chunk);
    } while (from > index);
    return (long) chunk << 32 | (index - from);
  }

  private static void growDirectory(VersionedMemory versions, MemorySegment root, long value) {
    ShardMemory memory = versions.memory();
    int old = directory(root, value);
    int capacity = capacity(root, value);
    int wider = newDirectory(versions, capacity * 2);
    MemorySegment from = memory.segment(old);
    MemorySegment to = memory.segment(wider);
    for (int i = 0, n = chunks(root, value); i < n; i++) {
      to.set(
          LONG,
          ShardMemory.offset(wider) + DIRECTORY_HEADER + 8L * i,
          from.get(LONG, ShardMemory.offset(old) + entryAt(root, value, i)));
    }
    root.set(INT, value, wider);
    root.set(INT, value + 4, capacity * 2);
    root.set(INT, value + 8, 0);
    versions.free(old, directoryBytes(capacity), Chunk.epoch(memory, old));
  }
}
