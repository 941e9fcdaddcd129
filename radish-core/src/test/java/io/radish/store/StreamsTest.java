// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.effect.RecordedEffects;
import io.radish.effect.StreamEffect;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.CollectionValue;
import io.radish.value.ElementCursor;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.StreamCursor;
import io.radish.value.StreamElements;
import io.radish.value.StreamFields;
import io.radish.value.StreamGroups;
import io.radish.value.StreamId;
import io.radish.value.StreamValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams beside a model, while snapshots are taken, they are copied, and their memory moves. */
class StreamsTest {
  private static final String NAME = "stream";
  private static final String[] GROUPS = {"one", "two", "three"};
  private static final String[] CONSUMERS = {"a", "b", "c", "d"};

  private final RecordedEffects effects = new RecordedEffects();
  private final Store store = Store.builder().shards(2).seed(5).build();
  private final Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
  private final ShardLocks locks = store.newLocks();
  private final Key key = store.newKey();
  private final StreamModel model = new StreamModel();
  private Random random = new Random();
  private long now = 1_000;

  StreamsTest() {
    store.setEffectLog(effects);
  }

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

  private @Nullable Entry found() {
    return keyspace.find(key.set(ByteView.of(NAME)), 1);
  }

  private Entry stream() {
    return Objects.requireNonNull(found());
  }

  private static ByteView view(String text) {
    return ByteView.of(text);
  }

  // ---- random changes ----

  private void change(int range) {
    now += random.nextInt(5);
    switch (random.nextInt(14)) {
      case 0, 1, 2, 3, 4, 5 -> add();
      case 6 -> delete(range);
      case 7 -> {
        if (random.nextInt(40) == 0) {
          trim(random.nextInt(1 + model.entries.size()));
        }
      }
      case 8, 9 -> group();
      case 10, 11, 12 -> claim(range);
      default -> acknowledge(range);
    }
  }

