// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import io.radish.memory.ShardMemory;
import io.radish.memory.VersionedMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Changes to the inside of a {@link ChunkedList}: an element put in, taken out or exchanged.
 *
 * <p>The chunk is made anew with what it is to hold, since copying a page costs little more than
 * moving what lies behind the place; so an open cut keeps the old chunk without further ado. Where
 * one page does not suffice, the chunk is split at the place. Where elements were taken out, a
 * chunk is joined with a neighbour if both fill less than a page, so that a list whose inside is
 * taken out does not become a row of nearly empty pages.
 */
final class ChunkedEdit {
  /** Two chunks are joined up to this size: the next insertion is not to split them again. */
  private static final int JOINED_BYTES = Chunk.ROOM * 3 / 4;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final VersionedMemory versions;
  private final ShardMemory memory;
  private final MemorySegment root;
  private final long value;

  /** Begins to change {@code list}, whose record is writable. */
  ChunkedEdit(Entry list) {
    this.versions = list.versions();
    this.memory = list.memory();
    this.root = list.segment();
    this.value = list.valueOffset();
    ChunkedList.ownDirectory(versions, root, value);
  }

  /** Puts an element before element {@code index}, which is there. */
  void insert(long index, ByteView element) {
    long place = ChunkedList.locate(memory, root, value, index);
    int chunkIndex = (int) (place >>> 32);
    if ((int) place == 0 && chunkIndex > 0 && insertBetween(chunkIndex, element)) {
      changeCount(1);
    } else {
      splice(chunkIndex, (int) place, 0, element);
    }
  }

  /** Puts another element in the place of element {@code index}, which is there. */
  void set(long index, ByteView element) {
    long place = ChunkedList.locate(memory, root, value, index);
    int chunkIndex = (int) (place >>> 32);
    int chunk = ChunkedList.chunkAt(memory, root, value, chunkIndex);
    long from = seek(chunkIndex, (int) place);
    long to = Elements.next(memory.segment(chunk), from);
    if (to - from == Elements.bytes(element.length())) {
      long within = from - Chunk.start(memory, chunk);
      int own = ChunkedList.ownChunk(versions, root, value, chunkIndex);
      Elements.write(memory.segment(own), Chunk.start(memory, own) + within, element);
    } else {
      splice(chunkIndex, (int) place, 1, element);
      join(chunkIndex);
      join(chunkIndex - 1);
    }
  }

  /**
   * Takes out elements equal to {@code element}, at most {@code limit}, from the head or the tail
   * on; their number. The list may be empty afterwards.
   */
  long remove(ByteView element, boolean fromTail, long limit) {
    long left = limit;
    int step = fromTail ? -1 : 1;
    int index = fromTail ? ChunkedList.chunks(root, value) - 1 : 0;
    while (left > 0 && index >= 0 && index < ChunkedList.chunks(root, value)) {
      int chunk = ChunkedList.chunkAt(memory, root, value, index);
      int count = ChunkedList.countAt(memory, root, value, index);
      int matches = matches(chunk, element);
      int removed = (int) Math.min(matches, left);
      if (removed == 0) {
        index += step;
        continue;
      }
      left -= removed;
      if (removed == count) {
        ChunkedList.closeGap(memory, root, value, index);
        index += fromTail ? -1 : 0;
      } else {
        int kept = without(chunk, element, fromTail ? matches - removed : 0, removed);
        ChunkedList.setEntry(memory, root, value, index, kept, count - removed);
        boolean joined = join(fromTail ? index : index - 1);
        index += joined && !fromTail ? 0 : step;
      }
      Chunk.free(versions, chunk);
      changeCount(-removed);
    }
    return limit - left;
  }

  private int matches(int chunk, ByteView element) {
    long start = Chunk.start(memory, chunk);
    return Elements.matches(memory.segment(chunk), start, Chunk.end(memory, chunk), element);
  }

  /** A new chunk without {@code removed} of the equal elements, the first {@code spared} apart. */
  private int without(int chunk, ByteView element, int spared, int removed) {
    int fresh = Chunk.allocate(versions, Chunk.used(memory, chunk), false);
    MemorySegment segment = memory.segment(chunk);
    Elements.without(
        segment,
        Chunk.start(memory, chunk),
        Chunk.end(memory, chunk),
        element,
        spared,
        removed,
        (from, to) -> Chunk.append(memory, fresh, segment, from, to));
    return fresh;
  }

  /**
   * Takes {@code removed} elements, 0 or 1, out of a chunk behind its first {@code within}, and
   * puts {@code element} there.
   */
  private void splice(int index, int within, int removed, ByteView element) {
    int chunk = ChunkedList.chunkAt(memory, root, value, index);
    int count = ChunkedList.countAt(memory, root, value, index);
    MemorySegment segment = memory.segment(chunk);
    long from = seek(index, within);
    long to = removed == 0 ? from : Elements.next(segment, from);
    long start = Chunk.start(memory, chunk);
    long end = Chunk.end(memory, chunk);
    long total = from - start + Elements.bytes(element.length()) + end - to;
    Row row = new Row(total > Chunk.ROOM ? total / 2 : Long.MAX_VALUE);
    row.add(segment, start, from, within);
    row.add(element);
    row.add(segment, to, end, count - within - removed);
    exchange(index, row);
    changeCount(1 - removed);
  }

