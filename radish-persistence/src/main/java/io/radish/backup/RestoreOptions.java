// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import org.jspecify.annotations.Nullable;

/**
 * How a file is restored.
 *
 * @param merge whether the entries are added to what is there, instead of taking its place
 * @param asName the keyspace to restore into, as commands spell it; null for the file's own
 * @param unverified whether a file edited by hand is welcome
 */
public record RestoreOptions(boolean merge, @Nullable String asName, boolean unverified) {
  /** The keyspace becomes what the file holds, and the file must be as it was written. */
  public static final RestoreOptions REPLACE = new RestoreOptions(false, null, false);

  /** The same, adding to what is there. */
  public RestoreOptions merging() {
    return new RestoreOptions(true, asName, unverified);
  }

  /** The same, into the keyspace {@code name}. */
  public RestoreOptions as(String name) {
    return new RestoreOptions(merge, name, unverified);
  }

  /** The same, taking a file edited by hand. */
  public RestoreOptions admittingEdited() {
    return new RestoreOptions(merge, asName, true);
  }
}
