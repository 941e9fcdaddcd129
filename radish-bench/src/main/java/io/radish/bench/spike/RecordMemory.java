// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

/**
 * The memory a {@link RecordTable} lies in: one index of 64-byte buckets, and chunks of records.
 *
 * <p>A reference is 32 bits and counts units of 8 bytes: the upper bits name the chunk, the lower
 * {@link #UNIT_BITS} the unit within it. No record straddles chunks. Values are little-endian.
 */
interface RecordMemory extends AutoCloseable {
  /** Chunks of 2^20 bytes: large enough to be few, small enough to be given back one by one. */
  int CHUNK_BYTES = 1 << 20;

  /** Bits of a reference that count units of 8 bytes within a chunk. */
  int UNIT_BITS = 17;

  /** Masks the units within a chunk. */
  int UNIT_MASK = (1 << UNIT_BITS) - 1;

  /** Bytes of a chunk that records may use. */
  int usableChunkBytes();

  /** Adds a chunk, and answers its number. */
  int addChunk();

  long indexLong(int offset);

  void putIndexLong(int offset, long value);

  int indexInt(int offset);

  void putIndexInt(int offset, int value);

  void putIndexByte(int offset, byte value);

  /** The eight bytes at {@code offset} within a record. */
  long getLong(int reference, int offset);

  void putLong(int reference, int offset, long value);

  /** Whether the record holds exactly those bytes at {@code offset}. */
  boolean matches(int reference, int offset, byte[] bytes, int from, int length);

  /**
   * Copies {@code length} bytes of a record to the front of {@code target}, by the JDK's bulk copy:
   * a loop over checked words keeps the processor from fetching the value while it still waits for
   * the key, which costs a cache miss more.
   */
  void read(int reference, int offset, byte[] target, int length);

  void write(int reference, int offset, byte[] source, int from, int length);

  @Override
  void close();
}
