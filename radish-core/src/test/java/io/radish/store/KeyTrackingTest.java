// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that copies of what keys hold are no longer right, and what is remembered for it. */
final class KeyTrackingTest {
  private static final class Reader implements KeyReader {}

  private final Store store = Store.builder().shards(4).seed(7).clock(new ManualClock()).build();
  private final Cache users = store.cache("users");
  private final KeyTracking tracking = store.tracking();
  private final List<String> told = new ArrayList<>();

  @BeforeEach
  void listen() {
    tracking.setListener(
        new KeyTracking.Listener() {
          @Override
          public void invalidated(ByteView key, Collection<KeyReader> readers) {
            told.add(text(key) + " to " + readers.size());
          }

          @Override
          public void changed(ByteView key) {
            told.add(text(key) + " to all");
          }

          @Override
          public void allInvalidated() {
            told.add("all");
          }
        });
  }

  @AfterEach
  void check() {
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    store.close();
  }

  private static String text(ByteView key) {
    return new String(key.toBytes(), StandardCharsets.UTF_8);
  }

  private void read(String key, KeyReader reader) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    Key read = store.newKey().set(bytes, 0, bytes.length);
    ShardLocks locks = store.newLocks();
    locks.add(read);
    locks.acquireUninterruptibly();
    try {
      tracking.remember(KeyspaceName.ofCache("users"), read, reader);
    } finally {
      locks.release();
    }
  }

  @Test
  void change_isToldOnceToAllWhoHaveRead() {
    Reader reader = new Reader();
    read("k", reader);
    read("k", reader);
    read("k", new Reader());
    assertThat(tracking.items()).isEqualTo(2);
    users.set("k", "1");
    users.set("k", "2");
    store.cache("orders").set("k", "1");
    assertThat(told).containsExactly("k to 2");
    assertThat(tracking.keys()).isZero();
  }

  @Test
  void readers_mayBeMany() {
    for (int i = 0; i < 1000; i++) {
      read("k", new Reader());
    }
    assertThat(tracking.items()).isEqualTo(1000);
    users.set("k", "1");
    assertThat(told).containsExactly("k to 1000");
    assertThat(tracking.items()).isZero();
  }

  @Test
  void keysPastTheLimit_areForgottenAndTold() {
    tracking.setMostKeys(10);
    for (int i = 0; i < 1000; i++) {
      read("key" + i, new Reader());
    }
    assertThat(tracking.keys()).isEqualTo(10);
    assertThat(told).hasSize(990).doesNotHaveDuplicates();
  }

  @Test
  void wholeKeyspaces_thatChange_forgetAll() {
    users.set("other", "1");
    read("k", new Reader());
    users.clear();
    assertThat(told).containsExactly("all");
    assertThat(tracking.keys()).isZero();
    users.set("k", "1");
    assertThat(told).containsExactly("all");
  }

  @Test
  void listener_hearsOfAllChanges_untilItHasHeardEnough() {
    tracking.underAllLocks(() -> tracking.hearAll(true));
    users.set("k", "1");
    users.delete("k");
    users.delete("k");
    tracking.underAllLocks(() -> tracking.hearAll(false));
    users.set("k", "1");
    assertThat(told).containsExactly("k to all", "k to all");
    for (Shard shard : store.shards()) {
      assertThat(shard.watching).isNull();
    }
  }
}
