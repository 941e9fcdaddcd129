// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores keyspaces to points in time, and names backups that would do where it cannot. */
final class PastRestorer {
  private static final Logger LOG = LoggerFactory.getLogger(PastRestorer.class);

  /** How a file is restored. */
  @FunctionalInterface
  interface Restoring {
    RestoreResult restore(Path file, RestoreOptions options) throws IOException;
  }

  private final PastKeyspaces past;
  private final BackupCatalog catalog;
  private final Clock clock;
  private final ZoneId zone;

  PastRestorer(PastKeyspaces past, BackupCatalog catalog, Clock clock, ZoneId zone) {
    this.past = past;
    this.catalog = catalog;
    this.clock = clock;
    this.zone = zone;
  }

  RestoreResult restore(
      KeyspaceName keyspace, Instant asOf, RestoreOptions options, Restoring restoring)
      throws IOException, InterruptedException {
    if (options.unverified()) {
      throw new IllegalArgumentException(
          "UNVERIFIED takes a file that was edited, and a point in time comes from the journal,"
              + " which is always verified");
    }
    Instant now = clock.instant();
    if (asOf.isAfter(now)) {
      throw new IllegalArgumentException(
          text(asOf) + " is not over yet: it is " + text(now) + " now");
    }
    try (PastKeyspaces.Past found = past.write(keyspace, asOf)) {
      RestoreResult result =
          restoring
              .restore(found.file(), options)
              .at(new RestoreResult.Moment(asOf, found.position()));
      LOG.info(
          "Restored {} to what {} was at {}, unit {} of the journal",
          result.cache(),
          keyspace,
          text(asOf),
          found.position());
      return result;
    } catch (OutOfReachException e) {
      throw new IOException(instead(keyspace, asOf, e), e);
    }
  }

  /** Says how far the journal reaches back, and what can be restored instead. */
  private String instead(KeyspaceName keyspace, Instant asOf, OutOfReachException e)
      throws IOException {
    List<BackupInfo> backups =
        catalog.list().backups().stream()
            .filter(backup -> backup.cache().equals(keyspace.toString()))
            .sorted(Comparator.comparing(BackupInfo::taken))
            .toList();
    Optional<BackupInfo> before =
        backups.stream().filter(each -> !each.taken().isAfter(asOf)).reduce((a, b) -> b);
    Optional<BackupInfo> after =
        backups.stream().filter(each -> each.taken().isAfter(asOf)).findFirst();
    List<String> named =
        Stream.of(before, after)
            .flatMap(Optional::stream)
            .map(each -> each.filename() + " of " + text(each.taken()))
            .toList();
    String choices =
        named.isEmpty()
            ? "; there is no backup of '" + keyspace + "' either"
            : "; the nearest backups of '" + keyspace + "': " + String.join(", ", named);
    return "the journal reaches back to "
        + text(e.earliest())
        + " (see journal-restore-window), not to "
        + text(asOf)
        + choices;
  }

  private String text(Instant instant) {
    return PastTime.text(instant, zone);
  }
}
