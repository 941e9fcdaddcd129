// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import io.radish.value.StreamId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyWatchTest {
  private static final KeyspaceName USERS = KeyspaceName.ofCache("users");
  private static final KeyspaceName ORDERS = KeyspaceName.ofCache("orders");

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(4).seed(7).clock(clock).build();
  private final Cache users = store.cache("users");
  private final Cache orders = store.cache("orders");

  @AfterEach
  void check() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  /** Counts what it is told. */
  private static final class Counter extends KeyWatch {
    private final boolean once;
    private int changes;

    Counter(KeyspaceName name, Key key, boolean once) {
      super(name, key);
      this.once = once;
    }

    @Override
    protected boolean changed() {
      changes++;
      return !once;
    }
  }

  private Counter of(KeyspaceName name, String key, boolean once) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return new Counter(name, store.newKey().set(bytes, 0, bytes.length), once);
  }

  private Counter watch(KeyspaceName name, String key) {
    return begin(of(name, key, false));
  }

  private Counter begin(Counter watch) {
    ShardLocks locks = store.newLocks();
    locks.add(watch.key());
    locks.acquireUninterruptibly();
    try {
      store.watch(watch, store.now());
    } finally {
      locks.release();
    }
    return watch;
  }

  private boolean hasExpired(Counter watch) {
    ShardLocks locks = store.newLocks();
    locks.add(watch.key());
    locks.acquireUninterruptibly();
    try {
      return store.hasExpired(watch, store.now());
    } finally {
      locks.release();
    }
  }

  @Test
  void change_isToldToThoseWhoWatchThatKeyOfThatKeyspace() {
    Counter mine = watch(USERS, "k");
    Counter same = watch(USERS, "k");
    Counter otherKey = watch(USERS, "l");
    Counter otherCache = watch(ORDERS, "k");
    users.set("k", "v");
    users.set("k", "w");
    users.delete("k");
    users.delete("k");
    assertThat(List.of(mine.changes, same.changes, otherKey.changes, otherCache.changes))
        .containsExactly(3, 3, 0, 0);
    orders.pushRight("k", "a");
    assertThat(otherCache.changes).isPositive();
    assertThat(store.watching()).isEqualTo(4);
  }

  @Test
  void watchThatHasHeardEnough_isForgotten() {
    Counter once = begin(of(USERS, "k", true));
    Counter always = watch(USERS, "k");
    users.set("k", "v");
    users.set("k", "w");
    assertThat(once.changes).isEqualTo(1);
    assertThat(always.changes).isEqualTo(2);
    store.unwatch(once);
    store.unwatch(always);
    store.unwatch(always);
    users.set("k", "x");
    assertThat(always.changes).isEqualTo(2);
    assertThat(store.watching()).isZero();
  }

  @Test
  void groupsOfAStream_areToldToThoseOnlyWhoWantThat() {
    Keyspace keyspace = store.findOrCreate(USERS);
    Counter usual = watch(USERS, "s");
    Key key = usual.key();
    int[] beside = {0};
    KeyWatch thorough =
        new KeyWatch(USERS, key) {
          @Override
          protected boolean changed() {
            return true;
          }

          @Override
          protected boolean changedBeside() {
            beside[0]++;
            return true;
          }
        };
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      long now = store.now();
      store.watch(thorough, now);
      ByteView group = ByteView.of("g".getBytes(StandardCharsets.UTF_8));
      ByteView other = ByteView.of("h".getBytes(StandardCharsets.UTF_8));
      keyspace.streams().createGroup(key, null, group, StreamId.ZERO, 0, now);
      Entry stream = keyspace.find(key, now);
      keyspace.streams().createGroup(key, stream, other, StreamId.ZERO, 0, now);
    } finally {
      locks.release();
    }
    assertThat(usual.changes).as("the stream came into being").isEqualTo(1);
    assertThat(beside[0]).isEqualTo(1);
    store.unwatch(thorough);
    store.unwatch(usual);
  }

  @Test
  void manyWatches_areFoundAndForgotten() {
    List<Counter> all = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      all.add(watch(USERS, "k" + i % 500));
    }
    for (int i = 0; i < 500; i++) {
      users.set("k" + i, "v");
    }
    assertThat(all).allMatch(watch -> watch.changes == 1);
    for (int i = 0; i < 1000; i += 2) {
      store.unwatch(all.get(i));
    }
    assertThat(store.watching()).isEqualTo(500);
    store.clearAll();
    for (int i = 0; i < 1000; i++) {
      assertThat(all.get(i).changes).isEqualTo(1 + i % 2);
    }
    all.forEach(store::unwatch);
    assertThat(store.watching()).isZero();
  }

  @Test
  void watchesOfOneKey_areEqual() {
    Counter first = of(USERS, "k", false);
    Set<KeyWatch> set = new HashSet<>(Set.of(first));
    assertThat(set.add(of(USERS, "k", true))).isFalse();
    assertThat(set.add(of(ORDERS, "k", true))).isTrue();
    assertThat(set.add(of(USERS, "l", true))).isTrue();
  }

  @Test
  void keyspaceThatIsEmptiedOrDeleted_changesTheKeysItHad() {
    users.set("k", "v");
    Counter there = watch(USERS, "k");
    Counter missing = watch(USERS, "l");
    store.clear(store.findOrCreate(USERS));
    assertThat(there.changes).isEqualTo(1);
    users.set("k", "v");
    store.deleteCache("users");
    assertThat(there.changes).isEqualTo(3);
    store.deleteCache("users");
    store.createCache("users");
    assertThat(there.changes).isEqualTo(3);
    users.set("k", "v");
    store.clearAll();
    assertThat(there.changes).isEqualTo(5);
    assertThat(missing.changes).isZero();
  }

  @Test
  void storeThatGoesWithItsCache_changesTheKeysItHad() {
    store.createStore("users", "sessions", 0);
    store.store("users", "sessions").set("k", "v");
    Counter there = watch(KeyspaceName.ofStore("users", "sessions"), "k");
    store.deleteCache("users");
    assertThat(there.changes).isEqualTo(1);
  }

  @Test
  void keyspacesThatAreSwapped_changeTheKeysOfBoth() {
    users.set("k", "v");
    Counter left = watch(USERS, "k");
    Counter right = watch(ORDERS, "k");
    Counter neither = watch(ORDERS, "l");
    store.swap(USERS, ORDERS);
    store.swap(USERS, USERS);
    assertThat(List.of(left.changes, right.changes, neither.changes)).containsExactly(1, 1, 0);
  }

  @Test
  void keyspaceThatIsRestored_changesTheKeysBeforeAndAfter() {
    users.set("before", "v");
    Counter before = watch(USERS, "before");
    Counter after = watch(USERS, "after");
    Counter neither = watch(USERS, "neither");
    try (KeyspaceLoad load = new StoreSnapshots(store).load(USERS, 0)) {
      load.sink().string(ByteView.of("after"), -1, ByteView.of("v"));
      assertThat(after.changes).isZero();
      load.commit();
    }
    assertThat(List.of(before.changes, after.changes, neither.changes)).containsExactly(1, 1, 0);
  }

  @Test
  void keyWhoseTimePasses_changesWhenItIsRemovedOrAskedFor() {
    users.set("k", "v", Duration.ofMillis(10));
    Counter watch = watch(USERS, "k");
    assertThat(hasExpired(watch)).isFalse();
    clock.advance(Duration.ofMillis(10));
    assertThat(hasExpired(watch)).isTrue();
    assertThat(watch.changes).isZero();
    store.maintenance().run(10_000);
    assertThat(watch.changes).isEqualTo(1);
    assertThat(hasExpired(watch)).isFalse();
  }

  @Test
  void keyWhoseTimeHadPassed_changesOnlyWhenItComesAgain() {
    users.set("k", "v", Duration.ofMillis(10));
    clock.advance(Duration.ofMillis(10));
    Counter watch = watch(USERS, "k");
    assertThat(hasExpired(watch)).isFalse();
    store.swap(USERS, ORDERS);
    store.swap(ORDERS, USERS);
    assertThat(users.contains("k")).isFalse();
    assertThat(watch.changes).isZero();
    users.set("k", "v", Duration.ofMillis(10));
    assertThat(watch.changes).isEqualTo(1);
    clock.advance(Duration.ofMillis(10));
    assertThat(hasExpired(watch)).isTrue();
  }

  @Test
  void missingKeyThatAKeyWhoseTimeHadPassedTakesThePlaceOf_isTheSame() {
    users.set("k", "v", Duration.ofMillis(10));
    clock.advance(Duration.ofMillis(10));
    Counter watch = watch(ORDERS, "k");
    store.swap(USERS, ORDERS);
    assertThat(watch.changes).isZero();
    assertThat(hasExpired(watch)).isFalse();
    assertThat(orders.delete("k")).isFalse();
    assertThat(watch.changes).isZero();
  }

  @Test
  void watchThatEndsWhileItsLockIsTaken_isForgottenSoon() throws InterruptedException {
    Counter watch = watch(USERS, "k");
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    Thread holder =
        new Thread(
            () ->
                store.underAllLocks(
                    () -> {
                      held.countDown();
                      try {
                        ended.await();
                      } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                      }
                      return true;
                    }));
    holder.start();
    held.await();
    store.unwatch(watch);
    ended.countDown();
    holder.join();
    users.set("k", "v");
    assertThat(watch.changes).isZero();
    store.maintenance().run(1_000);
    assertThat(store.watching()).isZero();
  }

  @Test
  void workUnderAllLocks_insideOfSuch_isPartOfIt() {
    store.underAllLocks(
        () -> {
          assertThat(store.holdsAllLocks()).isTrue();
          store.createCache("inner");
          return store.underAllLocks(store::holdsAllLocks);
        });
    assertThat(store.holdsAllLocks()).isFalse();
    assertThat(store.find(KeyspaceName.ofCache("inner"))).isNotNull();
  }
}
