// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.FileLoads;
import io.radish.backup.format.BackupContent;
import io.radish.backup.format.BackupFormatException;
import io.radish.backup.format.BackupReader;
import io.radish.disk.FileOps;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.snapshot.EntrySink;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Loads the files of a checkpoint, several at a time, each verified to its last byte against itself
 * and the manifest; all of them or none.
 *
 * <p>Nothing expires meanwhile: an entry whose time has passed since may still be what the journal
 * behind the checkpoint changes.
 */
final class CheckpointLoader {
  /** A time at which nothing has expired. */
  private static final long BEFORE_ALL = Long.MIN_VALUE;

  private final FileOps disk;
  private final Snapshots store;
  private final LongConsumer entries;

  /**
   * Makes a loader.
   *
   * @param entries told how many entries a file had, by whatever thread
   */
  CheckpointLoader(FileOps disk, Snapshots store, LongConsumer entries) {
    this.disk = disk;
    this.store = store;
    this.entries = entries;
  }

  /** Puts the checkpoint in the place of what the store has, keyspace by keyspace. */
  void load(Manifest manifest, Path folder) throws IOException {
    List<KeyspaceLoad> _ =
        FileLoads.load(
            manifest.keyspaces(), file -> load(manifest, file, folder), Function.identity());
  }

  private KeyspaceLoad load(Manifest manifest, KeyspaceFile file, Path folder) throws IOException {
    KeyspaceLoad load = store.load(file.name(), file.ttlSeconds(), BEFORE_ALL);
    boolean done = false;
    try {
      read(manifest, file, folder, load);
      done = true;
      return load;
    } finally {
      if (!done) {
        load.close();
      }
    }
  }

  /** Fills {@code load} with one file, which is the one that the manifest means. */
  void read(Manifest manifest, KeyspaceFile file, Path folder, KeyspaceLoad load)
      throws IOException {
    Path path = folder.resolve(file.file());
    try (BackupReader reader = open(disk, path)) {
      checkBelongs(manifest, file, path, reader);
      load.proposeLimit(reader.header().limit());
      load.expect(reader.expectedItems());
      BackupContent content;
      try (EntrySink sink = load.sink()) {
        content = reader.read(sink, Instant.EPOCH);
      }
      check(path, content.bytes() == file.bytes(), "it has another size than the manifest says");
      if (load.itemCount() != content.items()) {
        // A key came twice: this says which.
        BackupContent _ = reader.verify(Instant.EPOCH);
        throw new BackupFormatException(path, 0, "not all of its entries could be loaded");
      }
      entries.accept(content.items());
    }
  }

  private static void checkBelongs(
      Manifest manifest, KeyspaceFile file, Path path, BackupReader reader) throws IOException {
    boolean belongs =
        manifest.runId().equals(reader.header().runId())
            && reader.header().label().equals(file.name().toString())
            && reader.header().itemCount() == file.items()
            && Objects.equals(reader.checksum(), file.checksum());
    check(path, belongs, "it is not the file that the checkpoint's manifest names");
  }

  private static void check(Path path, boolean right, String problem) throws BackupFormatException {
    if (!right) {
      throw new BackupFormatException(path, 0, problem);
    }
  }

  private static BackupReader open(FileOps disk, Path path) throws IOException {
    return BackupReader.open(path, disk.open(path), BackupReader.Trust.VERIFIED);
  }

  /** Reads and verifies a file of a checkpoint, keeping nothing. */
  static void verify(FileOps disk, Manifest manifest, KeyspaceFile file, Path folder)
      throws IOException {
    Path path = folder.resolve(file.file());
    try (BackupReader reader = open(disk, path)) {
      checkBelongs(manifest, file, path, reader);
      BackupContent content = reader.verify(Instant.EPOCH);
      check(path, content.bytes() == file.bytes(), "it has another size than the manifest says");
    }
  }
}
