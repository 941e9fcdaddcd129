// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupStamp;
import io.radish.backup.format.BackupWriter;
import io.radish.backup.format.ZstdOutput;
import io.radish.disk.FileOps;
import io.radish.disk.FolderLock;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The folder that backups lie in, and how a file comes into it: under a temporary name, synced, and
 * only then renamed to a name that was free.
 *
 * <p>Written by one thread at a time.
 */
final class BackupFolder {
  /** How the name of a file being written begins: hidden, and no glob for backups matches it. */
  static final String TEMPORARY_PREFIX = ".tmp-";

  private final Path path;
  private final FileOps files;
  private final @Nullable FolderLock lock;
  private volatile Compression compression = Compression.NONE;

  /**
   * Whether names may not be on disk: those given since the last sync, and before the first one
   * those that another process gave.
   */
  private boolean unsynced = true;

  /**
   * Makes the view of a folder.
   *
   * @param lock what keeps other processes out, if anything does
   */
  BackupFolder(Path path, FileOps files, @Nullable FolderLock lock) {
    this.path = path;
    this.files = files;
    this.lock = lock;
  }

  Path path() {
    return path;
  }

  /** A file under its temporary name, open, whole and not synced yet. */
  record Draft(
      Path temporary,
      FileOps.OutputFile file,
      BackupWriter.Written written,
      Compression compression) {}

  /** Makes the folder, where it is missing, and locks it again, where its lock went with it. */
  void create() throws IOException {
    if (lock != null) {
      lock.renew();
    }
    files.createFolder(path);
  }

  /**
   * Writes one keyspace's file under a temporary name.
   *
   * @param number which of the run's files it is
   */
  Draft write(KeyspaceSnapshot keyspace, BackupStamp stamp, int number, BackupWriter writer)
      throws IOException {
    Path temporary = path.resolve(TEMPORARY_PREFIX + stamp.runId() + "-" + number);
    FileOps.OutputFile file = files.create(temporary);
    Compression packing = compression;
    try {
      BackupWriter.Written written =
          switch (packing) {
            case NONE -> writer.write(keyspace, stamp, file);
            case ZSTD -> writePacked(keyspace, stamp, writer, file);
          };
      return new Draft(temporary, file, written, packing);
    } catch (IOException | RuntimeException | Error e) {
      try (file) {
        files.delete(temporary);
      } catch (IOException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  private static BackupWriter.Written writePacked(
      KeyspaceSnapshot keyspace, BackupStamp stamp, BackupWriter writer, FileOps.OutputFile file)
      throws IOException {
    try (ZstdOutput packed = new ZstdOutput(file)) {
      BackupWriter.Written written = writer.write(keyspace, stamp, packed);
      return new BackupWriter.Written(written.items(), packed.finish(), written.checksum());
    }
  }

  /** Changes how the files that follow are packed. */
  void setCompression(Compression changed) {
    compression = changed;
  }

  /** Deletes a draft, closed already, that will have no name. */
  void discard(Draft draft) throws IOException {
    files.delete(draft.temporary());
  }

  /**
   * Gives a draft, synced already, its final name, though the name is not on disk until {@link
   * #sync}.
   *
   * @param taken names given in this run, in lower case; the new one is added
   * @return the name
   */
  String publish(Draft draft, KeyspaceName keyspace, BackupStamp stamp, Set<String> taken)
      throws IOException {
    for (int ordinal = 1; ; ordinal++) {
      String name = BackupFileName.of(keyspace, stamp.timestamp(), ordinal, draft.compression());
      if (!taken.add(name.toLowerCase(Locale.ROOT))) {
        continue;
      }
      unsynced = true;
      try {
        files.publish(draft.temporary(), path.resolve(name));
        return name;
      } catch (FileAlreadyExistsException e) {
        // Somebody's backup has that name, as when the clock repeats an hour: the next is tried.
      }
    }
  }

  /** Brings the names given since the last time to disk. */
  void sync() throws IOException {
    files.forceFolder(path);
    unsynced = false;
  }

  /**
   * Deletes a backup, because others make it dispensable: their names are on disk before it goes,
   * or a loss of power could leave neither.
   */
  void delete(Path file) throws IOException {
    if (unsynced) {
      sync();
    }
    files.delete(file);
  }

  /** Deletes what runs left that were cut off; returns the number of files. */
  int sweep() throws IOException {
    int swept = 0;
    try (DirectoryStream<Path> left = Files.newDirectoryStream(path, TEMPORARY_PREFIX + "*")) {
      for (Path file : left) {
        files.delete(file);
        swept++;
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      // Where there is no folder yet, nothing was left in it.
      return 0;
    }
    return swept;
  }

  /**
   * The backup with that bare file name.
   *
   * @throws IllegalArgumentException where it is no bare file name, or leads out of the folder
   * @throws NoSuchFileException where there is none
   */
  Path resolve(String fileName) throws IOException {
    if (fileName.isEmpty()
        || fileName.startsWith(".")
        || fileName.chars().anyMatch(c -> c == '/' || c == '\\' || c == ':' || c < ' ')) {
      throw notBare();
    }
    Path file;
    try {
      file = path.resolve(fileName);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(notBare().getMessage(), e);
    }
    if (!Files.isRegularFile(file)) {
      throw new NoSuchFileException(fileName, null, "there is no such file in " + path);
    }
    if (!isInside(file)) {
      throw new IllegalArgumentException(fileName + " leads out of the backup folder");
    }
    return file;
  }

  /** Whether the file, links followed, lies in the folder. */
  boolean isInside(Path file) throws IOException {
    return file.toRealPath().startsWith(path.toRealPath());
  }

  private static IllegalArgumentException notBare() {
    return new IllegalArgumentException(
        "expected the bare name of a file in the backup folder, such as"
            + " cache_users_20251115_161118.json");
  }
}
