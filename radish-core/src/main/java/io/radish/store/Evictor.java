// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.Frequency;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Lets keys go until what is stored fits its limit, in small steps under one shard's lock each.
 *
 * <pre>
 *   a shard whose lock is free  ->  some buckets of a keyspace's index, by chance
 *                               ->  the shard's pool of the best candidates seen so far
 *                               ->  the best one goes, unless it was used meanwhile
 * </pre>
 *
 * <p>That is Redis' algorithm, with a pool for each shard. As keys lie in shards by their hashes,
 * taking from one shard after the other takes from all alike. Locks that are taken are passed by,
 * so nobody waits here. For one thread; it holds no lock when it calls.
 */
final class Evictor {
  /** How it ended. */
  enum Outcome {
    /** It fits. */
    DONE,
    /** Time was up, or others held the locks: it fits later. */
    GOES_ON,
    /** There is nothing that may go. */
    NOTHING_LEFT
  }

  /** Keys that go under one hold of a lock: with their looks at samples, about ten microseconds. */
  private static final int AT_ONCE = 8;

  /** Buckets looked at for keys with a deadline: in a row, so some microseconds. */
  private static final int MOST_BUCKETS = 512;

  /** Keyspaces asked for an index in a shard before the next shard has its turn. */
  private static final int PICKS = 4;

  /** Bits of a score by which equals are drawn; where they lie says something of their age. */
  private static final int LOT_BITS = 8;

  /** A deadline that is like any later one: some hundred thousand years. */
  private static final long FAR_MILLIS = 1L << 53;

  private final Store store;
  private final MemoryLimits limits;
  private final ShardLocks locks;
  private final SplittableRandom random;
  private int next;

  Evictor(Store store, SplittableRandom random) {
    this.store = store;
    this.limits = store.limits();
    this.locks = store.newLocks();
    this.random = random;
    this.next = random.nextInt(store.shardCount());
  }

  /** Lets keys go for at most {@code nanos}. */
  Outcome run(EvictionScope scope, long nanos) {
    long begun = System.nanoTime();
    long excess = scope.excess();
    int vain = 0;
    boolean busy = false;
    while (excess > 0) {
      if (scope.pick(random) == null) {
        return Outcome.NOTHING_LEFT;
      }
      long freed = step(scope, excess);
      busy |= freed < 0;
      vain = freed > 0 ? 0 : vain + 1;
      if (vain > 2 * store.shardCount()) {
        return busy || limits.mayBeRare(scope) ? Outcome.GOES_ON : Outcome.NOTHING_LEFT;
      }
      excess = freed > 0 ? excess - freed : excess;
      if (excess <= 0) {
        excess = scope.excess();
      } else if (System.nanoTime() - begun >= nanos) {
        return Outcome.GOES_ON;
      }
    }
    return Outcome.DONE;
  }

  /** Lets some keys of the next shard go; the bytes they took, or -1 where its lock is taken. */
  private long step(EvictionScope scope, long excess) {
    int number = next;
    next = (next + 1) & (store.shardCount() - 1);
    locks.addShard(number);
    if (!locks.acquire(0)) {
      locks.clear();
      return -1;
    }
    try {
      Shard shard = store.shard(number);
      long before = shard.memory.liveBytes();
      long freed = 0;
      for (int i = 0; i < AT_ONCE && freed < excess && evictOne(scope, shard); i++) {
        freed = before - shard.memory.liveBytes();
      }
      if (shard.hasDropped()) {
        boolean _ = shard.reclaimSome();
      }
      return freed;
    } finally {
      locks.release();
    }
  }

  private boolean evictOne(EvictionScope scope, Shard shard) {
    EvictionPool pool = scope.pool(shard);
    long now = store.now();
    sample(scope, shard, pool, now);
    while (!pool.isEmpty()) {
      Keyspace keyspace = pool.bestKeyspace();
      long hash = pool.bestHash();
      long score = pool.bestScore();
      pool.removeBest();
      LiveEntry entry = keyspace == null ? null : candidate(keyspace, shard, hash, score, now);
      if (keyspace != null && entry != null) {
        keyspace.evict(entry, now);
        return true;
      }
    }
    return false;
  }

  /** The entry that was the best; null where it is gone, or was used since. */
  private @Nullable LiveEntry candidate(
      Keyspace keyspace, Shard shard, long hash, long score, long now) {
    Index index = keyspace.isLive() ? keyspace.contents().in(shard) : null;
    int ref = index == null ? 0 : index.findHash(hash);
    if (index == null || ref == 0) {
      return null;
    }
    LiveEntry entry = shard.entry.point(index, hash, ref);
    EvictionPolicy policy = keyspace.policy();
    boolean may =
        policy.evicts()
            && (!policy.isVolatile() || entry.deadline() != RecordLayout.NO_DEADLINE)
            && score(policy, shard, ref, now) >= score >> LOT_BITS;
    return may ? entry : null;
  }

  private void sample(EvictionScope scope, Shard shard, EvictionPool pool, long now) {
    for (int i = 0; i < PICKS; i++) {
      Keyspace keyspace = scope.pick(random);
      Index index = keyspace == null || !keyspace.isLive() ? null : keyspace.contents().in(shard);
      if (keyspace != null && index != null && index.size() > 0) {
        sample(keyspace, index, shard, pool, now);
        return;
      }
    }
  }

  private void sample(Keyspace keyspace, Index index, Shard shard, EvictionPool pool, long now) {
    EvictionPolicy policy = keyspace.policy();
    boolean deadlines = policy.isVolatile();
    boolean rare = deadlines && index.withDeadline() * 64 < index.size();
    long next =
        index.sample(
            rare ? pool.position : random.nextLong(),
            limits.samples(),
            deadlines ? MOST_BUCKETS : limits.samples() + 8,
            deadlines,
            ref -> {
              long lot = random.nextInt(1 << LOT_BITS);
              long score = score(policy, shard, ref, now) << LOT_BITS | lot;
              if (pool.wants(score)) {
                pool.offer(keyspace, index.hashOf(ref), score);
              }
            });
    if (rare) {
      pool.position = next;
    }
  }

  /** What speaks for a record's going: the more the higher. */
  private long score(EvictionPolicy policy, Shard shard, int ref, long now) {
    MemorySegment segment = shard.memory.segment(ref);
    long at = ShardMemory.offset(ref);
    return switch (policy) {
      // When it was used, not for how long it was not: that stays as it is in the pool.
      case ALLKEYS_LRU, VOLATILE_LRU -> RecordLayout.idleSeconds(segment, at, now) - now / 1000;
      case ALLKEYS_LFU, VOLATILE_LFU ->
          255 - Frequency.counter(RecordLayout.access(segment, at), now, limits.decayMinutes());
      case VOLATILE_TTL -> -Math.min(RecordLayout.deadline(segment, at), FAR_MILLIS);
      case ALLKEYS_RANDOM, VOLATILE_RANDOM, NOEVICTION -> 0;
    };
  }
}
