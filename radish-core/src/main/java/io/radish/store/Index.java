// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.MemoryAccount;
import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

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
 *   meta             bits 0-11: the record has a deadline, or is a hash of which a field has
 *                    one; bits 16-31: records whose home this bucket is and which lie in one
 *                    of the next three
 * </pre>
 *
 * <p>A table grows by doubling up to 16 buckets and then splits in two, so that growing moves fewer
 * than 200 records at a time whatever the size of the keyspace. Since the directory and the bucket
 * are the highest bits of the hash, every table and every bucket is an interval of hashes. A
 * position in that order means the same before and after a split: it is what SCAN's cursor, the
 * expiry pass and the snapshot walk by.
 *
 * <p>The directory grows with the records, whatever their hashes are: it does not double for few of
 * them. Where it may not, so many share the next bits that a split would gain nothing, and the
 * table goes on doubling instead; a record may then lie in any of its buckets. That is slow and
 * stays correct. With a good hash it does not happen.
 *
 * <p>Guarded by the shard's lock. The slot found last is remembered until the tables change.
 */
final class Index {
  /** A table of 16 buckets holds up to 192 records; splitting one takes some ten microseconds. */
  static final int MAX_TABLE_BITS = 4;

  /** Where splitting gains nothing a table may become 256 KiB, of which the overflow is counted. */
  static final int MAX_CROWDED_BITS = 12;

  /** Entries of a directory that it may have however few records there are: half a KiB. */
  private static final int SMALL_DIRECTORY = 64;

  /** Records there are at least for each entry of a larger one before it doubles. */
  private static final int RECORDS_AN_ENTRY = 4;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  final ShardMemory memory;

  /**
   * The tables, by the highest bits of the hash; see {@link TableEntry}. A table with fewer bits
   * than the directory stands in several entries in a row.
   */
  long[] directory = new long[1];

  int depth;
  private int size;

  /** Records with a deadline of their own or of a field. */
  private int marked;

  /** Those of them that have none of their own. */
  private int forFields;

  // What find() found: the slot's bucket, and the home of the key.
  private MemorySegment foundSegment = MemorySegment.NULL;
  private long foundBucket;
  private long foundHome;
  private int foundSlot;
  private int foundRef;

  /** Whose its tables and records are: its own, or those of what waits to be freed. */
  MemoryAccount account = new MemoryAccount();

  /** What this index is part of. */
  final Contents contents;

  private CutProgress cut;

  private @Nullable EvictionPool candidates;

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

  /** Forgets the slot found last, since tables or records are about to move. */
  void forgetFound() {
    foundRef = 0;
  }

  /** The number of records with a deadline of their own. */
  long withDeadline() {
    return (long) marked - forFields;
  }

  /** The number of records that the expiry pass looks at, for their deadline or that of a field. */
  long marked() {
    return marked;
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
    int ref = TableEntry.ref(entry);
    MemorySegment segment = memory.segment(ref);
    long table = ShardMemory.offset(ref);
    int mask = (1 << TableEntry.bits(entry)) - 1;
    int home = TableEntry.bucket(hash, entry);
    long homeAt = table + (long) home * Bucket.BYTES;
    int found = findIn(segment, homeAt, hash, key);
    if (found != 0) {
      foundHome = homeAt;
      return found;
    }
    if (segment.get(INT, homeAt + Bucket.META) >>> Bucket.OVERFLOW_SHIFT == 0) {
      return 0;
    }
    for (int i = 1, end = TableEntry.reach(entry); i <= end; i++) {
      found = findIn(segment, table + (long) ((home + i) & mask) * Bucket.BYTES, hash, key);
      if (found != 0) {
        foundHome = homeAt;
        return found;
      }
    }
    return 0;
  }

