// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.SeededHash;
import io.radish.memory.ShardMemory;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Walks the keys of a keyspace in the order of their hashes, one shard's lock at a time.
 *
 * <pre>
 *   cursor, below 2^53   | shard: 9 bits | position in the order of hashes: 44 bits |
 * </pre>
 *
 * <p>A key that is there from the first call to the last is seen at least once, however the indexes
 * grow meanwhile, because a position means the same whatever their size. A keyspace that was
 * deleted meanwhile has no keys: its indexes are being taken apart. Called holding no lock, or all
 * of them.
 */
public final class Scanner {
  private static final int POSITION_BITS = 44;
  private static final int POSITION_SHIFT = 64 - POSITION_BITS;

  /** Random places that are tried before all keys are looked at, where most have expired. */
  private static final int RANDOM_TRIES = 20;

  /**
   * Neighbours of a random place that a random key is chosen among, at least: with the bucket of
   * the place alone, a key that shares it with many would come up far less often than another.
   */
  private static final int RANDOM_AMONG = 24;

  /** Takes an entry, under its shard's lock. */
  @FunctionalInterface
  public interface Visitor {
    void visit(Entry entry);
  }

  /**
   * Buckets visited under a shard's lock before others may have it: some 500 keys, some tens of
   * microseconds, unless the visitor is slow.
   */
  private static final int BUCKETS_AT_ONCE = 64;

  private final Store store;
  private int visited;

  Scanner(Store store) {
    this.store = store;
  }

  /**
   * Visits about {@code count} keys from {@code cursor} on, at least those of one bucket.
   *
   * @return the cursor to go on with; 0 past the last key
   */
  public long scan(Keyspace keyspace, long cursor, long count, long now, Visitor visitor) {
    int shardNumber = (int) (cursor >>> POSITION_BITS);
    long position = cursor << POSITION_SHIFT;
    visited = 0;
    // An empty keyspace, or one with few keys, is walked in one call: shards without keys are free.
    while (shardNumber < store.shardCount() && visited < count) {
      Shard shard = store.shard(shardNumber);
      int buckets = 0;
      Patience.lock(shard.lock);
      try {
        do {
          position = step(keyspace, shard, position, now, visitor);
        } while (position != 0 && visited < count && ++buckets < BUCKETS_AT_ONCE);
      } finally {
        shard.lock.unlock();
      }
      if (position == 0) {
        shardNumber++;
      }
    }
    return shardNumber >= store.shardCount()
        ? 0
        : (long) shardNumber << POSITION_BITS | position >>> POSITION_SHIFT;
  }

  private long step(Keyspace keyspace, Shard shard, long position, long now, Visitor visitor) {
    Index index = indexOf(keyspace, shard);
    if (index == null || index.size() == 0) {
      return 0;
    }
    return index.visitBucket(
        position,
        ref -> {
          MemorySegment segment = shard.memory.segment(ref);
          visited++;
          if (!RecordLayout.isOver(shard.memory, segment, ShardMemory.offset(ref), now)) {
            visitor.visit(shard.entry.point(index, index.hashOf(ref), ref));
          }
        });
  }

  private static @Nullable Index indexOf(Keyspace keyspace, Shard shard) {
    return keyspace.isLive() ? keyspace.contents().in(shard) : null;
  }

  /**
   * Visits one key chosen by {@code random}, each about as likely as another; false where the
   * keyspace has none alive.
   */
  public boolean any(Keyspace keyspace, long random, long now, Visitor visitor) {
    int first = shardAtRandom(keyspace, random);
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard((first + i) & (store.shardCount() - 1));
      if (anyAtRandom(keyspace, shard, random, now, visitor)
          || anyInOrder(keyspace, shard, now, visitor)) {
        return true;
      }
    }
    return false;
  }

  /** A shard, as likely as it has keys, as far as that is seen without locks. */
  private int shardAtRandom(Keyspace keyspace, long random) {
    Contents contents = keyspace.contents();
    long size = contents.size();
    long left = size == 0 ? 0 : Long.remainderUnsigned(SeededHash.mix(random), size);
    for (int i = 0; i < store.shardCount(); i++) {
      Index index = contents.in(store.shard(i));
      left -= index == null ? 0 : index.size();
      if (left < 0) {
        return i;
      }
    }
    return 0;
  }

  /** Looks for a living record at random places. */
  private static boolean anyAtRandom(
      Keyspace keyspace, Shard shard, long random, long now, Visitor visitor) {
    Patience.lock(shard.lock);
    try {
      Index index = indexOf(keyspace, shard);
      Choice choice = new Choice(shard, random, now);
      for (int tries = 0; index != null && tries < RANDOM_TRIES; tries++) {
        int ref = choice.next(index);
        if (ref != 0) {
          visitor.visit(shard.entry.point(index, index.hashOf(ref), ref));
          return true;
        }
      }
      return false;
    } finally {
      shard.lock.unlock();
    }
  }

  /** A series of random choices among the living records of an index. */
  private static final class Choice implements Index.Visitor {
    private final Shard shard;
    private final long now;
    private long random;
    private int seen;
    private int alive;
    private int chosen;

    Choice(Shard shard, long random, long now) {
      this.shard = shard;
      this.random = SeededHash.mix(~random);
      this.now = now;
    }

    /** One of some neighbours at a random place; 0 where none of them is alive. */
    int next(Index index) {
      seen = 0;
      alive = 0;
      chosen = 0;
      long position = nextRandom();
      // Going round, the first bucket may come twice, in which its records are as likely as before.
      while (seen < RANDOM_AMONG && seen < index.size()) {
        position = index.visitBucket(position, this);
      }
      return chosen;
    }

    /** Takes the n-th living record in place of the one chosen with a chance of one in n. */
    @Override
    public void visit(int ref) {
      seen++;
      if (isAlive(shard, ref, now) && Long.remainderUnsigned(nextRandom(), ++alive) == 0) {
        chosen = ref;
      }
    }

    private long nextRandom() {
      random = SeededHash.mix(random + 1);
      return random;
    }
  }

  /** Looks for a living record from the first on, a table at a time. */
  private static boolean anyInOrder(Keyspace keyspace, Shard shard, long now, Visitor visitor) {
    int[] found = new int[1];
    long position = 0;
    do {
      Patience.lock(shard.lock);
      try {
        Index index = indexOf(keyspace, shard);
        if (index == null || index.size() == 0) {
          return false;
        }
        position =
            index.visitTable(
                position,
                false,
                ref -> found[0] = found[0] == 0 && isAlive(shard, ref, now) ? ref : found[0]);
        if (found[0] != 0) {
          visitor.visit(shard.entry.point(index, index.hashOf(found[0]), found[0]));
          return true;
        }
      } finally {
        shard.lock.unlock();
      }
    } while (position != 0);
    return false;
  }

  private static boolean isAlive(Shard shard, int ref, long now) {
    MemorySegment segment = shard.memory.segment(ref);
    return !RecordLayout.isOver(shard.memory, segment, ShardMemory.offset(ref), now);
  }
}
