// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * The hash table of one keyspace in one shard: finds a key's record, and keeps all records in the
 * order of their hashes.
 *
 * <pre>
 *   hash, 64 bits    | directory: d bits | bucket: 0 to 4 bits | ...... tag ...... shard |
 *
 *   directory        2^d entries on the heap, each a table: reference, its own depth, its size
 *   table            1, 2, 4, 8 or 16 buckets of 64 bytes, in one block
 *   bucket           12 tags of 1 byte | meta, 4 bytes | 12 references of 4 bytes
 *   meta             bits 0-11: the record has a deadline; bits 16-31: records whose home this
 *                    bucket is and which lie in one of the next three
 * </pre>
 *
 * <p>A table grows by doubling up to 16 buckets and then splits in two, so that growing moves fewer
 * than 200 records at a time whatever the size of the keyspace. Since the directory and the bucket
 * are the highest bits of the hash, every table and every bucket is an interval of hashes. A
 * position in that order means the same before and after a split: it is what SCAN's cursor, the
 * expiry pass and the snapshot walk by.
 *
 * <p>Guarded by the shard's lock. The slot found last is remembered until the tables change.
 */
final class Index {
  private static final int SLOTS = 12;
  private static final int META = 12;
  private static final int REFS = 16;
  private static final int BUCKET_BYTES = 64;
  private static final int OVERFLOW_SHIFT = 16;
  private static final int SLOT_MASK = (1 << SLOTS) - 1;

  /** Buckets beside the home that a record may lie in. */
  private static final int REACH = 3;

  /** A table of 16 buckets holds up to 192 records; splitting one takes some ten microseconds. */
  private static final int MAX_TABLE_BITS = 4;

  /** The records that a table holds comfortably: at 150 of 192 half of them were split already. */
  private static final int TABLE_RECORDS = 150;

  /** What is believed of an expectation: a directory of 8 MiB, for 150 million records. */
  private static final int MOST_EXPECTED_BITS = 20;

  private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  private final ShardMemory memory;

  /**
   * A directory entry: reference | depth, 8 bits | table bits, 8 bits; 0 where there is no table
   * yet.
   */
  private long[] directory = new long[1];

  private int depth;
  private int size;
  private int withDeadline;

  // What find() found: the slot's bucket, and the home of the key.
  private MemorySegment foundSegment = MemorySegment.NULL;
  private long foundBucket;
  private long foundHome;
  private int foundSlot;
  private int foundRef;

  /** What this index is part of. */
  final Contents contents;

  private CutProgress cut;

  /**
   * Makes an empty index.
   *
   * @param cut how far the open cut, if any, has come here
   */
  Index(Contents contents, ShardMemory memory, CutProgress cut) {
    this.contents = contents;
    this.memory = memory;
    this.cut = cut;
  }

  long size() {
    return size;
  }

  /** The number of records with a deadline. */
  long withDeadline() {
    return withDeadline;
  }

  /** How far the newest cut that came here has come, or any older one. */
  CutProgress cut() {
    return cut;
  }

  /** How far cut {@code open} has come here, to be changed. */
  CutProgress cut(int open) {
    if (!cut.isOf(open)) {
      cut = new CutProgress(open);
    }
    return cut;
  }

  /** Lets go of the progress of a cut that has nothing more to do here. */
  void pass(CutProgress passed) {
    cut = passed;
  }

  // ---- one key ----

  /** Finds the record of {@code key}; 0 where there is none. */
  int find(Key key) {
    long hash = key.hash();
    long entry = directory[directoryIndex(hash)];
    if (entry == 0) {
      return 0;
    }
    int ref = tableRef(entry);
    MemorySegment segment = memory.segment(ref);
    long table = ShardMemory.offset(ref);
    int mask = (1 << tableBits(entry)) - 1;
    int home = bucketOf(hash, entry);
    long homeAt = table + (long) home * BUCKET_BYTES;
    int found = findIn(segment, homeAt, hash, key);
    if (found != 0) {
      foundHome = homeAt;
      return found;
    }
    if (segment.get(INT, homeAt + META) >>> OVERFLOW_SHIFT == 0) {
      return 0;
    }
    for (int i = 1, end = Math.min(REACH, mask); i <= end; i++) {
      found = findIn(segment, table + (long) ((home + i) & mask) * BUCKET_BYTES, hash, key);
      if (found != 0) {
        foundHome = homeAt;
        return found;
      }
    }
    return 0;
  }

