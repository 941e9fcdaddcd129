// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.StoreSnapshots;
import io.radish.value.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WaiterTest {
  private static final KeyspaceName USERS = KeyspaceName.ofCache("users");

  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().shards(16).seed(7).clock(clock).build();
  private final Cache users = store.cache("users");

  @AfterEach
  void check() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private Taker taker(String... keys) {
    return Taker.of(store, USERS, null, keys).take();
  }

  private Taker mover(String from, String to) {
    return Taker.of(store, USERS, to, from).take();
  }

  private void leave(Taker taker) {
    assertThat(taker.end()).isTrue();
    store.leave(taker);
  }

  @Test
  void waiter_isServedByTheLibrary() {
    Taker first = taker("k");
    Taker second = taker("k");
    assertThat(store.waiting()).isEqualTo(2);
    users.pushRight("k", "a", "b", "c");
    assertThat(first.taken()).contains("a");
    assertThat(second.taken()).contains("b");
    assertThat(first.isTold() && second.isTold()).isTrue();
    assertThat(users.list("k")).containsExactly("c");
    assertThat(store.waiting()).isZero();
  }

  @Test
  void waiter_outlivesItsCache() {
    users.set("x", "y");
    Taker taker = taker("k");
    store.deleteCache("users");
    store.clearAll();
    store.createCache("users");
    assertThat(taker.isWaiting()).isTrue();
    users.pushLeft("k", "a");
    assertThat(taker.taken()).contains("a");
  }

  @Test
  void restoredKeyspace_servesThoseWhoWaitForItsKeys() {
    Taker first = taker("k");
    Taker other = taker("elsewhere");
    try (KeyspaceLoad load = new StoreSnapshots(store).load(USERS, 0)) {
      load.sink().beginCollection(ValueType.LIST, ByteView.of("k"), -1);
      load.sink().element(ByteView.of("a"));
      load.sink().element(ByteView.of("b"));
      load.sink().endCollection();
      assertThat(first.isWaiting()).isTrue();
      load.commit();
    }
    assertThat(first.taken()).contains("a");
    assertThat(other.isWaiting()).isTrue();
    assertThat(users.list("k")).containsExactly("b");
    leave(other);
  }

  @Test
  void deletedStore_sendsThoseAwayWhoWaitInIt() {
    store.createStore("users", "sessions", 0);
    KeyspaceName name = KeyspaceName.ofStore("users", "sessions");
    Taker inside = Taker.of(store, name, null, "k", "l").take();
    Taker outside = taker("k");
    store.deleteStore("users", "sessions");
    assertThat(inside.isSentAway()).isTrue();
    assertThat(inside.isWaiting()).isFalse();
    assertThat(outside.isWaiting()).isTrue();
    leave(outside);
    store.createStore("users", "sessions", 0);
    Taker again = Taker.of(store, name, null, "k").take();
    store.deleteCache("users");
    assertThat(again.isSentAway()).isTrue();
  }

  @Test
  void expiringString_isNoListForAnybody() {
    Taker taker = taker("k");
    users.set("k", "text", java.time.Duration.ofSeconds(1));
    clock.advance(Duration.ofSeconds(2));
    store.maintenance().run(Long.MAX_VALUE / 4000);
    assertThat(taker.isWaiting()).isTrue();
    users.pushRight("k", "a");
    assertThat(taker.taken()).contains("a");
  }

  @Test
  void chain_isServedInOneGo() {
    Taker last = taker("d");
    Taker third = mover("c", "d");
    Taker second = mover("b", "c");
    Taker first = mover("a", "b");
    users.pushRight("a", "x");
    for (Taker each : List.of(first, second, third, last)) {
      assertThat(each.taken()).contains("x");
    }
    assertThat(users.size()).isZero();
  }

  @Test
  void longChain_takesAllLocksInTheEnd() {
    List<Taker> chain = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      chain.add(mover("k" + i, "k" + (i + 1)));
    }
    users.pushRight("k0", "x");
    assertThat(chain).allSatisfy(each -> assertThat(each.taken()).contains("x"));
    assertThat(users.list("k100")).containsExactly("x");
  }

  @Test
  void waiterThatEndedUnderItsLock_leavesLater() {
    Taker taker = taker("k", "l", "m");
    ShardLocks all = store.newLocks();
    all.addAll();
    all.acquireUninterruptibly();
    leave(taker);
    all.release();
    users.pushRight("k", "a");
    assertThat(taker.taken()).isEmpty();
    assertThat(users.list("k")).containsExactly("a");
  }

  @Test
  void signalsWithoutAnybodyInLine_leaveNoTrace() {
    leave(taker("k"));
    for (int i = 0; i < store.shardCount(); i++) {
      assertThat(store.shard(i).waiting).isNull();
    }
    users.pushRight("k", "a");
    assertThat(users.list("k")).containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void everyElement_goesToOneWaiterOrStays(long seed) throws Exception {
    int pushed = 4 * 3000;
    ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    List<Callable<Void>> work = new ArrayList<>();
    for (int thread = 0; thread < 4; thread++) {
      int number = thread;
      SplittableRandom random = new SplittableRandom(seed * 100 + thread);
      work.add(() -> push(number, random));
      work.add(() -> takeAndGo(random.split(), taken));
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(work.size())) {
      for (Future<Void> each : threads.invokeAll(work)) {
        each.get();
      }
    }
    List<String> all = new ArrayList<>(taken);
    users.keys().forEach(key -> all.addAll(users.list(key)));
    assertThat(all).hasSize(pushed).doesNotHaveDuplicates();
    assertThat(taken).hasSizeGreaterThan(pushed / 100);
    store.maintenance().run(Long.MAX_VALUE / 4000);
    assertThat(store.waiting()).isZero();
  }

  private Void push(int thread, SplittableRandom random) {
    for (int i = 0; i < 3000; i++) {
      users.pushRight("k" + random.nextInt(6), thread + "-" + i);
    }
    return null;
  }

  /** Waits for several keys, sometimes to add to another one, and goes whenever it likes. */
  private Void takeAndGo(SplittableRandom random, ConcurrentLinkedQueue<String> taken) {
    List<Taker> waiting = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      String to = random.nextInt(3) == 0 ? "k" + random.nextInt(6) : null;
      String one = "k" + random.nextInt(6);
      String other = "k" + random.nextInt(6);
      waiting.add(
          random.nextBoolean()
              ? Taker.of(store, USERS, to, one).take()
              : Taker.of(store, USERS, null, one, other).take());
      if (waiting.size() > 4) {
        Collections.shuffle(waiting, new java.util.Random(random.nextLong()));
        settle(waiting.removeLast(), taken);
      }
    }
    waiting.forEach(taker -> settle(taker, taken));
    return null;
  }

  private void settle(Taker taker, ConcurrentLinkedQueue<String> taken) {
    if (taker.end()) {
      store.leave(taker);
      assertThat(taker.taken()).isEmpty();
    } else {
      while (!taker.isTold()) {
        Thread.onSpinWait();
      }
      if (taker.destination() == null) {
        taken.add(taker.taken().orElseThrow());
      }
    }
  }
}
