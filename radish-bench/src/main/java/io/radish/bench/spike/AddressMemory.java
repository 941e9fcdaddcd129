// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Place (b): the same memory, reached by address through one segment that spans all of it.
 *
 * <p>Neither bounds nor liveness are checked, and making that segment is a restricted call: the JVM
 * wants {@code --enable-native-access} for it.
 */
final class AddressMemory implements RecordMemory {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private final Arena arena = Arena.ofShared();
  private final long index;
  private long[] chunks = new long[0];

  AddressMemory(int indexBytes) {
    index = arena.allocate(indexBytes, 64).address();
  }

  @Override
  public int usableChunkBytes() {
    return CHUNK_BYTES;
  }

  @Override
  public int addChunk() {
    int number = chunks.length;
    long[] grown = Arrays.copyOf(chunks, number + 1);
    grown[number] = arena.allocate(CHUNK_BYTES, 64).address();
    chunks = grown;
    return number;
  }

  @Override
  public long indexLong(int offset) {
    return ALL.get(LONG, index + offset);
  }

  @Override
  public void putIndexLong(int offset, long value) {
    ALL.set(LONG, index + offset, value);
  }

  @Override
  public int indexInt(int offset) {
    return ALL.get(INT, index + offset);
  }

  @Override
  public void putIndexInt(int offset, int value) {
    ALL.set(INT, index + offset, value);
  }

  @Override
  public void putIndexByte(int offset, byte value) {
    ALL.set(ValueLayout.JAVA_BYTE, index + offset, value);
  }

  @Override
  public long getLong(int reference, int offset) {
    return ALL.get(LONG, at(reference) + offset);
  }

  @Override
  public void putLong(int reference, int offset, long value) {
    ALL.set(LONG, at(reference) + offset, value);
  }

  @Override
  public boolean matches(int reference, int offset, byte[] bytes, int from, int length) {
    long start = at(reference) + offset;
    int done = 0;
    for (; done + 8 <= length; done += 8) {
      if (ALL.get(LONG, start + done) != (long) Bytes.LONG.get(bytes, from + done)) {
        return false;
      }
    }
    for (; done < length; done++) {
      if (ALL.get(ValueLayout.JAVA_BYTE, start + done) != bytes[from + done]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void read(int reference, int offset, byte[] target, int length) {
    MemorySegment.copy(ALL, ValueLayout.JAVA_BYTE, at(reference) + offset, target, 0, length);
  }

  @Override
  public void write(int reference, int offset, byte[] source, int from, int length) {
    MemorySegment.copy(source, from, ALL, ValueLayout.JAVA_BYTE, at(reference) + offset, length);
  }

  @Override
  public void close() {
    arena.close();
  }

  private long at(int reference) {
    return chunks[reference >>> UNIT_BITS] + ((long) (reference & UNIT_MASK) << 3);
  }
}
