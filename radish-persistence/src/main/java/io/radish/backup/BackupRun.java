// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One run of backups, all of the same instant.
 *
 * @param runId what its files have in common
 * @param cut the instant its files show
 * @param duration from before the cut until the last file was on disk
 * @param results one for each keyspace, and for each name asked for that there is not
 */
public record BackupRun(
    String runId, Instant cut, Duration duration, List<KeyspaceBackup> results) {
  /** The number of keyspaces safely on disk. */
  public int successful() {
    return (int) results.stream().filter(KeyspaceBackup::ok).count();
  }

  /** Whether nothing failed. */
  public boolean ok() {
    return successful() == results.size();
  }

  /** The bytes written. */
  public long bytes() {
    return results.stream().mapToLong(KeyspaceBackup::bytes).sum();
  }

  /** The guide's line: {@code Backup completed: 4/4 successful}. */
  public String summary() {
    return "Backup completed: " + successful() + "/" + results.size() + " successful";
  }
}
