// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory comes back: from tables that lost their records, and from chunks that are half empty. */
class CompactionTest {
  private static final int KEYS = 60_000;

  private final Store store = Store.builder().shards(2).seed(5).build();
  private final Cache cache = store.cache("users");
  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20251115);
  private final Map<String, String> model = new HashMap<>();

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private void set(int key, int length) {
    String value = Integer.toString(random.nextInt()) + "v".repeat(length);
    cache.set("key" + key, value);
    model.put("key" + key, value);
  }

  private void delete(int key) {
    cache.delete("key" + key);
    model.remove("key" + key);
  }

  private void tidy() {
    for (int i = 0; i < 50; i++) {
      store.maintenance().run(100_000);
    }
  }

  private double fragmentation() {
    StoreStats stats = store.stats();
    return (double) stats.reservedBytes() / stats.usedBytes();
  }

  private void checkValues() {
    model.forEach((key, value) -> assertThat(cache.get(key)).contains(value));
    assertThat(cache.size()).isEqualTo(model.size());
  }

  @Test
  void valuesThatChangeTheirSize_leaveLittleMemoryUnused() {
    for (int i = 0; i < KEYS; i++) {
      set(i, 200 + random.nextInt(400));
    }
    for (int round = 0; round < 4; round++) {
      int shortest = round % 2 == 0 ? 100 : 400;
      for (int i = 0; i < KEYS; i++) {
        if (random.nextInt(4) > 0) {
          set(i, shortest + random.nextInt(200));
        }
      }
      tidy();
      assertThat(fragmentation()).isLessThan(1.2);
    }
    checkValues();
  }

  @Test
  void mostKeysDeletedHereAndThere_giveTheirMemoryBack() {
    for (int i = 0; i < KEYS; i++) {
      set(i, 300);
    }
    long before = store.stats().reservedBytes();
    for (int i = 0; i < KEYS; i++) {
      if (i % 20 != 0) {
        delete(i);
      }
    }
    tidy();
    assertThat(store.stats().reservedBytes()).isLessThan(before / 3);
    checkValues();
  }

  @Test
  void tablesThatLostTheirRecords_areMerged() {
    for (int i = 0; i < KEYS; i++) {
      set(i, 1);
    }
    long full = tableBytes();
    for (int i = 0; i < KEYS; i++) {
      if (i % 50 != 0) {
        delete(i);
      }
    }
    tidy();
    assertThat(tableBytes()).isLessThan(full / 10);
    checkValues();
    for (int i = 1000; i < KEYS; i++) {
      delete(i);
    }
    tidy();
    assertThat(tableBytes()).isLessThan(full / 100);
    checkValues();
    for (int i = 0; i < KEYS; i++) {
      set(i, 1);
    }
    checkValues();
  }

  private long tableBytes() {
    Keyspace keyspace = Objects.requireNonNull(store.find(KeyspaceName.ofCache("users")));
    long bytes = 0;
    for (int i = 0; i < store.shardCount(); i++) {
      Index index = keyspace.contents().in(store.shard(i));
      bytes += index == null ? 0 : new IndexRoom(index).tableBytes();
    }
    return bytes;
  }

  @Test
  void scan_whileTablesAreMerged_stillSeesEveryKeyThatStays() {
    for (int i = 0; i < KEYS; i++) {
      set(i, 1);
    }
    Map<String, String> stays = new HashMap<>();
    for (int i = 0; i < KEYS; i += 50) {
      stays.put("key" + i, "");
    }
    Keyspace keyspace = store.findOrCreate(KeyspaceName.ofCache("users"));
    Scanner scanner = store.scanner();
    long cursor = 0;
    int next = 0;
    do {
      cursor =
          scanner.scan(
              keyspace,
              cursor,
              200,
              store.now(),
              entry -> stays.remove(entry.key(new ByteView()).toText()));
      for (int end = Math.min(KEYS, next + 2000); next < end; next++) {
        if (next % 50 != 0) {
          delete(next);
        }
      }
      store.maintenance().run(100_000);
    } while (cursor != 0);
    assertThat(stays).isEmpty();
  }

  @Test
  void listsInSparseChunks_areMovedWhole() {
    String element = "e".repeat(200);
    for (int round = 0; round < 40; round++) {
      for (int list = 0; list < 40; list++) {
        for (int i = 0; i < 15; i++) {
          cache.pushRight("list" + list, element + list + "." + (round * 15 + i));
        }
      }
      set(round, 100_000);
    }
    for (int list = 0; list < 40; list++) {
      if (list % 5 != 0) {
        cache.delete("list" + list);
      }
    }
    tidy();
    store.maintenance().compactEagerly();
    for (int list = 0; list < 40; list += 5) {
      for (int i = 0; i < 600; i++) {
        assertThat(cache.popLeft("list" + list)).contains(element + list + "." + i);
      }
    }
  }

  @Test
  void aPinnedValueInASparseChunk_staysWhereItIs() {
    for (int i = 0; i < 400; i++) {
      set(i, 30_000);
    }
    Key key = store.newKey();
    key.set(ByteView.of("key7"));
    Keyspace keyspace = store.findOrCreate(KeyspaceName.ofCache("users"));
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    Entry entry = Objects.requireNonNull(keyspace.find(key, store.now()));
    ByteView value = entry.value(new ByteView());
    Runnable unpin = Objects.requireNonNull(keyspace.pin(entry));
    locks.release();
    for (int i = 0; i < 400; i++) {
      if (i % 9 != 7) {
        delete(i);
      }
    }
    store.maintenance().compactEagerly();
    assertThat(value.toText()).isEqualTo(model.get("key7"));
    unpin.run();
    checkValues();
  }

  @Test
  void compaction_whileOthersWriteAndASnapshotIsRead_losesNothing() throws Exception {
    for (int i = 0; i < 5000; i++) {
      set(i, random.nextInt(2000));
    }
    AtomicBoolean stop = new AtomicBoolean();
    Future<?> keeper;
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      keeper = threads.submit(() -> keepCompacting(stop));
      try {
        for (int round = 0; round < 15; round++) {
          Map<String, String> seen = new HashMap<>();
          Map<String, String> expected;
          try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> name.isCache())) {
            expected = new HashMap<>(model);
            try (EntryCursor cursor = snapshot.keyspaces().getFirst().entries()) {
              while (cursor.next()) {
                seen.put(cursor.key().toText(), cursor.string().toText());
                change();
              }
            }
          }
          assertThat(seen).isEqualTo(expected);
          for (int i = 0; i < 5000; i++) {
            change();
          }
        }
      } finally {
        stop.set(true);
      }
    }
    keeper.get();
    checkValues();
  }

  private void keepCompacting(AtomicBoolean stop) {
    while (!stop.get()) {
      store.maintenance().compactEagerly();
      store.maintenance().run(1000);
    }
  }

  private void change() {
    int key = random.nextInt(5000);
    if (random.nextInt(3) == 0) {
      delete(key);
    } else {
      set(key, random.nextInt(2000));
    }
  }
}
