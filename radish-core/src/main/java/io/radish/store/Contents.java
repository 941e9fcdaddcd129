// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import org.jspecify.annotations.Nullable;

/**
 * What a keyspace holds: one index for each shard, made when the shard gets its first key.
 *
 * <p>Emptying a keyspace, or putting a restored one in its place, exchanges this object; the old
 * one is reclaimed in steps, out of everybody's sight. Each slot is guarded by its shard's lock.
 */
final class Contents {
  /** The open cut that covers this, if its number is the shard's; written under all locks. */
  int cutNumber;

  private final @Nullable Index[] indexes;

  Contents(int shards) {
    indexes = new Index[shards];
  }

  @Nullable Index in(Shard shard) {
    return indexes[shard.number];
  }

  Index inOrNew(Shard shard) {
    Index index = indexes[shard.number];
    if (index == null) {
      index = new Index(this, shard.memory, shard.seed);
      index.cut.skip(shard.openCut);
      indexes[shard.number] = index;
    }
    return index;
  }

  void drop(Shard shard) {
    indexes[shard.number] = null;
  }

  /** The number of keys, each shard's as last seen; exact where all locks are held. */
  long size() {
    long size = 0;
    for (Index index : indexes) {
      size += index == null ? 0 : index.size();
    }
    return size;
  }

  /** The number of keys with a deadline, as {@link #size()}. */
  long withDeadline() {
    long count = 0;
    for (Index index : indexes) {
      count += index == null ? 0 : index.withDeadline();
    }
    return count;
  }
}
