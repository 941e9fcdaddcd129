// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes backups that are not wanted any more, but for those that somebody would miss ({@link
 * RetentionGuard}) and for files that cannot be read, since nobody knows what they were.
 *
 * <p>A file that cannot be deleted is said in the log and left for the next time; the others go.
 * What goes, goes from the oldest on, so that being cut off leaves a history without holes. Not
 * thread-safe.
 */
final class Retention {
  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

  /** How many files that cannot be deleted are named in the log each time. */
  private static final int NAMED_FAILURES = 5;

  private final BackupFolder folder;
  private final BackupCatalog catalog;
  private final Clock clock;
  private final ZoneId zone;
  private final BackupProofs proofs;

  /** Whether the log says already that what must stay is beyond the limits. */
  private boolean saidBeyond;

  Retention(BackupFolder folder, BackupCatalog catalog, Clock clock, ZoneId zone) {
    this.folder = folder;
    this.catalog = catalog;
    this.clock = clock;
    this.zone = zone;
    this.proofs = new BackupProofs(clock);
  }

  /** A clean-up done, and what it has left. */
  record Swept(CleanupResult result, BackupListing left) {}

  /** What would go by the rules, the oldest first. */
  List<Removal> plan(RetentionRules rules, Duration interval) throws IOException {
    return plan(catalog.list().backups(), rules, interval);
  }

  /** What would go for being older than {@code age}, the oldest first. */
  List<Removal> planOlderThan(Duration age) throws IOException {
    return planOlderThan(catalog.list().backups(), age);
  }

  /** Deletes what goes by the rules. */
  Swept apply(RetentionRules rules, Duration interval) throws IOException {
    BackupListing listing = catalog.list();
    Swept swept = delete(listing, plan(listing.backups(), rules, interval));
    if (swept.result().failed() == 0) {
      sayIfBeyond(swept.left().backups(), rules);
    }
    return swept;
  }

  /** Deletes what is older than {@code age}. */
  Swept deleteOlderThan(Duration age) throws IOException {
    BackupListing listing = catalog.list();
    return delete(listing, planOlderThan(listing.backups(), age));
  }

  private List<Removal> plan(
      List<BackupInfo> newestFirst, RetentionRules rules, Duration interval) {
    proofs.retain(newestFirst);
    return new RetentionPlanner(rules, interval, clock.instant(), zone).plan(newestFirst, proofs);
  }

  private List<Removal> planOlderThan(List<BackupInfo> newestFirst, Duration age) {
    proofs.retain(newestFirst);
    return RetentionPlanner.olderThan(clock.instant().minus(age), newestFirst, proofs);
  }

  private Swept delete(BackupListing listing, List<Removal> removals) throws IOException {
    Set<BackupInfo> gone = new HashSet<>();
    long bytes = 0;
    int failed = 0;
    for (Removal removal : removals) {
      BackupInfo backup = removal.backup();
      try {
        folder.delete(backup.filepath());
        LOG.debug("Deleted {} ({})", backup.filename(), removal.reason());
        gone.add(backup);
        bytes += backup.size();
      } catch (IOException e) {
        if (++failed <= NAMED_FAILURES) {
          LOG.warn("{} cannot be deleted: {}", backup.filename(), BackupRunner.reason(e));
        }
      }
    }
    if (failed > NAMED_FAILURES) {
      LOG.warn("{} backups in all cannot be deleted", failed);
    }
    if (!gone.isEmpty()) {
      LOG.info("Deleted {} old backups, {} bytes", gone.size(), bytes);
      folder.sync();
    }
    List<BackupInfo> left =
        listing.backups().stream().filter(backup -> !gone.contains(backup)).toList();
    return new Swept(
        new CleanupResult(gone.size(), bytes, failed),
        new BackupListing(left, listing.unreadable()));
  }

  private void sayIfBeyond(List<BackupInfo> left, RetentionRules rules) {
    long bytes = left.stream().mapToLong(BackupInfo::size).sum();
    boolean beyond =
        (rules.maxFiles() > 0 && left.size() > rules.maxFiles())
            || (rules.maxBytes() > 0 && bytes > rules.maxBytes());
    if (beyond && !saidBeyond) {
      LOG.warn(
          "The backups that must stay are more than the limits allow: {} files, {} bytes; {}",
          left.size(),
          bytes,
          rules);
    }
    saidBeyond = beyond;
  }
}