  // ---- looking ahead, without the lock ----

  /** The entry of the table that {@code hash} leads to, as it is at this moment; 0 for none. */
  long entryFor(long hash) {
    long[] seen = directory;
    int bits = Integer.numberOfTrailingZeros(seen.length);
    return seen[bits == 0 ? 0 : (int) (hash >>> (64 - bits))];
  }

  /** Where the home bucket of {@code hash} begins in its table's segment. */
  static long bucketAt(long hash, long entry) {
    return ShardMemory.offset(tableRef(entry)) + (long) bucketOf(hash, entry) * BUCKET_BYTES;
  }

  /** The first record in a bucket that has the tag of {@code hash}; 0 where none has. */
  static int candidate(MemorySegment segment, long bucket, long hash) {
    long matches = matches(segment, bucket, hash);
    return matches == 0 ? 0 : segment.get(INT, refAt(bucket, slotOf(matches)));
  }

  // ---- changing it ----

  /** Adds a record whose key is not there yet. */
  void insert(long hash, int ref, boolean hasDeadline) {
    foundRef = 0;
    while (true) {
      long entry = directory[directoryIndex(hash)];
      if (entry == 0) {
        directory[directoryIndex(hash)] = newTable(depth, depth == 0 ? 0 : MAX_TABLE_BITS);
      } else if (place(entry, hash, ref, hasDeadline)) {
        size++;
        if (hasDeadline) {
          countDeadline();
        }
        return;
      } else {
        grow(hash, entry);
      }
    }
  }

  /** Puts record {@code ref} in the place of {@code old}. */
  void replace(int old, int ref, boolean hasDeadline) {
    locate(old);
    foundRef = ref;
    foundSegment.set(INT, refAt(foundBucket, foundSlot), ref);
    markDeadline(hasDeadline);
  }

  private void markDeadline(boolean hasDeadline) {
    int meta = foundSegment.get(INT, foundBucket + META);
    int bit = 1 << foundSlot;
    if (((meta & bit) != 0) != hasDeadline) {
      foundSegment.set(INT, foundBucket + META, meta ^ bit);
      if (hasDeadline) {
        countDeadline();
      } else {
        withDeadline--;
      }
    }
  }

  private void countDeadline() {
    if (withDeadline++ == 0) {
      contents.noteDeadlines();
    }
  }

  /** Takes out record {@code old}; its block is the caller's. */
  void remove(int old) {
    locate(old);
    foundRef = 0;
    markDeadline(false);
    foundSegment.set(BYTE, foundBucket + foundSlot, (byte) 0);
    foundSegment.set(INT, refAt(foundBucket, foundSlot), 0);
    if (foundBucket != foundHome) {
      int meta = foundSegment.get(INT, foundHome + META);
      foundSegment.set(INT, foundHome + META, meta - (1 << OVERFLOW_SHIFT));
    }
    size--;
    if (size == 0) {
      clear();
    }
  }

  // ---- walking in the order of hashes ----

  /** Takes a record that a walk comes to. */
  @FunctionalInterface
  interface Visitor {
    void visit(int ref);
  }

  /**
   * Visits every record at or after position {@code from} in the table that holds it. Where the
   * table begins before (since all others were given back meanwhile) what lies before is passed by.
   *
   * @param deadlinesOnly whether to pass by records without a deadline, without touching them
   * @return the position where the next table begins; 0 past the last
   */
  long visitTable(long from, boolean deadlinesOnly, Visitor visitor) {
    long entry = directory[directoryIndex(from)];
    if (entry == 0) {
      return endOf(from, depth);
    }
    int buckets = 1 << tableBits(entry);
    boolean whole = (from & ~prefixMask(depthOf(entry))) == 0;
    MemorySegment segment = memory.segment(tableRef(entry));
    long at = ShardMemory.offset(tableRef(entry));
    for (int b = 0; b < buckets; b++, at += BUCKET_BYTES) {
      int wanted = deadlinesOnly ? segment.get(INT, at + META) & SLOT_MASK : SLOT_MASK;
      while (wanted != 0) {
        int slot = Integer.numberOfTrailingZeros(wanted);
        wanted &= wanted - 1;
        int ref = segment.get(INT, refAt(at, slot));
        if (ref != 0 && (whole || Long.compareUnsigned(hashOf(ref), from) >= 0)) {
          visitor.visit(ref);
        }
      }
    }
    return endOf(from, depthOf(entry));
  }

