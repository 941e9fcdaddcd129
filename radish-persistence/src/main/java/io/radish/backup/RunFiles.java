// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupStamp;
import io.radish.backup.format.BackupWriter;
import io.radish.disk.FileSyncs;
import io.radish.snapshot.KeyspaceSnapshot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one run: written one after the other, synced several at a time meanwhile, and named
 * when they are on disk.
 *
 * <pre>
 *   this thread      write a | write b | write c | ...  (the snapshot is closed) | name a, b, c ... | sync the folder
 *   syncing threads           sync a ........ | sync d ...
 *                                       sync b ........ |
 * </pre>
 *
 * <p>The snapshot is closed when all is written; in a run of more files than may be open, syncing
 * sets the pace of writing. A file that fails is a result that says why; the others go on. Used by
 * one thread.
 */
final class RunFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunFiles.class);

  /** A keyspace of the run: a file on its way to disk, or why there is none. */
  private sealed interface Outcome {}

  private record Failed(KeyspaceBackup result) implements Outcome {}

  private record Unnamed(KeyspaceSnapshot keyspace, BackupFolder.Draft draft, FileSyncs.Sync sync)
      implements Outcome {}

  private final BackupFolder folder;
  private final BackupStamp stamp;
  private final BackupWriter writer = new BackupWriter();
  private final FileSyncs syncs = new FileSyncs(FileSyncs.USUAL_THREADS, "radish-backup-sync-");
  private final List<Outcome> outcomes = new ArrayList<>();

  /** How many of the outcomes have their name, or never will. */
  private int named;

  /**
   * Names given in this run, in lower case. Some file systems do not tell {@code Users} from {@code
   * users}, and folders are copied from one to another.
   */
  private final Set<String> taken = new HashSet<>();

  RunFiles(BackupFolder folder, BackupStamp stamp) {
    this.folder = folder;
    this.stamp = stamp;
  }

  /** Writes keyspaces; they are being synced when this returns. */
  void write(List<KeyspaceSnapshot> keyspaces) {
    try {
      folder.create();
    } catch (IOException e) {
      keyspaces.forEach(keyspace -> outcomes.add(failed(keyspace, e)));
      return;
    }
    keyspaces.forEach(this::write);
  }

  private void write(KeyspaceSnapshot keyspace) {
    syncs.reserve();
    BackupFolder.Draft draft = null;
    try {
      draft = folder.write(keyspace, stamp, outcomes.size(), writer);
      outcomes.add(new Unnamed(keyspace, draft, syncs.add(draft.file())));
    } catch (IOException e) {
      outcomes.add(failed(keyspace, e));
    } finally {
      if (draft == null) {
        syncs.unreserve();
      }
    }
  }

  /** Names the files that are on disk, in the order in which they were written. */
  List<KeyspaceBackup> publish() {
    List<KeyspaceBackup> results = new ArrayList<>();
    for (; named < outcomes.size(); named++) {
      results.add(
          switch (outcomes.get(named)) {
            case Failed failed -> failed.result();
            case Unnamed file -> publish(file);
          });
    }
    if (!taken.isEmpty()) {
      try {
        folder.sync();
      } catch (IOException e) {
        LOG.error("Backup folder {} cannot be synced", folder.path(), e);
        results.replaceAll(result -> notSynced(result, e));
      }
    }
    return results;
  }

  private KeyspaceBackup publish(Unnamed file) {
    try {
      file.sync().await();
      String filename = folder.publish(file.draft(), file.keyspace().name(), stamp, taken);
      BackupWriter.Written written = file.draft().written();
      return new KeyspaceBackup(
          file.keyspace().name().toString(), filename, written.items(), written.bytes(), null);
    } catch (IOException e) {
      discard(file.draft());
      return failed(file.keyspace(), e).result();
    }
  }

  private void discard(BackupFolder.Draft draft) {
    try {
      folder.discard(draft);
    } catch (IOException e) {
      LOG.warn("{} is left over; the next start removes it", draft.temporary(), e);
    }
  }

  private static Failed failed(KeyspaceSnapshot keyspace, IOException e) {
    String name = keyspace.name().toString();
    LOG.error("Backup of {} failed", name, e);
    return new Failed(new KeyspaceBackup(name, null, 0, 0, BackupRunner.reason(e)));
  }

  private static KeyspaceBackup notSynced(KeyspaceBackup result, IOException e) {
    return result.ok()
        ? new KeyspaceBackup(
            result.name(),
            result.filename(),
            result.items(),
            result.bytes(),
            BackupRunner.reason(e))
        : result;
  }

  /** Ends the syncing threads, and deletes what was not named because something went wrong. */
  @Override
  public void close() {
    syncs.close();
    for (; named < outcomes.size(); named++) {
      if (outcomes.get(named) instanceof Unnamed file) {
        discard(file.draft());
      }
    }
  }
}
