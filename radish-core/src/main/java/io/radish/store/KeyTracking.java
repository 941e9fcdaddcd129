// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Who has copies of what keys hold, so that they can be told when these are no longer right.
 *
 * <p>Either the store remembers who has read which key ({@link #remember}), and tells them once; or
 * one listener hears of all changes ({@link #hearAll}). While nobody does either, a change costs
 * what it costs while nobody watches: one plain read ({@link Shard#watching}).
 *
 * <p>What is remembered has its limits: past them the copies of any other key are called wrong,
 * which they may not be. Counters are safe for any thread; the rest says which locks it wants.
 */
public final class KeyTracking {
  /** Is told of changes under the lock of a shard, or all: quickly, and without taking such. */
  public interface Listener {
    /** Takes note that copies of a key are no longer right; both valid until this returns. */
    void invalidated(ByteView key, Collection<KeyReader> readers);

    /** Takes note of any change; only between {@link #hearAll} of true and of false. */
    void changed(ByteView key);

    /** Takes note that no copy of anything is right any more. All locks are held. */
    void allInvalidated();
  }

  /**
   * The longest key that is remembered, since it lies on the heap; copies of a longer one are
   * called wrong at once.
   */
  private static final int MOST_KEY_BYTES = 64 << 10;

  /** Keys that are forgotten under one hold of a lock, which that must not keep for long. */
  private static final int FORGOTTEN_AT_ONCE = 256;

  private static final Listener NOBODY =
      new Listener() {
        @Override
        public void invalidated(ByteView key, Collection<KeyReader> readers) {}

        @Override
        public void changed(ByteView key) {}

        @Override
        public void allInvalidated() {}
      };

  private final Store store;
  private final AtomicLong keys = new AtomicLong();
  private final AtomicLong items = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  /** What may lie on the heap of it: an eighth, as for channels. */
  private final long mostBytes = Runtime.getRuntime().maxMemory() / 8;

  private volatile long mostKeys = Long.MAX_VALUE;
  private volatile Listener listener = NOBODY;

  KeyTracking(Store store) {
    this.store = store;
  }

  /** Says who is told. */
  public void setListener(Listener told) {
    listener = told;
  }

  /** Says how many keys are remembered at most, 0 for any; others are forgotten by and by. */
  public void setMostKeys(long most) {
    mostKeys = most == 0 ? Long.MAX_VALUE : most;
  }

  /** The number of keys that are remembered. */
  public long keys() {
    return keys.get();
  }

  /** The number of pairs of a key and a reader that are remembered. */
  public long items() {
    return items.get();
  }

  // ---- reading ----

  /** Remembers that {@code reader} has read a key, whose shard's lock is held. */
  public void remember(KeyspaceName name, Key key, KeyReader reader) {
    Shard shard = store.shardOf(key);
    assert shard.assertLocked() : "the lock of a key that was read is not held";
    if (key.bytes().length() > MOST_KEY_BYTES) {
      listener.invalidated(key.bytes(), List.of(reader));
      return;
    }
    WatchRoom room = shard.watchRoom();
    TrackedKey known = (TrackedKey) room.tracked().find(name, key.hash(), key.bytes());
    if (known == null) {
      byte[] copy = key.bytes().toBytes();
      known = new TrackedKey(this, name, store.newKey().set(copy, 0, copy.length));
      room.tracked().add(known);
      keys.incrementAndGet();
      bytes.addAndGet(known.bytes());
    }
    if (known.add(reader)) {
      items.incrementAndGet();
      bytes.addAndGet(Long.BYTES);
    }
    forgetSome(shard);
  }

  /** Forgets some keys of a shard, whose lock is held, where there are too many. */
  void forgetSome(Shard shard) {
    for (int i = 0; i < FORGOTTEN_AT_ONCE && isTooMuch(); i++) {
      WatchRoom room = shard.watching;
      if (room == null || room.tracked().isEmpty()) {
        return;
      }
      gone((TrackedKey) room.tracked().removeAny(ThreadLocalRandom.current().nextInt()));
      shard.leaveRoomWhereEmpty();
    }
  }

  private boolean isTooMuch() {
    return keys.get() > mostKeys || bytes.get() > mostBytes;
  }

  // ---- hearing of all ----

  /** Runs something under the locks of all shards; the thread holds none of them, or all. */
  public void underAllLocks(Runnable work) {
    store.underAllLocks(
        () -> {
          work.run();
          return true;
        });
  }

  /** The same, unless one of the locks is not to be had at once; whether it was done. */
  public boolean underAllLocksAtOnce(Runnable work) {
    return store.underAllLocksAtOnce(work);
  }

  /** Says whether all changes are told, from now on; all locks are held. */
  public void hearAll(boolean all) {
    for (Shard shard : store.shards()) {
      shard.watchRoom().setListener(all ? listener : null);
      shard.leaveRoomWhereEmpty();
    }
  }

  // ---- what changed ----

  /** Tells those who have a copy of a key, of which nothing is remembered any more. */
  void gone(TrackedKey key) {
    keys.decrementAndGet();
    items.addAndGet(-key.count());
    bytes.addAndGet(-key.bytes() - (long) Long.BYTES * key.count());
    listener.invalidated(key.key().bytes(), key.readers());
  }

  /** Tells everybody that whole keyspaces hold something else now; all locks are held. */
  void allChanged() {
    for (Shard shard : store.shards()) {
      WatchRoom room = shard.watching;
      if (room != null) {
        room.forgetTracked();
        shard.leaveRoomWhereEmpty();
      }
    }
    keys.set(0);
    items.set(0);
    bytes.set(0);
    listener.allInvalidated();
  }
}
