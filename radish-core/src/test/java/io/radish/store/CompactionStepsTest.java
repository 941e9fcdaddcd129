// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.memory.MoveBudget;
import io.radish.value.Blocks;
import io.radish.value.Entry;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Compaction goes in short steps, and is broken off and begun again without harm. */
class CompactionStepsTest {
  private static final int KEYS = 40_000;

  private final Store store = Store.builder().shards(1).seed(5).build();
  private final Cache cache = store.cache("users");

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private double fragmentation() {
    StoreStats stats = store.stats();
    return (double) stats.reservedBytes() / stats.usedBytes();
  }

  private void makeSparse() {
    for (int i = 0; i < KEYS; i++) {
      cache.set("key" + i, "v".repeat(300));
    }
    for (int i = 0; i < KEYS; i++) {
      if (i % 3 != 0) {
        cache.delete("key" + i);
      }
    }
  }

  @Test
  void compaction_brokenOffByACut_isBegunAgainWhenTheCutIsClosed() throws Exception {
    makeSparse();
    assertThat(fragmentation()).isGreaterThan(2);
    // Each round takes one step at least; whichever it has come to, a cut breaks it off.
    for (int rounds = 1; rounds < 12; rounds++) {
      for (int i = 0; i < rounds; i++) {
        store.maintenance().run(0);
      }
      try (Cut cut = store.cut(name -> true)) {
        assertThat(cut.parts()).isNotEmpty();
        store.maintenance().run(0);
        store.maintenance().run(0);
      }
    }
    for (int i = 0; i < 50; i++) {
      store.maintenance().run(100_000);
    }
    assertThat(fragmentation()).isLessThan(1.2);
  }

  @Test
  void longList_isMovedWithinTheBudget_goingOnWhereItWas() {
    String element = "e".repeat(500);
    Key key = store.newKey().set(ByteView.of("list"));
    for (int i = 0; i < KEYS; i++) {
      cache.pushRight("list", element);
      cache.set("key" + i, "v".repeat(1000));
    }
    for (int i = 0; i < KEYS; i++) {
      cache.delete("key" + i);
    }
    Shard shard = store.shard(0);
    Keyspace keyspace = Objects.requireNonNull(store.find(KeyspaceName.ofCache("users")));
    shard.lock.lock();
    try {
      while (shard.memory.lookForSparse()) {
        assertThat(shard.memory.isToMove(0)).isFalse();
      }
      assertThat(shard.memory.beginEmptying()).isTrue();
      Entry list = Objects.requireNonNull(keyspace.find(key, store.now()));
      MoveBudget budget = new MoveBudget(64 << 10);
      int steps = 0;
      for (int from = 0; from >= 0; steps++) {
        budget.renew();
        int next =
            Blocks.move(
                shard.memory, list.kind(), list.segment(), list.valueOffset(), from, budget);
        assertThat(next < 0 || next > from).isTrue();
        assertThat(next < 0 || next - from <= 1024).isTrue();
        from = next;
      }
      // Some 10 MiB of 20 are in the chunks chosen.
      assertThat(steps).isGreaterThan(40);
      assertThat(shard.memory.endEmptying()).isPositive();
    } finally {
      shard.lock.unlock();
    }
    assertThat(cache.list("list")).hasSize(KEYS).containsOnly(element);
  }
}
