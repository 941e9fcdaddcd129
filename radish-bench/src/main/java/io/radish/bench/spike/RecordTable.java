// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

/**
 * A hash table of records, the same code over every {@link RecordMemory}.
 *
 * <pre>
 * bucket, 64 bytes:  | 12 tags of 1 byte | 4 bytes metadata | 12 references of 4 bytes |
 * record:            | type 1, spare 1, key length 2, value length 4 | key | value |
 * </pre>
 *
 * A tag is the hash's top byte, 0 meaning an empty slot; a bucket's tags are compared eight at a
 * time. A full bucket overflows into the next one. The number of buckets is fixed. Not thread-safe.
 */
final class RecordTable implements Table {
  private static final int BUCKET_BITS = 6;
  private static final int SLOTS = 12;
  private static final int REFERENCES = 16;
  private static final int HEADER_BYTES = 8;
  private static final int LONGEST_KEY = (1 << 16) - 1;
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long TOPS = 0x8080_8080_8080_8080L;

  /** The four tags beside the metadata. */
  private static final long UPPER_TOPS = TOPS >>> 32;

  private final RecordMemory memory;
  private final int bucketMask;
  private int chunk = -1;
  private int used;

  /** {@code memory} has an index of that many buckets, a power of two. */
  RecordTable(RecordMemory memory, int buckets) {
    this.memory = memory;
    this.bucketMask = buckets - 1;
    this.used = memory.usableChunkBytes();
  }

  /** Bytes of index for that many buckets. */
  static int indexBytes(int buckets) {
    return Math.multiplyExact(buckets, 1 << BUCKET_BITS);
  }

  @Override
  public int get(byte[] keys, int keyOffset, int keyLength, byte[] value) {
    long hash = Bytes.hash(keys, keyOffset, keyLength);
    int slot = find(hash, keys, keyOffset, keyLength);
    if (slot < 0) {
      return -1;
    }
    int reference = memory.indexInt(slot);
    int length = (int) (memory.getLong(reference, 0) >>> 32);
    memory.read(reference, HEADER_BYTES + keyLength, value, length);
    return length;
  }

  @Override
  public void set(byte[] keys, int keyOffset, int keyLength, byte[] value) {
    long hash = Bytes.hash(keys, keyOffset, keyLength);
    int slot = find(hash, keys, keyOffset, keyLength);
    if (slot >= 0) {
      int reference = memory.indexInt(slot);
      if ((int) (memory.getLong(reference, 0) >>> 32) == value.length) {
        memory.write(reference, HEADER_BYTES + keyLength, value, 0, value.length);
      } else {
        memory.putIndexInt(slot, add(keys, keyOffset, keyLength, value));
      }
      return;
    }
    insert(hash, add(keys, keyOffset, keyLength, value));
  }

  @Override
  public void close() {
    memory.close();
  }

  /** Where in the index the key's reference stands, or -1. */
  private int find(long hash, byte[] keys, int keyOffset, int keyLength) {
    long pattern = tag(hash) * ONES;
    for (int bucket = (int) hash & bucketMask; ; bucket = (bucket + 1) & bucketMask) {
      int base = bucket << BUCKET_BITS;
      long lower = memory.indexLong(base);
      long upper = memory.indexLong(base + 8);
      for (long rest = slots(lower ^ pattern, upper ^ pattern); rest != 0; rest &= rest - 1) {
        int slot = base + REFERENCES + 4 * lowest(rest);
        int reference = memory.indexInt(slot);
        if ((int) (memory.getLong(reference, 0) >>> 16 & 0xFFFF) == keyLength
            && memory.matches(reference, HEADER_BYTES, keys, keyOffset, keyLength)) {
          return slot;
        }
      }
      if (slots(lower, upper) != 0) {
        return -1;
      }
    }
  }

  private void insert(long hash, int reference) {
    for (int bucket = (int) hash & bucketMask; ; bucket = (bucket + 1) & bucketMask) {
      int base = bucket << BUCKET_BITS;
      long empty = slots(memory.indexLong(base), memory.indexLong(base + 8));
      if (empty != 0) {
        int slot = lowest(empty);
        assert slot < SLOTS : slot;
        memory.putIndexByte(base + slot, (byte) tag(hash));
        memory.putIndexInt(base + REFERENCES + 4 * slot, reference);
        return;
      }
    }
  }

  /** Writes a record behind the last one. */
  private int add(byte[] keys, int keyOffset, int keyLength, byte[] value) {
    if (keyLength > LONGEST_KEY) {
      throw new IllegalArgumentException(
          "a key of " + keyLength + " bytes; at most " + LONGEST_KEY);
    }
    int size = (HEADER_BYTES + keyLength + value.length + 7) & -8;
    if (size > memory.usableChunkBytes()) {
      throw new IllegalArgumentException(
          "a record of " + size + " bytes; at most " + memory.usableChunkBytes());
    }
    if (used + size > memory.usableChunkBytes()) {
      chunk = memory.addChunk();
      used = 0;
    }
    int reference = chunk << RecordMemory.UNIT_BITS | used >>> 3;
    used += size;
    memory.putLong(reference, 0, (long) value.length << 32 | (long) keyLength << 16);
    memory.write(reference, HEADER_BYTES, keys, keyOffset, keyLength);
    memory.write(reference, HEADER_BYTES + keyLength, value, 0, value.length);
    return reference;
  }

  private static int tag(long hash) {
    int top = (int) (hash >>> 56);
    return top == 0 ? 1 : top;
  }

  /**
   * A bit for each of the twelve bytes that is zero: bit 8n for byte n of {@code lower}, bit 8n + 4
   * for byte n of {@code upper}; one word, so that no branch depends on which half a slot is in.
   *
   * <p>A byte above a zero byte of its half may be marked wrongly when it is 1: harmless for a
   * candidate, whose key is compared, and for emptiness, where only whether there is one and the
   * lowest count, and those are right.
   */
  private static long slots(long lower, long upper) {
    return ((lower - ONES) & ~lower & TOPS) >>> 7 | ((upper - ONES) & ~upper & UPPER_TOPS) >>> 3;
  }

  /** The slot that the lowest bit stands for. */
  private static int lowest(long slots) {
    int bit = Long.numberOfTrailingZeros(slots);
    return (bit >>> 3) + ((bit & 4) << 1);
  }
}
