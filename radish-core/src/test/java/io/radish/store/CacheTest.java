// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheTest {
  private final ManualClock clock = new ManualClock();
  private final Store store = Store.builder().clock(clock).build();
  private final Cache users = store.cache("users");

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  @Test
  void cache_deletedWithItsStores_readsAsEmptyAndComesBackWithTheNextWrite() {
    users.set("user:1", "alice@example.com");
    store.createStore("users", "tokens", 60);
    store.store("users", "tokens").set("t", "v");
    assertThat(store.deleteCache("users")).isTrue();
    assertThat(store.deleteCache("users")).isFalse();
    assertThat(users.get("user:1")).isEmpty();
    assertThat(store.storesOf("users")).isEmpty();
    users.set("user:2", "bob@example.com");
    assertThat(users.keys()).containsExactly("user:2");
  }

  @Test
  void store_writtenToWithoutTtl_givesItsOwn() {
    store.createStore("users", "tokens", 60);
    Cache tokens = store.store("users", "tokens");
    tokens.set("a", "1");
    tokens.set("b", "2", Duration.ofSeconds(5));
    assertThat(tokens.ttlMillis("a")).isEqualTo(OptionalLong.of(60_000));
    assertThat(tokens.ttlMillis("b")).isEqualTo(OptionalLong.of(5_000));
    clock.advance(Duration.ofSeconds(5));
    assertThat(tokens.get("b")).isEmpty();
    clock.advance(Duration.ofSeconds(55));
    assertThat(tokens.get("a")).isEmpty();
  }

  @Test
  void store_deleted_refusesWrites() {
    store.createStore("users", "tokens", 60);
    store.deleteStore("users", "tokens");
    assertThatThrownBy(() -> store.store("users", "tokens").set("a", "1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no such store 'users:tokens'");
  }

  @Test
  void key_ofAnotherType_saysBothTypes() {
    users.pushRight("queue", "first");
    assertThatThrownBy(() -> users.get("queue"))
        .isInstanceOf(ClassCastException.class)
        .hasMessage("'queue' holds a list, not a string");
  }

  @Test
  void expiredKeys_nobodyAsksFor_areReclaimedByMaintenance() {
    for (int i = 0; i < 10_000; i++) {
      users.set("k" + i, "v", Duration.ofMillis(10));
    }
    users.set("stays", "v");
    clock.advance(Duration.ofMillis(11));
    store.maintenance().run(10_000_000);
    assertThat(users.size()).isEqualTo(1);
    assertThat(store.stats().expiredKeys()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "default_store", "12", "a:b", "new\nline", "\u0000", "\ud800"})
  void name_thatIsNoCaches_isRefusedWithTheRule(String name) {
    assertThatThrownBy(() -> store.cache(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("invalid cache name")
        .hasMessageContaining("1 to 128 bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../x", "a_b", "a.b", "☃", "emoji 😀", "-", "1a"})
  void name_thatIsUnusual_isACache(String name) {
    assertThat(store.createCache(name)).isTrue();
    assertThat(store.createCache(name)).isFalse();
    store.cache(name).set("k", "v");
    assertThat(store.cache(name).get("k")).contains("v");
  }

  @Test
  void name_longerThan128Bytes_isRefused() {
    assertThat(store.createCache("n".repeat(128))).isTrue();
    assertThatThrownBy(() -> store.createCache("ä".repeat(65))).hasMessageContaining("too long");
  }

  @Test
  void events_ofOneKey_comeInOrderWithOldAndNewValue() throws Exception {
    List<String> heard = new ArrayList<>();
    try (AutoCloseable listening = store.listen("users"::equals, event -> heard.add(show(event)))) {
      assertThat(listening).isNotNull();
      users.set("k", "1");
      users.set("k", "2", Duration.ofSeconds(1));
      users.delete("k");
      users.set("k", "3", Duration.ofSeconds(1));
      clock.advance(Duration.ofSeconds(1));
      assertThat(users.get("k")).isEmpty();
      users.pushRight("l", "a", "b");
      users.clear();
      store.cache("others").set("k", "not heard");
      store.deleteCache("users");
    }
    users.set("k", "not heard");
    assertThat(heard)
        .containsExactly(
            "CREATE_CACHE - - -",
            "SET k - 1",
            "SET k 1 2",
            "DELETE k 2 -",
            "SET k - 3",
            "EXPIRE k 3 -",
            "SET l - list of 2",
            "CLEAR - - -",
            "DELETE_CACHE - - -");
  }

  private static String show(StoreEvent event) {
    return event.type()
        + " "
        + (event.key() == null ? "-" : event.key().toText())
        + " "
        + show(event.oldValue())
        + " "
        + show(event.newValue());
  }

  private static String show(StoreEvent.@Nullable Value value) {
    if (value == null) {
      return "-";
    }
    return value.bytes() == null ? "list of " + value.elements() : value.bytes().toText();
  }

  @Test
  void values_ofEverySizeAtTheEdges_comeBackWhole() {
    for (int size : new int[] {0, 1, 63, 64, 65_535, 65_536, 70_000, 600_000, 3 << 20}) {
      byte[] value = new byte[size];
      Arrays.fill(value, (byte) size);
      users.set("v" + size, value);
      assertThat(users.getBytes("v" + size).orElseThrow()).isEqualTo(value);
    }
    users.clear();
    store.maintenance().run(1_000_000);
    assertThat(store.stats().usedBytes()).isZero();
  }

  @Test
  void pinnedValue_letGoWhileAnotherThreadHoldsItsLock_doesNotWait() throws Exception {
    users.set("big", new byte[100_000]);
    Key key = store.newKey().set(ByteView.of("big"));
    ShardLocks locks = store.newLocks();
    locks.add(key);
    locks.acquireUninterruptibly();
    Keyspace keyspace = store.findOrCreate(users.name());
    Entry entry = Objects.requireNonNull(keyspace.find(key, store.now()));
    Runnable release = Objects.requireNonNull(keyspace.pin(entry));
    Thread other = Thread.ofPlatform().start(release);
    other.join(20_000);
    assertThat(other.isAlive()).isFalse();
    keyspace.remove(Objects.requireNonNull(keyspace.find(key, store.now())), store.now());
    locks.release();
    store.maintenance().run(1_000_000);
    assertThat(store.stats().usedBytes()).isZero();
  }

  @Test
  void store_withATtlThatNoTimeTakes_isRefused() {
    assertThatThrownBy(() -> store.createStore("users", "s", Store.MAX_TTL_SECONDS + 1))
        .hasMessageContaining("a default time-to-live is 0 to");
    assertThat(store.createStore("users", "s", Store.MAX_TTL_SECONDS)).isTrue();
    store.store("users", "s").set("k", "v");
    assertThat(store.store("users", "s").get("k")).contains("v");
  }

  @Test
  void anyKey_whereAllButOneHaveExpired_isThatOne() {
    for (int i = 0; i < 20_000; i++) {
      users.set("k" + i, "v", Duration.ofMillis(10));
    }
    users.set("stays", "v");
    clock.advance(Duration.ofMillis(11));
    List<String> found = new ArrayList<>();
    Keyspace keyspace = store.findOrCreate(users.name());
    boolean any =
        store
            .scanner()
            .any(keyspace, 7, store.now(), e -> found.add(e.key(new ByteView()).toText()));
    assertThat(any).isTrue();
    assertThat(found).containsExactly("stays");
  }
}
