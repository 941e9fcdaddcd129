// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupType;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One backup in the folder, as its header describes it.
 *
 * @param filename the bare name
 * @param filepath where it lies
 * @param size in bytes
 * @param modified when the file was last changed: local time, ISO, no zone, as Java's {@code
 *     LocalDateTime.parse} and Python's {@code datetime.fromisoformat} take it
 * @param cache {@code default_store}, cache or cache:store
 * @param items the number of entries it claims; -1 where it claims none
 * @param taken the instant it shows: {@code utc}, and for a file of the original the time in its
 *     name, or else that of its last change
 * @param utc the instant of the cut; null in a file of the original
 * @param runId what the files of one run have in common, or null
 * @param runFiles the number of files of the run, if it covered everything; else 0
 */
public record BackupInfo(
    String filename,
    Path filepath,
    long size,
    String modified,
    String cache,
    BackupType type,
    long items,
    Instant taken,
    @Nullable Instant utc,
    @Nullable String runId,
    int runFiles) {
  /** Newest first, of the same {@link #order()}: by what it shows, by names where that is equal. */
  private static final Comparator<BackupInfo> SAME_ORDER =
      Comparator.comparing(BackupInfo::taken)
          .thenComparing(backup -> Objects.toString(backup.runId(), ""))
          .reversed()
          .thenComparing(BackupInfo::filename);

  /** Sorts backups newest first; the order of each is found out once only. */
  static List<BackupInfo> newestFirst(Collection<BackupInfo> backups) {
    record Placed(Instant order, BackupInfo backup) {}
    return backups.stream()
        .map(backup -> new Placed(backup.order(), backup))
        .sorted(
            Comparator.comparing(Placed::order)
                .reversed()
                .thenComparing(Placed::backup, SAME_ORDER))
        .map(Placed::backup)
        .toList();
  }

  /** Whether it may hold anything: only a file that claims no entries holds none for sure. */
  boolean claimsEntries() {
    return items != 0;
  }

  /**
   * The instant that says which of two backups is newer: the time in the run id, which never goes
   * back, not even when the clock does; where there is no such id, {@code taken}.
   */
  public Instant order() {
    String run = runId;
    return run == null ? taken : RunIds.timeIn(run).orElse(taken);
  }
}
