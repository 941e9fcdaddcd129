// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Everything at once: writers that edit strings and lists, keys that expire, those who wait for
 * elements, snapshots, compaction. Freed memory is poisoned, so that whoever still reads it is
 * found out.
 *
 * <p>What must hold: each writer finds what it wrote; a snapshot sees both of a pair, which is
 * written under both locks, in the same state; each element of a queue is taken exactly once.
 * {@code -Dradish.stress.factor=100} makes it long.
 */
class StoreStressTest {
  private static final int STEPS = 6_000 * Integer.getInteger("radish.stress.factor", 1);
  private static final int WRITERS = 3;
  private static final int LISTS = 6;
  private static final int STRINGS = 400;
  private static final int QUEUES = 3;
  private static final KeyspaceName NAME = KeyspaceName.ofCache("pairs");

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(4).seed(13).clock(clock).build();
  private final Cache queues = store.cache("queues");
  private final AtomicBoolean stop = new AtomicBoolean();

  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void everythingAtOnce_losesNothingAndShowsOneInstant(long seed) throws Exception {
    List<Writer> writers = new ArrayList<>();
    List<Waiting> waiting = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<?>> working = new ArrayList<>();
      List<Future<?>> others = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Writer writer = new Writer(i, seed);
        writers.add(writer);
        working.add(threads.submit(writer::work));
      }
      for (int i = 0; i < 2; i++) {
        Waiting taker = new Waiting(seed * 100 + i);
        waiting.add(taker);
        others.add(threads.submit(taker::work));
      }
      others.add(threads.submit(this::tidy));
      Future<Integer> pictures = threads.submit(this::takePictures);
      try {
        for (Future<?> each : working) {
          each.get();
        }
      } finally {
        stop.set(true);
      }
      for (Future<?> each : others) {
        each.get();
      }
      assertThat(pictures.get()).isPositive();
    }
    writers.forEach(Writer::checkAll);
    checkQueues(writers, waiting);
    assertThat(waiting).allSatisfy(each -> assertThat(each.served).isNotEmpty());
    checkExpiry();
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  // ---- writers ----

  /** A key with another one, which are always changed together. */
  private record Pair(String first, String second) {
    static Pair of(String name) {
      return new Pair(name + ".a", name + ".b");
    }
  }

  private final class Writer {
    private final int number;
    private final RandomGenerator random;
    private final Map<String, String> strings = new HashMap<>();
    private final Map<String, List<String>> lists = new HashMap<>();
    private int queued;

    Writer(int number, long seed) {
      this.number = number;
      this.random = random(seed * 10 + number);
    }

    void work() {
      for (int i = 0; i < STEPS; i++) {
        switch (random.nextInt(20)) {
          case 0, 1, 2, 3, 4 -> writeStrings("s" + number + "." + random.nextInt(STRINGS));
          case 5, 6, 7, 8, 9, 10, 11, 12, 13 -> edit("l" + number + "." + random.nextInt(LISTS));
          case 14, 15 -> expiring("e" + number + "." + random.nextInt(STRINGS));
          case 16, 17 -> queues.pushRight("q" + random.nextInt(QUEUES), number + "." + queued++);
          default -> checkOne();
        }
      }
    }

    private void writeStrings(String name) {
      boolean remove = random.nextInt(3) == 0;
      String value = "v" + random.nextInt(1000) + "x".repeat(random.nextInt(3000));
      both(
          Pair.of(name),
          (keyspace, key) -> {
            if (remove) {
              keyspace.remove(key, store.now());
            } else {
              keyspace.setString(key, ByteView.of(value), RecordLayout.NO_DEADLINE, store.now());
            }
          });
      if (remove) {
        strings.remove(name);
      } else {
        strings.put(name, value);
      }
    }

    /** Makes one change to both lists of a pair, and to the model. */
    private void edit(String name) {
      List<String> model = lists.computeIfAbsent(name, n -> new ArrayList<>());
      int size = model.size();
      String element = "e" + random.nextInt(5) + "y".repeat(random.nextInt(1200));
      int index = random.nextInt(size + 1);
      int choice = size == 0 ? 0 : random.nextInt(size > 200 ? 24 : 20);
      if (choice < 8) {
        boolean left = random.nextBoolean();
        both(Pair.of(name), (keyspace, key) -> push(keyspace, key, left, element));
        model.add(left ? 0 : size, element);
      } else if (choice < 12) {
        String pivot = model.get(Math.min(index, size - 1));
        inList(
            name,
            (edits, list) ->
                edits.insert(list, true, ByteView.of(pivot), ByteView.of(element), store.now()));
        model.add(model.indexOf(pivot) + 1, element);
      } else if (choice < 16) {
        int at = Math.min(index, size - 1);
        inList(name, (edits, list) -> edits.set(list, at, ByteView.of(element), store.now()));
        model.set(at, element);
      } else if (choice < 19) {
        String equal = model.get(Math.min(index, size - 1));
        inList(
            name, (edits, list) -> edits.remove(list, ByteView.of(equal), false, 1, store.now()));
        model.remove(equal);
      } else {
        int fromHead = random.nextInt(size + 1);
        int fromTail = random.nextInt(size + 1) / 2;
        inList(name, (edits, list) -> edits.trim(list, fromHead, fromTail, store.now()));
        int to = Math.max(fromHead, size - fromTail);
        List<String> kept = List.copyOf(model.subList(fromHead, to));
        model.clear();
        model.addAll(kept);
      }
    }

    private void inList(String name, ListChange change) {
      both(
          Pair.of(name),
          (keyspace, key) ->
              change.apply(
                  keyspace.lists(), Objects.requireNonNull(keyspace.find(key, store.now()))));
    }

    /** A key is there before its time and not after, whoever removed it. */
    private void expiring(String name) {
      Key key = store.newKey().set(ByteView.of(name));
      long before = clock.millis();
      long deadline = before + 1 + random.nextInt(40);
      String value = Long.toString(deadline) + "z".repeat(random.nextInt(500));
      ShardLocks locks = store.newLocks();
      locks.add(key);
      locks.acquireUninterruptibly();
      try {
        Keyspace keyspace = store.findOrCreate(KeyspaceName.DEFAULT);
        Entry entry = keyspace.find(key, before);
        if (entry != null) {
          assertThat(entry.value(new ByteView()).toText()).startsWith(entry.deadline() + "");
          assertThat(entry.deadline()).isGreaterThan(before);
        }
        keyspace.setString(key, ByteView.of(value), deadline, before);
      } finally {
        locks.release();
      }
    }

    private void checkOne() {
      if (random.nextBoolean()) {
        String name = "s" + number + "." + random.nextInt(STRINGS);
        assertThat(store.cache("pairs").get(Pair.of(name).first()).orElse(null))
            .isEqualTo(strings.get(name));
      } else {
        String name = "l" + number + "." + random.nextInt(LISTS);
        assertThat(store.cache("pairs").list(Pair.of(name).second()))
            .isEqualTo(lists.getOrDefault(name, List.of()));
      }
    }

    void checkAll() {
      Cache pairs = store.cache("pairs");
      for (int i = 0; i < STRINGS; i++) {
        String name = "s" + number + "." + i;
        assertThat(pairs.get(Pair.of(name).second()).orElse(null)).isEqualTo(strings.get(name));
      }
      lists.forEach(
          (name, model) -> {
            assertThat(pairs.list(Pair.of(name).first())).isEqualTo(model);
            assertThat(pairs.list(Pair.of(name).second())).isEqualTo(model);
          });
    }
  }

  @FunctionalInterface
  private interface Change {
    void apply(Keyspace keyspace, Key key);
  }

  @FunctionalInterface
  private interface ListChange {
    void apply(ListEdits edits, Entry list);
  }

  /** Makes the same change to both keys of a pair, under both locks. */
  private void both(Pair pair, Change change) {
    Key first = store.newKey().set(ByteView.of(pair.first()));
    Key second = store.newKey().set(ByteView.of(pair.second()));
    ShardLocks locks = store.newLocks();
    locks.add(first);
    locks.add(second);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = store.findOrCreate(NAME);
      change.apply(keyspace, first);
      change.apply(keyspace, second);
    } finally {
      locks.release();
    }
  }

  private void push(Keyspace keyspace, Key key, boolean left, String element) {
    Entry found = keyspace.find(key, store.now());
    keyspace.lists().push(key, found, left, 1, i -> ByteView.of(element), store.now());
  }

  // ---- the others ----

  private final class Waiting {
    /** Waiters at a time; of more, those that came first give up. */
    private static final int AT_ONCE = 5;

    private final RandomGenerator random;
    private final Deque<Taker> open = new ArrayDeque<>();
    private final List<Taker> served = new ArrayList<>();

    Waiting(long seed) {
      random = random(seed);
    }

    /** Waits for elements, at one queue or at two. */
    void work() {
      while (!stop.get()) {
        int first = random.nextInt(QUEUES);
        int second = random.nextInt(QUEUES);
        String[] keys =
            first == second ? new String[] {"q" + first} : new String[] {"q" + first, "q" + second};
        open.add(Taker.of(store, queues.name(), null, keys).take());
        if (open.size() > AT_ONCE) {
          leave(open.removeFirst());
        }
      }
      open.forEach(this::leave);
    }

    private void leave(Taker taker) {
      if (taker.end()) {
        store.leave(taker);
      } else {
        served.add(taker);
      }
    }
  }

  private void tidy() {
    RandomGenerator random = random(99);
    while (!stop.get()) {
      clock.advance(Duration.ofMillis(random.nextInt(4)));
      store.maintenance().run(random.nextInt(300));
      if (random.nextInt(4) == 0) {
        store.maintenance().compactEagerly();
      }
    }
  }

  /** Reads pictures of all there is; both of a pair must be the same in each. */
  private int takePictures() throws Exception {
    int taken = 0;
    StoreSnapshots snapshots = new StoreSnapshots(store);
    do {
      Map<String, String> seen = new HashMap<>();
      try (Snapshot snapshot = snapshots.snapshot(NAME::equals)) {
        if (snapshot.keyspaces().isEmpty()) {
          continue;
        }
        try (EntryCursor cursor = snapshot.keyspaces().getFirst().entries()) {
          while (cursor.next()) {
            assertThat(seen.put(cursor.key().toText(), valueOf(cursor))).isNull();
          }
        }
      }
      for (Map.Entry<String, String> each : seen.entrySet()) {
        String key = each.getKey();
        String other = key.substring(0, key.length() - 1) + (key.endsWith("a") ? "b" : "a");
        assertThat(each.getValue()).as(key).isEqualTo(seen.get(other));
      }
      taken++;
    } while (!stop.get() || taken == 0);
    return taken;
  }

  private static String valueOf(EntryCursor cursor) {
    if (cursor.key().toText().startsWith("s")) {
      return cursor.string().toText();
    }
    List<String> elements = new ArrayList<>();
    while (cursor.nextElement()) {
      elements.add(cursor.element().toText());
    }
    return elements.toString();
  }

  private static RandomGenerator random(long seed) {
    return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  // ---- at the end ----

  private void checkQueues(List<Writer> writers, List<Waiting> waiting) {
    List<String> found = new ArrayList<>();
    for (Waiting each : waiting) {
      for (Taker taker : each.served) {
        assertThat(taker.isTold()).isTrue();
        found.add(taker.taken().orElseThrow());
      }
    }
    for (int i = 0; i < QUEUES; i++) {
      found.addAll(queues.list("q" + i));
    }
    List<String> queued = new ArrayList<>();
    for (Writer writer : writers) {
      for (int i = 0; i < writer.queued; i++) {
        queued.add(writer.number + "." + i);
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(queued);
  }

  private void checkExpiry() {
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 20; i++) {
      store.maintenance().run(100_000);
    }
    assertThat(store.defaultStore().size()).isZero();
    assertThat(store.stats().expiredKeys()).isPositive();
  }
}
