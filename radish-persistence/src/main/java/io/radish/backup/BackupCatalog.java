// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupHeader;
import io.radish.backup.format.BackupReader;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of what lies in a backup folder, read from the files' headers.
 *
 * <p>A header is read once, and again when size or time of change of its file differ. Thread-safe.
 */
final class BackupCatalog {
  private static final Logger LOG = LoggerFactory.getLogger(BackupCatalog.class);
  private static final DateTimeFormatter MODIFIED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** What is known of a file, and how the file looked when it was read. */
  private sealed interface Known {
    FileTime changed();

    long size();
  }

  private record KnownBackup(FileTime changed, long size, BackupInfo info) implements Known {}

  private record KnownUnreadable(FileTime changed, long size, UnreadableBackup file)
      implements Known {}

  private final BackupFolder folder;
  private final ZoneId zone;

  /** What the last listing found; guarded by this. */
  private Map<Path, Known> known = new HashMap<>();

  BackupCatalog(BackupFolder folder, ZoneId zone) {
    this.folder = folder;
    this.zone = zone;
  }

  /** Lists the folder; one that is not there is empty. */
  synchronized BackupListing list() throws IOException {
    Map<Path, Known> found = new HashMap<>();
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(folder.path(), "*.{json,json.zst}")) {
      for (Path file : files) {
        look(file).ifPresent(entry -> found.put(file, entry));
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // No backup was made yet.
      return new BackupListing(List.of(), List.of());
    }
    known = found;
    List<BackupInfo> backups = new ArrayList<>();
    List<UnreadableBackup> unreadable = new ArrayList<>();
    for (Known entry : found.values()) {
      switch (entry) {
        case KnownBackup backup -> backups.add(backup.info());
        case KnownUnreadable file -> unreadable.add(file.file());
      }
    }
    unreadable.sort(Comparator.comparing(UnreadableBackup::filename));
    return new BackupListing(BackupInfo.newestFirst(backups), List.copyOf(unreadable));
  }

  /** What is known of one file; empty where it is none of the folder's, or gone. */
  private Optional<Known> look(Path file) throws IOException {
    try {
      BasicFileAttributes now =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      if (now.isSymbolicLink()) {
        try {
          now = folder.isInside(file) ? Files.readAttributes(file, BasicFileAttributes.class) : now;
        } catch (NoSuchFileException e) {
          throw e;
        } catch (FileSystemException e) {
          // It leads in circles, or where nobody may look: one such link must not hide all others.
          return Optional.of(unreadable(file, now, named(file), BackupRunner.reason(e)));
        }
      }
      if (!now.isRegularFile() || Objects.toString(file.getFileName()).startsWith(".")) {
        return Optional.empty();
      }
      Known before = known.get(file);
      if (before != null
          && before.size() == now.size()
          && before.changed().equals(now.lastModifiedTime())) {
        return Optional.of(before);
      }
      return Optional.of(read(file, now));
    } catch (NoSuchFileException e) {
      // Cleaned away between the listing and now.
      return Optional.empty();
    }
  }

  /** The time that the file's name says. */
  private Optional<Instant> named(Path file) {
    return BackupFileName.timestampIn(Objects.toString(file.getFileName()))
        .map(time -> time.atZone(zone).toInstant());
  }

  private Known read(Path file, BasicFileAttributes now) throws NoSuchFileException {
    FileTime changed = now.lastModifiedTime();
    String filename = Objects.toString(file.getFileName());
    Optional<Instant> named = named(file);
    try (BackupReader reader = BackupReader.open(file, BackupReader.Trust.UNVERIFIED)) {
      BackupHeader header = reader.header();
      Instant utc = header.utc();
      BackupInfo info =
          new BackupInfo(
              filename,
              file,
              now.size(),
              modified(changed),
              header.label(),
              header.type(),
              header.itemCount(),
              utc != null ? utc : named.orElse(changed.toInstant()),
              utc,
              header.runId(),
              header.runFiles());
      return new KnownBackup(changed, now.size(), info);
    } catch (NoSuchFileException e) {
      throw e;
    } catch (IOException e) {
      return unreadable(file, now, named, BackupRunner.reason(e));
    } catch (RuntimeException e) {
      // A bug, but one file must not keep all the others from being listed.
      LOG.error("The header of {} cannot be read", filename, e);
      return unreadable(file, now, named, filename + ": cannot be read: " + e);
    }
  }

  private static Known unreadable(
      Path file, BasicFileAttributes now, Optional<Instant> named, String reason) {
    FileTime changed = now.lastModifiedTime();
    String filename = Objects.toString(file.getFileName());
    return new KnownUnreadable(
        changed,
        now.size(),
        new UnreadableBackup(
            filename, file, named.isPresent(), named.orElse(changed.toInstant()), reason));
  }

  private String modified(FileTime changed) {
    Instant instant = changed.toInstant().truncatedTo(ChronoUnit.MICROS);
    return MODIFIED.format(LocalDateTime.ofInstant(instant, zone));
  }
}
