// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.PersistenceHandler.Recovering;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Everything that brings data back, one at a time, and whether the store is worth a backup: not
 * while a recovery is under way, nor after one that failed. Thread-safe.
 */
final class Restores {
  /** How far a recovery has come, if one was asked for. */
  private enum RecoveryState {
    NOT_WANTED,
    UNDER_WAY,
    FAILED,
    DONE
  }

  private final Snapshots store;
  private final Restorer restorer;
  private final PastRestorer pastRestorer;

  /** Whether the store is told what is safe. */
  private final boolean marks;

  private final ReentrantLock lock = new ReentrantLock();

  /** Whether restores are refused; looked at while the lock is held. */
  private volatile boolean shuttingDown;

  private volatile RecoveryState recovery = RecoveryState.NOT_WANTED;

  Restores(Snapshots store, Restorer restorer, PastRestorer pastRestorer, boolean marks) {
    this.store = store;
    this.restorer = restorer;
    this.pastRestorer = pastRestorer;
    this.marks = marks;
  }

  /** Held by each of them, and by whoever none of them may meet. */
  ReentrantLock lock() {
    return lock;
  }

  /** Says whether the server stops, so that none is begun any more. */
  void setShuttingDown(boolean stops) {
    shuttingDown = stops;
  }

  /** Whether what is in the store is what it should be, so that it may be backed up by itself. */
  boolean isStoreGood() {
    return recovery == RecoveryState.NOT_WANTED || recovery == RecoveryState.DONE;
  }

  RestoreResult restore(Path file, RestoreOptions options) throws IOException {
    lock.lock();
    try {
      refuseWhenShuttingDown();
      return restorer.restore(file, options);
    } finally {
      lock.unlock();
    }
  }

  RestoreResult restoreAt(KeyspaceName keyspace, Instant asOf, RestoreOptions options)
      throws IOException, InterruptedException {
    refuseWhenShuttingDown();
    return pastRestorer.restore(keyspace, asOf, options, this::restore);
  }

  <T> T recover(Recovering<T> way) throws IOException {
    lock.lock();
    boolean begun = false;
    boolean done = false;
    try {
      refuseWhenShuttingDown();
      recovery = RecoveryState.UNDER_WAY;
      begun = true;
      T result = way.recover();
      if (marks) {
        store.markSaved();
      }
      done = true;
      return result;
    } finally {
      if (begun) {
        boolean outermost = lock.getHoldCount() == 1;
        recovery = !done ? RecoveryState.FAILED : outermost ? RecoveryState.DONE : recovery;
      }
      lock.unlock();
    }
  }

  /** Loads the newest whole run. */
  RecoverySummary recoverLatestRun(BackupFolder folder, BackupCatalog catalog) throws IOException {
    return recover(() -> new Recovery(folder, catalog, restorer).restoreLatest());
  }

  void setKeeper(RestoreKeeper keeper) {
    restorer.setKeeper(keeper);
  }

  /** What is restored after the final backup would be gone at the next start. */
  private void refuseWhenShuttingDown() throws IOException {
    if (shuttingDown) {
      throw new IOException(
          "the server is shutting down and restores nothing any more; restore after the next"
              + " start");
    }
  }
}
