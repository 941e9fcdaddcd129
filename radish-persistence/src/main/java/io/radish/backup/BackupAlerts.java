// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;

/**
 * From when on the log warns about the backups.
 *
 * @param age of the last good whole run, and of each cache's last good backup; zero for never.
 *     Where the runs are rarer, it is twice their interval: what is not due yet is not late.
 * @param bytes of all backups in the folder; 0 for never
 */
public record BackupAlerts(Duration age, long bytes) {
  /** Ten minutes, which is one run left out, and a billion bytes. */
  public static final BackupAlerts DEFAULT =
      new BackupAlerts(Duration.ofMinutes(10), 1_000_000_000);

  /** Refuses what is below none. */
  public BackupAlerts {
    if (age.isNegative() || bytes < 0) {
      throw new IllegalArgumentException("an alert must be 0 (never) or more");
    }
  }
}
