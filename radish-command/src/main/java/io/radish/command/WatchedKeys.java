// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.KeyWatch;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The keys that a client watches, and whether one of them has changed.
 *
 * <p>Used on the connection's thread, but for the change, which any thread notes under the lock of
 * the key's shard. What {@code CLIENT LIST} shows of it may be a moment old.
 */
final class WatchedKeys {
  /** What a watch takes beside the bytes of its key. */
  private static final int WATCH_BYTES = 200;

  private final Store store;
  private final Set<KeyWatch> watches = new LinkedHashSet<>();
  private volatile boolean changed;
  private int count;
  private long bytes;

  WatchedKeys(Store store) {
    this.store = store;
  }

  /** The watch of one key. */
  private final class Watch extends KeyWatch {
    Watch(KeyspaceName keyspaceName, Key key) {
      super(keyspaceName, key);
    }

    @Override
    protected boolean changed() {
      changed = true;
      return false;
    }
  }

  /** The number of keys. */
  int count() {
    return count;
  }

  /** The bytes that watching them takes. */
  long bytes() {
    return bytes;
  }

  /** Whether one of them has changed, as far as anybody has noticed. */
  boolean isChanged() {
    return changed;
  }

  /** Watches one more, whose lock is held; nothing where it is watched already. */
  void add(KeyspaceName name, ByteView key, long now) {
    byte[] copy = key.toBytes();
    Watch watch = new Watch(name, store.newKey().set(copy, 0, copy.length));
    if (watches.add(watch)) {
      store.watch(watch, now);
      count = watches.size();
      bytes += WATCH_BYTES + copy.length;
    }
  }

  /** Adds the locks of all of them. */
  void addTo(ShardLocks locks) {
    watches.forEach(watch -> locks.add(watch.key()));
  }

  /** Whether one of them has changed, or its time has passed; their locks are held. */
  boolean isOutdated(long now) {
    return changed || watches.stream().anyMatch(watch -> store.hasExpired(watch, now));
  }

  /** Watches them no more; to be forgotten then. */
  void clear() {
    watches.forEach(store::unwatch);
    watches.clear();
  }
}
