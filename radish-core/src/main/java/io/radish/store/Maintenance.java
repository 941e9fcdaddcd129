// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What has to be done now and then: freeing what was dropped, removing what expired, giving memory
 * back.
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

  private final Store store;
  private final ExpiryScratch scratch = new ExpiryScratch();

  /** The keyspace that the expiry pass begins with the next time. */
  private KeyspaceName first = KeyspaceName.DEFAULT;

  Maintenance(Store store) {
    this.store = store;
  }

  /** Works for at most {@code budgetMicros}, less where there is nothing to do. */
  public synchronized void run(long budgetMicros) {
    long end = System.nanoTime() + TimeUnit.MICROSECONDS.toNanos(budgetMicros);
    reclaim(end);
    expire(end);
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
    KeyspaceName name = first;
    do {
      Keyspace keyspace = store.find(name);
      if (keyspace != null && keyspace.withDeadline() > 0) {
        expire(keyspace, now, end);
      }
      name = store.nameAfter(name);
    } while (!name.equals(first) && store.find(first) != null && System.nanoTime() < end);
    first = name;
    store.events().deliver();
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
        at.position = keyspace.isLive() ? keyspace.expireSome(shard, at.position, now, scratch) : 0;
      } finally {
        shard.lock.unlock();
      }
      if (at.position == 0) {
        at.shard = (at.shard + 1) % store.shardCount();
        shardsPassed++;
      }
      seen += scratch.seen();
      expired += scratch.count();
      tables++;
      worthMore = (tables < TABLES_AT_LEAST || expired * 10 >= seen) && System.nanoTime() < end;
    }
  }
}
