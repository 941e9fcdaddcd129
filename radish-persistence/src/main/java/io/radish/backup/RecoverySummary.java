// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a start has loaded.
 *
 * @param runId the run loaded; null where there was no whole one
 * @param taken the instant of the newest file loaded; null where nothing was
 * @param restored one for each file loaded
 * @param leftAside the backups that are newer than the run loaded, but no part of a whole one
 */
public record RecoverySummary(
    @Nullable String runId,
    @Nullable Instant taken,
    List<RestoreResult> restored,
    List<BackupInfo> leftAside) {
  /** The number of entries loaded. */
  public long items() {
    return restored.stream().mapToLong(RestoreResult::items).sum();
  }

  /** Whether there was nothing to load. */
  public boolean isEmpty() {
    return restored.isEmpty();
  }
}
