// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.effect.RecordedEffects;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded random operations on the store and on plain maps side by side, with snapshots that are
 * taken at one time, read piecemeal while the operations go on, and compared with the maps as of
 * the cut.
 */
class ModelTest {
  private static final List<String> CACHES = List.of("users", "products", "default_store");
  private static final int STEPS = 60_000;

  /** What a key holds in the model: a string or a list, and when it ends. */
  private record Held(@Nullable String text, List<String> list, long deadline) {
    boolean isAlive(long now) {
      return deadline < 0 || deadline > now;
    }

    String show() {
      return (text == null ? list.toString() : text) + "@" + deadline;
    }
  }

  private final ManualClock clock = new ManualClock();
  private final RecordedEffects effects = new RecordedEffects();
  private final Map<String, Map<String, Held>> model = new TreeMap<>();
  private Store store = Store.create();
  private RandomGenerator random = RandomGenerator.getDefault();

  // The snapshot that is open, the maps as of its cut, and what was read of it.
  private @Nullable Snapshot snapshot;
  private Iterator<KeyspaceSnapshot> keyspacesLeft = List.<KeyspaceSnapshot>of().iterator();
  private @Nullable EntryCursor cursor;
  private String reading = "";
  private Map<String, Map<String, String>> expected = Map.of();
  private final Map<String, Map<String, String>> read = new TreeMap<>();
  private int snapshotsCompared;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void store_afterRandomOperations_agreesWithPlainMaps(long seed) throws Exception {
    store = Store.builder().shards(4).clock(clock).seed(seed * 31).build();
    store.setEffectLog(effects);
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    int keys = seed % 3 == 0 ? 20_000 : seed % 3 == 1 ? 40 : 700;
    for (int i = 0; i < STEPS; i++) {
      step(keys);
      if (i % 10_000 == 0) {
        compareAll();
      }
    }
    finishSnapshot();
    compareAll();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    assertThat(snapshotsCompared).isGreaterThan(3);
    store.close();

    store = Store.builder().shards(8).clock(clock).seed(seed).build();
    effects.replay(0, new EffectApplier(store, new LiveKeyspaces(store, ModelTest::noSource)));
    compareAll();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private static void noSource(KeyspaceName keyspace, long ttlMillis, String source) {
    throw new AssertionError("nothing was restored");
  }

  private void step(int keys) throws Exception {
    String cache = CACHES.get(random.nextInt(CACHES.size()));
    String key = "key:" + random.nextInt(keys);
    switch (random.nextInt(100)) {
      case 0 -> clock.advance(Duration.ofMillis(random.nextInt(2000)));
      case 1, 2, 3 -> store.maintenance().run(random.nextInt(500));
      case 4 -> rarely(() -> deleteCache(cache));
      case 5 -> rarely(random.nextBoolean() ? () -> clear(cache) : this::compact);
      case 6, 7, 8, 9, 10, 11 -> continueSnapshot();
      case 12, 13, 14, 15, 16, 17, 18, 19, 20 -> delete(cache, key);
      case 21, 22, 23, 24, 25 -> expire(cache, key);
      case 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45 ->
          push(cache, key);
      case 46, 47, 48, 49, 50, 51, 52, 53, 54 -> pop(cache, key);
      case 55, 56, 57, 58, 59, 60 -> get(cache, key);
      case 61, 62, 63, 64, 65, 66 -> transfer(cache, key, keys);
      case 67 -> rarely(() -> swap(cache));
      case 68, 69, 70, 71, 72, 73, 74, 75 -> changeInside(cache, key);
      default -> set(cache, key);
    }
  }

  private void compact() {
    store.maintenance().compactEagerly();
  }

  private void rarely(Runnable work) {
    if (random.nextInt(40) == 0) {
      work.run();
    }
  }

  private Cache cache(String name) {
    return name.equals(KeyspaceName.DEFAULT_LABEL) ? store.defaultStore() : store.cache(name);
  }

  private Map<String, Held> map(String cache) {
    return model.computeIfAbsent(cache, c -> new TreeMap<>());
  }

  private @Nullable Held held(String cache, String key) {
    Held held = map(cache).get(key);
    return held == null || !held.isAlive(clock.millis()) ? null : held;
  }

  private void set(String cache, String key) {
    String value =
        "v".repeat(random.nextInt(random.nextInt(50) == 0 ? 60_000 : 90)) + random.nextInt();
    if (random.nextInt(4) == 0) {
      long ttl = 1L + random.nextInt(3000);
      cache(cache).set(key, value, Duration.ofMillis(ttl));
      map(cache).put(key, new Held(value, List.of(), clock.millis() + ttl));
    } else {
      cache(cache).set(key, value);
      map(cache).put(key, new Held(value, List.of(), -1));
    }
  }

  private void get(String cache, String key) {
    Held held = held(cache, key);
    if (held != null && held.text() == null) {
      assertThat(cache(cache).list(key)).isEqualTo(held.list());
    } else {
      assertThat(cache(cache).get(key).orElse(null)).isEqualTo(held == null ? null : held.text());
    }
  }

  private void delete(String cache, String key) {
    assertThat(cache(cache).delete(key)).isEqualTo(held(cache, key) != null);
    map(cache).remove(key);
  }

  private void expire(String cache, String key) {
    Held held = held(cache, key);
    long ttl = random.nextInt(3000) - 100L;
    assertThat(cache(cache).expire(key, Duration.ofMillis(ttl))).isEqualTo(held != null);
    if (held != null && ttl <= 0) {
      map(cache).remove(key);
    } else if (held != null) {
      map(cache).put(key, new Held(held.text(), held.list(), clock.millis() + ttl));
    }
  }

  private void push(String cache, String key) {
    Held held = held(cache, key);
    if (held != null && held.text() != null) {
      return;
    }
    List<String> list = new ArrayList<>(held == null ? List.of() : held.list());
    boolean left = random.nextBoolean();
    int count = 1 + random.nextInt(random.nextInt(20) == 0 ? 400 : 5);
    for (int i = 0; i < count; i++) {
      String element = "e".repeat(random.nextInt(random.nextInt(60) == 0 ? 9000 : 40)) + i;
      list.add(left ? 0 : list.size(), element);
      long length =
          left ? cache(cache).pushLeft(key, element) : cache(cache).pushRight(key, element);
      assertThat(length).isEqualTo(list.size());
    }
    map(cache).put(key, new Held(null, list, held == null ? -1 : held.deadline()));
  }

  private void pop(String cache, String key) {
    Held held = held(cache, key);
    if (held != null && held.text() != null) {
      return;
    }
    List<String> list = new ArrayList<>(held == null ? List.of() : held.list());
    int count = 1 + random.nextInt(8);
    boolean left = random.nextBoolean();
    for (int i = 0; i < count; i++) {
      String popped = (left ? cache(cache).popLeft(key) : cache(cache).popRight(key)).orElse(null);
      String wanted = list.isEmpty() ? null : list.remove(left ? 0 : list.size() - 1);
      assertThat(popped).isEqualTo(wanted);
    }
    if (list.isEmpty()) {
      map(cache).remove(key);
    } else {
      map(cache).put(key, new Held(null, list, held == null ? -1 : held.deadline()));
    }
  }

  /** Renames a key, or moves or copies it to another keyspace, often to one of another shard. */
  private void transfer(String cache, String key, int keys) {
    String toCache = CACHES.get(random.nextInt(CACHES.size()));
    String toKey = random.nextInt(3) == 0 ? key : "key:" + random.nextInt(keys);
    if (cache.equals(toCache) && key.equals(toKey)) {
      return;
    }
    boolean copy = random.nextInt(3) == 0;
    Held held = held(cache, key);
    Key source = store.newKey().set(ByteView.of(key));
    Key target = store.newKey().set(ByteView.of(toKey));
    ShardLocks locks = store.newLocks();
    locks.add(source);
    locks.add(target);
    locks.acquireUninterruptibly();
    try {
      Keyspace from = store.findOrCreate(cache(cache).name());
      Keyspace to = store.findOrCreate(cache(toCache).name());
      Entry entry = from.find(source, clock.millis());
      assertThat(entry == null).isEqualTo(held == null);
      if (entry == null || held == null) {
        return;
      }
      if (copy) {
        from.moves().copy(entry, to, target, held.deadline(), clock.millis());
      } else {
        from.moves().move(entry, to, target, held.deadline(), clock.millis());
      }
    } finally {
      locks.release();
    }
    map(toCache).put(toKey, held);
    if (!copy) {
      map(cache).remove(key);
    }
  }

  private void swap(String cache) {
    String other = CACHES.get(random.nextInt(CACHES.size()));
    store.swap(cache(cache).name(), cache(other).name());
    Map<String, Held> held = map(cache);
    model.put(cache, map(other));
    model.put(other, held);
  }

  /** Changes the inside of a list: an element put in, exchanged or taken out, or ends cut off. */
  private void changeInside(String cache, String key) {
    Held held = held(cache, key);
    if (held == null) {
      return;
    }
    if (held.text() != null) {
      changeText(cache, key, held);
      return;
    }
    List<String> list = new ArrayList<>(held.list());
    Key at = store.newKey().set(ByteView.of(key));
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = Objects.requireNonNull(store.find(cache(cache).name()));
      Entry entry = Objects.requireNonNull(keyspace.find(at, clock.millis()));
      for (int i = 1 + random.nextInt(5); i > 0 && !list.isEmpty(); i--) {
        switch (random.nextInt(12)) {
          case 0 -> trim(keyspace, entry, list);
          case 1, 2, 3 -> removeEqual(keyspace, entry, list);
          case 4, 5, 6 -> exchange(keyspace, entry, list);
          case 7 -> rotate(keyspace, entry, list);
          default -> insert(keyspace, entry, list);
        }
      }
    } finally {
      locks.release();
    }
    if (list.isEmpty()) {
      map(cache).remove(key);
    } else {
      map(cache).put(key, new Held(null, list, held.deadline()));
      assertThat(cache(cache).list(key)).isEqualTo(list);
    }
  }

