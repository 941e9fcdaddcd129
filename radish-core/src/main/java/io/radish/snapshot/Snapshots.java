// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.store.KeyspaceName;
import java.util.function.Predicate;

/** What a store offers to those who keep copies of it: pictures out, entries in. */
public interface Snapshots {
  /**
   * Takes a picture of the keyspaces that {@code wanted} accepts, as of now. Waits while another
   * snapshot is open.
   *
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  Snapshot snapshot(Predicate<KeyspaceName> wanted) throws InterruptedException;

  /**
   * Takes a picture of all keyspaces as they lie there, entries and fields included whose time has
   * passed and that were not removed yet: what happens next may still be about them.
   *
   * @throws InterruptedException where the thread is interrupted while it waits
   */
  default Snapshot snapshotWithOverdue() throws InterruptedException {
    return snapshot(name -> true);
  }

  /**
   * Begins to fill a keyspace that is to take the place of {@code name}.
   *
   * @param defaultTtlSeconds the time-to-live of keys written without one; 0 for none
   */
  KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds);

  /**
   * As {@link #load(KeyspaceName, long)}, with entries dropped whose time had passed at {@code
   * nowMillis} instead of by the clock; {@link Long#MIN_VALUE} keeps them all.
   */
  KeyspaceLoad load(KeyspaceName name, long defaultTtlSeconds, long nowMillis);

  /**
   * A sink that applies entries to the live keyspace, key by key; makes it where there is none.
   *
   * @param defaultTtlSeconds what an expiring store that is made gets as its default time-to-live
   */
  EntrySink merge(KeyspaceName name, long defaultTtlSeconds);

  /** Says that all there is now is safe elsewhere, as after a recovery. */
  default void markSaved() {}

  /** Whether there is any limit to what is stored. */
  default boolean isLimited() {
    return false;
  }

  /**
   * The bytes that what takes the place of that keyspace, there or not, may take by the limits of
   * the store and its own.
   */
  default long roomFor(KeyspaceName name) {
    return Long.MAX_VALUE;
  }

  /** Whether a keyspace of that name is there. */
  boolean exists(KeyspaceName name);

  /**
   * The time-to-live, in seconds, of keys written to that keyspace without one; 0 for none, and
   * where there is no such keyspace.
   */
  long defaultTtlSeconds(KeyspaceName name);
}
