// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class MemoryLimitsTest {
  private static final long LIMIT = 2 << 20;

  /** What may be stored beyond a limit: one value, and what a table of an index takes. */
  private static final long SLACK = 64 << 10;

  private final ManualClock clock = new ManualClock(Instant.parse("2025-11-15T16:00:00Z"));
  private final Store store = Store.builder().shards(4).clock(clock).seed(7).build();
  private final Admission admission = store.limits().newAdmission();
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private final List<String> evicted = new ArrayList<>();

  @BeforeEach
  void takeTheTimeItTakes() {
    store.limits().setTenacity(100);
  }

  @AfterEach
  void validate() {
    store.limits().setMaxBytes(0);
    store.limits().setPolicy(EvictionPolicy.NOEVICTION);
    store.maintenance().run(TimeUnit.SECONDS.toMicros(10));
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private Keyspace keyspace(String name) {
    return store.findOrCreate(KeyspaceName.parse(name));
  }

  private Admission.Answer set(Keyspace in, String name, int bytes, long ttlMillis) {
    Admission.Answer answer = admission.ask(in, bytes);
    if (answer == Admission.Answer.ADMITTED) {
      key.set(ByteView.of(name));
      locks.add(key);
      locks.acquireUninterruptibly();
      long now = store.now();
      long deadline = ttlMillis == 0 ? RecordLayout.NO_DEADLINE : now + ttlMillis;
      in.setString(key, ByteView.of(new byte[bytes]), deadline, now);
      locks.release();
    }
    return answer;
  }

  private void hashWithADeadlineOfAField(Keyspace in, String name) {
    key.set(ByteView.of(name));
    locks.add(key);
    locks.acquireUninterruptibly();
    try (CollectionEdits.Change change =
        in.collections().change(key, null, ValueType.HASH, store.now())) {
      boolean _ = change.put(ByteView.of("field"), ByteView.of("value"));
      change.setDeadline(ByteView.of("field"), store.now() + 1_000_000);
    } finally {
      locks.release();
    }
  }

  private boolean touch(Keyspace in, String name) {
    key.set(ByteView.of(name));
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      Entry entry = in.find(key, store.now());
      if (entry != null) {
        in.touch(entry, store.now());
      }
      return entry != null;
    } finally {
      locks.release();
    }
  }

  private void limit(EvictionPolicy policy) {
    store.limits().setPolicy(policy);
    store.limits().setMaxBytes(LIMIT);
  }

  @ParameterizedTest
  @EnumSource(value = EvictionPolicy.class, names = "NOEVICTION", mode = EnumSource.Mode.EXCLUDE)
  void limit_underEveryPolicyThatEvicts_isKept(EvictionPolicy policy) {
    Keyspace keyspace = keyspace("default_store");
    limit(policy);
    Random random = new Random(3);
    long most = 0;
    for (int i = 0; i < 60_000; i++) {
      assertThat(set(keyspace, "key:" + i, 20 + random.nextInt(200), 100_000 + i))
          .isEqualTo(Admission.Answer.ADMITTED);
      most = Math.max(most, store.limits().usedBytes());
    }
    assertThat(most).isBetween(LIMIT / 2, LIMIT + SLACK);
    assertThat(store.limits().usedBytes()).isGreaterThan(LIMIT * 9 / 10);
    assertThat(store.limits().evictedKeys()).isEqualTo(60_000 - keyspace.size());
  }

  @ParameterizedTest
  @EnumSource(
      value = EvictionPolicy.class,
      names = {"VOLATILE_LRU", "VOLATILE_LFU", "VOLATILE_RANDOM", "VOLATILE_TTL"})
  void volatilePolicy_evictsKeysWithDeadlinesAlone_andThenRefuses(EvictionPolicy policy) {
    Keyspace keyspace = keyspace("default_store");
    limit(policy);
    for (int i = 0; i < 3000; i++) {
      set(keyspace, "lasting:" + i, 200, 0);
    }
    for (int i = 0; i < 1000; i++) {
      hashWithADeadlineOfAField(keyspace, "fields:" + i);
    }
    // Few and far between: one of a hundred.
    for (int i = 0; i < 30; i++) {
      set(keyspace, "passing:" + i, 200, 1_000_000);
    }
    int admitted = 0;
    while (set(keyspace, "more:" + admitted, 200, 0) == Admission.Answer.ADMITTED) {
      admitted++;
    }
    assertThat(keyspace.withDeadline()).isZero();
    assertThat(store.limits().evictedKeys()).isEqualTo(30);
    assertThat(keyspace.size()).isEqualTo(4000 + admitted);
    assertThat(store.limits().usedBytes()).isBetween(LIMIT, LIMIT + SLACK);
  }

  @Test
  void noeviction_pastTheLimit_refusesUntilSomethingIsDeleted() {
    Keyspace keyspace = keyspace("default_store");
    limit(EvictionPolicy.NOEVICTION);
    int admitted = 0;
    while (set(keyspace, "key:" + admitted, 1000, 0) == Admission.Answer.ADMITTED) {
      admitted++;
    }
    assertThat(store.limits().isExceeded()).isTrue();
    assertThat(store.limits().evictedKeys()).isZero();
    assertThat(keyspace.size()).isEqualTo(admitted);
    assertThat(store.limits().currentlyExceededNanos()).isPositive();
    store.clear(keyspace);
    assertThat(set(keyspace, "another", 1000, 0)).isEqualTo(Admission.Answer.ADMITTED);
    assertThat(store.limits().currentlyExceededNanos()).isZero();
    assertThat(store.limits().totalExceededNanos()).isPositive();
  }

  @ParameterizedTest
  @EnumSource(
      value = EvictionPolicy.class,
      names = {"ALLKEYS_LRU", "ALLKEYS_LFU"})
  void keysInUse_underLruAndLfu_stay(EvictionPolicy policy) {
    Keyspace keyspace = keyspace("default_store");
    limit(policy);
    for (int i = 0; i < 1000; i++) {
      set(keyspace, "hot:" + i, 100, 0);
    }
    for (int i = 0; i < 40_000; i++) {
      if (i % 500 == 0) {
        clock.advance(Duration.ofSeconds(1));
        for (int n = 0; n < 1000; n++) {
          touch(keyspace, "hot:" + n);
        }
      }
      set(keyspace, "cold:" + i, 100, 0);
    }
    int kept = 0;
    for (int i = 0; i < 1000; i++) {
      kept += touch(keyspace, "hot:" + i) ? 1 : 0;
    }
    assertThat(kept).isGreaterThan(990);
    assertThat(store.limits().evictedKeys()).isGreaterThan(20_000);
  }

  @Test
  void volatileTtl_evictsTheNearestDeadlines() {
    Keyspace keyspace = keyspace("default_store");
    limit(EvictionPolicy.VOLATILE_TTL);
    Random random = new Random(5);
    List<Integer> ttls = new ArrayList<>();
    for (int i = 0; i < 30_000; i++) {
      ttls.add(10_000 + random.nextInt(1_000_000));
      set(keyspace, "key:" + i, 100, ttls.get(i));
    }
    double kept = 0;
    double gone = 0;
    int count = 0;
    for (int i = 0; i < ttls.size(); i++) {
      if (touch(keyspace, "key:" + i)) {
        kept += ttls.get(i);
        count++;
      } else {
        gone += ttls.get(i);
      }
    }
    assertThat(kept / count).isGreaterThan(1.5 * gone / (ttls.size() - count));
  }

  @Test
  void quota_ofACache_isItsOwn() {
    Keyspace small = keyspace("small");
    Keyspace other = keyspace("other");
    store.setLimit(small.name(), new KeyspaceLimit(256 << 10, EvictionPolicy.ALLKEYS_LRU));
    assertThat(store.limits().isLimited()).isTrue();
    for (int i = 0; i < 5000; i++) {
      assertThat(set(small, "key:" + i, 100, 0)).isEqualTo(Admission.Answer.ADMITTED);
      assertThat(set(other, "key:" + i, 100, 0)).isEqualTo(Admission.Answer.ADMITTED);
      assertThat(small.usedBytes()).isLessThan((256 << 10) + (16 << 10));
    }
    assertThat(other.size()).isEqualTo(5000);
    assertThat(small.size()).isLessThan(3000);

    store.setLimit(small.name(), new KeyspaceLimit(64 << 10, EvictionPolicy.NOEVICTION));
    assertThat(set(small, "more", 100, 0)).isEqualTo(Admission.Answer.KEYSPACE_FULL);
    assertThat(set(other, "more", 100, 0)).isEqualTo(Admission.Answer.ADMITTED);
    store.setLimit(small.name(), KeyspaceLimit.NONE);
    assertThat(set(small, "more", 100, 0)).isEqualTo(Admission.Answer.ADMITTED);
    assertThat(store.limits().isLimited()).isFalse();
  }

  @Test
  void cacheOfItsOwnPolicy_noeviction_isSparedUnderTheStoresLimit() {
    Keyspace spared = keyspace("spared");
    store.setLimit(spared.name(), new KeyspaceLimit(0, EvictionPolicy.NOEVICTION));
    limit(EvictionPolicy.ALLKEYS_RANDOM);
    for (int i = 0; i < 2000; i++) {
      set(spared, "key:" + i, 100, 0);
    }
    for (int i = 0; i < 30_000; i++) {
      set(keyspace("default_store"), "key:" + i, 100, 0);
    }
    assertThat(spared.size()).isEqualTo(2000);
    assertThat(store.limits().evictedKeys()).isPositive();
  }

  @Test
  void limitOfOneByte_emptiesTheStoreAndRefuses() {
    Keyspace keyspace = keyspace("default_store");
    store.limits().setPolicy(EvictionPolicy.ALLKEYS_LRU);
    store.limits().setMaxBytes(1);
    store.limits().setMaxBytes(0);
    set(keyspace, "key", 100, 0);
    store.limits().setMaxBytes(1);
    assertThat(set(keyspace, "another", 100, 0)).isEqualTo(Admission.Answer.STORE_FULL);
    assertThat(keyspace.size()).isZero();
    store.limits().setPolicy(EvictionPolicy.NOEVICTION);
    assertThat(set(keyspace, "another", 100, 0)).isEqualTo(Admission.Answer.STORE_FULL);
  }

  @Test
  void maintenance_afterTheLimitWasLowered_evictsWithoutAnyWrite() {
    Keyspace keyspace = keyspace("default_store");
    for (int i = 0; i < 20_000; i++) {
      set(keyspace, "key:" + i, 100, 0);
    }
    limit(EvictionPolicy.ALLKEYS_RANDOM);
    for (int i = 0; i < 1000 && store.limits().isExceeded(); i++) {
      store.maintenance().run(TimeUnit.MILLISECONDS.toMicros(50));
    }
    assertThat(store.limits().isExceeded()).isFalse();
    assertThat(keyspace.size()).isBetween(5000L, 19_000L);
  }

  @Test
  void openCut_whileKeysGo_keepsThemAndDoesNotCountThem() throws Exception {
    Keyspace keyspace = keyspace("default_store");
    limit(EvictionPolicy.ALLKEYS_RANDOM);
    for (int i = 0; i < 5000; i++) {
      set(keyspace, "old:" + i, 100, 0);
    }
    try (Cut cut = store.cut(name -> true)) {
      for (int i = 0; i < 20_000; i++) {
        set(keyspace, "new:" + i, 100, 0);
      }
      assertThat(store.limits().notCountedBytes()).isPositive();
      assertThat(store.limits().usedBytes()).isLessThan(LIMIT + SLACK);
      assertThat(keyspace.size()).isGreaterThan(5000);
      int seen = 0;
      CutBatch batch = new CutBatch();
      CutReader reader = cut.reader(cut.parts().getFirst());
      while (reader.next(batch)) {
        seen += batch.count();
      }
      assertThat(seen).isEqualTo(5000);
    }
    assertThat(store.limits().notCountedBytes()).isZero();
  }

  @Test
  void evictedKeys_areToldToListenersAndAsCollectionsFreed() throws Exception {
    Keyspace keyspace = keyspace("lists");
    try (AutoCloseable _ =
        store.listen(
            name -> true,
            event -> {
              if (event.type() == StoreEvent.Type.EVICT) {
                evicted.add(String.valueOf(event.key()));
              }
            })) {
      limit(EvictionPolicy.ALLKEYS_LRU);
      for (int i = 0; i < 200; i++) {
        assertThat(admission.ask(keyspace, 0)).isEqualTo(Admission.Answer.ADMITTED);
        key.set(ByteView.of("list:" + i));
        locks.add(key);
        locks.acquireUninterruptibly();
        keyspace.lists().push(key, null, false, 600, n -> ByteView.of(new byte[100]), store.now());
        locks.release();
        assertThat(store.limits().usedBytes()).isLessThan(LIMIT + 128 * 1024);
      }
    }
    assertThat(evicted).hasSize((int) (200 - keyspace.size()));
    assertThat(keyspace.size()).isBetween(15L, 40L);
  }

  @Test
  void manyThreads_underQuotaLimitAndCuts_keepToBoth() throws Exception {
    store.limits().setTenacity(10);
    limit(EvictionPolicy.ALLKEYS_LFU);
    Keyspace small = keyspace("small");
    store.setLimit(small.name(), new KeyspaceLimit(256 << 10, EvictionPolicy.ALLKEYS_RANDOM));
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 3; t++) {
      int number = t;
      threads.add(Thread.ofPlatform().start(() -> write(number, small, failures)));
    }
    for (int i = 0; i < 5; i++) {
      try (Cut cut = store.cut(name -> true)) {
        CutBatch batch = new CutBatch();
        CutReader reader = cut.reader(cut.parts().getFirst());
        while (reader.next(batch)) {
          assertThat(batch.count()).isPositive();
        }
      }
      store.maintenance().run(1000);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
    assertThat(store.limits().evictedKeys()).isPositive();
    while (store.limits().isExceeded()) {
      store.maintenance().run(10_000);
    }
    assertThat(small.usedBytes()).isLessThan(512 << 10);
  }

  private void write(int number, Keyspace small, List<Throwable> failures) {
    try {
      Admission own = store.limits().newAdmission();
      ShardLocks ownLocks = store.newLocks();
      Key ownKey = store.newKey();
      Random random = new Random(number);
      for (int i = 0; i < 30_000; i++) {
        Keyspace in = random.nextInt(4) == 0 ? small : keyspace("default_store");
        if (own.ask(in, 100) == Admission.Answer.ADMITTED) {
          ownKey.set(ByteView.of("key:" + random.nextInt(50_000)));
          ownLocks.add(ownKey);
          ownLocks.acquireUninterruptibly();
          in.setString(
              ownKey,
              ByteView.of(new byte[random.nextInt(300)]),
              RecordLayout.NO_DEADLINE,
              store.now());
          ownLocks.release();
        }
      }
    } catch (RuntimeException | Error e) {
      failures.add(e);
    }
  }
}
