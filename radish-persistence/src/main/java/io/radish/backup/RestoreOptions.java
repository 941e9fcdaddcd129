// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import org.jspecify.annotations.Nullable;

/**
 * How a file is restored.
 *
 * @param merge whether the entries are added to what is there, instead of taking its place
 * @param asName the keyspace to restore into, as commands spell it; null for the file's own
 * @param unverified whether a file edited by hand is welcome
 * @param keys which of the file's keys are restored; all of them, unless {@code merge}
 */
public record RestoreOptions(
    boolean merge, @Nullable String asName, boolean unverified, KeyPatterns keys) {
  /** The keyspace becomes what the file holds, and the file must be as it was written. */
  public static final RestoreOptions REPLACE =
      new RestoreOptions(false, null, false, KeyPatterns.ALL);

  /** Checks that nothing is lost because only some keys are restored. */
  public RestoreOptions {
    if (!merge && !keys.isAll()) {
      throw new IllegalArgumentException("chosen keys are added to what is there");
    }
  }

  /** The same, adding to what is there. */
  public RestoreOptions merging() {
    return new RestoreOptions(true, asName, unverified, keys);
  }

  /** The same, into the keyspace {@code name}. */
  public RestoreOptions as(String name) {
    return new RestoreOptions(merge, name, unverified, keys);
  }

  /** The same, taking a file edited by hand. */
  public RestoreOptions admittingEdited() {
    return new RestoreOptions(merge, asName, true, keys);
  }

  /** The same, for the keys that match a pattern of these only; all other keys stay as they are. */
  public RestoreOptions keys(String... patterns) {
    return keys(KeyPatterns.of(patterns));
  }

  /** The same, for these keys only; all other keys stay as they are. */
  public RestoreOptions keys(KeyPatterns chosen) {
    return new RestoreOptions(true, asName, unverified, chosen);
  }
}
