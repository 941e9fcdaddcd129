// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.util.List;

/**
 * What a restore did.
 *
 * @param cache the keyspace restored: {@code default_store}, cache or cache:store
 * @param filename the file's bare name
 * @param items the number of entries restored
 * @param expired the number of entries left out because their time had passed
 * @param itemsInFile the number of entries in the file, those of keys not chosen included
 * @param warnings what was wrong with a file admitted unverified
 */
public record RestoreResult(
    String cache,
    String filename,
    long items,
    long expired,
    long itemsInFile,
    List<String> warnings) {
  /** The number of entries whose keys were chosen. */
  public long matched() {
    return items + expired;
  }
}
