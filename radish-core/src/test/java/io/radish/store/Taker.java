// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A waiter that takes the head of the first list among its keys, and may add it to another one. */
final class Taker extends Waiter {
  private final Store store;
  private final List<Key> all;
  private final @Nullable Key to;
  private volatile @Nullable String taken;
  private volatile boolean atOnce;
  private volatile boolean told;
  private volatile boolean sentAway;

  private Taker(Store store, KeyspaceName name, List<Key> keys, @Nullable Key to) {
    super(name, ValueType.LIST, keys, to);
    this.store = store;
    this.all = keys;
    this.to = to;
  }

  static Taker of(Store store, KeyspaceName name, @Nullable String to, String... keys) {
    List<Key> all = new ArrayList<>();
    for (String key : keys) {
      all.add(store.newKey().set(ByteView.of(key)));
    }
    return new Taker(store, name, all, to == null ? null : store.newKey().set(ByteView.of(to)));
  }

  /** Takes at once where there is something to take, and waits otherwise. */
  Taker take() {
    ShardLocks locks = store.newLocks();
    all.forEach(locks::add);
    if (to != null) {
      locks.add(to);
    }
    locks.acquireUninterruptibly();
    try {
      if (tryTake(store.now())) {
        end();
        atOnce = true;
        told = true;
      } else {
        store.await(this);
      }
    } finally {
      locks.release();
    }
    return this;
  }

  private boolean tryTake(long now) {
    Keyspace keyspace = store.find(keyspaceName());
    for (Key key : all) {
      Entry list = keyspace == null ? null : keyspace.find(key, now);
      if (list != null && list.type() == ValueType.LIST) {
        ByteView element = new ByteView();
        new ListCursor(list.memory()).open(list).next(element);
        String text = element.toText();
        Objects.requireNonNull(keyspace).lists().drop(list, true, 1, now);
        if (to != null) {
          add(keyspace, to, text, now);
        }
        taken = text;
        return true;
      }
    }
    return false;
  }

  private static void add(Keyspace keyspace, Key to, String text, long now) {
    Entry list = keyspace.find(to, now);
    keyspace.lists().push(to, list, false, 1, i -> ByteView.of(text), now);
  }

  /** What it got; empty while it waits, and where it ended otherwise. */
  Optional<String> taken() {
    return Optional.ofNullable(taken);
  }

  /** Whether it had to wait for nothing, whatever it was served with since. */
  boolean tookAtOnce() {
    return atOnce;
  }

  /** Whether it was told, under no lock, that it was served. */
  boolean isTold() {
    return told;
  }

  boolean isSentAway() {
    return sentAway;
  }

  @Override
  protected void serve(long now) {
    if (!tryTake(now)) {
      throw new AssertionError("served with nothing to take");
    }
  }

  @Override
  protected void afterServing() {
    for (int i = 0; i < store.shardCount(); i++) {
      if (store.shard(i).lock.isHeldByCurrentThread()) {
        throw new AssertionError("told under a lock");
      }
    }
    told = true;
  }

  @Override
  protected void storeDeleted() {
    sentAway = true;
  }
}
