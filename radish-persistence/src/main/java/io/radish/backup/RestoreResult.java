// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a restore did.
 *
 * @param cache the keyspace restored: {@code default_store}, cache or cache:store
 * @param filename the file's bare name
 * @param items the number of entries restored
 * @param expired the number of entries left out because their time had passed
 * @param itemsInFile the number of entries in the file, those of keys not chosen included
 * @param warnings what was wrong with a file admitted unverified
 * @param moment the point in time restored to; null where a file was restored
 */
public record RestoreResult(
    String cache,
    String filename,
    long items,
    long expired,
    long itemsInFile,
    List<String> warnings,
    @Nullable Moment moment) {
  /**
   * A point in time.
   *
   * @param asOf the last instant that counts
   * @param position the number of the journal's newest unit that is in it
   */
  public record Moment(Instant asOf, long position) {}

  /** The number of entries whose keys were chosen. */
  public long matched() {
    return items + expired;
  }

  RestoreResult at(Moment restoredTo) {
    return new RestoreResult(cache, filename, items, expired, itemsInFile, warnings, restoredTo);
  }
}
