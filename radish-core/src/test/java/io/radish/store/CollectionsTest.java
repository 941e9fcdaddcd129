// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.Scores;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hashes, sets and sorted sets beside collections of the library's, through all their forms. */
class CollectionsTest {
  private static final int KEYS = 3;
  private static final ByteView NOTHING = new ByteView();

  private final Store store = Store.builder().shards(2).seed(5).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private Random random = new Random();

  @BeforeEach
  void lock() {
    locks.addAll();
    locks.acquireUninterruptibly();
  }

  @AfterEach
  void everythingIsGivenBack() {
    locks.release();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.clearAll();
    while (store.maintenance().run(1000)) {
      // In steps.
    }
    assertThat(store.stats().usedBytes()).isZero();
    store.close();
  }

  private CollectionEdits.Change change(String name, ValueType type) {
    key.set(ByteView.of(name));
    return keyspace.collections().change(key, keyspace.find(key, 1), type, 1);
  }

  private @Nullable Entry find(String name) {
    return keyspace.find(key.set(ByteView.of(name)), 1);
  }

  private Entry entry(String name) {
    return Objects.requireNonNull(find(name));
  }

  /** Small numbers, texts, and now and then something long. */
  private String text(int range) {
    return switch (random.nextInt(40)) {
      case 0 -> "x".repeat(random.nextInt(3000));
      case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> Integer.toString(random.nextInt(range) - range / 2);
      default -> "member:" + random.nextInt(range);
    };
  }

