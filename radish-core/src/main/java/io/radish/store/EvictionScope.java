// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Where keys are looked for that may go: in the whole store, or in one keyspace. */
sealed interface EvictionScope {
  /** The bytes that are to go. */
  long excess();

  /** A keyspace to look at, by chance; null where none has anything that may go. */
  @Nullable Keyspace pick(SplittableRandom random);

  /** The candidates found so far in a shard, whose lock is held. */
  EvictionPool pool(Shard shard);

  /** All keyspaces whose policy lets keys go. */
  record WholeStore(Store store) implements EvictionScope {
    @Override
    public long excess() {
      return store.limits().excess();
    }

    @Override
    public @Nullable Keyspace pick(SplittableRandom random) {
      return store.limits().targets().pick(random);
    }

    @Override
    public EvictionPool pool(Shard shard) {
      EvictionPool pool = shard.candidates;
      if (pool == null) {
        pool = new EvictionPool();
        shard.candidates = pool;
      }
      return pool;
    }
  }

  /** One keyspace with a quota. */
  record One(Keyspace keyspace) implements EvictionScope {
    @Override
    public long excess() {
      return keyspace.excess();
    }

    @Override
    public @Nullable Keyspace pick(SplittableRandom random) {
      EvictionPolicy policy = keyspace.policy();
      boolean any =
          policy.evicts() && (policy.isVolatile() ? keyspace.withDeadline() : keyspace.size()) > 0;
      return any ? keyspace : null;
    }

    @Override
    public EvictionPool pool(Shard shard) {
      return keyspace.contents().inOrNew(shard).candidates();
    }
  }
}
