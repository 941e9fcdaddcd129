// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.format.BackupStamp;
import io.radish.snapshot.KeyspaceSnapshot;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes runs of backups, one at a time and at most one a second, so that each has a timestamp of
 * its own.
 *
 * <p>A keyspace that cannot be written is a result that says why; the others go on. Thread-safe:
 * whoever comes while a run is under way waits for it.
 */
final class BackupRunner {
  /**
   * What has happened so far.
   *
   * @param last the last run, or null before the first
   * @param lastWhole the last run of everything in which nothing failed, or null
   * @param runs the number of runs
   * @param failedRuns the number of runs in which something failed
   */
  record Tally(
      @Nullable BackupRun last, @Nullable BackupRun lastWhole, long runs, long failedRuns) {
    Tally with(BackupRun run, boolean full) {
      return new Tally(
          run,
          full && run.ok() ? run : lastWhole,
          runs + 1,
          run.ok() ? failedRuns : failedRuns + 1);
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(BackupRunner.class);
  private static final long NEVER = Long.MIN_VALUE;

  private final Snapshots store;
  private final BackupFolder folder;
  private final Clock clock;
  private final ZoneId zone;
  private final BackupCatalog catalog;
  private final Pause pause;

  /** Whether the store is told what is safe. */
  private final boolean marks;

  private final ReentrantLock running = new ReentrantLock();

  /** Guarded by {@code running}. */
  private final RunIds runIds;

  /** Whether {@code runIds} knows the newest run in the folder; guarded by {@code running}. */
  private boolean knowsNewest;

  /** The second of the last cut; guarded by {@code running}. */
  private long lastSecond = NEVER;

  /** Written while {@code running} is held. */
  private volatile Tally tally = new Tally(null, null, 0, 0);

  BackupRunner(PersistenceHandlerBuilder settings, BackupFolder folder, BackupCatalog catalog) {
    this.store = settings.store;
    this.folder = folder;
    this.clock = settings.clock;
    this.zone = settings.zone;
    this.catalog = catalog;
    this.runIds = new RunIds(settings.random);
    this.pause = settings.pause;
    this.marks = settings.marks;
  }

  /** Backs up everything but what is excluded. */
  BackupRun all(Exclusions exclusions) throws InterruptedException {
    return run(name -> !exclusions.excludes(name), true, List.of());
  }

  /** Backs up the keyspaces named, a cache with its stores. */
  BackupRun chosen(List<String> names) throws InterruptedException {
    List<KeyspaceBackup> refused = new ArrayList<>();
    Set<KeyspaceName> wanted = new HashSet<>();
    for (String name : names) {
      try {
        KeyspaceName keyspace = KeyspaceName.parse(name);
        if (store.exists(keyspace)) {
          wanted.add(keyspace);
        } else {
          refused.add(new KeyspaceBackup(name, null, 0, 0, "there is no such cache"));
        }
      } catch (IllegalArgumentException e) {
        refused.add(new KeyspaceBackup(name, null, 0, 0, Objects.toString(e.getMessage())));
      }
    }
    return run(name -> wanted.contains(name) || holdsCacheOf(wanted, name), false, refused);
  }

  private static boolean holdsCacheOf(Set<KeyspaceName> wanted, KeyspaceName name) {
    return name.isStore() && wanted.contains(new KeyspaceName(name.cache(), null));
  }

  /** The lock held during a run, for those who must not meet one. */
  ReentrantLock running() {
    return running;
  }

  /** What has happened so far. */
  Tally tally() {
    return tally;
  }

  private BackupRun run(Predicate<KeyspaceName> wanted, boolean full, List<KeyspaceBackup> refused)
      throws InterruptedException {
    running.lockInterruptibly();
    try {
      learnNewestRun();
      awaitNextSecond();
      BackupRun run = take(wanted, full, refused);
      note(run, full);
      return run;
    } finally {
      running.unlock();
    }
  }

  /** Makes the names of runs follow those in the folder; where it cannot be read, the clock's. */
  private void learnNewestRun() {
    if (knowsNewest) {
      return;
    }
    try {
      for (BackupInfo backup : catalog.list().backups()) {
        String runId = backup.runId();
        if (runId != null) {
          runIds.follow(runId);
        }
      }
      knowsNewest = true;
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("{} cannot be listed; if the clock was set back, runs sort wrong", folder.path(), e);
    }
  }

  /** Writes what a snapshot shows; lets go of it before the files are all on disk. */
  private BackupRun take(Predicate<KeyspaceName> wanted, boolean full, List<KeyspaceBackup> refused)
      throws InterruptedException {
    Instant start = clock.instant();
    Snapshot snapshot = store.snapshot(wanted);
    try (snapshot) {
      Instant cut = snapshot.instant();
      lastSecond = cut.getEpochSecond();
      List<KeyspaceSnapshot> keyspaces = snapshot.keyspaces();
      String runId = runIds.next(cut);
      BackupStamp stamp = new BackupStamp(cut, zone, runId, full ? keyspaces.size() : 0);
      List<KeyspaceBackup> results = new ArrayList<>(refused);
      try (RunFiles files = new RunFiles(folder, stamp)) {
        files.write(keyspaces);
        snapshot.close();
        results.addAll(files.publish());
      }
      BackupRun run =
          new BackupRun(
              runId, stamp.cut(), Duration.between(start, clock.instant()), List.copyOf(results));
      if (full && run.ok() && marks) {
        snapshot.markSaved();
      }
      return run;
    }
  }

  /** What went wrong with a file, in one line. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException denied) {
      return "permission denied: " + denied.getFile();
    }
    if (e instanceof FileSystemException failed) {
      String reason = failed.getReason();
      return reason != null ? reason : e.getClass().getSimpleName() + ": " + failed.getFile();
    }
    return Objects.toString(e.getMessage(), e.getClass().getSimpleName());
  }

  private void awaitNextSecond() throws InterruptedException {
    Instant now = clock.instant();
    while (now.getEpochSecond() == lastSecond) {
      pause.pause(Duration.between(now, Instant.ofEpochSecond(lastSecond + 1)));
      now = clock.instant();
    }
  }

  private void note(BackupRun run, boolean full) {
    tally = tally.with(run, full);
    LOG.info(
        "Run {}: {}, {} bytes in {} ms",
        run.runId(),
        run.summary(),
        run.bytes(),
        run.duration().toMillis());
    if (full && !run.ok()) {
      LOG.warn(
          "Run {} is incomplete: a start passes it by and loads the newest one that is whole",
          run.runId());
    }
  }
}
