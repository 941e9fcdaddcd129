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
 * runs {@link #run(long)} every tenth of a second or so on a thread of its own; without that, keys
 * still expire exactly, but their memory comes back only when somebody asks for them. One thread at
 * a time.
 */
public final class Maintenance {
  private final Store store;
  private final ExpiryScratch scratch = new ExpiryScratch();

  // Where the expiry pass goes on, and how much it found lately.
  private KeyspaceName keyspaceAt = KeyspaceName.DEFAULT;
  private int shardAt;
  private long positionAt;

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
   * Goes round the keyspaces that have deadlines, a table at a time; a full round, or until the
   * time is up, and goes on from there the next time.
   */
  private void expire(long end) {
    long now = store.now();
    int keyspacesLeft = store.keyspaces().size();
    while (keyspacesLeft > 0 && System.nanoTime() < end) {
      Keyspace keyspace = store.find(keyspaceAt);
      if (keyspace == null || keyspace.withDeadline() == 0 || shardAt >= store.shardCount()) {
        nextKeyspace();
        keyspacesLeft--;
      } else {
        step(keyspace, now);
      }
    }
    store.events().deliver();
  }

  private void step(Keyspace keyspace, long now) {
    Shard shard = store.shard(shardAt);
    shard.lock.lock();
    try {
      positionAt = keyspace.isLive() ? keyspace.expireSome(shard, positionAt, now, scratch) : 0;
    } finally {
      shard.lock.unlock();
    }
    if (positionAt == 0) {
      shardAt++;
    }
  }

  private void nextKeyspace() {
    shardAt = 0;
    positionAt = 0;
    keyspaceAt = store.nameAfter(keyspaceAt);
  }
}
