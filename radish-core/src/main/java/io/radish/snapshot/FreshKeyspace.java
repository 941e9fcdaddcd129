// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.store.Keyspace;
import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A keyspace that nobody sees while it is filled. */
final class FreshKeyspace implements KeyspaceLoad {
  private final Store store;
  private final Keyspace keyspace;
  private final StoreSink sink;

  /** Whether it holds what the live one holds. */
  private final boolean same;

  private boolean settled;

  FreshKeyspace(
      Store store, KeyspaceName name, long defaultTtlSeconds, LongSupplier clock, boolean same) {
    this.store = store;
    this.same = same;
    this.keyspace = store.detached(name, defaultTtlSeconds);
    this.sink = new StoreSink(store, () -> keyspace, false, clock);
  }

  @Override
  public void expect(long entries) {
    keyspace.expect(entries);
  }

  @Override
  public void proposeLimit(KeyspaceLimit limit) {
    keyspace.setLimit(limit);
  }

  @Override
  public long usedBytes() {
    return keyspace.usedBytes();
  }

  @Override
  public EntrySink sink() {
    return sink;
  }

  @Override
  public long itemCount() {
    return keyspace.size();
  }

  @Override
  public long expiredCount() {
    return sink.expiredCount();
  }

  @Override
  public void commit(@Nullable String source) {
    if (settled) {
      throw new IllegalStateException("the load was committed or given up already");
    }
    try {
      if (same) {
        store.renew(keyspace);
      } else {
        store.replace(keyspace, source);
      }
    } finally {
      // Where it was refused, it is to be given up; not where somebody has deleted it since.
      settled = keyspace.wasAttached();
    }
  }

  @Override
  public void close() {
    sink.close();
    if (!settled) {
      settled = true;
      store.discard(keyspace);
    }
  }
}
