// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.Kind;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of hashes with deadlines, beside maps of the library's and a clock moved by hand. */
class FieldExpiryTest {
  private static final long NONE = RecordLayout.NO_DEADLINE;

  /** What a field holds, and until when. */
  private record Held(String value, long deadline) {
    boolean isThere(long now) {
      return deadline == NONE || deadline > now;
    }
  }

  private final ManualClock clock = new ManualClock(Instant.ofEpochMilli(1_000_000));
  private final Store store = Store.builder().shards(2).seed(5).clock(clock).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private Random random = new Random();

  @AfterEach
  void everythingIsGivenBack() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.clearAll();
    while (store.maintenance().run(1000)) {
      // In steps.
    }
    assertThat(store.stats().usedBytes()).isZero();
    store.close();
  }

  private void locked(Runnable action) {
    locks.addAll();
    locks.acquireUninterruptibly();
    try {
      action.run();
    } finally {
      locks.release();
    }
  }

  private @Nullable Entry find(String name) {
    return keyspace.find(key.set(ByteView.of(name)), clock.millis());
  }

  private CollectionEdits.Change change(String name) {
    Entry found = find(name);
    return keyspace.collections().change(key, found, ValueType.HASH, clock.millis());
  }

  private void put(String name, String field, String value, long deadline) {
    locked(
        () -> {
          try (CollectionEdits.Change change = change(name)) {
            boolean _ = change.put(ByteView.of(field), ByteView.of(value));
            if (deadline != NONE) {
              change.setDeadline(ByteView.of(field), deadline);
            }
          }
        });
  }

  private Map<String, String> fields(String name) {
    Map<String, String> all = new HashMap<>();
    locked(
        () -> {
          Entry found = find(name);
          if (found != null) {
            HashCursor cursor = new HashCursor().open(found, clock.millis());
            while (cursor.next()) {
              all.put(cursor.field().toText(), cursor.value().toText());
            }
          }
        });
    return all;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void fields_areThereUntilTheirTimeHasPassed(long seed) {
    random = new Random(seed);
    int range = seed % 3 == 0 ? 12 : seed % 3 == 1 ? 200 : 3000;
    Map<String, Held> model = new HashMap<>();
    for (int i = 0; i < 12_000; i++) {
      locked(() -> step(model, range));
      if (random.nextInt(20) == 0) {
        clock.advance(Duration.ofMillis(random.nextInt(range)));
      }
      if (random.nextInt(200) == 0) {
        boolean _ = store.maintenance().run(1000);
      }
      if (random.nextInt(range) == 0) {
        locked(() -> compare(model));
        assertThat(StoreValidator.problemsOf(store)).isEmpty();
      }
    }
  }

  private void step(Map<String, Held> model, int range) {
    long now = clock.millis();
    String name = "field:" + random.nextInt(range);
    ByteView field = ByteView.of(name);
    Held before = model.get(name);
    Held held = before != null && before.isThere(now) ? before : null;
    boolean grows = random.nextInt(8000) < 6000;
    try (CollectionEdits.Change change = change("h")) {
      switch (random.nextInt(grows ? 5 : 10)) {
        case 0, 1 -> {
          String value = random.nextInt(60) == 0 ? "x".repeat(random.nextInt(3000)) : "v" + now;
          assertThat(change.put(field, ByteView.of(value))).isEqualTo(held == null);
          model.put(name, new Held(value, NONE));
        }
        case 2, 3 -> {
          if (held != null) {
            long deadline = now + 1 + random.nextInt(4 * range);
            change.setDeadline(field, deadline);
            model.put(name, new Held(held.value(), deadline));
          }
        }
        case 4 -> {
          if (held != null) {
            change.putKeeping(field, ByteView.of("kept"));
            model.put(name, new Held("kept", held.deadline()));
          }
        }
        case 5 -> {
          if (held != null) {
            change.setDeadline(field, NONE);
            model.put(name, new Held(held.value(), NONE));
          }
        }
        default -> {
          if (!change.isCreated()) {
            assertThat(change.remove(field)).isEqualTo(held != null);
            model.remove(name);
          }
        }
      }
    }
    look(field, model.get(name), now);
  }

  private void look(ByteView field, @Nullable Held held, long now) {
    Entry hash = find("h");
    Held there = held != null && held.isThere(now) ? held : null;
    ByteView value = new ByteView();
    assertThat(hash != null && HashValue.get(hash, field, value, now)).isEqualTo(there != null);
    if (there != null) {
      assertThat(value.toText()).isEqualTo(there.value());
    }
    if (hash != null) {
      assertThat(HashValue.deadline(hash, field, now))
          .isEqualTo(there == null ? HashValue.NO_FIELD : there.deadline());
    }
  }

  private void compare(Map<String, Held> model) {
    long now = clock.millis();
    model.values().removeIf(held -> !held.isThere(now));
    Entry hash = find("h");
    assertThat(hash == null).isEqualTo(model.isEmpty());
    if (hash == null) {
      return;
    }
    assertThat(HashValue.length(hash, now)).isEqualTo(model.size());
    Map<String, Held> walked = new HashMap<>();
    List<String> order = new ArrayList<>();
    HashCursor cursor = new HashCursor().open(hash, now);
    while (cursor.next()) {
      order.add(cursor.field().toText());
      walked.put(order.getLast(), new Held(cursor.value().toText(), cursor.deadline()));
    }
    assertThat(walked).isEqualTo(model);
    for (int i = 0; i < 20; i++) {
      int at = random.nextInt(order.size());
      assertThat(cursor.seek(at).next()).isTrue();
      assertThat(cursor.field().toText()).isEqualTo(order.get(at));
    }
    Set<String> scanned = new HashSet<>();
    long from = 0;
    do {
      from = HashValue.scan(hash, from, 10, now, (field, value) -> scanned.add(field.toText()));
    } while (from != 0);
    assertThat(scanned).isEqualTo(model.keySet());
    ElementCursor elements = new ElementCursor().open(hash, now);
    assertThat(elements.left()).isEqualTo(2L * model.size());
    ByteView view = new ByteView();
    while (elements.next(view)) {
      Held held = Objects.requireNonNull(model.get(view.toText()));
      assertThat(elements.next(view)).isTrue();
      assertThat(new Held(view.toText(), elements.deadline())).isEqualTo(held);
    }
  }

  @Test
  void hash_withItsLastFieldDue_isGone() {
    put("h", "a", "1", clock.millis() + 10);
    put("h", "b", "2", clock.millis() + 20);
    clock.advance(Duration.ofMillis(10));
    assertThat(fields("h")).containsOnlyKeys("b");
    clock.advance(Duration.ofMillis(10));
    assertThat(keyspace.size()).isEqualTo(1);
    locked(() -> assertThat(find("h")).isNull());
    assertThat(keyspace.size()).isZero();
    assertThat(store.stats().expiredFields()).isEqualTo(2);
  }

  @Test
  void hash_whoseLastDeadlineGoes_isAnOrdinaryOne() {
    put("small", "a", "1", clock.millis() + 10);
    for (int i = 0; i < 2000; i++) {
      put("large", "field:" + i, "v", i == 7 ? clock.millis() + 10 : NONE);
    }
    locked(
        () -> {
          assertThat(Objects.requireNonNull(find("small")).kind())
              .isEqualTo(Kind.HASH_PACKED_TIMED);
          assertThat(Objects.requireNonNull(find("large")).kind()).isEqualTo(Kind.HASH_TREE_TIMED);
        });
    put("small", "a", "1", NONE);
    put("large", "field:7", "v", NONE);
    locked(
        () -> {
          assertThat(Objects.requireNonNull(find("small")).kind()).isEqualTo(Kind.HASH_PACKED);
          assertThat(Objects.requireNonNull(find("large")).kind()).isEqualTo(Kind.HASH_TREE);
        });
  }

  @Test
  void expiryPass_removesFieldsThatNobodyAsksFor_andKeysWithTheLast() {
    for (int i = 0; i < 5000; i++) {
      put("kept", "field:" + i, "v", i == 0 ? NONE : clock.millis() + 10);
      put("gone", "field:" + i, "v", clock.millis() + 10);
    }
    for (int i = 0; i < 100; i++) {
      put("small:" + i, "a", "1", clock.millis() + 10);
    }
    assertThat(keyspace.withDeadline()).isZero();
    clock.advance(Duration.ofMillis(10));
    while (store.stats().expiredFields() < 2 * 5000 - 1 + 100) {
      boolean _ = store.maintenance().run(1000);
    }
    assertThat(keyspace.size()).isEqualTo(1);
    locked(
        () -> assertThat(Objects.requireNonNull(find("kept")).kind()).isEqualTo(Kind.HASH_PACKED));
    assertThat(fields("kept")).containsOnlyKeys("field:0");
  }

  @Test
  void keysWithDeadlines_areCounted_withoutThoseOfFields() {
    put("h", "a", "1", clock.millis() + 10);
    put("i", "a", "1", NONE);
    assertThat(keyspace.withDeadline()).isZero();
    locked(() -> keyspace.setDeadline(Objects.requireNonNull(find("h")), clock.millis() + 1000));
    assertThat(keyspace.withDeadline()).isEqualTo(1);
    put("h", "a", "1", NONE);
    assertThat(keyspace.withDeadline()).isEqualTo(1);
    put("h", "a", "1", clock.millis() + 10);
    locked(() -> keyspace.setDeadline(Objects.requireNonNull(find("h")), NONE));
    assertThat(keyspace.withDeadline()).isZero();
    locked(() -> keyspace.setString(key.set(ByteView.of("h")), ByteView.of("s"), NONE, 1_000_000));
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
  }

  @Test
  void snapshot_showsFieldsAsOfItsCut_whateverBecomesOfThemLater() throws InterruptedException {
    long soon = clock.millis() + 10;
    for (String name : List.of("small", "large")) {
      int count = name.equals("small") ? 6 : 3000;
      for (int i = 0; i < count; i++) {
        put(name, "field:" + i, "v" + i, i % 3 == 0 ? soon : i % 3 == 1 ? soon + 100 : NONE);
      }
      put("due:" + name, "a", "1", soon);
    }
    clock.advance(Duration.ofMillis(10));
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      clock.advance(Duration.ofSeconds(1));
      for (int i = 0; i < 20; i++) {
        boolean _ = store.maintenance().run(1000);
      }
      put("small", "field:2", "other", NONE);
      put("large", "field:2", "other", clock.millis() + 5);
      Map<String, Integer> seen = new HashMap<>();
      try (EntryCursor entries = snapshot.keyspaces().getFirst().entries();
          KeyspaceLoad load = new StoreSnapshots(store).load(KeyspaceName.parse("copy"), 0, soon)) {
        while (entries.next()) {
          copy(entries, load.sink(), soon, seen);
        }
        load.commit(null);
      }
      assertThat(seen).containsOnlyKeys("small", "large");
      assertThat(seen.get("small")).isEqualTo(4);
      assertThat(seen.get("large")).isEqualTo(2000);
    }
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
  }

  private static void copy(
      EntryCursor entries, EntrySink sink, long soon, Map<String, Integer> seen) {
    String name = entries.key().toText();
    sink.beginCollection(entries.type(), entries.key(), entries.expiresAtMillis());
    assertThat(entries.elementCount() % 2).isZero();
    int fields = 0;
    while (entries.nextElement()) {
      int number = Integer.parseInt(entries.element().toText().substring("field:".length()));
      sink.element(entries.element());
      assertThat(entries.nextElement()).isTrue();
      assertThat(entries.element().toText()).isEqualTo("v" + number);
      sink.element(entries.element());
      assertThat(number % 3).isNotZero();
      long deadline = entries.elementDeadline();
      assertThat(deadline).isEqualTo(number % 3 == 1 ? soon + 100 : EntryCursor.NO_EXPIRY);
      if (deadline != EntryCursor.NO_EXPIRY) {
        sink.elementDeadline(deadline);
      }
      fields++;
    }
    sink.endCollection();
    seen.put(name, fields);
  }

  @Test
  void watch_isToldOfAFieldThatGoes() {
    put("h", "a", "1", clock.millis() + 10);
    put("h", "b", "1", NONE);
    int[] told = {0};
    Key watched = store.newKey();
    watched.set(ByteView.of("h"));
    KeyWatch watch =
        new KeyWatch(KeyspaceName.DEFAULT, watched) {
          @Override
          protected boolean changed() {
            told[0]++;
            return true;
          }
        };
    locked(() -> store.watch(watch, clock.millis()));
    clock.advance(Duration.ofMillis(10));
    locked(() -> assertThat(store.hasExpired(watch, clock.millis())).isTrue());
    boolean _ = store.maintenance().run(1000);
    assertThat(told[0]).isEqualTo(1);
    store.unwatch(watch);
  }

  @Test
  void copyAndMove_takeDeadlinesAlong() {
    for (int i = 0; i < 1000; i++) {
      put("h", "field:" + i, "v", i < 10 ? clock.millis() + 10 : NONE);
    }
    put("s", "a", "1", clock.millis() + 10);
    put("s", "b", "1", NONE);
    Keyspace other = store.findOrCreate(KeyspaceName.parse("other"));
    locked(
        () -> {
          Key target = store.newKey();
          long now = clock.millis();
          for (String name : List.of("h", "s")) {
            Entry found = Objects.requireNonNull(find(name));
            keyspace.moves().copy(found, keyspace, target.set(ByteView.of(name + "2")), NONE, now);
            found = Objects.requireNonNull(find(name));
            keyspace.moves().move(found, other, target.set(ByteView.of(name + "3")), NONE, now);
          }
        });
    clock.advance(Duration.ofMillis(10));
    assertThat(fields("h2")).hasSize(990);
    assertThat(fields("s2")).containsOnlyKeys("b");
    locked(
        () -> {
          Entry moved =
              Objects.requireNonNull(other.find(key.set(ByteView.of("h3")), clock.millis()));
          assertThat(HashValue.length(moved, clock.millis())).isEqualTo(990);
        });
  }
}
