// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.SeededHash;
import io.radish.memory.ShardMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the next few keys lead to into the processor's caches, before the commands that want
 * it run one by one.
 *
 * <p>A key that nobody asked for lately costs a wait for memory at its bucket and another one at
 * its record, and a command cannot begin to wait before the one ahead of it is done. Here all
 * buckets are asked for at once, then all records, so that the waits lie on top of each other:
 *
 * <pre>
 *   one by one     |bucket....|record....|bucket....|record....|bucket....|record....|
 *   looking ahead  |bucket....|
 *                   |bucket....|record....|
 *                    |bucket....|record....|
 *                                |record....|
 * </pre>
 *
 * <p>It is a hint and no more. It takes no locks, and what it reads may be changed or freed
 * meanwhile; nothing is done with it, and memory segments refuse what is no longer theirs. One for
 * each thread.
 */
public final class LookAhead {
  /** Keys at a time: enough to fill the processor's queue of waits, few enough for its caches. */
  public static final int KEYS = 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private final Store store;
  private final SeededHash hashing;
  private final long[] hashes = new long[KEYS];
  private final @Nullable Index[] indexes = new Index[KEYS];
  private final ShardMemory[] memories = new ShardMemory[KEYS];
  private final MemorySegment[] segments = new MemorySegment[KEYS];
  private final long[] places = new long[KEYS];
  private int count;

  @SuppressWarnings("unused") // written only: else the compiler leaves the reads out as useless
  private long seen;

  LookAhead(Store store, SeededHash hashing) {
    this.store = store;
    this.hashing = hashing;
  }

  /** Adds a key of {@code keyspace}; one past {@link #KEYS} is passed by. */
  public void add(Keyspace keyspace, byte[] array, int offset, int length) {
    if (count < KEYS) {
      long hash = hashing.of(array, offset, length);
      Shard shard = store.shardOf(hash);
      hashes[count] = hash;
      indexes[count] = keyspace.contents().in(shard);
      memories[count++] = shard.memory;
    }
  }

  /** Reads ahead for the keys that were added, and forgets them. */
  public void run() {
    int wanted = count;
    count = 0;
    if (wanted < 2) {
      return;
    }
    try {
      int left = findBuckets(wanted);
      seen += touch(left, 0);
      left = findRecords(left);
      seen += touch(left, 0) + touch(left, 64);
    } catch (IndexOutOfBoundsException | IllegalStateException | NullPointerException raced) {
      // What was found was moved or freed by somebody else at that moment.
      seen++;
    }
  }

  private int findBuckets(int wanted) {
    int found = 0;
    for (int i = 0; i < wanted; i++) {
      Index index = indexes[i];
      long hash = hashes[i];
      long entry = index == null ? 0 : index.entryFor(hash);
      if (entry != 0) {
        hashes[found] = hash;
        memories[found] = memories[i];
        segments[found] = memories[i].segment(TableEntry.ref(entry));
        places[found++] = TableEntry.bucketAt(hash, entry);
      }
    }
    return found;
  }

  private int findRecords(int wanted) {
    int found = 0;
    for (int i = 0; i < wanted; i++) {
      int ref = Bucket.candidate(segments[i], places[i], hashes[i]);
      if (ref != 0) {
        segments[found] = memories[i].segment(ref);
        places[found++] = ShardMemory.offset(ref);
      }
    }
    return found;
  }

  /** Nothing in this loop waits for what it reads, so that the reads overlap. */
  private long touch(int wanted, int further) {
    long sum = 0;
    for (int i = 0; i < wanted; i++) {
      sum += segments[i].get(LONG, places[i] + further);
    }
    return sum;
  }
}
