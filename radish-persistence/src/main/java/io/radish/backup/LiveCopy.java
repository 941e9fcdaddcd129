// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupStamp;
import io.radish.backup.format.BackupWriter;
import io.radish.snapshot.EntryCursor;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a keyspace holds at one instant, as a hidden file beside the backups: for those who look at
 * it longer than a snapshot may stay open. Closing it deletes it; one that a crash leaves is swept
 * up with unfinished backups.
 */
final class LiveCopy implements Closeable {
  /** In the place of a run's id, which it has none of. */
  private static final String RUN = "now";

  private static final AtomicLong NUMBERS = new AtomicLong();

  private final BackupFolder folder;
  private final BackupFolder.Draft draft;

  private LiveCopy(BackupFolder folder, BackupFolder.Draft draft) {
    this.folder = folder;
    this.draft = draft;
  }

  /** Writes a keyspace down; one that is not there has no entries. */
  static LiveCopy of(KeyspaceName name, Snapshots store, BackupFolder folder, ZoneId zone)
      throws IOException, InterruptedException {
    folder.create();
    try (Snapshot snapshot = store.snapshot(name::equals)) {
      KeyspaceSnapshot keyspace =
          snapshot.keyspaces().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseGet(() -> new Missing(name));
      BackupStamp stamp = new BackupStamp(snapshot.instant(), zone, RUN, 0);
      int number = (int) (NUMBERS.incrementAndGet() & Integer.MAX_VALUE);
      BackupFolder.Draft draft = folder.write(keyspace, stamp, number, new BackupWriter());
      draft.file().close();
      return new LiveCopy(folder, draft);
    }
  }

  Path file() {
    return draft.temporary();
  }

  @Override
  public void close() throws IOException {
    folder.discard(draft);
  }

  /** A keyspace that is not there. */
  private record Missing(KeyspaceName name) implements KeyspaceSnapshot {
    @Override
    public long defaultTtlSeconds() {
      return 0;
    }

    @Override
    public EntryCursor entries() {
      return new NoEntries();
    }
  }
}
