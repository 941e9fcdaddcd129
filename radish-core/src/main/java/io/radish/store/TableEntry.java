// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;

/**
 * An entry of an index's directory: a table's reference, 32 bits | its depth | its bits, 8 bits
 * each; 0 where there is no table. And where a hash leads by it.
 *
 * <p>The depth is the number of leading bits that the hashes of all records in the table share, the
 * bits are the logarithm of its number of buckets.
 */
final class TableEntry {
  /** Buckets beside the home that a record may lie in. */
  private static final int REACH = 3;

  private TableEntry() {}

  static long of(int ref, int depth, int bits) {
    return (long) ref << 32 | depth << 8 | bits;
  }

  static int bucket(long hash, long entry) {
    int bits = bits(entry);
    return bits == 0 ? 0 : (int) (hash << depth(entry) >>> (64 - bits));
  }

  /** The position after the interval of {@code prefixBits} that holds {@code position}. */
  static long endOf(long position, int prefixBits) {
    return prefixBits == 0 ? 0 : (position & prefixMask(prefixBits)) + (1L << (64 - prefixBits));
  }

  static long prefixMask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  static int ref(long entry) {
    return (int) (entry >>> 32);
  }

  static int depth(long entry) {
    return (int) entry >>> 8 & 0xFF;
  }

  static int bits(long entry) {
    return (int) entry & 0xFF;
  }

  /**
   * How many buckets behind its home, going round, a record may lie in: the next three, or all of a
   * table that is larger than tables should be.
   */
  static int reach(long entry) {
    int bits = bits(entry);
    int others = (1 << bits) - 1;
    return bits > Index.MAX_TABLE_BITS ? others : Math.min(REACH, others);
  }

  /** Where the home bucket of {@code hash} begins in its table's segment. */
  static long bucketAt(long hash, long entry) {
    return ShardMemory.offset(ref(entry)) + (long) bucket(hash, entry) * Bucket.BYTES;
  }
}
