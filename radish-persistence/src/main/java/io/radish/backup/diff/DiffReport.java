// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.diff;

import io.radish.backup.format.BackupHeader;
import java.io.IOException;

/**
 * What differs between two backups, as far as there was room for it.
 *
 * @param first what the first says of itself
 * @param second what the second says of itself
 * @param slice the first differences in the order of their keys
 */
public record DiffReport(
    BackupHeader first, BackupHeader second, BackupDiff.Counts counts, BackupDiff.Slice slice) {
  /**
   * Takes the first differences.
   *
   * @param most how many at most
   * @param mostBytes of heap, about
   */
  public static DiffReport of(BackupDiff diff, int most, long mostBytes) throws IOException {
    BackupDiff.Counts counts = diff.counts();
    return new DiffReport(
        diff.firstHeader(), diff.secondHeader(), counts, diff.next(most, mostBytes));
  }
}
