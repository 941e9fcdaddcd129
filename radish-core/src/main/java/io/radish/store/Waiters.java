// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/**
 * Those who wait for keys, all shards together: how they come, are served, and go.
 *
 * <p>Serving goes in rounds, as in Redis: the keys that came into being, in the order in which they
 * did; for each of them those who stand in line, as long as the key is there. A waiter that moves
 * what it got to another key may bring that one into being, whose turn is the next round. All of it
 * happens under the locks of the change that began it, so a command takes beforehand the locks of
 * what it may set off ({@link #addReached}).
 */
final class Waiters {
  private final Store store;
  private final AtomicLong signals = new AtomicLong();

  Waiters(Store store) {
    this.store = store;
  }

  // ---- coming and going ----

  /** Puts a waiter in line at each of its keys, whose locks are held. */
  void add(Waiter waiter) {
    for (Key key : waiter.keys()) {
      Shard shard = store.shardOf(key);
      assert shard.assertLocked() : "the lock of a key waited for is not held";
      shard.waitingRoom().add(waiter, key);
    }
  }

  /** Takes a waiter that has ended out of all lines; by any thread, whatever locks it holds. */
  void remove(Waiter waiter) {
    for (Key key : waiter.keys()) {
      store.shardOf(key).forgetFromOutside(waiter, key);
    }
  }

  /** The number of those who wait; for tests, and exact only while nothing happens. */
  int count() {
    Set<Waiter> all = new HashSet<>();
    for (int i = 0; i < store.shardCount(); i++) {
      Shard shard = store.shard(i);
      shard.lock.lock();
      try {
        if (shard.waiting != null) {
          shard.waiting.forEach(line -> all.addAll(line.waiters));
        }
      } finally {
        shard.lock.unlock();
      }
    }
    all.removeIf(waiter -> !waiter.isWaiting());
    return all.size();
  }

  // ---- signals ----

  /** Notes that a key has come into being; its shard's lock is held, and somebody waits there. */
  void signal(Shard shard, WaitingRoom room, KeyspaceName name, Key key) {
    signal(shard, room, name, key.hash(), key.bytes());
  }

  /** As {@link #signal(Shard, WaitingRoom, KeyspaceName, Key)}, for any news of a key. */
  void signal(Shard shard, WaitingRoom room, KeyspaceName name, long hash, ByteView key) {
    assert shard.assertLocked();
    room.signal(name, hash, key, signals.incrementAndGet());
  }

  /** Notes that any key of a keyspace may have come into being; all locks are held. */
  void signalAll(KeyspaceName name) {
    forEachLine(name, (room, line) -> room.signal(line, signals.incrementAndGet()));
  }

  /** Sends those away who wait in an expiring store that is being deleted; all locks are held. */
  void storeDeleted(KeyspaceName name) {
    List<Waiter> sentAway = new ArrayList<>();
    forEachLine(
        name, (room, line) -> line.waiters.stream().filter(Waiter::end).forEach(sentAway::add));
    for (Waiter waiter : sentAway) {
      waiter.keys().forEach(key -> store.shardOf(key).forget(waiter, key));
      waiter.storeDeleted();
    }
  }

  /** Shows {@code visitor} the lines at the keys of a keyspace; all locks are held. */
  private void forEachLine(KeyspaceName name, BiConsumer<WaitingRoom, WaitingRoom.Line> visitor) {
    for (int i = 0; i < store.shardCount(); i++) {
      WaitingRoom room = store.shard(i).waiting;
      if (room != null) {
        room.forEach(
            line -> {
              if (line.keyspaceName.equals(name)) {
                visitor.accept(room, line);
              }
            });
      }
    }
  }

  // ---- serving ----

  /**
   * Serves those whose key has come into being in the shards of {@code held}.
   *
   * @param served where those who were served are added, to be told when the locks are let go
   */
  void serve(ShardLocks held, List<Waiter> served) {
    long now = store.now();
    List<WaitingRoom.Line> round = new ArrayList<>();
    takeReady(held, round);
    while (!round.isEmpty()) {
      round.sort(Comparator.comparingLong(WaitingRoom.Line::readySince));
      for (WaitingRoom.Line line : round) {
        WaitingRoom.serving(line);
        serve(line, now, served);
      }
      round.clear();
      takeReady(held, round);
    }
  }

  private void takeReady(ShardLocks held, List<WaitingRoom.Line> round) {
    for (int i = 0; i < store.shardCount(); i++) {
      WaitingRoom room = held.holds(i) ? store.shard(i).waiting : null;
      if (room != null) {
        room.takeReady(round);
      }
    }
  }

  private void serve(WaitingRoom.Line line, long now, List<Waiter> served) {
    Keyspace keyspace = store.find(line.keyspaceName);
    Iterator<Waiter> waiters = line.waiters.iterator();
    while (waiters.hasNext()) {
      Entry entry = keyspace == null ? null : keyspace.find(line.key, now);
      if (entry == null && !line.wantsLoss()) {
        break;
      }
      Waiter waiter = waiters.next();
      if (waiter.wants(line.key, entry) && waiter.end()) {
        waiters.remove();
        waiter.keys().forEach(key -> store.shardOf(key).forget(waiter, key));
        served.add(waiter);
        waiter.serve(now);
      }
    }
  }

  /**
   * Adds to {@code locks} the shards that a change to its keys may reach: those of all keys of
   * those who wait for them, and so on for the keys that these add to.
   *
   * @return whether any of them is not held yet
   */
  boolean addReached(ShardLocks locks) {
    Set<Waiter> seen = new HashSet<>();
    Deque<Key> added = new ArrayDeque<>();
    for (int i = 0; i < store.shardCount(); i++) {
      WaitingRoom room = locks.holds(i) ? store.shard(i).waiting : null;
      if (room != null && locks.isForAnyKey()) {
        room.forEach(line -> addReached(line, locks, seen, added));
      } else if (room != null) {
        for (int n = 0; n < locks.hashes(); n++) {
          room.at(locks.hash(n)).forEach(line -> addReached(line, locks, seen, added));
        }
      }
    }
    Key next;
    while ((next = added.poll()) != null) {
      Shard shard = store.shardOf(next);
      // Who stands in line where the lock is not held is looked at when it is.
      if (locks.holds(shard.number) && shard.waiting != null) {
        shard.waiting.at(next.hash()).forEach(line -> addReached(line, locks, seen, added));
      }
    }
    return locks.isAnyFurther();
  }

  private void addReached(
      WaitingRoom.Line line, ShardLocks locks, Set<Waiter> seen, Deque<Key> added) {
    for (Waiter waiter : line.waiters) {
      if (waiter.isWaiting() && seen.add(waiter)) {
        waiter.keys().forEach(key -> locks.addFurther(store.shardOf(key).number));
        Key destination = waiter.destination();
        if (destination != null) {
          locks.addFurther(store.shardOf(destination).number);
          added.add(destination);
        }
      }
    }
  }
}
