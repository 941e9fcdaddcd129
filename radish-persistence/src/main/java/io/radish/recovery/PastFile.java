// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.backup.PastKeyspaces;
import io.radish.backup.format.BackupStamp;
import io.radish.backup.format.BackupWriter;
import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import io.radish.disk.FileOps.OutputFile;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A keyspace of the past as a backup file, for as long as somebody restores from it. One that a
 * crash leaves is swept up by the next start.
 */
final class PastFile implements PastKeyspaces.Past {
  /**
   * What is restored may lie anywhere, and is read from the real file system; so that is where this
   * is, too.
   */
  private static final FileOps DISK = new DiskFileOps();

  /** When it was. */
  record Moment(Instant asOf, ZoneId zone, long position) {}

  private final Path file;
  private final long position;

  private PastFile(Path file, long position) {
    this.file = file;
    this.position = position;
  }

  /** Writes what {@code scratch} holds as a backup of {@code name}. */
  static PastFile write(
      Path file, ScratchKeyspace scratch, KeyspaceName name, long ttlSeconds, Moment moment)
      throws IOException, InterruptedException {
    DISK.delete(file);
    BackupStamp stamp =
        new BackupStamp(moment.asOf(), moment.zone(), "past_" + moment.position(), 0);
    boolean whole = false;
    try (OutputFile out = DISK.create(file);
        Snapshot snapshot = scratch.snapshots().snapshot(KeyspaceName::isDefault)) {
      KeyspaceSnapshot content = snapshot.keyspaces().getFirst();
      BackupWriter.Written _ =
          new BackupWriter().write(new Renamed(name, ttlSeconds, content), stamp, out);
      whole = true;
    } finally {
      if (!whole) {
        DISK.delete(file);
      }
    }
    return new PastFile(file, moment.position());
  }

  /** The scratch keyspace under the name of the one that it was. */
  private record Renamed(KeyspaceName name, long defaultTtlSeconds, KeyspaceSnapshot content)
      implements KeyspaceSnapshot {
    @Override
    public EntryCursor entries() {
      return content.entries();
    }
  }

  @Override
  public Path file() {
    return file;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void close() throws IOException {
    DISK.delete(file);
  }
}
