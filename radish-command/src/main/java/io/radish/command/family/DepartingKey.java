// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.rdb.DumpPayload;
import io.radish.store.Key;
import io.radish.store.KeyWatch;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A key on its way to another server: what it held at one instant, and whether it still does.
 *
 * <p>No lock is held in between, so that nobody waits for the other server. Used by one thread;
 * ends with {@link #delete} or {@link #stay}.
 */
final class DepartingKey {
  /** What became of deleting it. */
  enum Departure {
    /** It is not there any more. */
    GONE,

    /** It has changed since, and stays. */
    CHANGED,

    /** It must not be deleted now, and stays. */
    HELD
  }

  /** Whether it has changed; guarded by the lock of its shard. */
  private static final class Mark extends KeyWatch {
    private boolean changed;

    Mark(KeyspaceName keyspace, Key key) {
      super(keyspace, key);
    }

    @Override
    protected boolean changed() {
      changed = true;
      return false;
    }

    @Override
    protected boolean changedBeside() {
      return changed();
    }
  }

  private final Store store;
  private final byte[] name;
  private final Keyspace keyspace;
  private final Mark mark;
  private final DumpPayload payload;
  private final long deadline;
  private final long ttlMillis;

  private DepartingKey(
      Store store, byte[] name, Keyspace keyspace, Mark mark, Entry entry, long now) {
    this.store = store;
    this.name = name;
    this.keyspace = keyspace;
    this.mark = mark;
    this.deadline = entry.deadline();
    this.ttlMillis = deadline == RecordLayout.NO_DEADLINE ? 0 : Math.max(1, deadline - now);
    this.payload = DumpPayload.of(entry, now);
  }

  /**
   * Takes what a key holds, and marks it; null where it is not there.
   *
   * @throws IllegalArgumentException where that is more than one request can carry
   */
  static @Nullable DepartingKey take(Store store, KeyspaceName keyspaceName, byte[] name) {
    Key key = store.newKey().set(name, 0, name.length);
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      long now = store.now();
      Keyspace keyspace = store.find(keyspaceName);
      Entry entry = keyspace == null ? null : keyspace.find(key, now);
      return keyspace == null || entry == null
          ? null
          : take(store, name, keyspace, key, entry, now);
    } finally {
      locks.release();
    }
  }

  private static DepartingKey take(
      Store store, byte[] name, Keyspace keyspace, Key key, Entry entry, long now) {
    if (entry.memoryBytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "a value takes " + entry.memoryBytes() + " bytes, more than one request can carry");
    }
    Mark mark = new Mark(keyspace.name(), key);
    store.watch(mark, now);
    boolean taken = false;
    try {
      DepartingKey departing = new DepartingKey(store, name, keyspace, mark, entry, now);
      taken = true;
      return departing;
    } finally {
      if (!taken) {
        store.unwatch(mark);
      }
    }
  }

  byte[] name() {
    return name;
  }

  /** What it held; to be closed when it was sent. */
  DumpPayload payload() {
    return payload;
  }

  /** How long it had to live, at least 1; 0 where it does not expire. */
  long ttlMillis() {
    return ttlMillis;
  }

  /** Deletes it, where it has not changed and {@code mayDelete} says so under its lock. */
  Departure delete(BooleanSupplier mayDelete) {
    return underLock(
        key -> {
          long now = store.now();
          store.unwatch(mark);
          if (mark.changed) {
            return hasExpired(key, now) ? Departure.GONE : Departure.CHANGED;
          }
          if (!mayDelete.getAsBoolean()) {
            return Departure.HELD;
          }
          boolean _ = keyspace.remove(key, now);
          return Departure.GONE;
        });
  }

  /** Whether its time has passed, here as there, and nobody has set it anew. */
  private boolean hasExpired(Key key, long now) {
    boolean passed = deadline != RecordLayout.NO_DEADLINE && deadline <= now;
    return passed && (!keyspace.isLive() || keyspace.find(key, now) == null);
  }

  /** Leaves it as it is. */
  void stay() {
    underLock(
        key -> {
          store.unwatch(mark);
          return Departure.HELD;
        });
  }

  private interface Step {
    Departure run(Key key);
  }

  private Departure underLock(Step step) {
    Key key = store.newKey().set(name, 0, name.length);
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      return step.run(key);
    } finally {
      locks.release();
    }
  }
}
