// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The store held against a plain map, for every order in which the operations of three threads can
 * have taken effect: index, locks of shards, allocator, cuts read while others write, lists,
 * keyspaces that come and go, those who wait for elements, compaction, and events.
 *
 * <p>Lincheck makes the scenarios. A whole snapshot is one operation: it must be the picture of one
 * instant between its beginning and its end.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:3")
@Param(name = "value", gen = IntGen.class, conf = "1:9")
@Param(name = "list", gen = IntGen.class, conf = "0:1")
public class StoreLincheckTest {
  private static final String CACHE = "c";

  /** Bytes of a block of which three fill a chunk of the memory. */
  private static final int BALLAST_BYTES = 340_000;

  private static final int ELEMENT_LENGTH = 3000;

  /** Two shards, so that operations meet; each gets chunks that it pays to empty. */
  private final Store store = Store.builder().shards(2).seed(3).build();

  private final Map<String, String> told = new ConcurrentHashMap<>();

  /** Opens a store whose events are listened to. */
  public StoreLincheckTest() {
    AutoCloseable unused =
        store.listen(
            name -> name.equals(CACHE),
            event -> {
              ByteView key = event.key();
              if (key != null && event.newValue() == null) {
                told.remove(key.toText());
              } else if (key != null) {
                told.put(key.toText(), tell(Objects.requireNonNull(event.newValue())));
              } else if (event.type() != StoreEvent.Type.CREATE_CACHE) {
                // Who makes a cache says so when others may have written to it already.
                told.clear();
              }
            });
    assertThat(unused).isNotNull();
    layBallast();
  }

  /** What an event says of a value: a string, or the length of a list. */
  private static String tell(StoreEvent.Value value) {
    ByteView bytes = value.bytes();
    return bytes == null ? value.elements() + " elements" : bytes.toText();
  }

  /**
   * Makes two chunks in each shard, neither of them full, so that compaction moves what is in one
   * of them to the other: records, tables of indexes and chunks of lists.
   */
  private void layBallast() {
    Cache ballast = store.cache("ballast");
    byte[] block = new byte[BALLAST_BYTES];
    int[] laid = new int[store.shardCount()];
    List<String> first = new ArrayList<>();
    for (int i = 0; laid[0] < 4 || laid[1] < 4; i++) {
      String key = "b" + i;
      int shard = store.shardOf(store.newKey().set(ByteView.of(key))).number;
      if (laid[shard] < 4) {
        ballast.set(key, block);
        if (laid[shard]++ < 2) {
          first.add(key);
        }
      }
    }
    first.forEach(ballast::delete);
  }

  @Operation
  public void set(@Param(name = "key") int key, @Param(name = "value") int value) {
    // Values of three sizes, so that records change their size class.
    store.cache(CACHE).set("k" + key, Integer.toString(value).repeat(1 + (value & 3) * 9));
  }

  @Operation
  public @Nullable String get(@Param(name = "key") int key) {
    return store.cache(CACHE).get("k" + key).orElse(null);
  }

  @Operation
  public boolean delete(@Param(name = "key") int key) {
    return store.cache(CACHE).delete("k" + key);
  }

  /** Moves a value from one key to another under both locks. */
  @Operation
  public boolean move(@Param(name = "key") int from, @Param(name = "key") int to) {
    Key source = store.newKey().set(ByteView.of("k" + from));
    Key target = store.newKey().set(ByteView.of("k" + to));
    ShardLocks locks = store.newLocks();
    locks.add(source);
    locks.add(target);
    locks.acquireUninterruptibly();
    try {
      Keyspace keyspace = store.findOrCreate(KeyspaceName.ofCache(CACHE));
      Entry entry = keyspace.find(source, store.now());
      if (entry == null) {
        return false;
      }
      ByteView value = ByteView.of(entry.value(new ByteView()).toBytes());
      keyspace.remove(source, store.now());
      keyspace.setString(target, value, -1, store.now());
      return true;
    } finally {
      locks.release();
    }
  }

  @Operation
  public long push(@Param(name = "list") int list, @Param(name = "value") int value) {
    return store.cache(CACHE).pushRight("l" + list, element(value));
  }

  /** Long, so that three of them are a list of chunks. */
  private static String element(int value) {
    return Integer.toString(value).repeat(ELEMENT_LENGTH);
  }

  /**
   * What results say of an element: the verifier keeps every result that an order of operations can
   * have, and with whole elements that is gigabytes.
   */
  private static String brief(String element) {
    int value = element.charAt(0) - '0';
    return element.equals(element(value)) ? Integer.toString(value) : "not an element: " + element;
  }

  /** Takes the head of a list, or waits for it: who pushes next serves those who wait. */
  @Operation
  public boolean take(@Param(name = "list") int list) {
    return Taker.of(store, KeyspaceName.ofCache(CACHE), null, "l" + list).take().tookAtOnce();
  }

  @Operation
  public void compact() {
    store.maintenance().compactEagerly();
  }

  @Operation
  public @Nullable String pop(@Param(name = "list") int list) {
    return store.cache(CACHE).popLeft("l" + list).map(StoreLincheckTest::brief).orElse(null);
  }