  /**
   * Visits every record whose home is the bucket that holds position {@code from}: one step of
   * SCAN.
   *
   * @return the position where the next bucket begins; 0 past the last
   */
  long visitBucket(long from, Visitor visitor) {
    long entry = directory[directoryIndex(from)];
    if (entry == 0) {
      return endOf(from, depth);
    }
    MemorySegment segment = memory.segment(tableRef(entry));
    long table = ShardMemory.offset(tableRef(entry));
    int mask = (1 << tableBits(entry)) - 1;
    int home = bucketOf(from, entry);
    int overflow = segment.get(INT, table + (long) home * BUCKET_BYTES + META) >>> OVERFLOW_SHIFT;
    for (int i = 0, end = overflow == 0 ? 0 : Math.min(REACH, mask); i <= end; i++) {
      long at = table + (long) ((home + i) & mask) * BUCKET_BYTES;
      for (int slot = 0; slot < SLOTS; slot++) {
        int ref = segment.get(INT, refAt(at, slot));
        if (ref != 0 && bucketOf(hashOf(ref), entry) == home) {
          visitor.visit(ref);
        }
      }
    }
    return endOf(from, depthOf(entry) + tableBits(entry));
  }

  /** A record at or after position {@code from} in the order of hashes, going round; 0 if empty. */
  int anyFrom(long from) {
    if (size == 0) {
      return 0;
    }
    int[] found = new int[1];
    long at = from;
    while (found[0] == 0) {
      at = visitBucket(at, ref -> found[0] = found[0] == 0 ? ref : found[0]);
    }
    return found[0];
  }

  /** Gives back the tables, not the records. */
  void clear() {
    long position = 0;
    do {
      long entry = directory[directoryIndex(position)];
      if (entry != 0) {
        freeTable(entry);
      }
      position = endOf(position, prefixBits(entry));
    } while (position != 0);
    foundRef = 0;
    directory = new long[1];
    depth = 0;
    size = 0;
    withDeadline = 0;
  }

  /** Finds the slot of a record that is here, unless it is the one found last. */
  private void locate(int wanted) {
    if (foundRef == wanted) {
      return;
    }
    long hash = hashOf(wanted);
    long entry = directory[directoryIndex(hash)];
    MemorySegment segment = memory.segment(tableRef(entry));
    long table = ShardMemory.offset(tableRef(entry));
    int mask = (1 << tableBits(entry)) - 1;
    int home = bucketOf(hash, entry);
    for (int i = 0; i <= Math.min(REACH, mask); i++) {
      long at = table + (long) ((home + i) & mask) * BUCKET_BYTES;
      for (int slot = 0; slot < SLOTS; slot++) {
        if (segment.get(INT, refAt(at, slot)) == wanted) {
          foundSegment = segment;
          foundBucket = at;
          foundSlot = slot;
          foundHome = table + (long) home * BUCKET_BYTES;
          foundRef = wanted;
          return;
        }
      }
    }
    throw new IllegalStateException("record " + Integer.toHexString(wanted) + " has no slot");
  }

  /** The hash of the key of record {@code ref}. */
  long hashOf(int ref) {
    MemorySegment segment = memory.segment(ref);
    long at = ShardMemory.offset(ref);
    return KeyHash.of(
        segment,
        RecordLayout.keyOffset(segment, at),
        RecordLayout.keyLength(segment, at),
        contents.seed);
  }

  // ---- buckets ----

