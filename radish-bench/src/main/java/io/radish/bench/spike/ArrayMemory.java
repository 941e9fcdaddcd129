// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.util.Arrays;

/**
 * Place (c): byte arrays on the garbage-collected heap.
 *
 * <p>A chunk is 64 bytes short of 1 MiB, so that with its header it is one region of G1 and not
 * two. The JDK aligns arrays to 8 bytes, so most buckets of the index lie across two cache lines.
 */
final class ArrayMemory implements RecordMemory {
  private final byte[] index;
  private byte[][] chunks = new byte[0][];

  ArrayMemory(int indexBytes) {
    index = new byte[indexBytes];
  }

  @Override
  public int usableChunkBytes() {
    return CHUNK_BYTES - 64;
  }

  @Override
  public int addChunk() {
    int number = chunks.length;
    byte[][] grown = Arrays.copyOf(chunks, number + 1);
    grown[number] = new byte[usableChunkBytes()];
    chunks = grown;
    return number;
  }

  @Override
  public long indexLong(int offset) {
    return (long) Bytes.LONG.get(index, offset);
  }

  @Override
  public void putIndexLong(int offset, long value) {
    Bytes.LONG.set(index, offset, value);
  }

  @Override
  public int indexInt(int offset) {
    return (int) Bytes.INT.get(index, offset);
  }

  @Override
  public void putIndexInt(int offset, int value) {
    Bytes.INT.set(index, offset, value);
  }

  @Override
  public void putIndexByte(int offset, byte value) {
    index[offset] = value;
  }

  @Override
  public long getLong(int reference, int offset) {
    return (long) Bytes.LONG.get(chunk(reference), at(reference) + offset);
  }

  @Override
  public void putLong(int reference, int offset, long value) {
    Bytes.LONG.set(chunk(reference), at(reference) + offset, value);
  }

  @Override
  public boolean matches(int reference, int offset, byte[] bytes, int from, int length) {
    int start = at(reference) + offset;
    return Arrays.equals(chunk(reference), start, start + length, bytes, from, from + length);
  }

  @Override
  public void read(int reference, int offset, byte[] target, int length) {
    System.arraycopy(chunk(reference), at(reference) + offset, target, 0, length);
  }

  @Override
  public void write(int reference, int offset, byte[] source, int from, int length) {
    System.arraycopy(source, from, chunk(reference), at(reference) + offset, length);
  }

  @Override
  public void close() {
    chunks = new byte[0][];
  }

  private byte[] chunk(int reference) {
    return chunks[reference >>> UNIT_BITS];
  }

  private static int at(int reference) {
    return (reference & UNIT_MASK) << 3;
  }
}
