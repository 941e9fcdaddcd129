// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Those who watch keys, all shards together: how they come and go, and what they are told where
 * whole keyspaces change.
 *
 * <p>Single keys are told of where they change ({@link Keyspace}), each under its shard's lock.
 */
final class Watches {
  private final Store store;

  Watches(Store store) {
    this.store = store;
  }

  // ---- coming and going ----

  /** Lets a watch begin; the lock of its key's shard is held. */
  void add(KeyWatch watch, long now) {
    Shard shard = store.shardOf(watch.key());
    assert shard.assertLocked() : "the lock of a key watched is not held";
    watch.wasExpired = isOver(watch, now);
    watch.dueFields = dueFields(watch, now);
    shard.watchRoom().add(watch);
  }

  /** Ends a watch; by any thread, whatever locks it holds. */
  void remove(KeyWatch watch) {
    watch.end();
    store.shardOf(watch.key()).unwatchFromOutside(watch);
  }

  /** The number of watches; for tests, and exact only while nothing happens. */
  int count() {
    int count = 0;
    for (Shard shard : store.shards()) {
      shard.lock.lock();
      try {
        shard.letLeave();
        count += shard.watching == null ? 0 : shard.watching.size();
      } finally {
        shard.lock.unlock();
      }
    }
    return count;
  }

  /**
   * Whether the time of the key, or of a field of its hash, has passed since the watch began,
   * though nobody has removed it yet; the lock of its shard is held.
   */
  boolean hasExpired(KeyWatch watch, long now) {
    assert store.shardOf(watch.key()).assertLocked() : "the lock of a key watched is not held";
    return !watch.wasExpired && (isOver(watch, now) || dueFields(watch, now) > watch.dueFields);
  }

  private long dueFields(KeyWatch watch, long now) {
    Keyspace keyspace = store.find(watch.keyspaceName());
    Shard shard = store.shardOf(watch.key());
    Index index = keyspace == null ? null : keyspace.contents().in(shard);
    int ref = index == null ? 0 : index.find(watch.key());
    if (ref == 0) {
      return 0;
    }
    MemorySegment segment = shard.memory.segment(ref);
    long at = ShardMemory.offset(ref);
    return HashValue.due(
        shard.memory,
        RecordLayout.kind(segment, at),
        segment,
        RecordLayout.valueOffset(segment, at),
        RecordLayout.valueLength(segment, at),
        now);
  }

  private boolean isOver(KeyWatch watch, long now) {
    Keyspace keyspace = store.find(watch.keyspaceName());
    return keyspace != null && isOver(keyspace.contents(), watch.key(), now);
  }

  private boolean isOver(Contents contents, Key key, long now) {
    Shard shard = store.shardOf(key);
    Index index = contents.in(shard);
    int ref = index == null ? 0 : index.find(key);
    if (ref == 0) {
      return false;
    }
    MemorySegment segment = shard.memory.segment(ref);
    return RecordLayout.isOver(shard.memory, segment, ShardMemory.offset(ref), now);
  }

  private boolean holds(@Nullable Contents contents, Key key) {
    Index index = contents == null ? null : contents.in(store.shardOf(key));
    return index != null && index.find(key) != 0;
  }

  // ---- whole keyspaces ----

  /**
   * Tells those who watch a keyspace that it holds something else from now on; all locks are held.
   *
   * @param before what it has held; null where it was not there
   * @param after what it holds now; null for nothing
   */
  void replaced(KeyspaceName name, @Nullable Contents before, @Nullable Contents after) {
    long now = store.now();
    for (Shard shard : store.shards()) {
      WatchRoom room = shard.watching;
      if (room != null) {
        room.changedWhere(
            watch -> watch.keyspaceName().equals(name) && isAnother(watch, before, after, now));
      }
    }
    store.tracking().allChanged();
  }

  /** Tells all who watch that every keyspace is being emptied; all locks are held. */
  void allCleared() {
    long now = store.now();
    for (Shard shard : store.shards()) {
      WatchRoom room = shard.watching;
      if (room != null) {
        room.changedWhere(
            watch -> {
              Keyspace keyspace = store.find(watch.keyspaceName());
              return keyspace != null && isAnother(watch, keyspace.contents(), null, now);
            });
      }
    }
    store.tracking().allChanged();
  }

  /**
   * Whether the exchange changes the key of a watch, as in Redis: a key that is in neither has not
   * changed, and one whose time has passed is in none.
   */
  private boolean isAnother(
      KeyWatch watch, @Nullable Contents before, @Nullable Contents after, long now) {
    boolean was = holds(before, watch.key());
    boolean is = holds(after, watch.key());
    if (watch.wasExpired) {
      watch.wasExpired = is;
      return is && after != null && !isOver(after, watch.key(), now);
    }
    if (!was && is && after != null && isOver(after, watch.key(), now)) {
      watch.wasExpired = true;
      return false;
    }
    return was || is;
  }
}
