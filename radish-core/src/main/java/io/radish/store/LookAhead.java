// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

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
  private final long seed;
  private final long[] hashes = new long[KEYS];
  private final ShardMemory[] memories = new ShardMemory[KEYS];
  private final MemorySegment[] segments = new MemorySegment[KEYS];
  private final long[] places = new long[KEYS];
  private int count;

  /** Keeps the reads from being left out as useless. */
  @SuppressWarnings("unused")
  private long seen;

  LookAhead(Store store, long seed) {
    this.store = store;
    this.seed = seed;
  }

  /** Adds a key; one past {@link #KEYS} is passed by. */
  public void add(byte[] array, int offset, int length) {
    if (count < KEYS) {
      hashes[count++] = KeyHash.of(array, offset, length, seed);
    }
  }

  /** Reads ahead for the keys that were added, in {@code keyspace}, and forgets them. */
  public void run(@Nullable Keyspace keyspace) {
    int wanted = count;
    count = 0;
    if (keyspace == null || wanted < 2) {
      return;
    }
    try {
      int left = findBuckets(keyspace.contents(), wanted);
      seen += touch(left, 0);
      left = findRecords(left);
      seen += touch(left, 0) + touch(left, 64);
    } catch (IndexOutOfBoundsException | IllegalStateException | NullPointerException raced) {
      // What was found was moved or freed by somebody else at that moment.
      seen++;
    }
  }

  private int findBuckets(Contents contents, int wanted) {
    int found = 0;
    for (int i = 0; i < wanted; i++) {
      long hash = hashes[i];
      Shard shard = store.shardOf(hash);
      Index index = contents.in(shard);
      long entry = index == null ? 0 : index.entryFor(hash);
      if (entry != 0) {
        hashes[found] = hash;
        memories[found] = shard.memory;
        segments[found] = shard.memory.segment(Index.tableRef(entry));
        places[found++] = Index.bucketAt(hash, entry);
      }
    }
    return found;
  }

  private int findRecords(int wanted) {
    int found = 0;
    for (int i = 0; i < wanted; i++) {
      int ref = Index.candidate(segments[i], places[i], hashes[i]);
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
