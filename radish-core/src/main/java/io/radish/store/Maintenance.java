// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What has to be done now and then: freeing what was dropped, removing what expired, shrinking
 * indexes that lost most of their keys, giving memory back ({@link Compaction}).
 *
 * <p>All of it goes in steps of some microseconds under one shard's lock each. Who embeds the store
 * must run {@link #run(long)} every tenth of a second or so on a thread of its own; without that
 * keys still expire exactly, but what was dropped or replaced keeps its memory. One thread at a
 * time.
 */
public final class Maintenance {
  /**
   * Tables looked at each time whatever is found: about 2,000 records, a tenth of a millisecond.
   */
  private static final int TABLES_AT_LEAST = 16;

  /** Keyspaces looked at each time for indexes that are too large: a tenth of a millisecond. */
  private static final int KEYSPACES_AT_ONCE = 64;

  private final Store store;
  private final Compaction compaction;
  private final ExpiryScratch scratch = new ExpiryScratch();

  /** The keyspace that the expiry pass begins with the next time. */
  private KeyspaceName first = KeyspaceName.DEFAULT;

  /** The keyspace whose indexes are looked at first the next time. */
  private KeyspaceName firstToShrink = KeyspaceName.DEFAULT;

  /** Where expiry is written down. */
  private final OwnUnit unit = new OwnUnit();

  private volatile boolean expiring = true;

  /** Written by the one thread at a time that runs it. */
  private volatile long expiryNanos;

  Maintenance(Store store) {
    this.store = store;
    this.compaction = new Compaction(store);
  }

  /** Works for at most {@code budgetMicros}, less where there is nothing to do. */
  public void run(long budgetMicros) {
    run(budgetMicros, true);
  }

  /** As {@link #run(long)}; without {@code expire}, keys whose time has passed stay for now. */
  public synchronized void run(long budgetMicros, boolean expire) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(budgetMicros);
    reclaim(end);
    if (expire && expiring) {
      long begun = System.nanoTime();
      expire(end);
      expiryNanos = expiryNanos + (System.nanoTime() - begun);
    }
    shrink(end);
    compaction.run(end);
    closeReleased();
  }

  /** Compacts memory of which any is free. */
  synchronized void compactEagerly() {
    compaction.runEagerly();
    closeReleased();
  }

  /** Closes what the shards gave back to the operating system; no lock is held meanwhile. */
  private void closeReleased() {
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      List<Arena> released;
      shard.lock.lock();
      try {
        released = shard.memory.takeReleased();
      } finally {
        shard.lock.unlock();
      }
      released.forEach(Arena::close);
    }
  }

  /**
   * Looks at the indexes of some keyspaces, and makes those smaller that lost most of their keys.
   */
  private void shrink(long end) {
    int looked = 0;
    for (Keyspace keyspace : store.keyspacesFrom(firstToShrink)) {
      if (looked++ == KEYSPACES_AT_ONCE || System.nanoTime() - end >= 0) {
        firstToShrink = keyspace.name();
        return;
      }
      for (int i = 0; i < store.shardCount(); i++) {
        shrink(keyspace, store.shard(i));
      }
    }
    firstToShrink = KeyspaceName.DEFAULT;
  }

  private void shrink(Keyspace keyspace, Shard shard) {
    boolean begun = false;
    long position = 0;
    do {
      shard.lock.lock();
      try {
        Index index = keyspace.isLive() ? keyspace.contents().in(shard) : null;
        IndexRoom room = index == null ? null : new IndexRoom(index);
        if (room == null || (!begun && !room.isSparse())) {
          return;
        }
        begun = true;
        position = room.shrink(position);
      } finally {
        shard.lock.unlock();
      }
    } while (position != 0);
  }

  /**
   * Whether {@link #run} removes keys whose time has passed; they are not there for anybody either
   * way.
   */
  public void setExpiring(boolean on) {
    expiring = on;
  }

  /** The time that removing expired keys has taken so far, in nanoseconds. */
  public long expiryNanos() {
    return expiryNanos;
  }

  private void reclaim(long end) {
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      boolean more = true;
      while (more) {
        List<Arena> released;
        shard.lock.lock();
        try {
          shard.unpinWaiting();
          shard.letLeave();
          more = shard.reclaimSome() && System.nanoTime() < end;
          released = shard.memory.takeReleased();
        } finally {
          shard.lock.unlock();
        }
        released.forEach(Arena::close);
      }
    }
  }

  /**
   * Looks at some tables of each keyspace that has deadlines, and at more of one where a tenth of
   * what it saw had expired: keys that nobody asks for go soon, and keys that live on are left
   * alone.
   */
  private void expire(long end) {
    long now = store.now();
    KeyspaceName goOn = expire(store.keyspacesFrom(first), now, end);
    if (goOn == null && !first.isDefault()) {
      goOn = expire(store.keyspacesBefore(first), now, end);
    }
    first = goOn == null ? KeyspaceName.DEFAULT : goOn;
    store.events().deliver();
  }

  /** Looks at the keyspaces in turn; the name of the one to go on with where time is up. */
  private @Nullable KeyspaceName expire(Iterable<Keyspace> keyspaces, long now, long end) {
    for (Keyspace keyspace : keyspaces) {
      if (keyspace.contents().mayHaveDeadlines()) {
        if (System.nanoTime() >= end) {
          return keyspace.name();
        }
        expire(keyspace, now, end);
      }
    }
    return null;
  }

  private long expireSome(Keyspace keyspace, Shard shard, long position, long now) {
    EffectUnit written = writeDown(shard);
    try {
      return keyspace.expireSome(shard, position, now, scratch);
    } finally {
      if (written != null) {
        written.commit();
        shard.unit = null;
      }
    }
  }

  private @Nullable EffectUnit writeDown(Shard shard) {
    EffectLog log = store.effectLog();
    if (log == null) {
      return null;
    }
    EffectUnit own = unit.of(log);
    shard.unit = own;
    return own;
  }

  private void expire(Keyspace keyspace, long now, long end) {
    ExpiryPosition at = keyspace.expiryPosition();
    int tables = 0;
    long seen = 0;
    long expired = 0;
    int shardsPassed = 0;
    boolean worthMore = true;
    while (worthMore && shardsPassed <= store.shardCount()) {
      Shard shard = store.shard(at.shard);
      shard.lock.lock();
      try {
        scratch.clear();
        at.position = keyspace.isLive() ? expireSome(keyspace, shard, at.position, now) : 0;
      } finally {
        shard.lock.unlock();
      }
      if (at.position == 0) {
        at.shard = (at.shard + 1) % store.shardCount();
        shardsPassed++;
      }
      long left = scratch.averageLeftMillis();
      if (left >= 0) {
        keyspace.sampleTtl(left);
      }
      seen += scratch.seen();
      expired += scratch.count();
      tables++;
      worthMore = (tables < TABLES_AT_LEAST || expired * 10 >= seen) && System.nanoTime() < end;
    }
  }
}
