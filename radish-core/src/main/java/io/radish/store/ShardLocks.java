// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The locks that one command needs: of the shards of its keys, or of all.
 *
 * <p>Reused by one thread: {@link #add} or {@link #addAll}, {@link #acquire}, work, {@link
 * #release}. Locks are always taken in ascending order of the shards' numbers, so that no two
 * commands wait for each other.
 */
public final class ShardLocks {
  private final Store store;
  private final long[] wanted;
  private int single = -1;
  private int count;

  ShardLocks(Store store) {
    this.store = store;
    this.wanted = new long[(store.shardCount() + 63) / 64];
  }

  /** Adds the shard of {@code key}. */
  public void add(Key key) {
    int number = store.shardOf(key).number;
    long bit = 1L << number;
    if ((wanted[number >>> 6] & bit) == 0) {
      wanted[number >>> 6] |= bit;
      single = number;
      count++;
    }
  }

  /** Adds every shard. */
  public void addAll() {
    for (int number = 0; number < store.shardCount(); number++) {
      wanted[number >>> 6] |= 1L << number;
    }
    count = store.shardCount();
    single = 0;
  }

  /**
   * Takes the locks.
   *
   * @return false, with none taken, where they were not to be had within {@code timeoutMillis}
   */
  public boolean acquire(long timeoutMillis) {
    if (count == 1) {
      Shard shard = store.shard(single);
      return shard.lock.tryLock() || await(shard, TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
    }
    long start = 0;
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number) && !store.shard(number).lock.tryLock()) {
        start = start == 0 ? System.nanoTime() : start;
        long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis) - (System.nanoTime() - start);
        if (!await(store.shard(number), left)) {
          releaseBelow(number);
          return false;
        }
      }
    }
    return true;
  }

  /** Takes the locks, however long it takes. */
  public void acquireUninterruptibly() {
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number)) {
        store.shard(number).lock.lock();
      }
    }
  }

  /** Lets all locks go, forgets them, and delivers the events of what was done. */
  public void release() {
    if (count == 1) {
      store.shard(single).lock.unlock();
    } else {
      releaseBelow(store.shardCount());
    }
    clear();
    if (store.events().isActive()) {
      store.events().deliver();
    }
  }

  /** Forgets what was added, with no lock taken. */
  public void clear() {
    Arrays.fill(wanted, 0);
    count = 0;
    single = -1;
  }

  private static boolean await(Shard shard, long nanos) {
    try {
      return shard.lock.tryLock(nanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void releaseBelow(int end) {
    for (int number = 0; number < end; number++) {
      if (isWanted(number)) {
        store.shard(number).lock.unlock();
      }
    }
  }

  private boolean isWanted(int number) {
    return (wanted[number >>> 6] & 1L << number) != 0;
  }
}
