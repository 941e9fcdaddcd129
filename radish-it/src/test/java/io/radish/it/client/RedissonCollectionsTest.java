// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.RBlockingQueue;
import org.redisson.api.RLocalCachedMap;
import org.redisson.api.RMap;
import org.redisson.api.RMapCache;
import org.redisson.api.RMapCacheNative;
import org.redisson.api.RScoredSortedSet;
import org.redisson.api.RedissonClient;
import org.redisson.api.map.event.EntryExpiredListener;
import org.redisson.api.options.LocalCachedMapOptions;
import org.redisson.client.codec.Codec;
import org.redisson.client.codec.IntegerCodec;
import org.redisson.client.codec.StringCodec;
import org.redisson.client.protocol.ScoredEntry;
import org.redisson.codec.CompositeCodec;

/** Redisson's maps, sets, lists and queues. */
final class RedissonCollectionsTest {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  /** Texts and whole numbers as Redis has them, so that it can count. */
  private static final Codec NUMBERS =
      new CompositeCodec(StringCodec.INSTANCE, IntegerCodec.INSTANCE);

  private static RedissonClient one;
  private static RedissonClient other;

  @BeforeAll
  static void connect() {
    one = RedissonClients.connect(SERVER);
    other = RedissonClients.connect(SERVER);
  }

  @AfterAll
  static void disconnect() {
    one.shutdown();
    other.shutdown();
  }

  @Test
  void map_isAConcurrentMapToAllProcesses() {
    RMap<String, Integer> map = one.getMap("map", NUMBERS);
    assertThat(map.put("a", 1)).isNull();
    assertThat(map.putIfAbsent("a", 2)).isEqualTo(1);
    assertThat(map.replace("a", 1, 3)).isTrue();
    assertThat(map.addAndGet("a", 4)).isEqualTo(7);
    map.putAll(Map.of("b", 2, "c", 3));
    RMap<String, Integer> theirs = other.getMap("map", NUMBERS);
    assertThat(theirs.readAllMap()).isEqualTo(Map.of("a", 7, "b", 2, "c", 3));
    assertThat(theirs.merge("b", 5, Integer::sum)).isEqualTo(7);
    assertThat(theirs.computeIfAbsent("d", key -> 9)).isEqualTo(9);
    assertThat(theirs.remove("d", 8)).isFalse();
    assertThat(theirs.fastRemove("d", "missing")).isEqualTo(1);
    assertThat(theirs.keySet("?")).hasSize(3);
    assertThat(map.valueSize("a")).isPositive();
    assertThat(map.randomKeys(2)).hasSize(2);
    map.clear();
    assertThat(theirs).isEmpty();
  }

  @Test
  void mapCache_forgetsEntriesInTime_andTellsOfThem() throws Exception {
    RMapCache<String, String> map = one.getMapCache("cache");
    BlockingQueue<String> gone = new LinkedBlockingQueue<>();
    map.addListener(
        (EntryExpiredListener<String, String>)
            event -> gone.add(event.getKey() + event.getValue()));
    map.put("kept", "k", 1, TimeUnit.HOURS);
    map.put("short", "s", 30, TimeUnit.MILLISECONDS);
    map.put("idle", "i", 0, TimeUnit.MILLISECONDS, 1, TimeUnit.HOURS);
    Waits.until(() -> !other.getMapCache("cache").containsKey("short"));
    assertThat(other.getMapCache("cache").readAllMap()).isEqualTo(Map.of("kept", "k", "idle", "i"));
    assertThat(map.remainTimeToLive("kept")).isPositive();
    assertThat(map.putIfAbsent("short", "t", 1, TimeUnit.HOURS)).isNull();
    map.destroy();
  }

