// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keyspaces that are filled unseen, put in place or given up: once, whatever happens meanwhile. */
class FreshKeyspaceTest {
  private static final int ENTRIES = 1000;
  private static final KeyspaceName USERS = KeyspaceName.ofCache("users");

  private final Store store = Store.builder().shards(2).seed(3).build();
  private final Snapshots snapshots = new StoreSnapshots(store);

  @AfterEach
  void everythingIsGivenBack() {
    store.deleteCache("users");
    while (store.maintenance().run(1000)) {
      // Dropped contents are freed in steps.
    }
    assertThat(StoreValidator.problemsOf(store)).isEmpty();
    assertThat(store.stats().usedBytes()).isZero();
    store.close();
  }

  private KeyspaceLoad filled() {
    KeyspaceLoad load = snapshots.load(USERS, 0);
    try (EntrySink sink = load.sink()) {
      for (int i = 0; i < ENTRIES; i++) {
        sink.string(
            ByteView.of("key" + i), EntryCursor.NO_EXPIRY, ByteView.of("value ".repeat(10)));
      }
    }
    return load;
  }

  @Test
  void deletedByAListenerWhileItIsCommitted_isLetGoOfOnce() throws Exception {
    try (AutoCloseable listening =
            store.listen(
                "users"::equals,
                event -> {
                  if (event.type() == StoreEvent.Type.CREATE_CACHE) {
                    store.deleteCache("users");
                  }
                });
        KeyspaceLoad load = filled()) {
      load.commit();
      assertThat(store.find(USERS)).isNull();
      assertThat(listening).isNotNull();
    }
    assertThat(store.stats().unsavedChanges()).as("filled and deleted").isEqualTo(2 * ENTRIES);
  }

  @Test
  void refusedBecauseItCannotBeWrittenDown_isGivenUp() {
    store.cache("users").set("a", "1");
    store.setEffectLog(logOfNothing());
    try (KeyspaceLoad load = filled()) {
      assertThatThrownBy(load::commit).isInstanceOf(IllegalStateException.class);
      assertThat(store.cache("users").get("a")).contains("1");
    } finally {
      store.setEffectLog(null);
    }
  }

  private static EffectLog logOfNothing() {
    EffectUnit unit =
        (EffectUnit)
            Proxy.newProxyInstance(
                EffectUnit.class.getClassLoader(),
                new Class<?>[] {EffectUnit.class},
                (proxy, method, arguments) -> null);
    return new EffectLog() {
      @Override
      public EffectUnit newUnit() {
        return unit;
      }

      @Override
      public long position() {
        return 0;
      }

      @Override
      public long seal() {
        return 0;
      }
    };
  }
}
