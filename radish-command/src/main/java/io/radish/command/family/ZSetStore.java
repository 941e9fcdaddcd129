// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.store.Keyspace;
import io.radish.store.LooseEntry;
import io.radish.value.ValueType;
import io.radish.value.ZSetValue;
import java.util.function.Consumer;

/** Sorted sets made out of sight, to be stored whole or shown and given up. */
final class ZSetStore {
  private ZSetStore() {}

  /**
   * Puts a sorted set under key 0, whatever was there, and answers with the number of its members;
   * where it has none, the key goes.
   *
   * @param fill adds the members
   */
  static void store(Call call, Consumer<LooseEntry> fill) {
    LooseEntry made = make(call, fill);
    long length = ZSetValue.length(made);
    if (length > 0) {
      call.keyspaceForWrite().put(call.key(0), made, call.now());
    } else {
      made.discard();
      Keyspace keyspace = call.keyspace();
      if (keyspace != null) {
        keyspace.remove(call.key(0), call.now());
      }
    }
    call.reply().integer(length);
  }

  /** A sorted set that no key leads to; whoever gets it puts it somewhere or discards it. */
  static LooseEntry make(Call call, Consumer<LooseEntry> fill) {
    LooseEntry made =
        LooseEntry.ofCollection(
            call.store(), call.key(0), ValueType.ZSET, call.defaultDeadline(), call.now());
    try {
      fill.accept(made);
    } catch (RuntimeException | Error e) {
      made.discard();
      throw e;
    }
    return made;
  }
}
