// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.ListValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Changes to the inside of long lists, and the memory they leave behind. */
class ListEditTest {
  private static final String ELEMENT = "e".repeat(30);

  private final Store store = Store.builder().shards(1).seed(1).build();
  private final Cache cache = store.defaultStore();

  @AfterEach
  void check() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private void withList(Consumer<Entry> work) {
    Key key = store.newKey().set(ByteView.of("k"));
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = Objects.requireNonNull(store.find(KeyspaceName.DEFAULT));
      work.accept(Objects.requireNonNull(keyspace.find(key, store.now())));
    } finally {
      locks.release();
    }
  }

  private List<String> fill(int count) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(i + ELEMENT);
    }
    cache.pushRight("k", all.toArray(String[]::new));
    return all;
  }

  private long used() {
    return store.stats().usedBytes();
  }

  @Test
  void insertingAtOnePlace_fillsPages() {
    List<String> expected = fill(1_000);
    long before = used();
    long[] bytes = {0};
    withList(
        list -> {
          for (int i = 0; i < 5_000; i++) {
            String element = "inserted-" + i;
            // Before one element, then behind another: both at the edges of pages sooner or later.
            int index = i % 2 == 0 ? expected.size() / 2 : 100;
            ListValue.insert(list, index, ByteView.of(element));
            expected.add(index, element);
            bytes[0] += element.length() + 2;
          }
        });
    assertThat(cache.list("k")).isEqualTo(expected);
    assertThat(used() - before).isLessThan(bytes[0] * 5 / 2);
  }

  @Test
  void elementsTakenOut_leaveNoNearlyEmptyPages() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      expected.add(i % 10 == 0 ? "kept-" + i : "gone" + ELEMENT);
    }
    cache.pushRight("k", expected.toArray(String[]::new));
    long before = used();
    withList(
        list ->
            assertThat(ListValue.remove(list, ByteView.of("gone" + ELEMENT), false, 4_500))
                .isEqualTo(4_500));
    withList(
        list ->
            assertThat(ListValue.remove(list, ByteView.of("gone" + ELEMENT), true, Long.MAX_VALUE))
                .isEqualTo(4_500));
    expected.removeIf(element -> element.startsWith("gone"));
    assertThat(cache.list("k")).isEqualTo(expected);
    assertThat(used()).isLessThan(before / 10);
  }

  @Test
  void exchangedElements_takeTheRoomTheyNeed() {
    List<String> expected = fill(2_000);
    long before = used();
    String large = "L".repeat(5_000);
    withList(
        list -> {
          for (int i = 0; i < 2_000; i += 2) {
            ListValue.set(list, i, ByteView.of(large));
          }
          for (int i = 0; i < 2_000; i += 2) {
            ListValue.set(list, i, ByteView.of("s"));
            expected.set(i, "s");
          }
        });
    assertThat(cache.list("k")).isEqualTo(expected);
    assertThat(used()).isLessThan(before * 3 / 2);
  }
}