  @Operation
  public void clear() {
    store.cache(CACHE).clear();
  }

  @Operation
  public void deleteCache() {
    boolean _ = store.deleteCache(CACHE);
  }

  /** Everything there is, at one instant. */
  @Operation
  public String picture() throws InterruptedException {
    Map<String, String> seen = new TreeMap<>();
    try (Snapshot snapshot =
        new StoreSnapshots(store).snapshot(name -> name.toString().equals(CACHE))) {
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        try (EntryCursor cursor = keyspace.entries()) {
          while (cursor.next()) {
            LockSupport.parkNanos(1); // others write while this is being read
            seen.put(cursor.key().toText(), valueOf(cursor));
          }
        }
      }
    }
    return seen.toString();
  }

  private static String valueOf(EntryCursor cursor) {
    if (!cursor.key().toText().startsWith("l")) {
      return cursor.string().toText();
    }
    Deque<String> elements = new ArrayDeque<>();
    while (cursor.nextElement()) {
      elements.add(brief(cursor.element().toText()));
    }
    return elements.toString();
  }

  @Operation
  public void maintain() {
    store.maintenance().run(50);
  }

  /** After each run: the store is sound, listeners were told the truth, nothing is left behind. */
  @Validate
  public void check() {
    store.maintenance().run(10_000);
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    Map<String, String> held = new TreeMap<>();
    Cache cache = store.cache(CACHE);
    for (String key : cache.keys()) {
      held.put(
          key,
          key.startsWith("l")
              ? cache.list(key).size() + " elements"
              : cache.get(key).orElseThrow());
    }
    assertThat(new TreeMap<>(told)).isEqualTo(held);
    store.cache(CACHE).clear();
    store.maintenance().run(10_000);
    store.close();
  }

  @Test
  void compaction_ofTheStoreThatOperationsBeginWith_movesSomething() {
    long before = store.stats().reservedBytes();
    compact();
    assertThat(store.stats().reservedBytes()).isLessThan(before);
    check();
  }

  @Test
  void operationsOfThreeThreads_areLinearizable() {
    int factor = Integer.getInteger("radish.lincheck.factor", 1);
    new StressOptions()
        .threads(3)
        .actorsPerThread(5)
        .iterations(20 * factor)
        .invocationsPerIteration(150)
        .sequentialSpecification(Model.class)
        .check(StoreLincheckTest.class);
  }

  /**
   * What the store is held against. Equal states are one to the verifier, which would otherwise
   * keep each order of operations that leads to it.
   */
  public static class Model {
    private final Map<String, Object> values = new TreeMap<>();
    private final int[] waiting = new int[2];

    /** As {@link StoreLincheckTest#set}. */
    public void set(int key, int value) {
      values.put("k" + key, Integer.toString(value).repeat(1 + (value & 3) * 9));
    }

    /** As {@link StoreLincheckTest#get}. */
    public @Nullable String get(int key) {
      return (String) values.get("k" + key);
    }

    /** As {@link StoreLincheckTest#delete}. */
    public boolean delete(int key) {
      return values.remove("k" + key) != null;
    }

    /** As {@link StoreLincheckTest#move}. */
    public boolean move(int from, int to) {
      Object value = values.remove("k" + from);
      if (value == null) {
        return false;
      }
      values.put("k" + to, value);
      return true;
    }

    /** As {@link StoreLincheckTest#push}. */
    public long push(int list, int value) {
      List<String> elements = list(list);
      elements.add(Integer.toString(value));
      int size = elements.size();
      while (waiting[list] > 0 && !elements.isEmpty()) {
        waiting[list]--;
        pop(list);
      }
      return size;
    }

    /** As {@link StoreLincheckTest#take}. */
    public boolean take(int list) {
      if (pop(list) != null) {
        return true;
      }
      waiting[list]++;
      return false;
    }

    /** As {@link StoreLincheckTest#compact}. */
    public void compact() {}

    /** As {@link StoreLincheckTest#pop}. */
    public @Nullable String pop(int list) {
      List<String> elements = list(list);
      String first = elements.isEmpty() ? null : elements.removeFirst();
      if (elements.isEmpty()) {
        values.remove("l" + list);
      }
      return first;
    }

    @SuppressWarnings("unchecked") // whatever is under such a key was put there below
    private List<String> list(int list) {
      return (List<String>) values.computeIfAbsent("l" + list, key -> new ArrayList<String>());
    }

    /** As {@link StoreLincheckTest#clear}. */
    public void clear() {
      values.clear();
    }

    /** As {@link StoreLincheckTest#deleteCache}. */
    public void deleteCache() {
      values.clear();
    }

    /** As {@link StoreLincheckTest#picture}. */
    public String picture() {
      return values.toString();
    }

    /** As {@link StoreLincheckTest#maintain}. */
    public void maintain() {}

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Model model
          && values.equals(model.values)
          && Arrays.equals(waiting, model.waiting);
    }

    @Override
    public int hashCode() {
      return values.hashCode() * 31 + Arrays.hashCode(waiting);
    }
  }
}
