// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import org.jspecify.annotations.Nullable;

/**
 * What became of one keyspace in a run.
 *
 * @param name {@code default_store}, cache or cache:store
 * @param filename the bare name of its file, or null where there is none
 * @param reason why it failed, or null where it did not
 */
public record KeyspaceBackup(
    String name, @Nullable String filename, long items, long bytes, @Nullable String reason) {
  /** Whether the keyspace is safely on disk. */
  public boolean ok() {
    return reason == null;
  }
}
