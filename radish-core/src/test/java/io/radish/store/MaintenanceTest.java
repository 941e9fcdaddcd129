// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has to be done now and then shares its time, and keeps to it. */
class MaintenanceTest {
  private static final int KEYS = 60_000;

  /** As many as there are tables, and more: each round sees to one at least. */
  private static final int ROUNDS = 5_000;

  /** A clock that fails when a test wants it to. */
  private static final class BrokenClock extends ManualClock {
    private boolean broken;

    @Override
    public long millis() {
      if (broken) {
        throw new IllegalStateException("no time");
      }
      return super.millis();
    }
  }

  private final BrokenClock clock = new BrokenClock();
  private final Store store = Store.builder().shards(1).seed(5).clock(clock).build();
  private final Cache cache = store.cache("users");

  @AfterEach
  void validate() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private long tableBytes() {
    Keyspace keyspace = Objects.requireNonNull(store.find(KeyspaceName.ofCache("users")));
    return new IndexRoom(Objects.requireNonNull(keyspace.contents().in(store.shard(0))))
        .tableBytes();
  }

  private long fillAndEmpty() {
    for (int i = 0; i < KEYS; i++) {
      cache.set("key" + i, "v");
    }
    long full = tableBytes();
    for (int i = 0; i < KEYS; i++) {
      if (i % 100 != 0) {
        cache.delete("key" + i);
      }
    }
    return full;
  }

  @Test
  void tables_areMerged_howeverManyKeysExpireMeanwhile() {
    long full = fillAndEmpty();
    Cache sessions = store.cache("sessions");
    int next = 0;
    for (int round = 0; round < ROUNDS && tableBytes() > full / 10; round++) {
      // More than is removed in a round: some 100 nanoseconds each.
      while (sessions.size() < 20_000) {
        sessions.set("session" + next++, "v", Duration.ofMillis(1));
      }
      clock.advance(Duration.ofMillis(2));
      store.maintenance().run(500);
    }
    assertThat(tableBytes()).isLessThanOrEqualTo(full / 10);
  }

  @Test
  void tables_areMergedAFewAtATime() {
    long full = fillAndEmpty();
    assertThat(store.maintenance().run(0)).isTrue();
    assertThat(tableBytes()).isGreaterThan(full / 2);
    for (int round = 0; round < 50 && tableBytes() > full / 10; round++) {
      store.maintenance().run(100_000);
    }
    assertThat(tableBytes()).isLessThanOrEqualTo(full / 10);
    assertThat(store.maintenance().run(100_000)).isFalse();
  }

  @Test
  void stageThatFails_doesNotKeepTheOthersFromWorking() {
    cache.set("session", "v", Duration.ofHours(1));
    long full = fillAndEmpty();
    clock.broken = true;
    for (int round = 0; round < 50; round++) {
      assertThatThrownBy(() -> store.maintenance().run(100_000)).hasMessage("no time");
    }
    clock.broken = false;
    assertThat(tableBytes()).isLessThanOrEqualTo(full / 10);
    clock.advance(Duration.ofHours(2));
    store.maintenance().run(100_000);
    assertThat(store.stats().expiredKeys()).isEqualTo(1);
  }
}