  private int findIn(MemorySegment segment, long bucket, long hash, Key key) {
    long matches = matches(segment, bucket, hash);
    while (matches != 0) {
      int slot = slotOf(matches);
      int ref = segment.get(INT, refAt(bucket, slot));
      if (ref != 0 && hasKey(ref, key)) {
        return foundAt(segment, bucket, slot, ref);
      }
      matches &= matches - 1;
    }
    return 0;
  }

  /**
   * The slots of a bucket that have the tag of {@code hash}, in one mask for both words of tags:
   * bit 8i is slot i, bit 8i+1 is slot 8+i.
   */
  private static long matches(MemorySegment segment, long bucket, long hash) {
    long pattern = (hash >>> 16 & 0xFF) * 0x0101010101010101L;
    long low = zeroBytes(segment.get(LONG, bucket) ^ pattern);
    long high = zeroBytes((segment.get(INT, bucket + 8) ^ pattern) & 0xFFFFFFFFL) & 0xFFFFFFFFL;
    return low >>> 7 | high >>> 6;
  }

  /** The slot of the lowest bit in a mask of {@link #matches}. */
  private static int slotOf(long matches) {
    int bit = Long.numberOfTrailingZeros(matches);
    return (bit >>> 3) + ((bit & 1) << 3);
  }

  private int foundAt(MemorySegment segment, long bucket, int slot, int ref) {
    foundSegment = segment;
    foundBucket = bucket;
    foundSlot = slot;
    foundRef = ref;
    return ref;
  }

  /** A word with the high bit set in every byte of {@code word} that is zero, and in no other. */
  private static long zeroBytes(long word) {
    return ~(((word & LOW_BITS) + LOW_BITS) | word | LOW_BITS);
  }

  private boolean hasKey(int ref, Key key) {
    MemorySegment segment = memory.segment(ref);
    long at = ShardMemory.offset(ref);
    return Keys.equal(
        segment,
        RecordLayout.keyOffset(segment, at),
        RecordLayout.keyLength(segment, at),
        key.bytes());
  }

  private boolean place(long entry, long hash, int ref, boolean hasDeadline) {
    MemorySegment segment = memory.segment(tableRef(entry));
    long table = ShardMemory.offset(tableRef(entry));
    int mask = (1 << tableBits(entry)) - 1;
    int home = bucketOf(hash, entry);
    for (int i = 0, end = Math.min(REACH, mask); i <= end; i++) {
      long at = table + (long) ((home + i) & mask) * BUCKET_BYTES;
      for (int slot = 0; slot < SLOTS; slot++) {
        if (segment.get(INT, refAt(at, slot)) == 0) {
          segment.set(INT, refAt(at, slot), ref);
          segment.set(BYTE, at + slot, (byte) (hash >>> 16));
          if (hasDeadline) {
            segment.set(INT, at + META, segment.get(INT, at + META) | 1 << slot);
          }
          if (i != 0) {
            long homeMeta = table + (long) home * BUCKET_BYTES + META;
            segment.set(INT, homeMeta, segment.get(INT, homeMeta) + (1 << OVERFLOW_SHIFT));
          }
          return true;
        }
      }
    }
    return false;
  }

  // ---- growing and shrinking ----

  /**
   * Makes room for about so many records in an index without any, so that no table has to be split
   * while they come.
   */
  void expect(long records) {
    if (size == 0 && depth == 0 && directory[0] == 0 && records > TABLE_RECORDS) {
      int bits = Long.SIZE - Long.numberOfLeadingZeros((records - 1) / TABLE_RECORDS);
      depth = Math.min(bits, MOST_EXPECTED_BITS);
      directory = new long[1 << depth];
    }
  }

  /** Whether the tables have eight times the room that the records need, or more. */
  boolean isSparse() {
    return depth == 0
        ? size * 8L < (long) SLOTS << tableBits(directory[0]) && tableBits(directory[0]) > 0
        : size * 16L < (long) directory.length * TABLE_RECORDS;
  }

