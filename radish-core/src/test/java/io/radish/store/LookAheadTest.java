// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading ahead, which must neither change nor break anything, whatever happens meanwhile. */
final class LookAheadTest {
  private static final int KEYS = 5_000;

  private final Store store = Store.builder().shards(16).seed(11).build();

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  @Test
  void keysThatAreThereAndNot_areReadWithoutATrace() {
    for (int i = 0; i < KEYS; i += 2) {
      store.defaultStore().set("key" + i, "value" + i);
    }
    long before = store.stats().usedBytes();
    readAhead(store.newLookAhead(), 0);
    assertThat(store.stats().usedBytes()).isEqualTo(before);
    assertThat(store.defaultStore().get("key2")).contains("value2");
    assertThat(store.defaultStore().get("key1")).isEmpty();
  }

  @Test
  void moreKeysThanItTakes_areHarmless() {
    LookAhead ahead = store.newLookAhead();
    byte[] key = "k".getBytes(UTF_8);
    for (int i = 0; i < LookAhead.KEYS * 3; i++) {
      ahead.add(defaultStore(), key, 0, key.length);
    }
    ahead.run();
    ahead.add(defaultStore(), key, 0, 0);
    ahead.run();
    assertThat(store.defaultStore().get("k")).isEmpty();
  }

  @Test
  void memoryThatComesAndGoesMeanwhile_isNoMatter() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
      Future<?> reading =
          threads.submit(
              () -> {
                LookAhead ahead = store.newLookAhead();
                for (int from = 0; !stop.get(); from = (from + 7) % KEYS) {
                  readAhead(ahead, from);
                }
              });
      String large = "x".repeat(3000);
      for (int round = 0; round < 6; round++) {
        for (int i = 0; i < KEYS; i++) {
          store.defaultStore().set("key" + i, round % 2 == 0 ? large : "small");
        }
        store.clearAll();
        store.maintenance().run(100_000);
        assertThat(reading.isDone()).isFalse();
      }
      stop.set(true);
      reading.get();
    }
  }

  private void readAhead(LookAhead ahead, int from) {
    for (int i = 0; i < KEYS; i++) {
      byte[] key = ("key" + (from + i) % KEYS).getBytes(UTF_8);
      ahead.add(defaultStore(), key, 0, key.length);
      if (i % LookAhead.KEYS == LookAhead.KEYS - 1) {
        ahead.run();
      }
    }
  }

  private Keyspace defaultStore() {
    return store.findOrCreate(KeyspaceName.DEFAULT);
  }
}