  @Test
  void nativeMapCache_letsFieldsExpire() {
    RMapCacheNative<String, String> map = one.getMapCacheNative("fields");
    map.put("kept", "k", Duration.ofHours(1));
    map.put("ever", "e");
    map.put("short", "s", Duration.ofMillis(20));
    Waits.until(() -> !map.containsKey("short"));
    assertThat(map.remainTimeToLive("kept")).isBetween(3_500_000L, 3_600_000L);
    assertThat(map.remainTimeToLive("ever")).isEqualTo(-1);
    assertThat(map.expireEntryIfGreater("kept", Duration.ofMinutes(1))).isFalse();
    assertThat(map.clearExpire("kept")).isTrue();
    assertThat(map.readAllMap()).isEqualTo(Map.of("kept", "k", "ever", "e"));
  }

  @Test
  void localCachedMap_isToldOfWhatOthersChange() {
    RLocalCachedMap<String, String> mine =
        one.getLocalCachedMap(LocalCachedMapOptions.name("near"));
    RLocalCachedMap<String, String> theirs =
        other.getLocalCachedMap(LocalCachedMapOptions.name("near"));
    mine.put("a", "1");
    // The notice of that may come only now, and takes away what was just read.
    Waits.until(() -> "1".equals(theirs.get("a")) && theirs.cachedKeySet().contains("a"));
    mine.put("a", "2");
    Waits.until(() -> !"1".equals(theirs.getCachedMap().get("a")));
    assertThat(theirs.get("a")).isEqualTo("2");
    mine.destroy();
    theirs.destroy();
  }