  /**
   * Merges the table that holds position {@code from} with its neighbour where both together are
   * nearly empty; cuts the directory by half, or the only table, where the walk is at its end.
   *
   * @return the position to go on from; 0 past the last table
   */
  long shrink(long from) {
    foundRef = 0;
    long entry = directory[directoryIndex(from)];
    int bits = prefixBits(entry);
    if (bits == 0) {
      shrinkOnlyTable(entry);
      return 0;
    }
    long start = from & prefixMask(bits);
    long sibling = start ^ 1L << (64 - bits);
    long other = directory[directoryIndex(sibling)];
    if (prefixBits(other) == bits && records(entry) + records(other) <= TABLE_RECORDS / 2) {
      setEntries(start, bits - 1, newTable(bits - 1, MAX_TABLE_BITS));
      moveIfAny(entry);
      moveIfAny(other);
      // The larger table may be merged in turn.
      return from;
    }
    long next = endOf(from, bits);
    if (next == 0) {
      halveDirectory();
    }
    return next;
  }

  private void moveIfAny(long table) {
    if (table != 0) {
      move(table);
    }
  }

  private void shrinkOnlyTable(long entry) {
    int bits = tableBits(entry);
    while (bits > 0 && size * 4L <= (long) SLOTS << bits) {
      bits--;
    }
    if (entry != 0 && bits < tableBits(entry)) {
      Arrays.fill(directory, newTable(0, bits));
      move(entry);
    }
    halveDirectory();
  }

  /** Cuts the directory by half as long as no table needs its last bit. */
  private void halveDirectory() {
    while (depth > 0) {
      long[] half = new long[directory.length / 2];
      for (int i = 0; i < half.length; i++) {
        if (directory[2 * i] != directory[2 * i + 1]) {
          return;
        }
        half[i] = directory[2 * i];
      }
      directory = half;
      depth--;
    }
  }

  private int records(long entry) {
    int records = 0;
    if (entry != 0) {
      MemorySegment segment = memory.segment(tableRef(entry));
      long at = ShardMemory.offset(tableRef(entry));
      for (int b = 0; b < 1 << tableBits(entry); b++, at += BUCKET_BYTES) {
        for (int slot = 0; slot < SLOTS; slot++) {
          records += segment.get(INT, refAt(at, slot)) == 0 ? 0 : 1;
        }
      }
    }
    return records;
  }

  /** Takes a record's block elsewhere, or leaves it where it is. */
  @FunctionalInterface
  interface Mover {
    /** The block's new reference, or the old one. */
    int move(int ref);
  }

  /**
   * Has the blocks moved that belong to the table which holds position {@code from}: the table's
   * own where it lies in a chunk that is being emptied, and those that {@code mover} moves.
   *
   * @return the position where the next table begins; 0 past the last
   */
  long moveBlocks(long from, Mover mover) {
    foundRef = 0;
    long entry = directory[directoryIndex(from)];
    long next = endOf(from, prefixBits(entry));
    if (entry == 0) {
      return next;
    }
    if (memory.isToMove(tableRef(entry))) {
      entry = moveTable(from, entry);
    }
    MemorySegment segment = memory.segment(tableRef(entry));
    long at = ShardMemory.offset(tableRef(entry));
    for (int b = 0; b < 1 << tableBits(entry); b++, at += BUCKET_BYTES) {
      for (int slot = 0; slot < SLOTS; slot++) {
        int ref = segment.get(INT, refAt(at, slot));
        if (ref != 0) {
          segment.set(INT, refAt(at, slot), mover.move(ref));
        }
      }
    }
    return next;
  }

  private long moveTable(long position, long entry) {
    long bytes = (long) BUCKET_BYTES << tableBits(entry);
    int ref = memory.allocate(bytes);
    int old = tableRef(entry);
    MemorySegment.copy(
        memory.segment(old),
        ShardMemory.offset(old),
        memory.segment(ref),
        ShardMemory.offset(ref),
        bytes);
    long moved = (long) ref << 32 | (entry & 0xFFFFFFFFL);
    setEntries(position, depthOf(entry), moved);
    memory.free(old, bytes);
    return moved;
  }