  /** Finds the record whose key has that hash; 0 where there is none. */
  int findHash(long hash) {
    long entry = directory[directoryIndex(hash)];
    if (entry == 0) {
      return 0;
    }
    MemorySegment segment = memory.segment(TableEntry.ref(entry));
    long table = ShardMemory.offset(TableEntry.ref(entry));
    int mask = (1 << TableEntry.bits(entry)) - 1;
    int home = TableEntry.bucket(hash, entry);
    for (int i = 0, end = TableEntry.reach(entry); i <= end; i++) {
      long bucket = table + (long) ((home + i) & mask) * Bucket.BYTES;
      long matches = Bucket.matches(segment, bucket, hash);
      while (matches != 0) {
        int ref = segment.get(INT, Bucket.refAt(bucket, Bucket.slotOf(matches)));
        if (ref != 0 && hashOf(ref) == hash) {
          return ref;
        }
        matches &= matches - 1;
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

  // ---- changing it ----

  /**
   * Adds a record whose key is not there yet.
   *
   * @param hasDeadline whether it has one, or is a hash of which a field has one
   */
  void insert(long hash, int ref, boolean hasDeadline) {
    foundRef = 0;
    while (true) {
      long entry = directory[directoryIndex(hash)];
      if (entry == 0) {
        directory[directoryIndex(hash)] = newTable(depth, depth == 0 ? 0 : MAX_TABLE_BITS);
      } else if (place(entry, hash, ref, hasDeadline)) {
        size++;
        if (hasDeadline) {
          countMark(ref);
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
    unmark(old);
    foundRef = ref;
    foundSegment.set(INT, Bucket.refAt(foundBucket, foundSlot), ref);
    if (hasDeadline) {
      int meta = foundSegment.get(INT, foundBucket + Bucket.META);
      foundSegment.set(INT, foundBucket + Bucket.META, meta | 1 << foundSlot);
      countMark(ref);
    }
  }

  /** Takes the mark of the slot found last away, in which {@code ref} stands, if it has one. */
  private void unmark(int ref) {
    int meta = foundSegment.get(INT, foundBucket + Bucket.META);
    int bit = 1 << foundSlot;
    if ((meta & bit) != 0) {
      foundSegment.set(INT, foundBucket + Bucket.META, meta ^ bit);
      marked--;
      forFields -= isForFields(ref) ? 1 : 0;
    }
  }

  private void countMark(int ref) {
    forFields += isForFields(ref) ? 1 : 0;
    if (marked++ == 0) {
      contents.noteDeadlines();
    }
  }

  /** Whether a marked record is so for fields alone. */
  private boolean isForFields(int ref) {
    return RecordLayout.deadline(memory.segment(ref), ShardMemory.offset(ref))
        == RecordLayout.NO_DEADLINE;
  }

  /** Takes out record {@code old}; its block is the caller's. */
  void remove(int old) {
    locate(old);
    foundRef = 0;
    unmark(old);
    foundSegment.set(BYTE, foundBucket + foundSlot, (byte) 0);
    foundSegment.set(INT, Bucket.refAt(foundBucket, foundSlot), 0);
    if (foundBucket != foundHome) {
      int meta = foundSegment.get(INT, foundHome + Bucket.META);
      foundSegment.set(INT, foundHome + Bucket.META, meta - (1 << Bucket.OVERFLOW_SHIFT));
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
   * @param deadlinesOnly whether to pass by records without a deadline, their own or that of a
   *     field, without touching them
   * @return the position where the next table begins; 0 past the last
   */
  long visitTable(long from, boolean deadlinesOnly, Visitor visitor) {
    long entry = directory[directoryIndex(from)];
    if (entry == 0) {
      return TableEntry.endOf(from, depth);
    }
    int buckets = 1 << TableEntry.bits(entry);
    boolean whole = (from & ~TableEntry.prefixMask(TableEntry.depth(entry))) == 0;
    MemorySegment segment = memory.segment(TableEntry.ref(entry));
    long at = ShardMemory.offset(TableEntry.ref(entry));
    for (int b = 0; b < buckets; b++, at += Bucket.BYTES) {
      int wanted =
          deadlinesOnly ? segment.get(INT, at + Bucket.META) & Bucket.SLOT_MASK : Bucket.SLOT_MASK;
      while (wanted != 0) {
        int slot = Integer.numberOfTrailingZeros(wanted);
        wanted &= wanted - 1;
        int ref = segment.get(INT, Bucket.refAt(at, slot));
        if (ref != 0 && (whole || Long.compareUnsigned(hashOf(ref), from) >= 0)) {
          visitor.visit(ref);
        }
      }
    }
    return TableEntry.endOf(from, TableEntry.depth(entry));
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
      return TableEntry.endOf(from, depth);
    }
    MemorySegment segment = memory.segment(TableEntry.ref(entry));
    long table = ShardMemory.offset(TableEntry.ref(entry));
    int mask = (1 << TableEntry.bits(entry)) - 1;
    int home = TableEntry.bucket(from, entry);
    int overflow =
        segment.get(INT, table + (long) home * Bucket.BYTES + Bucket.META)
            >>> Bucket.OVERFLOW_SHIFT;
    for (int i = 0, end = overflow == 0 ? 0 : TableEntry.reach(entry); i <= end; i++) {
      long at = table + (long) ((home + i) & mask) * Bucket.BYTES;
      for (int slot = 0; slot < Bucket.SLOTS; slot++) {
        int ref = segment.get(INT, Bucket.refAt(at, slot));
        if (ref != 0 && TableEntry.bucket(hashOf(ref), entry) == home) {
          visitor.visit(ref);
        }
      }
    }
    return TableEntry.endOf(from, TableEntry.depth(entry) + TableEntry.bits(entry));
  }

  /**
   * Visits the records in one bucket after the other, from position {@code from} on and round to
   * the beginning, until it has come by {@code wanted} of them or {@code mostBuckets} buckets.
   *
   * @param deadlinesOnly whether to pass by records without a deadline of their own
   * @return the position to go on from
   */
  long sample(long from, int wanted, int mostBuckets, boolean deadlinesOnly, Visitor visitor) {
    long position = from;
    int seen = 0;
    for (int n = 0; n < mostBuckets && seen < wanted; n++) {
      long entry = directory[directoryIndex(position)];
      if (entry == 0) {
        position = TableEntry.endOf(position, depth);
        continue;
      }
      MemorySegment segment = memory.segment(TableEntry.ref(entry));
      long bucket = TableEntry.bucketAt(position, entry);
      int deadlines = segment.get(INT, bucket + Bucket.META) & Bucket.SLOT_MASK;
      for (int slot = 0; slot < Bucket.SLOTS && (!deadlinesOnly || deadlines != 0); slot++) {
        int ref = segment.get(INT, Bucket.refAt(bucket, slot));
        if (ref != 0 && (!deadlinesOnly || isDated(deadlines, slot, ref))) {
          visitor.visit(ref);
          seen++;
        }
      }
      position = TableEntry.endOf(position, TableEntry.depth(entry) + TableEntry.bits(entry));
    }
    return position;
  }

  /** Whether a record has a deadline of its own: a mark says so, unless it is there for a field. */
  private boolean isDated(int marks, int slot, int ref) {
    return (marks & 1 << slot) != 0 && (forFields == 0 || !isForFields(ref));
  }

  /** What may go of this index, where the keyspace has a quota. */
  EvictionPool candidates() {
    EvictionPool pool = candidates;
    if (pool == null) {
      pool = new EvictionPool();
      candidates = pool;
    }
    return pool;
  }

  /** Gives back the tables, not the records. */
  void clear() {
    long position = 0;
    do {
      long entry = directory[directoryIndex(position)];
      if (entry != 0) {
        freeTable(entry);
      }
      position = TableEntry.endOf(position, prefixBits(entry));
    } while (position != 0);
    foundRef = 0;
    directory = new long[1];
    depth = 0;
    size = 0;
    marked = 0;
    forFields = 0;
  }

  /** Finds the slot of a record that is here, unless it is the one found last. */
  private void locate(int wanted) {
    if (foundRef == wanted) {
      return;
    }
    long hash = hashOf(wanted);
    long entry = directory[directoryIndex(hash)];
    MemorySegment segment = memory.segment(TableEntry.ref(entry));
    long table = ShardMemory.offset(TableEntry.ref(entry));
    int mask = (1 << TableEntry.bits(entry)) - 1;
    int home = TableEntry.bucket(hash, entry);
    for (int i = 0, end = TableEntry.reach(entry); i <= end; i++) {
      long at = table + (long) ((home + i) & mask) * Bucket.BYTES;
      for (int slot = 0; slot < Bucket.SLOTS; slot++) {
        if (segment.get(INT, Bucket.refAt(at, slot)) == wanted) {
          foundSegment = segment;
          foundBucket = at;
          foundSlot = slot;
          foundHome = table + (long) home * Bucket.BYTES;
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
    return contents.hashing.of(
        segment, RecordLayout.keyOffset(segment, at), RecordLayout.keyLength(segment, at));
  }

  // ---- buckets ----

  private int findIn(MemorySegment segment, long bucket, long hash, Key key) {
    long matches = Bucket.matches(segment, bucket, hash);
    while (matches != 0) {
      int slot = Bucket.slotOf(matches);
      int ref = segment.get(INT, Bucket.refAt(bucket, slot));
      if (ref != 0 && hasKey(ref, key)) {
        return foundAt(segment, bucket, slot, ref);
      }
      matches &= matches - 1;
    }
    return 0;
  }

  private int foundAt(MemorySegment segment, long bucket, int slot, int ref) {
    foundSegment = segment;
    foundBucket = bucket;
    foundSlot = slot;
    foundRef = ref;
    return ref;
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
    MemorySegment segment = memory.segment(TableEntry.ref(entry));
    long table = ShardMemory.offset(TableEntry.ref(entry));
    int mask = (1 << TableEntry.bits(entry)) - 1;
    int home = TableEntry.bucket(hash, entry);
    for (int i = 0, end = TableEntry.reach(entry); i <= end; i++) {
      long at = table + (long) ((home + i) & mask) * Bucket.BYTES;
      for (int slot = 0; slot < Bucket.SLOTS; slot++) {
        if (segment.get(INT, Bucket.refAt(at, slot)) == 0) {
          segment.set(INT, Bucket.refAt(at, slot), ref);
          segment.set(BYTE, at + slot, (byte) (hash >>> 16));
          if (hasDeadline) {
            segment.set(INT, at + Bucket.META, segment.get(INT, at + Bucket.META) | 1 << slot);
          }
          if (i != 0) {
            long homeMeta = table + (long) home * Bucket.BYTES + Bucket.META;
            segment.set(INT, homeMeta, segment.get(INT, homeMeta) + (1 << Bucket.OVERFLOW_SHIFT));
          }
          return true;
        }
      }
    }
    return false;
  }

  // ---- growing; shrinking is in IndexRoom ----

  private void grow(long hash, long entry) {
    int bits = TableEntry.bits(entry);
    int tableDepth = TableEntry.depth(entry);
    if (bits >= MAX_TABLE_BITS && maySplit(tableDepth)) {
      split(hash, entry, tableDepth + 1);
      return;
    }
    if (bits == MAX_CROWDED_BITS) {
      throw new IllegalStateException("49,152 keys share " + tableDepth + " bits of their hash");
    }
    long larger = newTable(tableDepth, bits + 1);
    setEntries(hash, tableDepth, larger);
    move(entry);
  }

  private boolean maySplit(int tableDepth) {
    return tableDepth < depth
        || directory.length < SMALL_DIRECTORY
        || (long) directory.length * RECORDS_AN_ENTRY <= size;
  }

  private void split(long hash, long entry, int newDepth) {
    long lower = newTable(newDepth, MAX_TABLE_BITS);
    long upper = newTable(newDepth, MAX_TABLE_BITS);
    if (newDepth > depth) {
      doubleDirectory();
    }
    long first = hash & TableEntry.prefixMask(newDepth - 1);
    setEntries(first, newDepth, lower);
    setEntries(first | 1L << (64 - newDepth), newDepth, upper);
    move(entry);
  }

  /** Places every record of an old table where the directory leads now, and frees the table. */
  void move(long old) {
    MemorySegment segment = memory.segment(TableEntry.ref(old));
    long at = ShardMemory.offset(TableEntry.ref(old));
    for (int b = 0; b < 1 << TableEntry.bits(old); b++, at += Bucket.BYTES) {
      int meta = segment.get(INT, at + Bucket.META);
      for (int slot = 0; slot < Bucket.SLOTS; slot++) {
        int ref = segment.get(INT, Bucket.refAt(at, slot));
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
  void setEntries(long hash, int prefixBits, long entry) {
    int first = directoryIndex(hash & TableEntry.prefixMask(prefixBits));
    Arrays.fill(directory, first, first + (1 << (depth - prefixBits)), entry);
  }

  long newTable(int tableDepth, int bits) {
    long bytes = (long) Bucket.BYTES << bits;
    memory.charge(account);
    int ref = memory.allocate(bytes);
    memory.segment(ref).asSlice(ShardMemory.offset(ref), bytes).fill((byte) 0);
    return TableEntry.of(ref, tableDepth, bits);
  }

  private void freeTable(long entry) {
    memory.charge(account);
    memory.free(TableEntry.ref(entry), (long) Bucket.BYTES << TableEntry.bits(entry));
  }

  // ---- arithmetic of entries and positions ----

  /** The bits of the hash that all records of a table share, or of one that is not there yet. */
  int prefixBits(long entry) {
    return entry == 0 ? depth : TableEntry.depth(entry);
  }

  int directoryIndex(long hash) {
    return depth == 0 ? 0 : (int) (hash >>> (64 - depth));
  }
}