  /** Adds to a string, or overwrites a part of it. */
  private void changeText(String cache, String key, Held held) {
    String text = Objects.requireNonNull(held.text());
    String added = "t".repeat(1 + random.nextInt(40));
    int offset = random.nextBoolean() ? text.length() : random.nextInt(text.length());
    Key at = store.newKey().set(ByteView.of(key));
    ShardLocks locks = store.newLocks();
    locks.add(at);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = Objects.requireNonNull(store.find(cache(cache).name()));
      Entry entry = Objects.requireNonNull(keyspace.find(at, clock.millis()));
      if (offset == text.length() && random.nextBoolean()) {
        keyspace.strings().append(entry, ByteView.of(added), clock.millis());
      } else {
        Entry changed =
            keyspace.strings().setRange(at, entry, offset, ByteView.of(added), clock.millis());
        assertThat(changed.valueLength())
            .isEqualTo(Math.max(text.length(), offset + added.length()));
      }
    } finally {
      locks.release();
    }
    String rest = text.substring(Math.min(text.length(), offset + added.length()));
    map(cache)
        .put(key, new Held(text.substring(0, offset) + added + rest, List.of(), held.deadline()));
  }

  private void insert(Keyspace keyspace, Entry entry, List<String> list) {
    String pivot = list.get(random.nextInt(list.size()));
    boolean after = random.nextBoolean();
    String element = element();
    list.add(list.indexOf(pivot) + (after ? 1 : 0), element);
    ByteView added = ByteView.of(element);
    assertThat(keyspace.lists().insert(entry, after, ByteView.of(pivot), added, clock.millis()))
        .isEqualTo(list.size());
  }

  private void rotate(Keyspace keyspace, Entry entry, List<String> list) {
    boolean left = random.nextBoolean();
    keyspace.lists().rotate(entry, left, clock.millis());
    if (left) {
      list.add(list.removeFirst());
    } else {
      list.addFirst(list.removeLast());
    }
  }

  private void exchange(Keyspace keyspace, Entry entry, List<String> list) {
    int index = random.nextInt(list.size());
    String element = element();
    ByteView found = new ByteView();
    assertThat(ListValue.at(entry, index, new ListCursor(entry.memory())).next(found)).isTrue();
    assertThat(found.toText()).isEqualTo(list.get(index));
    keyspace.lists().set(entry, index, ByteView.of(element), clock.millis());
    list.set(index, element);
  }

  /** Takes out elements that are equal, of which there are many where elements are short. */
  private void removeEqual(Keyspace keyspace, Entry entry, List<String> list) {
    String element = list.get(random.nextInt(list.size()));
    boolean fromTail = random.nextBoolean();
    int limit = random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(4);
    assertThat(ListValue.indexOf(entry, ByteView.of(element))).isEqualTo(list.indexOf(element));
    int removed = 0;
    while (removed < limit && list.contains(element)) {
      list.remove(fromTail ? list.lastIndexOf(element) : list.indexOf(element));
      removed++;
    }
    assertThat(
            keyspace.lists().remove(entry, ByteView.of(element), fromTail, limit, clock.millis()))
        .isEqualTo(removed);
  }

  private void trim(Keyspace keyspace, Entry entry, List<String> list) {
    int fromHead = random.nextInt(Math.min(list.size(), 200) + 1);
    int fromTail = random.nextInt(Math.min(list.size(), 50) + 1);
    keyspace.lists().trim(entry, fromHead, fromTail, clock.millis());
    int to = Math.max(fromHead, list.size() - fromTail);
    list.subList(to, list.size()).clear();
    list.subList(0, Math.min(fromHead, list.size())).clear();
  }

  private String element() {
    int length = random.nextInt(random.nextInt(40) == 0 ? 9000 : 60);
    return random.nextInt(3) == 0 ? "e" + random.nextInt(4) : "i".repeat(length);
  }

  private void deleteCache(String cache) {
    if (!cache.equals(KeyspaceName.DEFAULT_LABEL)) {
      store.deleteCache(cache);
      map(cache).clear();
    }
  }

  private void clear(String cache) {
    cache(cache).clear();
    map(cache).clear();
  }

  // ---- snapshots ----

  private void continueSnapshot() throws Exception {
    if (snapshot == null) {
      if (random.nextInt(30) == 0) {
        openSnapshot();
      }
      return;
    }
    if (random.nextInt(400) == 0) {
      snapshot.close();
      snapshot = null;
      cursor = null;
      return;
    }
    for (int i = random.nextInt(60); i > 0 && snapshot != null; i--) {
      readOne();
    }
  }

  private void openSnapshot() throws Exception {
    snapshot = new StoreSnapshots(store).snapshot(name -> true);
    keyspacesLeft = snapshot.keyspaces().iterator();
    cursor = null;
    read.clear();
    expected = aliveNow();
  }

  private void readOne() {
    if (cursor == null || !cursor.next()) {
      if (!keyspacesLeft.hasNext()) {
        assertThat(read).isEqualTo(expected);
        snapshotsCompared++;
        if (cursor != null) {
          cursor.close();
        }
        Objects.requireNonNull(snapshot).close();
        snapshot = null;
        cursor = null;
        return;
      }
      if (cursor != null) {
        cursor.close();
      }
      KeyspaceSnapshot next = keyspacesLeft.next();
      reading = next.name().toString();
      cursor = next.entries();
      return;
    }
    Map<String, String> into = read.computeIfAbsent(reading, r -> new TreeMap<>());
    String key = cursor.key().toText();
    assertThat(into.put(key, showEntry(cursor))).as("twice: %s", key).isNull();
  }

  private static String showEntry(EntryCursor at) {
    if (at.type() == ValueType.STRING) {
      return at.string().toText() + "@" + at.expiresAtMillis();
    }
    List<String> list = new ArrayList<>();
    long count = at.elementCount();
    while (at.nextElement()) {
      list.add(at.element().toText());
    }
    assertThat(list).hasSize((int) count);
    return list + "@" + at.expiresAtMillis();
  }

  private void finishSnapshot() {
    while (snapshot != null) {
      readOne();
    }
  }

  private Map<String, Map<String, String>> aliveNow() {
    Map<String, Map<String, String>> alive = new TreeMap<>();
    model.forEach(
        (cache, map) ->
            map.forEach(
                (key, held) -> {
                  if (held.isAlive(clock.millis())) {
                    alive.computeIfAbsent(cache, c -> new TreeMap<>()).put(key, held.show());
                  }
                }));
    return alive;
  }

  private void compareAll() {
    Map<String, Map<String, String>> alive = aliveNow();
    for (String cache : CACHES) {
      Map<String, String> wanted = alive.getOrDefault(cache, Map.of());
      assertThat(cache(cache).keys()).containsExactlyInAnyOrderElementsOf(wanted.keySet());
    }
  }
}
