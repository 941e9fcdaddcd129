// SPDX-License-Identifier: Apache-2.0
package io.radish.snapshot;

import java.time.Instant;
import java.util.List;

/**
 * A consistent picture of the store at one instant, the cut.
 *
 * <p>While it is open, changes to what has not been read yet keep the old version in memory, and no
 * other snapshot can be taken: read it promptly and close it. Used by one thread.
 */
public interface Snapshot extends AutoCloseable {
  /** The instant of the cut. */
  Instant instant();

  /** The number of the newest unit of effects that is in the picture; 0 without a log. */
  default long position() {
    return 0;
  }

  /** The keyspaces in the picture: the default store first, then by name. */
  List<KeyspaceSnapshot> keyspaces();

  /**
   * Says that the whole store as it is in the picture is safe elsewhere, for its count of changes
   * since. May come after {@link #close()}.
   */
  default void markSaved() {}

  /** Lets go of what the snapshot still keeps; safe to call twice. */
  @Override
  void close();
}
