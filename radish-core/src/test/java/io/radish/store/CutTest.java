// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CutTest {
  private static final List<String> CACHES = List.of("one", "two", "three");
  private static final int ACCOUNTS = 200;
  private static final long OPENING_BALANCE = 1000;

  private final Store store = Store.builder().shards(16).seed(7).build();

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  @Test
  void cutThatCannotBeOpened_leavesNothingBehind() throws Exception {
    store.cache("one").set("k", "v");
    assertThatThrownBy(
            () ->
                store.cut(
                    name -> {
                      throw new IllegalStateException("not that one");
                    }))
        .hasMessage("not that one");
    assertThat(store.lastCutPause()).isNull();
    assertThat(store.shard(0).openCut).isZero();
    try (Cut cut = store.cut(name -> true)) {
      assertThat(cut.parts()).hasSize(2);
    }
    assertThat(store.lastCutPause()).isNotNull();
  }

  @Test
  void snapshots_whileAmountsMoveBetweenCaches_alwaysSumRight() throws Exception {
    for (String cache : CACHES) {
      for (int i = 0; i < ACCOUNTS; i++) {
        store.cache(cache).set("account" + i, Long.toString(OPENING_BALANCE));
      }
    }
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong transfers = new AtomicLong();
    try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
      List<Future<?>> running =
          List.of(
              threads.submit(() -> move(1, stop, transfers)),
              threads.submit(() -> move(2, stop, transfers)),
              threads.submit(() -> maintain(stop)));
      int taken = 0;
      while (taken < 150 || transfers.get() < 20_000) {
        assertThat(sumOfSnapshot()).isEqualTo(OPENING_BALANCE * ACCOUNTS * CACHES.size());
        taken++;
      }
      stop.set(true);
      for (Future<?> each : running) {
        each.get();
      }
    }
  }

  private void maintain(AtomicBoolean stop) {
    while (!stop.get()) {
      store.maintenance().run(200);
    }
  }

  /**
   * Moves an amount from one key to another under both locks, now and then through a new record.
   */
  private void move(long seed, AtomicBoolean stop, AtomicLong transfers) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Key from = store.newKey();
    Key to = store.newKey();
    ShardLocks locks = store.newLocks();
    while (!stop.get()) {
      String source = CACHES.get(random.nextInt(CACHES.size()));
      String target = CACHES.get(random.nextInt(CACHES.size()));
      from.set(ByteView.of("account" + random.nextInt(ACCOUNTS)));
      to.set(ByteView.of("account" + random.nextInt(ACCOUNTS)));
      locks.add(from);
      locks.add(to);
      locks.acquireUninterruptibly();
      try {
        change(source, from, -7);
        change(target, to, 7);
      } finally {
        locks.release();
      }
      transfers.incrementAndGet();
    }
  }

  private void change(String cache, Key key, long by) {
    long now = store.now();
    Keyspace keyspace = store.findOrCreate(KeyspaceName.ofCache(cache));
    Entry entry = keyspace.find(key, now);
    long balance = Long.parseLong(entry == null ? "0" : entry.value(new ByteView()).toText());
    keyspace.setString(key, ByteView.of(Long.toString(balance + by)), -1, now);
  }

  private long sumOfSnapshot() throws InterruptedException {
    long sum = 0;
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        try (EntryCursor cursor = keyspace.entries()) {
          while (cursor.next()) {
            sum += Long.parseLong(cursor.string().toText());
          }
        }
      }
    }
    return sum;
  }

  @Test
  void listOfAMillion_mutatedWhileItIsRead_isSeenAsItWasAtTheCut() throws Exception {
    Cache users = store.cache("users");
    int size = 1_000_000;
    String[] batch = new String[1000];
    for (int i = 0; i < size; i += batch.length) {
      for (int k = 0; k < batch.length; k++) {
        batch[k] = "element-" + (i + k);
      }
      users.pushRight("big", batch);
    }
    long before = store.stats().usedBytes();
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      EntryCursor cursor = snapshot.keyspaces().get(1).entries();
      assertThat(cursor.next()).isTrue();
      for (int i = 0; i < size; i++) {
        if (i % 100 == 0) {
          users.popLeft("big");
          users.pushRight("big", "later");
          users.pushLeft("big", "sooner");
          users.popRight("big");
        }
        assertThat(cursor.nextElement()).isTrue();
        if (!cursor.element().contentEquals(ByteView.of("element-" + i))) {
          assertThat(cursor.element().toText()).isEqualTo("element-" + i);
        }
      }
      assertThat(cursor.nextElement()).isFalse();
      assertThat(cursor.next()).isFalse();
      // Only the chunks at both ends, and the directory, were copied.
      assertThat(store.stats().usedBytes() - before).isLessThan(before / 100);
      cursor.close();
    }
    assertThat(users.size()).isEqualTo(1);
  }

  @Test
  void keyspaces_deletedEmptiedAndMadeAfterTheCut_areSeenAsTheyWere() throws Exception {
    for (int i = 0; i < 1000; i++) {
      store.cache("deleted").set("k" + i, "v" + i);
      store.cache("emptied").set("k" + i, "v" + i);
      store.defaultStore().set("k" + i, "v" + i);
    }
    Map<String, Long> counts = new HashMap<>();
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      store.deleteCache("deleted");
      store.cache("emptied").clear();
      store.clearAll();
      store.cache("made").set("k", "v");
      store.cache("emptied").set("k5", "other");
      store.maintenance().run(100_000);
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        try (EntryCursor cursor = keyspace.entries()) {
          while (cursor.next()) {
            assertThat(cursor.string().toText()).isEqualTo(cursor.key().toText().replace('k', 'v'));
            counts.merge(keyspace.name().toString(), 1L, Long::sum);
          }
        }
      }
    }
    assertThat(counts)
        .isEqualTo(Map.of("deleted", 1000L, "emptied", 1000L, "default_store", 1000L));
  }

  @Test
  void cut_whoseKeysAllGoAndComeAgain_showsNoneOfTheNewOnes() throws Exception {
    Cache users = store.cache("users");
    for (int i = 0; i < 5000; i++) {
      users.set("k" + i, "old");
    }
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      EntryCursor cursor = snapshot.keyspaces().get(1).entries();
      long seen = 0;
      while (cursor.next()) {
        assertThat(cursor.string().toText()).isEqualTo("old");
        seen++;
        if (seen == 100 || seen == 2600) {
          for (int i = 0; i < 5000; i++) {
            users.delete("k" + i);
          }
          for (int i = 0; i < 5000; i++) {
            users.set("k" + i, "new");
          }
        }
      }
      assertThat(seen).isEqualTo(5000);
      cursor.close();
    }
  }

  @Test
  void listOfManySteps_loadedOrMerged_isWhole() {
    StoreSnapshots snapshots = new StoreSnapshots(store);
    KeyspaceName users = KeyspaceName.ofCache("users");
    try (KeyspaceLoad load = snapshots.load(users, 0)) {
      putList(load.sink(), 5_001);
      load.commit();
    }
    assertThat(store.cache("users").list("big")).hasSize(5_001).endsWith("element-5000");
    try (EntrySink merge = snapshots.merge(users, 0)) {
      putList(merge, 3_000);
    }
    assertThat(store.cache("users").list("big")).hasSize(3_000).endsWith("element-2999");
  }

  private static void putList(EntrySink sink, int elements) {
    sink.beginCollection(ValueType.LIST, ByteView.of("big"), EntryCursor.NO_EXPIRY);
    for (int i = 0; i < elements; i++) {
      sink.element(ByteView.of("element-" + i));
    }
    sink.endCollection();
  }
}
