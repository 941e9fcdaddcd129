// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.SeededHash;
import java.util.concurrent.atomic.AtomicBoolean;
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

  /** The hash of its keys. */
  final SeededHash hashing;

  private final @Nullable Index[] indexes;

  /** Whether a key may have a deadline: set before any has, cleared by the expiry pass. */
  private final AtomicBoolean deadlines = new AtomicBoolean();

  Contents(int shards, SeededHash hashing) {
    this.indexes = new Index[shards];
    this.hashing = hashing;
  }

  @Nullable Index in(Shard shard) {
    return indexes[shard.number];
  }

  Index inOrNew(Shard shard) {
    Index index = indexes[shard.number];
    if (index == null) {
      index = new Index(this, shard.memory, shard.passed);
      indexes[shard.number] = index;
    }
    return index;
  }

  /** The number of keys, each shard's as last seen; exact where all locks are held. */
  long size() {
    long size = 0;
    for (Index index : indexes) {
      size += index == null ? 0 : index.size();
    }
    return size;
  }

  /** The bytes of keys, values and tables, as {@link #size()}. */
  long bytes() {
    long bytes = 0;
    for (Index index : indexes) {
      bytes += index == null ? 0 : index.account.bytes();
    }
    return bytes;
  }

  /** Says that an index has its first key with a deadline; its shard's lock is held. */
  void noteDeadlines() {
    deadlines.set(true);
  }

  /**
   * Whether there may be keys with a deadline: one look where there are none, so that the expiry
   * pass gets past thousands of caches in no time.
   */
  boolean mayHaveDeadlines() {
    // Cleared before it is counted: whoever adds the first one meanwhile sets it again.
    if (!deadlines.get() || !deadlines.getAndSet(false)) {
      return false;
    }
    if (!hasMarked()) {
      return false;
    }
    deadlines.set(true);
    return true;
  }

  private boolean hasMarked() {
    for (Index index : indexes) {
      if (index != null && index.marked() > 0) {
        return true;
      }
    }
    return false;
  }

  /** The number of keys with a deadline of their own, as {@link #size()}. */
  long withDeadline() {
    long count = 0;
    for (Index index : indexes) {
      count += index == null ? 0 : index.withDeadline();
    }
    return count;
  }
}