  private static int range(long seed) {
    return seed % 3 == 0 ? 20 : seed % 3 == 1 ? 300 : 5000;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void hashes_holdWhatTheModelHolds(long seed) {
    random = new Random(seed);
    List<Map<String, String>> model = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      model.add(new HashMap<>());
    }
    for (int i = 0; i < 20_000; i++) {
      int at = random.nextInt(KEYS);
      String field = text(range(seed));
      try (CollectionEdits.Change change = change("hash" + at, ValueType.HASH)) {
        if (random.nextInt(10) < (i / 4000 % 2 == 0 ? 7 : 2)) {
          String value = text(1000);
          boolean fresh = change.put(ByteView.of(field), ByteView.of(value));
          assertThat(fresh).isEqualTo(model.get(at).put(field, value) == null);
        } else {
          boolean there = change.remove(ByteView.of(field));
          assertThat(there).isEqualTo(model.get(at).remove(field) != null);
        }
      }
    }
    for (int i = 0; i < KEYS; i++) {
      assertThat(pairs("hash" + i, ByteView::toText)).isEqualTo(model.get(i));
      ByteView value = new ByteView();
      for (Map.Entry<String, String> each : model.get(i).entrySet()) {
        Entry hash = entry("hash" + i);
        assertThat(HashValue.get(hash, ByteView.of(each.getKey()), value, 1)).isTrue();
        assertThat(value.toText()).isEqualTo(each.getValue());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 500, 20_000})
  void hash_walkedByPlaceAndPieceByPiece_showsEveryField(int fields) {
    Map<String, String> model = new HashMap<>();
    try (CollectionEdits.Change change = change("h", ValueType.HASH)) {
      for (int i = 0; i < fields; i++) {
        boolean _ = change.put(ByteView.of("field" + i), ByteView.of("value" + i));
        model.put("field" + i, "value" + i);
      }
    }
    HashCursor cursor = new HashCursor().open(entry("h"), 1);
    Map<String, String> walked = new HashMap<>();
    List<String> order = new ArrayList<>();
    while (cursor.next()) {
      walked.put(cursor.field().toText(), cursor.value().toText());
      order.add(cursor.field().toText());
    }
    assertThat(walked).isEqualTo(model);
    for (int i = 0; i < 300; i++) {
      int place = random.nextInt(fields);
      assertThat(cursor.seek(place).next()).isTrue();
      assertThat(cursor.field().toText()).isEqualTo(order.get(place));
      assertThat(cursor.value().toText()).isEqualTo(model.get(order.get(place)));
    }
    Map<String, String> scanned = new HashMap<>();
    long position = 0;
    int calls = 0;
    do {
      position =
          HashValue.scan(
              entry("h"),
              position,
              100,
              1,
              (field, value) -> {
                assertThat(scanned.put(field.toText(), value.toText())).isNull();
              });
      assertThat(position).isBetween(0L, 1L << 52);
      calls++;
    } while (position != 0);
    assertThat(scanned).isEqualTo(model);
    assertThat(calls).isEqualTo(Math.max(1, fields / 100));
  }

  /** What stays is seen, also where the hash becomes a tree, or packed, in the midst of a walk. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void scan_whileTheHashChangesItsForm_comesByWhatStays(boolean grows) {
    for (int i = 0; i < 2000; i++) {
      put("h", ValueType.HASH, i);
    }
    Set<String> seen = new HashSet<>();
    long position =
        HashValue.scan(entry("h"), 0, 300, 0, (field, value) -> seen.add(field.toText()));
    assertThat(position).isPositive();
    if (grows) {
      for (int i = 2000; i < 30_000; i++) {
        put("h", ValueType.HASH, i);
      }
    } else {
      for (int i = 10; i < 2000; i++) {
        take("h", ValueType.HASH, i);
      }
    }
    while (position != 0) {
      position =
          HashValue.scan(entry("h"), position, 100, 0, (field, v) -> seen.add(field.toText()));
    }
    for (int i = 0; i < 10; i++) {
      assertThat(seen).contains("member:" + i);
    }
    assertThat(HashValue.scan(entry("h"), -1L >>> 1, 10, 0, (field, value) -> {})).isNotNegative();
  }

  private Map<String, String> pairs(String name, Function<ByteView, String> shown) {
    Map<String, String> all = new HashMap<>();
    Entry entry = find(name);
    if (entry != null) {
      ElementCursor cursor = new ElementCursor().open(entry);
      ByteView first = new ByteView();
      ByteView second = new ByteView();
      while (cursor.next(first) && cursor.next(second)) {
        all.put(first.toText(), shown.apply(second));
      }
      assertThat(all).hasSize((int) CollectionValue.length(entry));
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sets_holdWhatTheModelHolds(long seed) {
    random = new Random(seed);
    Set<String> model = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      boolean integers = seed > 3 && i < 10_000;
      String member =
          integers ? Long.toString(random.nextLong() >> random.nextInt(50, 64)) : text(range(seed));
      try (CollectionEdits.Change change = change("set", ValueType.SET)) {
        if (random.nextInt(10) < (i / 4000 % 2 == 0 ? 7 : 2)) {
          assertThat(change.put(ByteView.of(member), NOTHING)).isEqualTo(model.add(member));
        } else {
          assertThat(change.remove(ByteView.of(member))).isEqualTo(model.remove(member));
        }
      }
    }
    Set<String> all = new HashSet<>();
    ElementCursor cursor = new ElementCursor().open(entry("set"));
    ByteView member = new ByteView();
    while (cursor.next(member)) {
      all.add(member.toText());
      assertThat(SetValue.contains(entry("set"), ByteView.of(member.toBytes()))).isTrue();
    }
    assertThat(all).isEqualTo(model);
    assertThat(SetValue.contains(entry("set"), ByteView.of("nobody"))).isFalse();
  }

  private record Scored(double score, String member) implements Comparable<Scored> {
    @Override
    public int compareTo(Scored other) {
      int order = Double.compare(score, other.score);
      return order != 0 ? order : ByteView.of(member).compare(ByteView.of(other.member));
    }
  }

  private double score() {
    return switch (random.nextInt(5)) {
      case 0 -> random.nextInt(10) - 5;
      case 1 -> random.nextGaussian();
      case 2 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      case 3 -> random.nextLong();
      default -> 0;
    };
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void sortedSets_holdWhatTheModelHolds(long seed) {
    random = new Random(seed);
    Map<String, Double> model = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      String member = text(range(seed));
      try (CollectionEdits.Change change = change("zset", ValueType.ZSET)) {
        if (random.nextInt(10) < (i / 4000 % 2 == 0 ? 7 : 2)) {
          double score = score();
          ByteView bytes = Scores.bytes(Scores.bits(score), new ByteView());
          boolean fresh = change.put(ByteView.of(member), bytes);
          assertThat(fresh).isEqualTo(model.put(member, score) == null);
        } else {
          boolean there = change.remove(ByteView.of(member));
          assertThat(there).isEqualTo(model.remove(member) != null);
        }
      }
    }
    List<Scored> inOrder =
        model.entrySet().stream()
            .map(each -> new Scored(each.getValue(), each.getKey()))
            .sorted()
            .toList();
    Entry zset = entry("zset");
    ZSetCursor cursor = new ZSetCursor().open(zset);
    for (int rank = 0; rank < inOrder.size(); rank++) {
      Scored expected = inOrder.get(rank);
      assertThat(cursor.next()).isTrue();
      assertThat(new Scored(cursor.score(), cursor.member().toText())).isEqualTo(expected);
      ByteView member = ByteView.of(expected.member());
      assertThat(ZSetValue.rank(zset, member)).isEqualTo(rank);
      assertThat(ZSetValue.score(zset, member)).isEqualTo(expected.score());
      assertThat(new ZSetCursor().open(zset).seek(Scores.bits(expected.score()), member).rank())
          .isEqualTo(rank);
    }
    assertThat(cursor.next()).isFalse();
    assertThat(ZSetValue.score(zset, ByteView.of("nobody"))).isNaN();
    for (int rank = inOrder.size() - 1; rank >= 0; rank--) {
      assertThat(cursor.previous()).isTrue();
      assertThat(cursor.member().toText()).isEqualTo(inOrder.get(rank).member());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HASH", "SET", "ZSET"})
  void snapshots_showWhatWasThere_whateverChangesMeanwhile(ValueType type) throws Exception {
    random = new Random(9);
    Map<String, Integer> before = new HashMap<>();
    for (int i = 0; i < 3000; i++) {
      put("large", type, i);
      before.put("member:" + i, i);
    }
    for (int i = 0; i < 5; i++) {
      put("small", type, i);
    }
    locks.release();
    Snapshots snapshots = new StoreSnapshots(store);
    Map<String, Integer> seen = new HashMap<>();
    int small = 0;
    try (Snapshot snapshot = snapshots.snapshot(name -> true)) {
      lock();
      for (int i = 0; i < 3000; i += 2) {
        put("large", type, i + 10_000);
        take("large", type, i);
        put("small", type, i);
      }
      locks.release();
      try (EntryCursor entries = snapshot.keyspaces().getFirst().entries()) {
        while (entries.next()) {
          boolean large = entries.key().toText().equals("large");
          assertThat(entries.type()).isEqualTo(type);
          while (entries.nextElement()) {
            String first = entries.element().toText();
            if (type.elementsPerEntry() > 1) {
              assertThat(entries.nextElement()).isTrue();
            }
            if (large) {
              seen.put(first, Integer.valueOf(first.substring("member:".length())));
            } else {
              small++;
            }
          }
        }
      }
    }
    lock();
    assertThat(seen).isEqualTo(before);
    assertThat(small).isEqualTo(5);
  }

  private void put(String name, ValueType type, int number) {
    ByteView second = Scores.bytes(Scores.bits(number), new ByteView());
    try (CollectionEdits.Change change = change(name, type)) {
      boolean _ = change.put(ByteView.of("member:" + number), second);
    }
  }

  private void take(String name, ValueType type, int number) {
    try (CollectionEdits.Change change = change(name, type)) {
      assertThat(change.remove(ByteView.of("member:" + number))).isTrue();
    }
  }

  @Test
  void collection_thatLosesItsLastEntry_goesWithItsKey() {
    put("a", ValueType.SET, 1);
    take("a", ValueType.SET, 1);
    assertThat(find("a")).isNull();
    try (CollectionEdits.Change change = change("b", ValueType.HASH)) {
      assertThat(change.isCreated()).isTrue();
    }
    assertThat(find("b")).as("nothing was put").isNull();
    assertThat(keyspace.size()).isZero();
  }
}