  /**
   * Puts an element between two chunks: into the first where it has room, or into one of its own
   * where neither has; false where the second alone has room.
   */
  private boolean insertBetween(int index, ByteView element) {
    long needed = Elements.bytes(element.length());
    int before = ChunkedList.chunkAt(memory, root, value, index - 1);
    int behind = ChunkedList.chunkAt(memory, root, value, index);
    if (Chunk.hasRoom(memory, before, false, needed)) {
      int own = ChunkedList.ownChunk(versions, root, value, index - 1);
      Chunk.push(memory, own, false, element);
      ChunkedList.addToCount(memory, root, value, index - 1, 1);
      return true;
    }
    if (Chunk.used(memory, behind) + needed <= Chunk.ROOM) {
      return false;
    }
    Row row = new Row(Long.MAX_VALUE);
    row.add(element);
    ChunkedList.openGap(versions, root, value, index, 1);
    ChunkedList.setEntry(memory, root, value, index, row.chunks[0], 1);
    return true;
  }

  private void exchange(int index, Row row) {
    int old = ChunkedList.chunkAt(memory, root, value, index);
    ChunkedList.openGap(versions, root, value, index, row.length - 1);
    for (int i = 0; i < row.length; i++) {
      ChunkedList.setEntry(memory, root, value, index + i, row.chunks[i], row.counts[i]);
    }
    Chunk.free(versions, old);
  }

  /** Joins a chunk with the one behind it where both are small; whether it did. */
  private boolean join(int index) {
    if (index < 0 || index + 1 >= ChunkedList.chunks(root, value)) {
      return false;
    }
    int first = ChunkedList.chunkAt(memory, root, value, index);
    int second = ChunkedList.chunkAt(memory, root, value, index + 1);
    if (Chunk.used(memory, first) + Chunk.used(memory, second) > JOINED_BYTES) {
      return false;
    }
    Row row = new Row(Long.MAX_VALUE);
    row.addAll(first, ChunkedList.countAt(memory, root, value, index));
    row.addAll(second, ChunkedList.countAt(memory, root, value, index + 1));
    ChunkedList.setEntry(memory, root, value, index, row.chunks[0], row.counts[0]);
    ChunkedList.closeGap(memory, root, value, index + 1);
    Chunk.free(versions, first);
    Chunk.free(versions, second);
    return true;
  }

  private long seek(int index, int within) {
    int chunk = ChunkedList.chunkAt(memory, root, value, index);
    return Elements.seek(
        memory.segment(chunk),
        Chunk.start(memory, chunk),
        Chunk.end(memory, chunk),
        ChunkedList.countAt(memory, root, value, index),
        within);
  }

  private void changeCount(long change) {
    root.set(LONG, value + 16, ChunkedList.count(root, value) + change);
  }

  /**
   * Fresh chunks, filled one after the other with what takes the place of one.
   *
   * <p>What is too much for a page is split in its middle, wherever the change was: so that every
   * page is half full at least, whichever place in it grows.
   */
  private final class Row {
    /** What was there before an element, the element, and what was there behind it, one split. */
    private static final int MOST = 4;

    private final int[] chunks = new int[MOST];
    private final int[] counts = new int[MOST];
    private int length;

    /** The bytes to be added before another chunk is begun. */
    private long untilSplit;

    private Row(long untilSplit) {
      this.untilSplit = untilSplit;
    }

    private void add(ByteView element) {
      int at = chunkFor(Elements.bytes(element.length()));
      Chunk.push(memory, chunks[at], false, element);
      counts[at]++;
    }

    private void addAll(int chunk, int count) {
      MemorySegment segment = memory.segment(chunk);
      add(segment, Chunk.start(memory, chunk), Chunk.end(memory, chunk), count);
    }

    private void add(MemorySegment source, long from, long to, int count) {
      if (to - from > untilSplit && untilSplit > 0) {
        long split = from;
        int before = 0;
        while (split - from < untilSplit) {
          split = Elements.next(source, split);
          before++;
        }
        addWhole(source, from, split, before);
        addWhole(source, split, to, count - before);
      } else {
        addWhole(source, from, to, count);
      }
    }

    private void addWhole(MemorySegment source, long from, long to, int count) {
      if (count > 0) {
        int at = chunkFor(to - from);
        Chunk.append(memory, chunks[at], source, from, to);
        counts[at] += count;
      }
    }

    private int chunkFor(long bytes) {
      boolean splits = length > 0 && untilSplit <= 0;
      if (splits) {
        untilSplit = Long.MAX_VALUE;
      }
      untilSplit -= bytes;
      if (length == 0 || splits || !Chunk.hasRoom(memory, chunks[length - 1], false, bytes)) {
        chunks[length++] = Chunk.allocate(versions, bytes, false);
      }
      return length - 1;
    }
  }
}
