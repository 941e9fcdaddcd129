// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The locks that one command needs: of the shards of its keys, or of all.
 *
 * <p>Reused by one thread: {@link #add} or {@link #addAll}, {@link #acquire}, work, {@link
 * #release}. Locks are always taken in ascending order of the shards' numbers, so that no two
 * commands wait for each other.
 *
 * <p>Where somebody waits for one of the keys, the work may set off more than itself: the locks for
 * that are taken along ({@link Waiters#addReached}), and it is done by {@link #release}, before any
 * lock is let go.
 */
public final class ShardLocks {
  /**
   * Keys that are remembered in order to find out who waits for them. With more of them everybody
   * counts who waits in their shards.
   */
  private static final int REMEMBERED_KEYS = 64;

  /**
   * How often locks are taken again because more of them are needed; then all are taken, since
   * meanwhile others may come who wait.
   */
  private static final int ROUNDS = 3;

  private static final long FOREVER = -1;

  private final Store store;

  /** Where changes under these locks are written down. */
  private final OwnUnit unit = new OwnUnit();

  /** Whether they are: there was a log when the locks were taken. */
  private boolean written;

  private final long[] wanted;
  private long[] hashes = new long[4];
  private long[] further = new long[0];
  private int single = -1;
  private int count;
  private int keys;

  ShardLocks(Store store) {
    this.store = store;
    this.wanted = new long[(store.shardCount() + 63) / 64];
  }

  /** Adds the shard of {@code key}. */
  public void add(Key key) {
    if (keys == hashes.length && keys < REMEMBERED_KEYS) {
      hashes = Arrays.copyOf(hashes, REMEMBERED_KEYS);
    }
    if (keys < hashes.length) {
      hashes[keys] = key.hash();
    }
    keys++;
    want(store.shardOf(key).number);
  }

  /** Adds a shard by its number, for whatever key. */
  void addShard(int number) {
    keys = REMEMBERED_KEYS + 1;
    want(number);
  }

  private void want(int number) {
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
    boolean settled = false;
    try {
      boolean taken = takeAndReach(TimeUnit.MILLISECONDS.toNanos(timeoutMillis));
      if (taken) {
        writeDown();
      }
      settled = true;
      return taken;
    } finally {
      if (!settled) {
        letGoOfHeld();
      }
    }
  }

  private boolean takeAndReach(long nanos) {
    if (count == 1) {
      Shard shard = store.shard(single);
      if (!shard.lock.tryLock() && !await(shard, nanos)) {
        return false;
      }
      return shard.waiting == null || reach(nanos);
    }
    return take(nanos) && reach(nanos);
  }

  /** Takes the locks, however long it takes. */
  public void acquireUninterruptibly() {
    boolean settled = false;
    try {
      settled = take(FOREVER) && reach(FOREVER);
      writeDown();
    } finally {
      if (!settled) {
        letGoOfHeld();
      }
    }
  }

  /** Lets go of what was taken before there was no memory to go on. */
  private void letGoOfHeld() {
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number) && store.shard(number).lock.isHeldByCurrentThread()) {
        store.shard(number).lock.unlock();
      }
    }
    clear();
  }

  /** Has what changes under the locks, which are held, written down where there is a log. */
  private void writeDown() {
    EffectLog log = store.effectLog();
    if (log != null) {
      pointShardsAt(unit.of(log));
      written = true;
    }
  }

  private boolean pointShardsAt(@Nullable EffectUnit to) {
    if (count == 1) {
      store.shard(single).unit = to;
      return true;
    }
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number)) {
        store.shard(number).unit = to;
      }
    }
    return true;
  }

  private boolean take(long timeoutNanos) {
    long start = 0;
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number) && !store.shard(number).lock.tryLock()) {
        if (timeoutNanos == FOREVER) {
          store.shard(number).lock.lock();
          continue;
        }
        start = start == 0 ? System.nanoTime() : start;
        if (!await(store.shard(number), timeoutNanos - (System.nanoTime() - start))) {
          releaseBelow(number);
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Takes along the locks that those need who wait for one of the keys; the locks wanted are held.
   */
  private boolean reach(long timeoutNanos) {
    if (!isAnyoneWaiting()) {
      return true;
    }
    long start = System.nanoTime();
    for (int round = 0; count < store.shardCount(); round++) {
      further = new long[wanted.length];
      if (!store.waiters().addReached(this)) {
        return true;
      }
      releaseBelow(store.shardCount());
      if (round < ROUNDS) {
        wantFurther();
      } else {
        addAll();
      }
      boolean endless = timeoutNanos == FOREVER;
      long left = Math.max(0, timeoutNanos - (System.nanoTime() - start));
      if (!take(endless ? FOREVER : left)) {
        return false;
      }
    }
    return true;
  }

  private void wantFurther() {
    for (int number = 0; number < store.shardCount(); number++) {
      if ((further[number >>> 6] & 1L << number) != 0) {
        want(number);
      }
    }
  }

  private boolean isAnyoneWaiting() {
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number) && store.shard(number).waiting != null) {
        return true;
      }
    }
    return false;
  }

  /** Whether the shard is among those wanted, whose locks are held between taking and release. */
  boolean holds(int number) {
    return isWanted(number);
  }

  /** Whether there are more keys than are remembered. */
  boolean isForAnyKey() {
    return keys > REMEMBERED_KEYS;
  }

  /** The number of hashes of keys that are remembered. */
  int hashes() {
    return Math.min(keys, REMEMBERED_KEYS);
  }

  long hash(int n) {
    return hashes[n];
  }

  /** Notes that the lock of this shard may be needed too. */
  void addFurther(int number) {
    further[number >>> 6] |= 1L << number;
  }

  /** Whether a lock was noted that is not held. */
  boolean isAnyFurther() {
    for (int i = 0; i < wanted.length; i++) {
      if ((further[i] & ~wanted[i]) != 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Serves those who waited for what came into being, lets all locks go, forgets them, and delivers
   * the events of what was done.
   */
  public void release() {
    if (count == 1 ? isAnyReady(single) : isAnyReady()) {
      serveAndLetGo();
    } else {
      letGo();
    }
  }

  private void serveAndLetGo() {
    List<Waiter> served = new ArrayList<>();
    try {
      store.waiters().serve(this, served);
    } finally {
      letGo();
      served.forEach(Waiter::afterServing);
    }
  }

  private void letGo() {
    try {
      if (written) {
        commit();
      }
    } finally {
      if (count == 1) {
        store.shard(single).lock.unlock();
      } else {
        releaseBelow(store.shardCount());
      }
      clear();
    }
    if (store.events().isActive()) {
      store.events().deliver();
    }
  }

  private void commit() {
    written = false;
    try {
      unit.commit(store.effectLog());
    } finally {
      // Whoever changes something without having said where it is written down is found out.
      assert pointShardsAt(null);
    }
  }

  private boolean isAnyReady(int number) {
    WaitingRoom room = store.shard(number).waiting;
    return room != null && room.isAnyReady();
  }

  private boolean isAnyReady() {
    for (int number = 0; number < store.shardCount(); number++) {
      if (isWanted(number) && isAnyReady(number)) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what was added, with no lock taken. */
  public void clear() {
    Arrays.fill(wanted, 0);
    count = 0;
    keys = 0;
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
