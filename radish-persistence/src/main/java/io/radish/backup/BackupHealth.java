// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether the backups are well.
 *
 * @param lastGood the instant that the newest whole run shows, or null where there is none
 * @param age its age, or null
 * @param files the backups in the folder
 * @param bytes their size
 * @param unreadable the {@code .json} files in the folder that are no backups, or no longer
 * @param failuresInARow the number of runs since the last one in which nothing failed
 * @param lastFailure the instant of the last run in which something failed, or null
 * @param deleted the backups deleted since the start
 * @param failedDeletions the number of times since the start that one could not be
 * @param overdue the keyspaces whose last good backup is too old
 * @param alerts what the log has warned of and not cleared yet
 */
public record BackupHealth(
    @Nullable Instant lastGood,
    @Nullable Duration age,
    long files,
    long bytes,
    long unreadable,
    long failuresInARow,
    @Nullable Instant lastFailure,
    long deleted,
    long failedDeletions,
    List<String> overdue,
    Set<Alert> alerts) {
  /** What the log warns of. */
  public enum Alert {
    /** There was no good whole run for too long. */
    AGE,
    /** Some caches have had no good backup for too long. */
    CACHES,
    /** The folder is too large. */
    SIZE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
