// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

/** Where the records lie; a run of the JVM uses only one, so that its calls are monomorphic. */
public enum Place {
  /** (a) A checked segment per chunk. */
  SEGMENTS,
  /** (b) Unchecked addresses. */
  ADDRESSES,
  /** (c) Byte arrays on the heap. */
  ARRAYS,
  /** (d) A concurrent map of objects on the heap. */
  MAP;

  /** An empty table for so many keys: buckets for all of them at no more than 80 % of the slots. */
  Table newTable(int expectedKeys) {
    int needed = (int) Math.ceilDiv(expectedKeys * 10L, 12 * 8);
    int buckets = Math.max(2, Integer.highestOneBit(needed - 1) << 1);
    int bytes = RecordTable.indexBytes(buckets);
    return switch (this) {
      case SEGMENTS -> new RecordTable(new SegmentMemory(bytes), buckets);
      case ADDRESSES -> new RecordTable(new AddressMemory(bytes), buckets);
      case ARRAYS -> new RecordTable(new ArrayMemory(bytes), buckets);
      case MAP -> new MapTable(expectedKeys);
    };
  }
}
