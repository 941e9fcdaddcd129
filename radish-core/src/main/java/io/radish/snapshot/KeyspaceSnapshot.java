// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;

/** One keyspace as a {@link Snapshot} shows it. */
public interface KeyspaceSnapshot {
  /** Whose picture this is. */
  KeyspaceName name();

  /** The time-to-live, in seconds, of keys written without one; 0 for none. */
  long defaultTtlSeconds();

  /** What it may take, and which keys go. */
  default KeyspaceLimit limit() {
    return KeyspaceLimit.NONE;
  }

  /**
   * Opens the entries that were alive at the cut. Entries can be read once; keyspaces may be read
   * in any order, one at a time.
   */
  EntryCursor entries();
}
