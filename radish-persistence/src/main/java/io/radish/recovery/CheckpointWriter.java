// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.BackupFileName;
import io.radish.backup.Compression;
import io.radish.backup.format.BackupStamp;
import io.radish.backup.format.BackupWriter;
import io.radish.disk.FileOps;
import io.radish.disk.FileOps.OutputFile;
import io.radish.disk.FileSyncs;
import io.radish.disk.ForwardingOutputFile;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Writes the files of a checkpoint: every keyspace of a snapshot in the format of backups.
 *
 * <p>All of it is written, also where a backup of the same instant is: Java cannot ask a file
 * system for a clone that shares blocks, and a link would share the file itself, so that a backup
 * edited in place would change the checkpoint. Syncs are waited for several at a time ({@link
 * FileSyncs}).
 */
final class CheckpointWriter {
  private final FileOps disk;
  private final ZoneId zone;
  private final int syncThreads;
  private final BooleanSupplier cancelled;

  /**
   * Makes a writer.
   *
   * @param syncThreads how many syncs are under way at once; 0 for one after the other by the
   *     caller
   * @param cancelled whether to give up, looked at all the time
   */
  CheckpointWriter(FileOps disk, ZoneId zone, int syncThreads, BooleanSupplier cancelled) {
    this.disk = disk;
    this.zone = zone;
    this.syncThreads = syncThreads;
    this.cancelled = cancelled;
  }

  /** Writes all of {@code snapshot}, which it closes as soon as it has been read. */
  List<KeyspaceFile> write(Snapshot snapshot, Path folder) throws IOException {
    try (snapshot;
        FileSyncs syncs = new FileSyncs(syncThreads, "radish-checkpoint-sync-")) {
      BackupStamp stamp =
          new BackupStamp(snapshot.instant(), zone, Manifest.runId(snapshot.position()), 0);
      BackupWriter writer = new BackupWriter();
      Set<String> taken = new HashSet<>();
      // What was moved aside may lie in the same folder.
      disk.list(folder).forEach(name -> taken.add(name.toLowerCase(Locale.ROOT)));
      List<KeyspaceFile> files = new ArrayList<>();
      List<FileSyncs.Sync> synced = new ArrayList<>();
      for (KeyspaceSnapshot keyspace : snapshot.keyspaces()) {
        String name = name(keyspace, stamp, taken);
        OutputFile file = begin(folder.resolve(name), syncs);
        files.add(write(keyspace, stamp, name, file, writer, syncs));
        synced.add(syncs.add(file));
      }
      snapshot.close();
      for (FileSyncs.Sync sync : synced) {
        sync.await();
      }
      return files;
    }
  }

  /** A name that no other has, also where a file system does not tell capitals. */
  private static String name(KeyspaceSnapshot keyspace, BackupStamp stamp, Set<String> taken) {
    int ordinal = 1;
    String name = BackupFileName.of(keyspace.name(), stamp.timestamp(), ordinal, Compression.NONE);
    while (!taken.add(name.toLowerCase(Locale.ROOT))) {
      ordinal++;
      name = BackupFileName.of(keyspace.name(), stamp.timestamp(), ordinal, Compression.NONE);
    }
    return name;
  }

  private OutputFile begin(Path path, FileSyncs syncs) throws IOException {
    syncs.reserve();
    boolean made = false;
    try {
      OutputFile file = new Cancellable(disk.create(path));
      made = true;
      return file;
    } finally {
      if (!made) {
        syncs.unreserve();
      }
    }
  }

  private static KeyspaceFile write(
      KeyspaceSnapshot keyspace,
      BackupStamp stamp,
      String name,
      OutputFile file,
      BackupWriter writer,
      FileSyncs syncs)
      throws IOException {
    boolean done = false;
    try {
      BackupWriter.Written written = writer.write(keyspace, stamp, file);
      done = true;
      return new KeyspaceFile(
          keyspace.name(),
          name,
          keyspace.defaultTtlSeconds(),
          written.items(),
          written.bytes(),
          written.checksum());
    } finally {
      if (!done) {
        syncs.unreserve();
        file.close();
      }
    }
  }

  /** A file whose writing ends where nobody wants it any more. */
  private final class Cancellable extends ForwardingOutputFile {
    Cancellable(OutputFile file) {
      super(file);
    }

    private void check() throws IOException {
      if (cancelled.getAsBoolean()) {
        throw new InterruptedIOException("the checkpoint was given up, because the journal closes");
      }
    }

    @Override
    public void append(byte[] bytes, int offset, int length) throws IOException {
      check();
      super.append(bytes, offset, length);
    }

    @Override
    public void append(ByteBuffer bytes) throws IOException {
      check();
      super.append(bytes);
    }

    @Override
    public void force() throws IOException {
      check();
      super.force();
    }
  }
}
