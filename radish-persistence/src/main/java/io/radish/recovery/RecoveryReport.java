// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.RecoverySummary;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a start has brought back, and what it has not.
 *
 * @param checkpoint the checkpoint it began with; null at the first start
 * @param backups what was loaded instead at the first start; null at any other
 * @param files how many files were read, segments among them
 * @param entries how many entries were loaded
 * @param batches how many batches of the journal were verified
 * @param units how many units of it were applied
 * @param bytes how many bytes were read
 * @param position the number of the newest unit that is there now
 * @param lastWrite when the last batch was closed; null where there was none
 * @param took how long all of it took
 * @param notes what was dropped, cut off or passed over, and why: a sentence each
 */
public record RecoveryReport(
    @Nullable CheckpointInfo checkpoint,
    @Nullable RecoverySummary backups,
    long files,
    long entries,
    long batches,
    long units,
    long bytes,
    long position,
    @Nullable Instant lastWrite,
    Duration took,
    List<String> notes) {
  /** Whether there was no journal before. */
  public boolean isFirstStart() {
    return checkpoint == null;
  }

  /** All of it in one line, but for the notes. */
  public String summary() {
    String from =
        checkpoint == null
            ? backups == null || backups.isEmpty() ? "nothing" : "backups"
            : "the checkpoint of unit " + checkpoint.position();
    return String.format(
        Locale.ROOT,
        "Recovered from %s: %d files, %d entries, %d batches with %d units applied, %d bytes, in %.3f s",
        from,
        files,
        entries,
        batches,
        units,
        bytes,
        took.toMillis() / 1000.0);
  }
}
