// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of changes to keys of one shard: those who watch single keys, the {@linkplain
 * TrackedKey keys that clients have copies of}, and whoever hears of all.
 *
 * <p>A shard has none while there is nobody of them. Guarded by the shard's lock.
 */
final class WatchRoom {
  private final WatchTable watches = new WatchTable();

  /** Those of which clients keep copies; dropped whole when all of them are to go. */
  private WatchTable tracked = new WatchTable();

  /** Hears of all changes; null for nobody. */
  private KeyTracking.@Nullable Listener listener;

  boolean isEmpty() {
    return watches.isEmpty() && tracked.isEmpty() && listener == null;
  }

  /** The number of watches. */
  int size() {
    return watches.size();
  }

  void add(KeyWatch watch) {
    watches.add(watch);
  }

  /** Takes a watch out, where it is there. */
  void remove(KeyWatch watch) {
    watches.remove(watch);
  }

  /** Says who hears of all changes from now on; null for nobody. */
  void setListener(KeyTracking.@Nullable Listener hears) {
    listener = hears;
  }

  // ---- keys that clients have copies of ----

  /** Those keys. */
  WatchTable tracked() {
    return tracked;
  }

  /** Forgets all those keys, without a word. */
  void forgetTracked() {
    tracked = new WatchTable();
  }

  // ---- what they are told ----

  /**
   * Tells that a key has changed, in whatever way.
   *
   * @param beside whether only what is known beside its value has: {@link KeyWatch#changedBeside}
   */
  void changed(KeyspaceName name, long hash, ByteView key, boolean beside) {
    watches.changed(name, hash, key, beside);
    if (!beside) {
      tellReaders(name, hash, key);
    }
  }

  /** Tells that a key was removed because its time has passed. */
  void expired(KeyspaceName name, long hash, ByteView key) {
    watches.expired(name, hash, key);
    tellReaders(name, hash, key);
  }

  private void tellReaders(KeyspaceName name, long hash, ByteView key) {
    if (listener != null) {
      listener.changed(key);
    }
    if (!tracked.isEmpty()) {
      tracked.changed(name, hash, key, false);
    }
  }

  /** Tells those who watch whom {@code told} accepts that their key has changed. */
  void changedWhere(Predicate<KeyWatch> told) {
    watches.changedWhere(told);
  }
}
