// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.effect.RecordedEffects;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.SetAlgebra;
import io.radish.value.SetReader;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets read, combined and changed in bulk, beside sets of the library's. */
class SetReadingTest {
  private static final int KEYS = 4;
  private static final ByteView NOTHING = new ByteView();

  private final RecordedEffects effects = new RecordedEffects();
  private final ManualClock clock = new ManualClock();
  private Store store = Store.builder().shards(1).clock(clock).seed(11).build();
  private Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private ShardLocks locks = store.newLocks();
  private Key key = store.newKey();
  private final List<Set<String>> model = new ArrayList<>();
  private Random random = new Random();

  @BeforeEach
  void begin() {
    store.setEffectLog(effects);
    lock();
    for (int i = 0; i < KEYS; i++) {
      model.add(new HashSet<>());
    }
  }

  private void lock() {
    keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
    key = store.newKey();
    locks = store.newLocks();
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

  private @Nullable Entry entry(int at) {
    return keyspace.find(key.set(ByteView.of("set" + at)), 1);
  }

  private SetReader reader(int at) {
    return new SetReader().open(Objects.requireNonNull(entry(at)));
  }

  private CollectionEdits.Change change(int at) {
    Entry found = entry(at);
    return keyspace.collections().change(key, found, ValueType.SET, 1);
  }

  private List<ByteView> some(int range, int most) {
    List<ByteView> members = new ArrayList<>();
    for (int i = 1 + random.nextInt(most); i > 0; i--) {
      String text =
          switch (random.nextInt(60)) {
            case 0 -> "x".repeat(random.nextInt(2_500));
            case 1, 2, 3, 4, 5, 6, 7 -> "m" + random.nextInt(range);
            default -> Integer.toString(random.nextInt(range) - range / 3);
          };
      members.add(ByteView.of(text));
    }
    return members;
  }

  private void add(int at, List<ByteView> members) {
    int fresh = 0;
    for (ByteView member : members) {
      fresh += model.get(at).add(member.toText()) ? 1 : 0;
    }
    try (CollectionEdits.Change change = change(at)) {
      if (change.isCreated()) {
        SetValue.expectFirst(change.entry(), members.getFirst(), members.size());
      } else {
        SetValue.expect(change.entry(), members.size());
      }
      assertThat(change.putAll(members.size(), members::get, i -> NOTHING)).isEqualTo(fresh);
    }
  }

  private void remove(int at, List<ByteView> members) {
    int removed = 0;
    for (ByteView member : members) {
      removed += model.get(at).remove(member.toText()) ? 1 : 0;
    }
    try (CollectionEdits.Change change = change(at)) {
      assertThat(change.removeAll(members.size(), members::get)).isEqualTo(removed);
    }
  }

  /** Different places, in ascending order. */
  private int[] places(int count, int length) {
    return random.ints(0, length).distinct().limit(count).sorted().toArray();
  }

  private void pop(int at) {
    SetReader reader = reader(at);
    int length = (int) reader.length();
    int[] ranks = places(1 + random.nextInt(length), length);
    ByteView member = new ByteView();
    for (int rank : ranks) {
      reader.at(rank, member);
      assertThat(model.get(at).remove(member.toText())).isTrue();
    }
    try (CollectionEdits.Change change = change(at)) {
      change.removeRanks(ranks);
      SetValue.settle(change.entry());
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void sets_changedInBulk_holdWhatTheModelHolds_andSoDoesTheirJournal(long seed) {
    random = new Random(seed);
    int range = seed % 3 == 0 ? 30 : seed % 3 == 1 ? 500 : 4_000;
    for (int i = 0; i < 3_000; i++) {
      int at = random.nextInt(KEYS);
      switch (random.nextInt(10)) {
        case 0 -> {
          if (!model.get(at).isEmpty() && random.nextInt(4) == 0) {
            pop(at);
          }
        }
        case 1, 2, 3 -> remove(at, some(range, 8));
        case 4 -> store(at);
        default -> add(at, some(range, random.nextInt(50) == 0 ? 600 : 6));
      }
      if (i % 100 == 0) {
        compare();
        combine();
      }
    }
    compare();
    locks.release();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
    store = Store.builder().shards(2).clock(clock).seed(seed).build();
    effects.replay(0, new EffectApplier(store, new LiveKeyspaces(store, (k, t, s) -> {})));
    lock();
    compare();
  }

  private void compare() {
    for (int i = 0; i < KEYS; i++) {
      Set<String> wanted = model.get(i);
      if (wanted.isEmpty()) {
        assertThat(entry(i)).isNull();
        continue;
      }
      SetReader reader = reader(i);
      assertThat(reader.length()).isEqualTo(wanted.size());
      List<String> walked = walked(reader);
      assertThat(walked).hasSize(wanted.size());
      assertThat(new HashSet<>(walked)).isEqualTo(wanted);
      ByteView member = new ByteView();
      for (int rank : places(Math.min(5, walked.size()), walked.size())) {
        reader.at(rank, member);
        assertThat(member.toText()).isEqualTo(walked.get(rank));
        assertThat(reader.contains(ByteView.of(walked.get(rank)))).isTrue();
      }
      assertThat(reader.contains(ByteView.of("missing"))).isFalse();
      assertThat(reader.contains(ByteView.of("123456789"))).isFalse();
      assertThat(scanned(reader)).isEqualTo(wanted);
    }
  }

  private static List<String> walked(SetReader reader) {
    List<String> walked = new ArrayList<>();
    ByteView member = new ByteView();
    while (reader.next(member)) {
      walked.add(member.toText());
    }
    return walked;
  }

  private static Set<String> scanned(SetReader reader) {
    Set<String> scanned = new HashSet<>();
    long cursor = 0;
    do {
      cursor = reader.scan(cursor, 7, member -> scanned.add(member.toText()));
      assertThat(cursor).isBetween(0L, 1L << 52);
    } while (cursor != 0);
    return scanned;
  }

  private List<Integer> present() {
    List<Integer> present = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      if (!model.get(i).isEmpty() && random.nextInt(4) > 0) {
        present.add(i);
      }
    }
    return present;
  }

  private void combine() {
    List<Integer> chosen = present();
    if (chosen.isEmpty()) {
      return;
    }
    Set<String> common = new HashSet<>(model.get(chosen.getFirst()));
    Set<String> left = new HashSet<>(model.get(chosen.getFirst()));
    for (int other : chosen.subList(1, chosen.size())) {
      common.retainAll(model.get(other));
      left.removeAll(model.get(other));
    }
    List<SetReader> sets = chosen.stream().map(this::reader).toList();
    Set<String> found = new HashSet<>();
    SetAlgebra.intersect(sets, member -> found.add(member.toText()));
    assertThat(found).isEqualTo(common);
    found.clear();
    List<SetReader> again = chosen.stream().map(this::reader).toList();
    SetAlgebra.subtract(
        again.getFirst(), again.subList(1, again.size()), member -> found.add(member.toText()));
    assertThat(found).isEqualTo(left);
  }

  /** Puts a union, or a difference, in the place of a set. */
  private void store(int at) {
    List<Integer> chosen = present();
    if (chosen.isEmpty()) {
      return;
    }
    List<SetReader> sets = chosen.stream().map(this::reader).toList();
    key.set(ByteView.of("set" + at));
    LooseEntry result = LooseEntry.ofCollection(store, key, ValueType.SET, -1, 1);
    Set<String> wanted = new HashSet<>(model.get(chosen.getFirst()));
    if (random.nextInt(3) == 0) {
      SetAlgebra.unite(sets, result);
      chosen.forEach(i -> wanted.addAll(model.get(i)));
    } else {
      SetAlgebra.subtract(sets.getFirst(), sets.subList(1, sets.size()), result);
      chosen.subList(1, chosen.size()).forEach(i -> wanted.removeAll(model.get(i)));
    }
    if (wanted.isEmpty()) {
      result.discard();
    } else {
      Entry _ = keyspace.put(key, result, 1);
      model.set(at, wanted);
    }
  }

  @Test
  void addingWhatIsThere_changesNothing() {
    add(0, List.of(ByteView.of("a"), ByteView.of("1")));
    long changes = store.shard(0).changes;
    add(0, List.of(ByteView.of("a"), ByteView.of("1")));
    remove(0, List.of(ByteView.of("b")));
    assertThat(store.shard(0).changes).isEqualTo(changes);
  }
}