  private void add() {
    StreamId id = new StreamId(model.last.millis() + random.nextInt(2), random.nextInt(50));
    if (id.compareTo(model.last) <= 0) {
      id = Objects.requireNonNull(model.last.next());
    }
    List<String> fields = new ArrayList<>();
    try (StreamFields packed = new StreamFields()) {
      for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
        String value = "v".repeat(random.nextInt(100) == 0 ? 3000 : random.nextInt(40));
        fields.add("field" + i);
        fields.add(value);
        packed.add(view("field" + i)).add(view(value));
      }
      Entry _ =
          keyspace
              .streams()
              .add(key.set(view(NAME)), found(), id, packed.bytes(new ByteView()), now);
    }
    model.entries.put(id, fields);
    model.last = id;
    model.added++;
  }

  /** Mostly one that is there. */
  private StreamId id(int range) {
    StreamId near =
        new StreamId(Math.max(0, model.last.millis() - random.nextInt(range)), random.nextInt(50));
    StreamId there = model.entries.floorKey(near);
    return there == null || random.nextInt(8) == 0 ? near : there;
  }

  private void delete(int range) {
    StreamId id = id(range);
    Entry stream = found();
    if (stream != null) {
      int deleted = keyspace.streams().delete(stream, List.of(id, id), now);
      boolean there = model.entries.remove(id) != null;
      assertThat(deleted).isEqualTo(there ? 1 : 0);
      if (there && id.compareTo(model.maxDeleted) > 0) {
        model.maxDeleted = id;
      }
    }
  }

  private void trim(int count) {
    Entry stream = found();
    if (stream != null) {
      keyspace.streams().trim(stream, count, now);
      for (int i = 0; i < count; i++) {
        model.entries.pollFirstEntry();
      }
    }
  }

  private void group() {
    String name = GROUPS[random.nextInt(GROUPS.length)];
    Entry stream = found();
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, view(name));
    if (group == null || stream == null) {
      keyspace.streams().createGroup(key.set(view(NAME)), stream, view(name), model.last, -1, now);
      model.groups.put(name, new StreamModel.Group(model.last, -1));
    } else if (random.nextInt(60) == 0) {
      keyspace.streams().destroyGroup(key.set(view(NAME)), stream, view(name), group.number(), now);
      model.groups.remove(name);
    } else if (random.nextInt(40) == 0) {
      deleteConsumer(stream, name, group);
    } else {
      keyspace.streams().setGroup(stream, view(name), group.number(), model.last, model.added, now);
      model.group(name).last = model.last;
      model.group(name).read = model.added;
    }
  }

  private void deleteConsumer(Entry stream, String name, StreamGroups.Group group) {
    String consumer = CONSUMERS[random.nextInt(CONSUMERS.length)];
    StreamGroups.Consumer found = StreamGroups.findConsumer(stream, group.number(), view(consumer));
    StreamModel.Group expected = model.group(name);
    assertThat(found != null).isEqualTo(expected.consumers.containsKey(consumer));
    if (found != null) {
      long pending = StreamGroups.pendingOf(stream, group.number(), found.number());
      assertThat(pending)
          .isEqualTo(
              expected.pending.values().stream()
                  .filter(each -> each.consumer().equals(consumer))
                  .count());
      keyspace
          .streams()
          .deleteConsumer(stream, group.number(), view(name), view(consumer), found.number(), now);
      expected.consumers.remove(consumer);
      expected.pending.values().removeIf(each -> each.consumer().equals(consumer));
    }
  }

  private void claim(int range) {
    String name = GROUPS[random.nextInt(GROUPS.length)];
    Entry stream = found();
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, view(name));
    if (stream == null || group == null) {
      return;
    }
    String consumer = CONSUMERS[random.nextInt(CONSUMERS.length)];
    StreamGroups.Consumer by =
        keyspace.streams().consumer(stream, group.number(), view(name), view(consumer), now);
    List<StreamId> ids = new ArrayList<>();
    for (int i = random.nextInt(30); i >= 0; i--) {
      ids.add(id(range));
    }
    long deliveries = random.nextInt(5);
    StreamEdits.Claimant claimant =
        new StreamEdits.Claimant(group.number(), view(name), by.number(), view(consumer));
    keyspace.streams().claim(stream, claimant, ids, now, deliveries, now);
    keyspace.streams().setActive(stream, group.number(), view(consumer), by.number(), now);
    StreamModel.Group expected = model.group(name);
    expected.consumers.put(consumer, new long[] {now, now});
    ids.forEach(id -> expected.pending.put(id, new StreamModel.Pending(consumer, now, deliveries)));
  }

  private void acknowledge(int range) {
    String name = GROUPS[random.nextInt(GROUPS.length)];
    Entry stream = found();
    StreamGroups.Group group = stream == null ? null : StreamGroups.find(stream, view(name));
    if (stream != null && group != null) {
      StreamModel.Group expected = model.group(name);
      StreamId any = expected.pending.isEmpty() ? id(range) : expected.pending.firstKey();
      int done =
          keyspace.streams().acknowledge(stream, group.number(), view(name), List.of(any), now);
      assertThat(done).isEqualTo(expected.pending.remove(any) == null ? 0 : 1);
    }
  }

  private void compare() {
    Entry stream = found();
    if (stream == null) {
      assertThat(model.lines(true)).hasSize(1);
      return;
    }
    assertThat(lines(stream, true)).isEqualTo(model.lines(true));
    assertThat(StreamValue.length(stream)).isEqualTo(model.entries.size());
    assertThat(StreamGroups.count(stream)).isEqualTo(model.groups.size());
    model.groups.forEach(
        (name, group) -> {
          int number = Objects.requireNonNull(StreamGroups.find(stream, view(name))).number();
          assertThat(StreamGroups.pending(stream, number)).isEqualTo(group.pending.size());
          assertThat(StreamGroups.consumers(stream, number)).isEqualTo(group.consumers.size());
        });
  }

  private static List<String> lines(Entry stream, boolean times) {
    return StreamModel.lines(new ElementCursor().open(stream)::next, times);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void streams_holdWhatTheModelHolds(long seed) {
    random = new Random(seed);
    for (int i = 0; i < 12_000; i++) {
      change(seed % 2 == 0 ? 10 : 2000);
      if (i % 1500 == 0) {
        compare();
      }
      if (i % 3000 == 2999) {
        trim(model.entries.size() * 2 / 3);
        letMemoryMove();
      }
    }
    compare();
    assertReplayable();
  }

  private void letMemoryMove() {
    locks.release();
    store.maintenance().compactEagerly();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    lock();
  }

  /** The effects written down so far, made again elsewhere, make the same stream. */
  private void assertReplayable() {
    locks.release();
    try (Store other = Store.builder().shards(4).seed(7).build()) {
      effects.replay(
          0,
          new EffectApplier(
              other,
              new LiveKeyspaces(
                  other,
                  (keyspaceName, ttl, source) -> {
                    throw new AssertionError("no source");
                  })));
      ShardLocks held = other.newLocks();
      Key name = other.newKey().set(view(NAME));
      held.add(name);
      held.acquireUninterruptibly();
      Entry made =
          Objects.requireNonNull(
              other.findOrCreate(KeyspaceName.DEFAULT).find(name, Long.MIN_VALUE));
      assertThat(lines(made, false)).isEqualTo(model.lines(false));
      held.release();
      assertThat(StoreValidator.problemsOf(other)).isEmpty();
    }
    lock();
  }

  @Test
  void snapshots_showWhatWasThere_whateverChangesMeanwhile() throws Exception {
    random = new Random(9);
    for (int i = 0; i < 4000; i++) {
      change(200);
    }
    List<String> before = model.lines(true);
    locks.release();
    try (Snapshot snapshot = new StoreSnapshots(store).snapshot(name -> true)) {
      lock();
      for (int i = 0; i < 4000; i++) {
        change(200);
      }
      trim(model.entries.size() / 2);
      compare();
      locks.release();
      try (EntryCursor entries = snapshot.keyspaces().getFirst().entries()) {
        assertThat(entries.next()).isTrue();
        assertThat(entries.type()).isEqualTo(ValueType.STREAM);
        assertThat(entries.elementCount()).isEqualTo(2L * before.size());
        List<String> seen =
            StreamModel.lines(
                element -> {
                  boolean more = entries.nextElement();
                  if (more) {
                    element.set(entries.element());
                  }
                  return more;
                },
                true);
        assertThat(seen).isEqualTo(before);
        assertThat(entries.next()).isFalse();
      }
    }
    lock();
    compare();
  }

  @Test
  void copies_areTheirOwn_andAreWrittenDownWhole() {
    random = new Random(17);
    for (int i = 0; i < 3000; i++) {
      change(100);
    }
    List<String> before = model.lines(true);
    Keyspace other = store.findOrCreate(KeyspaceName.parse("other"));
    for (int i = 0; i < 8; i++) {
      Key target = store.newKey().set(view("copy" + i));
      keyspace
          .moves()
          .copy(stream(), i < 4 ? keyspace : other, target, RecordLayout.NO_DEADLINE, now);
    }
    for (int i = 0; i < 1000; i++) {
      change(100);
    }
    for (int i = 0; i < 8; i++) {
      Entry copy =
          (i < 4 ? keyspace : other).find(store.newKey().set(view("copy" + i)), Long.MIN_VALUE);
      assertThat(lines(Objects.requireNonNull(copy), true)).isEqualTo(before);
    }
    compare();
    assertReplayable();
  }

  @Test
  void elements_makeTheStreamAnew() {
    random = new Random(23);
    for (int i = 0; i < 3000; i++) {
      change(100);
    }
    LooseEntry loose =
        LooseEntry.ofCollection(
            store, store.newKey().set(view("anew")), ValueType.STREAM, RecordLayout.NO_DEADLINE, 1);
    ElementCursor cursor = new ElementCursor().open(stream());
    ByteView first = new ByteView();
    ByteView second = new ByteView();
    while (cursor.next(first) && cursor.next(second)) {
      assertThat(CollectionValue.add(loose, first, second)).isTrue();
      assertThat(
              StreamElements.part(first) == StreamElements.Part.STATE
                  || !CollectionValue.add(loose, first, second))
          .as("no part comes twice")
          .isTrue();
    }
    assertThat(lines(loose, true)).isEqualTo(model.lines(true));
    loose.discard();
  }

  @Test
  void elements_thatAreNone_areRefused() {
    add();
    Entry stream = stream();
    ByteView none = new ByteView();
    ByteView id = StreamElements.first(StreamElements.Part.ENTRY, StreamId.MAX);
    for (ByteView bad : List.of(none, view("\7"), view("\1short"))) {
      assertThatThrownBy(() -> CollectionValue.add(stream, bad, none))
          .isInstanceOf(IllegalArgumentException.class);
    }
    for (String fields : List.of("", "\1", "\1a\1", "\200\200\200\200\200\200", "\5ab\5")) {
      assertThatThrownBy(() -> CollectionValue.add(stream, id, view(fields)))
          .isInstanceOf(IllegalArgumentException.class);
    }
    ByteView pending = StreamElements.first(StreamElements.Part.PENDING, StreamId.ZERO);
    assertThat(CollectionValue.add(stream, pending, StreamElements.numbers(1, 1)))
        .as("pending for nobody")
        .isFalse();
    compare();
  }

  @Test
  void effects_thatDoNotFit_areRefused() {
    add();
    locks.release();
    EffectApplier applier =
        new EffectApplier(store, new LiveKeyspaces(store, (name, ttl, source) -> {}));
    String label = keyspace.name().toString();
    ByteView fields = new StreamFields().add(view("f")).add(view("v")).bytes(new ByteView());
    Map<StreamEffect, String> effectsAndProblems =
        Map.of(
            new StreamEffect.Add(StreamId.ZERO, fields), "its last entry is",
            new StreamEffect.Delete(List.of(StreamId.ZERO)), "no such entry",
            new StreamEffect.SetGroup(view("g"), StreamId.ZERO, 1), "no such group",
            new StreamEffect.DestroyGroup(view("g")), "no such group",
            new StreamEffect.DeleteConsumer(view("g"), view("c")), "no such consumer",
            new StreamEffect.Claim(view("g"), view("c"), List.of(StreamId.ZERO), 1, 1),
                "no such consumer");
    effectsAndProblems.forEach(
        (effect, problem) ->
            assertThatThrownBy(() -> applier.stream(label, view(NAME), effect))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(problem));
    assertThatThrownBy(() -> applier.stream(label, view("no"), new StreamEffect.Trim(0)))
        .hasMessageContaining("no such key");
    lock();
    compare();
  }

  @Test
  void nodes_beginWhereRedisWouldBeginThem() {
    store.valueSettings().setStreamNodeEntries(10);
    for (int i = 0; i < 95; i++) {
      add();
    }
    Entry stream = stream();
    assertThat(StreamValue.nodes(stream)).isGreaterThanOrEqualTo(10);
    assertThat(StreamValue.toTrim(stream, 50, null, false, 0)).isEqualTo(45);
    long whole = StreamValue.toTrim(stream, 50, null, true, 0);
    assertThat(whole).isBetween(31L, 45L);
    assertThat(StreamValue.toTrim(stream, 50, null, true, whole - 1)).isLessThan(whole);
    keyspace.streams().trim(stream, 3, now);
    for (int i = 0; i < 3; i++) {
      model.entries.pollFirstEntry();
    }
    StreamCursor cursor = new StreamCursor().open(stream);
    assertThat(cursor.next()).isTrue();
    assertThat(cursor.beginsNode()).isTrue();
    while (!model.entries.isEmpty()) {
      StreamId id = model.entries.firstKey();
      assertThat(keyspace.streams().delete(stream, List.of(id), now)).isEqualTo(1);
      model.maxDeleted = id;
      model.entries.remove(id);
    }
    assertThat(StreamValue.nodes(stream)).isZero();
    compare();
    add();
    compare();
    assertThat(StreamValue.nodes(stream())).isEqualTo(1);
  }
}