  @Test
  void setsAndMultimaps_holdWhatTheyWereGiven() {
    var set = one.<String>getSet("set", StringCodec.INSTANCE);
    assertThat(set.addAllCounted(List.of("a", "b", "c"))).isEqualTo(3);
    other.<String>getSet("set2", StringCodec.INSTANCE).addAll(List.of("b", "c", "d"));
    assertThat(set.readIntersection("set2")).containsExactlyInAnyOrder("b", "c");
    assertThat(set.countIntersection("set2")).isEqualTo(2);
    assertThat(set.diff("set", "set2")).isEqualTo(1);
    assertThat(set.containsEach(List.of("a", "x"))).containsExactly("a");
    assertThat(set.tryAdd("a", "z")).isFalse();
    assertThat(set.removeRandom(2)).containsExactly("a");
    var cache = one.<String>getSetCache("setCache");
    assertThat(cache.add("short", 20, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(cache.add("long", 1, TimeUnit.HOURS)).isTrue();
    Waits.until(() -> !cache.contains("short"));
    // In the millisecond of the deadline Redisson still reads what it says is not contained.
    Waits.until(() -> cache.readAll().equals(Set.of("long")));
    cache.destroy();
    var multimap = one.<String, String>getSetMultimapCache("multi");
    assertThat(multimap.put("k", "1")).isTrue();
    assertThat(multimap.put("k", "2")).isTrue();
    assertThat(multimap.expireKey("k", 1, TimeUnit.HOURS)).isTrue();
    assertThat(multimap.getAll("k")).containsExactlyInAnyOrder("1", "2");
    multimap.destroy();
    var lists = one.<String, String>getListMultimap("lists");
    assertThat(lists.putAll("k", List.of("1", "1"))).isTrue();
    assertThat(lists.size()).isEqualTo(2);
    var sorted = one.<Integer>getSortedSet("sorted");
    assertThat(sorted.addAll(List.of(3, 1, 2))).isTrue();
    assertThat(sorted.readAll()).containsExactly(1, 2, 3);
    var lex = one.getLexSortedSet("lex");
    lex.addAll(List.of("a", "c", "b"));
    assertThat(lex.range("a", false, "c", true)).containsExactly("b", "c");
  }

  @Test
  void scoredSortedSet_ranksAndJoins() {
    RScoredSortedSet<String> board = one.getScoredSortedSet("board", StringCodec.INSTANCE);
    assertThat(board.addAll(Map.of("ann", 1.5, "bob", 2.0))).isEqualTo(2);
    assertThat(board.add(99, "eve")).isTrue();
    assertThat(board.addScoreAndGetRank("ann", 3)).isEqualTo(1);
    assertThat(board.revRank("eve")).isZero();
    assertThat(board.valueRange(0, true, 5, false)).containsExactly("bob", "ann");
    assertThat(board.entryRange(0, 0)).containsExactly(new ScoredEntry<>(2.0, "bob"));
    assertThat(board.addIfGreater(1, "ann")).isFalse();
    assertThat(board.replace("ann", "amy")).isTrue();
    assertThat(board.pollFirst(2)).containsExactly("bob", "amy");
    assertThat(board.pollLastFromAny(1, TimeUnit.SECONDS, "missing")).isEqualTo("eve");
  }

  @Test
  void listsAndDeques_editInTheMiddle() {
    var list = one.<String>getList("list", StringCodec.INSTANCE);
    list.addAll(List.of("a", "b", "c", "a"));
    list.add(1, "x");
    assertThat(list.addAfter("x", "y")).isEqualTo(6);
    assertThat(list.remove(0)).isEqualTo("a");
    assertThat(list.lastIndexOf("a")).isEqualTo(4);
    list.trim(0, 2);
    assertThat(list.readAll()).containsExactly("x", "y", "b");
    assertThat(list.range(1, 2)).containsExactly("y", "b");
    var ring = one.<Integer>getRingBuffer("ring");
    assertThat(ring.trySetCapacity(2)).isTrue();
    ring.addAll(List.of(1, 2, 3));
    assertThat(ring.readAll()).containsExactly(2, 3);
    var deque = one.<String>getDeque("deque");
    deque.addFirst("b");
    deque.addLast("c");
    deque.addFirst("a");
    assertThat(deque.pollLast()).isEqualTo("c");
    var priority = one.<Integer>getPriorityQueue("priority");
    priority.addAll(List.of(3, 1, 2));
    assertThat(priority.poll()).isEqualTo(1);
    assertThat(list.isExists()).isTrue();
    assertThat(list.readSortAlpha(org.redisson.api.SortOrder.DESC)).containsExactly("y", "x", "b");
  }

  @Test
  void queues_handOverToWhoWaits() throws Exception {
    RBlockingQueue<String> mine = one.getBlockingQueue("queue");
    CompletableFuture<String> taken =
        other.<String>getBlockingQueue("queue").takeAsync().toCompletableFuture();
    assertThat(mine.offer("first")).isTrue();
    assertThat(taken.get(60, TimeUnit.SECONDS)).isEqualTo("first");
    CompletableFuture<String> any =
        other
            .<String>getBlockingQueue("queue")
            .pollFromAnyAsync(60, TimeUnit.SECONDS, "queue2")
            .toCompletableFuture();
    one.getQueue("queue2").add("second");
    assertThat(any.get(60, TimeUnit.SECONDS)).isEqualTo("second");
    mine.addAll(List.of("x", "y"));
    assertThat(mine.pollLastAndOfferFirstTo("queue3")).isEqualTo("y");
    assertThat(Set.copyOf(mine.readAll())).containsExactly("x");
  }

  @Test
  @SuppressWarnings("deprecation") // Services in the field still have these queues.
  void olderQueues_boundAndDelayWhatTheyHold() throws Exception {
    var bounded = one.<String>getBoundedBlockingQueue("bounded");
    assertThat(bounded.trySetCapacity(1)).isTrue();
    assertThat(bounded.offer("a")).isTrue();
    assertThat(bounded.offer("b")).isFalse();
    var delayed = one.getDelayedQueue(one.getBlockingQueue("later"));
    delayed.offer("soon", 20, TimeUnit.MILLISECONDS);
    assertThat(one.getBlockingQueue("later").poll(60, TimeUnit.SECONDS)).isEqualTo("soon");
    delayed.destroy();
  }
}
