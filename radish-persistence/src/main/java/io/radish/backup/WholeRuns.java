// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole runs among backups: those of which as many keyspaces are there as they say. */
final class WholeRuns {
  private WholeRuns() {}

  /** The files of each whole run, one for each of its keyspaces; the newest run first. */
  static List<List<BackupInfo>> of(Collection<BackupInfo> newestFirst) {
    Map<String, Map<String, BackupInfo>> runs = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      String runId = backup.runId();
      if (runId != null && backup.runFiles() > 0) {
        runs.computeIfAbsent(runId, id -> new LinkedHashMap<>())
            .putIfAbsent(backup.cache(), backup);
      }
    }
    List<List<BackupInfo>> whole = new ArrayList<>();
    for (Map<String, BackupInfo> files : runs.values()) {
      // Files that claim different numbers are of no run that could be loaded as one.
      if (files.values().stream().anyMatch(file -> file.runFiles() == files.size())) {
        whole.add(List.copyOf(files.values()));
      }
    }
    return whole;
  }

  /** Whether a run holds nothing, as that of a server that was started empty. */
  static boolean isEmpty(List<BackupInfo> run) {
    return run.stream().noneMatch(BackupInfo::claimsEntries);
  }
}
