// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.store.KeyspaceLimit;
import org.jspecify.annotations.Nullable;

/**
 * A fresh keyspace that is being filled out of everybody's sight, to take the place of a live one
 * at once.
 *
 * <p>Used by one thread. Closed without {@link #commit()}, it vanishes and nothing has changed.
 */
public interface KeyspaceLoad extends AutoCloseable {
  /** Says that about so many entries will come, so that room for them is made at once; a hint. */
  default void expect(long entries) {}

  /** Says what the keyspace may take where the one with its name has no limit of its own. */
  default void proposeLimit(KeyspaceLimit limit) {}

  /** The bytes that it takes so far. */
  default long usedBytes() {
    return 0;
  }

  /** Where the entries go. */
  EntrySink sink();

  /** The number of entries taken and alive so far. */
  long itemCount();

  /** The number of entries dropped because their time had passed. */
  long expiredCount();

  /**
   * Puts the keyspace in the place of the one with its name, or makes it where there is none (its
   * cache too, for an expiring store): clients see the old one or the new one, never half.
   *
   * @param source what is written down of where its content comes from; null where nothing is
   *     written down
   * @throws IllegalStateException where changes are written down, and {@code source} is null though
   *     the content may be another; nothing has changed then
   */
  void commit(@Nullable String source);

  /** As {@link #commit(String)}, for content of which nothing is to be written down. */
  default void commit() {
    commit(null);
  }

  /** Gives up what was not committed. */
  @Override
  void close();
}
