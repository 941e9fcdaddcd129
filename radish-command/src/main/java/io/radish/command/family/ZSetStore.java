// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.event.Notification;
import io.radish.store.Keyspace;
import io.radish.store.LooseEntry;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.util.function.Consumer;

/** Sorted sets made out of sight, to be stored whole or shown and given up. */
final class ZSetStore {
  private ZSetStore() {}

  /** As {@link #store(Call, int, String, Consumer)}, under key 0. */
  static void store(Call call, String event, Consumer<LooseEntry> fill) {
    store(call, 0, event, fill);
  }

  /**
   * Puts a sorted set under key {@code n}, whatever was there, and answers with the number of its
   * members; where it has none, the key goes.
   *
   * @param event what is told of the key that is put
   * @param fill adds the members
   */
  static void store(Call call, int n, String event, Consumer<LooseEntry> fill) {
    LooseEntry made = make(call, n, fill);
    long length = ZSetValue.length(made);
    if (length > 0) {
      call.keyspaceForWrite().put(call.key(n), made, call.now());
      call.notify(Notification.SORTED_SET, event, n);
    } else {
      made.discard();
      Keyspace keyspace = call.keyspace();
      if (keyspace != null && keyspace.remove(call.key(n), call.now())) {
        KeyNotices.gone(call, n);
      }
    }
    call.reply().integer(length);
  }

  /**
   * A sorted set that no key leads to, yet; whoever gets it puts it under key {@code n} or discards
   * it.
   */
  static LooseEntry make(Call call, int n, Consumer<LooseEntry> fill) {
    LooseEntry made =
        LooseEntry.ofCollection(
            call.store(), call.key(n), ValueType.ZSET, call.defaultDeadline(), call.now());
    try {
      fill.accept(made);
    } catch (RuntimeException | Error e) {
      made.discard();
      throw e;
    }
    return made;
  }
}