  private void grow(long hash, long entry) {
    int bits = tableBits(entry);
    if (bits < MAX_TABLE_BITS) {
      long larger = newTable(depthOf(entry), bits + 1);
      setEntries(hash, depthOf(entry), larger);
      move(entry);
      return;
    }
    int newDepth = depthOf(entry) + 1;
    if (newDepth > 40) {
      throw new IllegalStateException("192 keys share 40 bits of their hash");
    }
    long lower = newTable(newDepth, MAX_TABLE_BITS);
    long upper = newTable(newDepth, MAX_TABLE_BITS);
    if (newDepth > depth) {
      doubleDirectory();
    }
    long first = hash & prefixMask(newDepth - 1);
    setEntries(first, newDepth, lower);
    setEntries(first | 1L << (64 - newDepth), newDepth, upper);
    move(entry);
  }

  /** Places every record of an old table where the directory leads now, and frees the table. */
  private void move(long old) {
    MemorySegment segment = memory.segment(tableRef(old));
    long at = ShardMemory.offset(tableRef(old));
    for (int b = 0; b < 1 << tableBits(old); b++, at += BUCKET_BYTES) {
      int meta = segment.get(INT, at + META);
      for (int slot = 0; slot < SLOTS; slot++) {
        int ref = segment.get(INT, refAt(at, slot));
        if (ref != 0) {
          long hash = hashOf(ref);
          boolean hasDeadline = (meta & 1 << slot) != 0;
          while (!place(directory[directoryIndex(hash)], hash, ref, hasDeadline)) {
            grow(hash, directory[directoryIndex(hash)]);
          }
        }
      }
    }
    freeTable(old);
  }

  private void doubleDirectory() {
    long[] wider = new long[directory.length * 2];
    for (int i = 0; i < directory.length; i++) {
      wider[2 * i] = directory[i];
      wider[2 * i + 1] = directory[i];
    }
    directory = wider;
    depth++;
  }

  /** Leads every directory entry below the prefix of {@code hash} to {@code entry}. */
  private void setEntries(long hash, int prefixBits, long entry) {
    int first = directoryIndex(hash & prefixMask(prefixBits));
    Arrays.fill(directory, first, first + (1 << (depth - prefixBits)), entry);
  }

  private long newTable(int tableDepth, int bits) {
    long bytes = (long) BUCKET_BYTES << bits;
    int ref = memory.allocate(bytes);
    memory.segment(ref).asSlice(ShardMemory.offset(ref), bytes).fill((byte) 0);
    return (long) ref << 32 | tableDepth << 8 | bits;
  }

  private void freeTable(long entry) {
    memory.free(tableRef(entry), (long) BUCKET_BYTES << tableBits(entry));
  }

  /** The bytes of the tables, counted anew. */
  long tableBytes() {
    long bytes = 0;
    long position = 0;
    do {
      long entry = directory[directoryIndex(position)];
      bytes += entry == 0 ? 0 : ShardMemory.blockBytes((long) BUCKET_BYTES << tableBits(entry));
      position = endOf(position, prefixBits(entry));
    } while (position != 0);
    return bytes;
  }

  // ---- arithmetic of entries and positions ----

  /** The bits of the hash that all records of a table share, or of one that is not there yet. */
  private int prefixBits(long entry) {
    return entry == 0 ? depth : depthOf(entry);
  }

  private int directoryIndex(long hash) {
    return depth == 0 ? 0 : (int) (hash >>> (64 - depth));
  }

  private static int bucketOf(long hash, long entry) {
    int bits = tableBits(entry);
    return bits == 0 ? 0 : (int) (hash << depthOf(entry) >>> (64 - bits));
  }

  /** The position after the interval of {@code prefixBits} that holds {@code position}. */
  private static long endOf(long position, int prefixBits) {
    return prefixBits == 0 ? 0 : (position & prefixMask(prefixBits)) + (1L << (64 - prefixBits));
  }

  private static long prefixMask(int bits) {
    return bits == 0 ? 0 : -1L << (64 - bits);
  }

  static int tableRef(long entry) {
    return (int) (entry >>> 32);
  }

  private static int depthOf(long entry) {
    return (int) entry >>> 8 & 0xFF;
  }

  private static int tableBits(long entry) {
    return (int) entry & 0xFF;
  }

  private static long refAt(long bucket, int slot) {
    return bucket + REFS + 4L * slot;
  }
}
