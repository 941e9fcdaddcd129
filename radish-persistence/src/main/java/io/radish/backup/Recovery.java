// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loads the newest whole run at a start: all of its files, or none.
 *
 * <p>Which run is the newest, the run ids say, not the clock, which may have been set back. A run
 * is whole when as many keyspaces of it are there as it says it had. Where no run is, as with files
 * of the original, the newest file of each keyspace is taken. A file that cannot be read and may be
 * newer than what would be loaded stops the start, since going on would silently lose what it
 * holds.
 */
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final BackupFolder folder;
  private final BackupCatalog catalog;
  private final Restorer restorer;

  Recovery(BackupFolder folder, BackupCatalog catalog, Restorer restorer) {
    this.folder = folder;
    this.catalog = catalog;
    this.restorer = restorer;
  }

  /**
   * The files of a choice, newest first.
   *
   * @param runId the whole run they are; null where they are the newest of each keyspace
   */
  record Choice(@Nullable String runId, List<BackupInfo> files) {}

  RecoverySummary restoreLatest() throws IOException {
    BackupListing listing = catalog.list();
    Choice choice = choose(listing.backups());
    List<UnreadableBackup> inTheWay = new ArrayList<>();
    for (UnreadableBackup file : listing.unreadable()) {
      if (mayBeNewer(file, choice) || isAmong(file, newerThan(choice, listing.backups()))) {
        inTheWay.add(file);
      } else {
        LOG.warn("Left aside, not a readable backup: {}", file.reason());
      }
    }
    if (!inTheWay.isEmpty()) {
      throw stop(
          inTheWay.stream().map(UnreadableBackup::filepath).toList(),
          new IOException(
              inTheWay.stream().map(UnreadableBackup::reason).collect(Collectors.joining("; "))));
    }
    if (choice.files().isEmpty()) {
      return new RecoverySummary(null, null, List.of(), List.of());
    }
    List<BackupInfo> leftAside = newerThan(choice, listing.backups());
    for (BackupInfo backup : leftAside) {
      LOG.warn("Left aside, newer than the newest whole run: {}", backup.filename());
    }
    return new RecoverySummary(
        choice.runId(), choice.files().getFirst().taken(), loadAll(choice.files()), leftAside);
  }

  /** The newest whole run; where there is none, the newest file of each keyspace. */
  static Choice choose(List<BackupInfo> newestFirst) {
    Optional<List<BackupInfo>> run = newestWholeRun(newestFirst);
    if (run.isPresent()) {
      return new Choice(run.get().getFirst().runId(), run.get());
    }
    Map<String, BackupInfo> newest = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst) {
      newest.putIfAbsent(backup.cache(), backup);
    }
    return new Choice(null, List.copyOf(newest.values()));
  }

  /** The files of the newest whole run, one for each of its keyspaces. */
  static Optional<List<BackupInfo>> newestWholeRun(List<BackupInfo> newestFirst) {
    return WholeRuns.of(newestFirst).stream().findFirst();
  }

  /** Whether what the file holds may be missing from the choice; strangers' files do not count. */
  private static boolean mayBeNewer(UnreadableBackup file, Choice choice) {
    if (!file.isNamedLikeBackup()) {
      return false;
    }
    if (choice.runId() == null) {
      String stem = BackupFileName.stemOf(file.filename());
      return choice.files().stream()
          .filter(chosen -> BackupFileName.stemOf(chosen.filename()).equals(stem))
          .noneMatch(chosen -> chosen.taken().isAfter(file.taken()));
    }
    // The time in a name is cut to the second.
    return !file.taken().plusSeconds(1).isBefore(choice.files().getFirst().taken());
  }

  /** The backups newer than all of the choice; none where nothing was chosen. */
  private static List<BackupInfo> newerThan(Choice choice, List<BackupInfo> newestFirst) {
    return choice.files().isEmpty()
        ? List.of()
        : newestFirst.subList(0, newestFirst.indexOf(choice.files().getFirst()));
  }

  /**
   * Whether the time in the file's name is that of one of the backups, so that it may be of the
   * same run: that run may be newer than its time says, if the clock was set back.
   */
  private static boolean isAmong(UnreadableBackup file, List<BackupInfo> backups) {
    return file.isNamedLikeBackup()
        && backups.stream()
            .anyMatch(b -> b.taken().truncatedTo(ChronoUnit.SECONDS).equals(file.taken()));
  }

  private List<RestoreResult> loadAll(List<BackupInfo> files) throws IOException {
    return FileLoads.load(files, this::load, Restorer.Loaded::load).stream()
        .map(Restorer.Loaded::result)
        .toList();
  }

  private Restorer.Loaded load(BackupInfo file) throws IOException {
    try {
      return restorer.load(file.filepath(), RestoreOptions.REPLACE);
    } catch (IOException e) {
      throw stop(List.of(file.filepath()), e);
    }
  }

  private RecoveryException stop(List<Path> files, IOException cause) {
    String names =
        files.stream()
            .map(file -> Objects.toString(file.getFileName()))
            .collect(Collectors.joining(", "));
    return new RecoveryException(
        "the latest backups cannot be restored: " + BackupRunner.reason(cause),
        List.of(
            "move " + names + " out of " + folder.path() + " to start from what is there besides",
            "start with restore-on-start none to begin empty, leaving all files as they are"),
        cause);
  }
}
