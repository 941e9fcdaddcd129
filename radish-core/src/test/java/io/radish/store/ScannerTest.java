// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannerTest {
  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(4).seed(99).clock(clock).build();
  private final Cache users = store.cache("users");

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private Keyspace keyspace() {
    return store.findOrCreate(KeyspaceName.ofCache("users"));
  }

  private long scan(long cursor, long count, List<String> into) {
    ByteView view = new ByteView();
    return store
        .scanner()
        .scan(keyspace(), cursor, count, store.now(), e -> into.add(e.key(view).toText()));
  }

  @Test
  void scan_ofNothing_endsAtOnce() {
    List<String> seen = new ArrayList<>();
    assertThat(scan(0, 10, seen)).isZero();
    assertThat(seen).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 13, 500, 40_000})
  void scan_ofAStandingKeyspace_seesEveryKeyExactlyOnce(int keys) {
    for (int i = 0; i < keys; i++) {
      users.set("k" + i, "v");
    }
    List<String> seen = new ArrayList<>();
    long cursor = 0;
    do {
      cursor = scan(cursor, 10, seen);
      assertThat(cursor).isBetween(0L, (1L << 53) - 1);
    } while (cursor != 0);
    assertThat(seen).hasSize(keys).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23})
  void scan_whileKeysComeAndGo_seesAllThatStay(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    Set<String> standing = new HashSet<>();
    for (int i = 0; i < 300; i++) {
      users.set("stays" + i, "v");
      standing.add("stays" + i);
    }
    List<String> seen = new ArrayList<>();
    long cursor = 0;
    int next = 0;
    do {
      cursor = scan(cursor, 1 + random.nextInt(20), seen);
      for (int i = 0; i < 200; i++) {
        users.set("comes" + next++, "v");
        users.delete("comes" + random.nextInt(next));
      }
    } while (cursor != 0);
    assertThat(new HashSet<>(seen)).containsAll(standing);
  }

  @Test
  void scan_fromAnyNumber_endsWithoutHarm() {
    for (int i = 0; i < 1000; i++) {
      users.set("k" + i, "v");
    }
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
    for (int i = 0; i < 1000; i++) {
      long cursor = random.nextLong() >>> 1;
      int calls = 0;
      while (cursor != 0 && calls++ < 5000) {
        cursor = scan(cursor, 50, new ArrayList<>());
      }
      assertThat(cursor).isZero();
    }
  }

  /** How often each key is chosen in so many draws. */
  private Map<String, Integer> draw(int draws) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(6);
    Map<String, Integer> drawn = new HashMap<>();
    ByteView view = new ByteView();
    for (int i = 0; i < draws; i++) {
      boolean found =
          store
              .scanner()
              .any(
                  keyspace(),
                  random.nextLong(),
                  store.now(),
                  entry -> drawn.merge(entry.key(view).toText(), 1, Integer::sum));
      assertThat(found).isTrue();
    }
    return drawn;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 20, 100})
  void randomKey_ofFew_isEachOfThemAboutAsOften(int keys) {
    for (int i = 0; i < keys; i++) {
      users.set("k" + i, "v");
    }
    Map<String, Integer> drawn = draw(keys * 100);
    assertThat(drawn).hasSize(keys);
    assertThat(drawn.values()).allSatisfy(times -> assertThat(times).isBetween(40, 250));
  }

  @Test
  void randomKey_ofTenThousand_isEachOfThemAboutAsOften() {
    for (int i = 0; i < 10_000; i++) {
      users.set("k" + i, "v");
    }
    Map<String, Integer> drawn = draw(400_000);
    assertThat(drawn).hasSize(10_000);
    List<Integer> times = drawn.values().stream().sorted().toList();
    // 40 expected; drawn evenly, one key in a hundred is below 26 or above 56.
    assertThat(times.get(100)).isGreaterThan(18);
    assertThat(times.get(9_900)).isLessThan(75);
  }

  @Test
  void randomKey_whereMostHaveExpired_isOneThatLives() {
    for (int i = 0; i < 2_000; i++) {
      users.set("k" + i, "v", Duration.ofMillis(1));
    }
    users.set("lives", "v");
    clock.advance(Duration.ofMillis(10));
    assertThat(draw(50)).containsOnlyKeys("lives");
  }
}
