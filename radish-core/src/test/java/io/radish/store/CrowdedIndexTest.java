// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.memory.SeededHash;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Keys whose hashes are all equal: they are made with the seed, which nobody outside has. The index
 * becomes slow for them and stays correct, and its directory does not grow.
 */
class CrowdedIndexTest {
  private static final long SEED = 77;

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(1).seed(SEED).clock(clock).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  /** A key whose first factor is zero, so that the hash is the same whatever the rest is. */
  private static ByteView equalKey(int number) {
    byte[] key = new byte[16];
    ByteBuffer.wrap(key)
        .order(ByteOrder.nativeOrder())
        .putLong(new SeededHash(SEED).second())
        .putInt(number);
    return ByteView.of(key);
  }

  private void set(ByteView key, String value, long deadline) {
    locked(
        key,
        at -> {
          keyspace.setString(at, ByteView.of(value), deadline, store.now());
          return true;
        });
  }

  private boolean remove(ByteView key) {
    return locked(key, at -> keyspace.remove(at, store.now()));
  }

  private boolean isThere(ByteView key) {
    return locked(key, at -> keyspace.find(at, store.now()) != null);
  }

  private boolean locked(ByteView view, Predicate<Key> work) {
    Key key = store.newKey().set(view);
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      return work.test(key);
    } finally {
      locks.release();
    }
  }

  private Index index() {
    return Objects.requireNonNull(keyspace.contents().in(store.shard(0)));
  }

  @ParameterizedTest
  @ValueSource(ints = {12, 13, 48, 49, 192, 193, 1000, 3000})
  void keysOfOneHash_comeAndGo_inADirectoryThatStaysSmall(int keys) throws Exception {
    for (int i = 0; i < keys; i++) {
      set(equalKey(i), "v" + i, i % 3 == 0 ? clock.millis() + 1000 : -1);
    }
    assertThat(index().directory.length).isLessThanOrEqualTo(Math.max(64, keys / 2));
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    for (int i = 0; i < keys; i++) {
      assertThat(isThere(equalKey(i))).isTrue();
    }
    assertThat(isThere(equalKey(keys))).isFalse();
    assertThat(scanned()).hasSize(keys);
    assertThat(pictured()).isEqualTo(keys);
    clock.advance(Duration.ofMillis(1001));
    store.maintenance().run(1_000_000);
    assertThat(keyspace.size()).isEqualTo(keys - (keys + 2) / 3);
    for (int i = 0; i < keys; i++) {
      assertThat(remove(equalKey(i))).isEqualTo(i % 3 != 0);
    }
    assertThat(keyspace.size()).isZero();
  }

  @Test
  void keysOfOneHash_amongManyOthers_disturbNobody() {
    for (int i = 0; i < 20_000; i++) {
      set(ByteView.of("key" + i), "v", -1);
      if (i % 20 == 0) {
        set(equalKey(i), "v", -1);
      }
    }
    assertThat(index().directory.length).isLessThan(10_000);
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    assertThat(scanned()).hasSize(21_000);
    for (int i = 0; i < 20_000; i++) {
      if (i % 20 == 0) {
        assertThat(remove(equalKey(i))).isTrue();
      }
      if (i % 100 != 0) {
        assertThat(remove(ByteView.of("key" + i))).isTrue();
      }
    }
    for (int i = 0; i < 10; i++) {
      store.maintenance().run(1_000_000);
    }
    assertThat(scanned()).hasSize(200);
  }

  private Set<String> scanned() {
    Set<String> seen = new HashSet<>();
    long cursor = 0;
    do {
      cursor =
          store
              .scanner()
              .scan(
                  keyspace,
                  cursor,
                  10,
                  store.now(),
                  entry -> seen.add(Arrays.toString(entry.key(new ByteView()).toBytes())));
    } while (cursor != 0);
    return seen;
  }

  private int pictured() throws Exception {
    int seen = 0;
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true);
        EntryCursor cursor = snapshot.keyspaces().getFirst().entries()) {
      while (cursor.next()) {
        // Written over while it is read, which the picture must not see.
        set(equalKey(seen), "young", -1);
        set(equalKey(seen), "v", seen % 3 == 0 ? clock.millis() + 1000 : -1);
        seen++;
      }
    }
    return seen;
  }
}
