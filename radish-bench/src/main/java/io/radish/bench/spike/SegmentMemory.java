// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Place (a): a memory segment per chunk from a shared arena, every access checked by the JDK. */
final class SegmentMemory implements RecordMemory {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final Arena arena = Arena.ofShared();
  private final MemorySegment index;
  private MemorySegment[] chunks = new MemorySegment[0];

  SegmentMemory(int indexBytes) {
    index = arena.allocate(indexBytes, 64);
  }

  @Override
  public int usableChunkBytes() {
    return CHUNK_BYTES;
  }

  @Override
  public int addChunk() {
    int number = chunks.length;
    MemorySegment[] grown = Arrays.copyOf(chunks, number + 1);
    grown[number] = arena.allocate(CHUNK_BYTES, 64);
    chunks = grown;
    return number;
  }

  @Override
  public long indexLong(int offset) {
    return index.get(LONG, offset);
  }

  @Override
  public void putIndexLong(int offset, long value) {
    index.set(LONG, offset, value);
  }

  @Override
  public int indexInt(int offset) {
    return index.get(INT, offset);
  }

  @Override
  public void putIndexInt(int offset, int value) {
    index.set(INT, offset, value);
  }

  @Override
  public void putIndexByte(int offset, byte value) {
    index.set(ValueLayout.JAVA_BYTE, offset, value);
  }

  @Override
  public long getLong(int reference, int offset) {
    return chunk(reference).get(LONG, at(reference) + offset);
  }

  @Override
  public void putLong(int reference, int offset, long value) {
    chunk(reference).set(LONG, at(reference) + offset, value);
  }

  @Override
  public boolean matches(int reference, int offset, byte[] bytes, int from, int length) {
    MemorySegment chunk = chunk(reference);
    long start = at(reference) + offset;
    int done = 0;
    for (; done + 8 <= length; done += 8) {
      if (chunk.get(LONG, start + done) != (long) Bytes.LONG.get(bytes, from + done)) {
        return false;
      }
    }
    for (; done < length; done++) {
      if (chunk.get(ValueLayout.JAVA_BYTE, start + done) != bytes[from + done]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void read(int reference, int offset, byte[] target, int length) {
    MemorySegment.copy(
        chunk(reference), ValueLayout.JAVA_BYTE, at(reference) + offset, target, 0, length);
  }

  @Override
  public void write(int reference, int offset, byte[] source, int from, int length) {
    MemorySegment.copy(
        source, from, chunk(reference), ValueLayout.JAVA_BYTE, at(reference) + offset, length);
  }

  @Override
  public void close() {
    arena.close();
  }

  private MemorySegment chunk(int reference) {
    return chunks[reference >>> UNIT_BITS];
  }

  private static long at(int reference) {
    return (long) (reference & UNIT_MASK) << 3;
  }
}
