// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes backups that are older than wanted, but for those that somebody would miss. Their age is
 * counted from {@link BackupInfo#order()}.
 *
 * <p>What stays, however old: of each keyspace the newest backup that proves good when all of it is
 * read; the newest whole run, which is what a start loads; and what cannot be read, since nobody
 * knows what it was.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  private final BackupFolder folder;
  private final BackupCatalog catalog;
  private final Clock clock;

  Retention(BackupFolder folder, BackupCatalog catalog, Clock clock) {
    this.folder = folder;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** Deletes what is older than {@code age}; returns the number of files. */
  int deleteOlderThan(Duration age) throws IOException {
    List<BackupInfo> newestFirst = catalog.list().backups();
    Instant oldest = clock.instant().minus(age);
    Set<BackupInfo> kept =
        new HashSet<>(Recovery.newestWholeRun(newestFirst).orElse(Collections.emptyList()));
    Map<String, List<BackupInfo>> byCache = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      byCache.computeIfAbsent(backup.cache(), name -> new ArrayList<>()).add(backup);
    }
    int deleted = 0;
    for (List<BackupInfo> backups : byCache.values()) {
      List<BackupInfo> old =
          backups.stream().filter(b -> b.order().isBefore(oldest) && !kept.contains(b)).toList();
      if (!old.isEmpty()) {
        deleted += delete(old, newestGood(backups));
      }
    }
    if (deleted > 0) {
      folder.sync();
    }
    return deleted;
  }

  /** Deletes files of one keyspace but the one that must stay; none where nothing is good. */
  private int delete(List<BackupInfo> old, List<BackupInfo> good) throws IOException {
    int deleted = 0;
    for (BackupInfo backup : old) {
      if (!good.isEmpty() && !good.contains(backup)) {
        folder.delete(backup.filepath());
        LOG.info("Deleted old backup {}", backup.filename());
        deleted++;
      }
    }
    return deleted;
  }

  /** The newest backup that proves good, if there is one. */
  private List<BackupInfo> newestGood(List<BackupInfo> newestFirst) {
    for (BackupInfo backup : newestFirst) {
      try {
        Restorer.verify(backup.filepath(), clock);
        return List.of(backup);
      } catch (IOException e) {
        LOG.warn("Not counted as a backup of {}: {}", backup.cache(), BackupRunner.reason(e));
      }
    }
    return List.of();
  }
}
