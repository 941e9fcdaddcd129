// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.diff.BackupDiff;
import io.radish.backup.diff.DiffReport;
import io.radish.backup.format.BackupReader;
import io.radish.disk.FolderLock;
import io.radish.snapshot.Snapshots;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.KeyspaceName;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backups of one store in one folder: taken by hand and on schedule, listed, verified, restored
 * and cleaned up.
 *
 * <pre>{@code
 * try (PersistenceHandler persistence = PersistenceHandler.builder(store).build()) {
 *   persistence.restoreLatestRun();
 *   persistence.start();
 *   ...
 *   persistence.finalBackup();
 * }
 * }</pre>
 *
 * <p>Life: new, then perhaps {@link #restoreLatestRun()}, then perhaps {@link #start()}, then
 * {@link #close()}, after which it can be started again. While a recovery is under way or after one
 * that failed, neither automatic nor final backups are taken: they would put an empty store beside
 * the good state, as the newest.
 *
 * <p>Thread-safe; whoever comes later waits. Two locks see to it, {@code Restores.lock} being taken
 * before {@code BackupRunner.running}:
 *
 * <ul>
 *   <li>restores and recoveries hold the first: one at a time, and no file goes while it is read;
 *   <li>runs, and the sweep at a start, hold the second; a run and a restore go together;
 *   <li>cleaning up and the final backup hold both.
 * </ul>
 *
 * <p>Several handlers must not write into one folder; {@link FolderLock} sees to it.
 */
public final class PersistenceHandler implements AutoCloseable {
  /** The seconds between automatic runs unless told otherwise. */
  public static final long DEFAULT_INTERVAL_SECONDS = 300;

  private static final Logger LOG = LoggerFactory.getLogger(PersistenceHandler.class);

  private final Snapshots store;
  private final BackupFolder folder;
  private final BackupCatalog catalog;
  private final BackupRunner runner;
  private final Restores restores;
  private final BackupMonitor monitor;
  private final Upkeep upkeep;
  private final Runs runs;
  private final AutomaticBackups automatic;
  private final Clock clock;
  private final ZoneId zone;
  private final RandomGenerator random;

  PersistenceHandler(PersistenceHandlerBuilder builder) {
    store = builder.store;
    folder = new BackupFolder(builder.folder, builder.files, builder.lock);
    folder.setCompression(builder.compression);
    clock = builder.clock;
    zone = builder.zone;
    random = builder.random;
    catalog = new BackupCatalog(folder, zone);
    runner = new BackupRunner(builder, folder, catalog);
    restores =
        new Restores(
            builder.store,
            new Restorer(builder.store, clock, builder.keeper),
            new PastRestorer(builder.past, catalog, clock, zone),
            builder.marks);
    monitor = new BackupMonitor(clock, builder.interval, builder.alerts);
    automatic = new AutomaticBackups(builder, monitor);
    upkeep =
        new Upkeep(
            catalog,
            new Retention(folder, catalog, clock, zone),
            monitor,
            restores.lock(),
            runner.running(),
            builder.retention,
            automatic::interval);
    runs = new Runs(builder, runner, restores, monitor, upkeep);
  }

  /** Begins a handler of that store's backups. */
  public static PersistenceHandlerBuilder builder(Store store) {
    return new PersistenceHandlerBuilder(new StoreSnapshots(store));
  }

  /** Begins a handler of the backups of whatever gives such snapshots. */
  public static PersistenceHandlerBuilder builder(Snapshots store) {
    return new PersistenceHandlerBuilder(store);
  }

  // Backing up.

  /**
   * Backs up a cache with its stores, {@code default_store}, or one store {@code cache:store};
   * excluded ones too.
   *
   * @return whether all of it is on disk; {@link #run(List)} says why not
   */
  public boolean backupCache(String name) throws InterruptedException {
    return run(List.of(name)).ok();
  }

  /** Backs up everything that is not excluded; whether each is on disk, by name. */
  public Map<String, Boolean> backupAll() throws InterruptedException {
    Map<String, Boolean> results = new LinkedHashMap<>();
    for (KeyspaceBackup result : run().results()) {
      results.put(result.name(), result.ok());
    }
    return results;
  }

  /** Backs up everything that is not excluded, and lets go what is not to be kept. */
  public BackupRun run() throws InterruptedException {
    return runs.all();
  }

  /**
   * Backs up the keyspaces named, caches with their stores; a name there is not is a result too.
   */
  public BackupRun run(List<String> names) throws InterruptedException {
    return runs.chosen(names);
  }

  /**
   * Takes the last backup before a shutdown and says how it went on the console; nothing where the
   * recovery has not succeeded.
   *
   * <p>Waits for a restore under way, so that what it brought back is in the backup; those that
   * come later are refused until {@link #start()}.
   */
  public Optional<BackupRun> finalBackup() throws InterruptedException {
    return runs.last();
  }

  // What there is.

  /** All backups in the folder, newest first. */
  public List<BackupInfo> listBackups() throws IOException {
    return catalog.list().backups();
  }

  /** The backups of exactly that cache, store or {@code default_store}, newest first. */
  public List<BackupInfo> listBackups(String cache) throws IOException {
    return listBackups().stream().filter(backup -> backup.cache().equals(cache)).toList();
  }

  /** All backups in the folder, and the files that look like some but cannot be read. */
  public BackupListing listing() throws IOException {
    return catalog.list();
  }

  /** How the backups are doing. */
  public BackupStatus status() {
    BackupRunner.Tally tally = runner.tally();
    return new BackupStatus(
        folder.path(),
        automatic.interval(),
        runner.running().isLocked(),
        tally.last(),
        tally.lastWhole(),
        automatic.nextAt(),
        tally.runs(),
        tally.failedRuns());
  }

  /** Whether the backups are well; asks neither the disk nor the store. */
  public BackupHealth health() {
    return monitor.health();
  }

  /** The folder. */
  public Path folder() {
    return folder.path();
  }

  /**
   * The backup with that bare file name, for names that come from strangers.
   *
   * @throws IllegalArgumentException where it is no bare file name, or leads out of the folder
   * @throws java.nio.file.NoSuchFileException where there is none
   */
  public Path resolve(String fileName) throws IOException {
    return folder.resolve(fileName);
  }

  /**
   * The entry of a file's key; the caller closes it. Empty where the file has no such key.
   *
   * @param unverified whether a file will do that is edited, or damaged behind the key
   * @throws io.radish.backup.format.BackupFormatException where the file is not good
   */
  public Optional<BackupEntry> find(Path file, byte[] key, boolean unverified) throws IOException {
    return BackupEntry.find(file, key, unverified, clock.instant());
  }

  /** What differs between two backups; the caller closes it. */
  public BackupDiff diff(Path first, Path second, BackupReader.Trust trust) throws IOException {
    return BackupDiff.open(first, second, trust, clock.instant(), random.nextLong());
  }

  /**
   * What differs between a backup and what its cache holds now, as far as there is room for it.
   *
   * @param most how many differences at most
   * @param mostBytes of heap, about
   */
  public DiffReport diffWithNow(Path file, BackupReader.Trust trust, int most, long mostBytes)
      throws IOException, InterruptedException {
    KeyspaceName name;
    try (BackupReader reader = BackupReader.open(file, trust)) {
      name = reader.keyspace();
    }
    try (LiveCopy now = LiveCopy.of(name, store, folder, zone);
        BackupDiff diff = diff(file, now.file(), trust)) {
      return DiffReport.of(diff, most, mostBytes);
    }
  }

  // Bringing back.

  /** Restores a file, in the place of what is there; the name of the keyspace restored. */
  public String restoreCache(Path file) throws IOException {
    return restore(file, RestoreOptions.REPLACE).cache();
  }

  /**
   * Restores a file.
   *
   * @throws io.radish.backup.format.BackupFormatException where the file is not good; nothing has
   *     changed then
   * @throws IOException where the handler is closed, or takes the final backup
   * @throws IllegalArgumentException where the name to restore it as is not one
   */
  public RestoreResult restore(Path file, RestoreOptions options) throws IOException {
    return restores.restore(file, options);
  }

  /**
   * Restores a keyspace to what it was at the end of {@code asOf}'s millisecond, by the journal's
   * checkpoints and what it wrote down behind them; into itself unless the options say otherwise,
   * and as any file: at once, or not at all. What has expired since stays away.
   *
   * <p>The journal knows a change by the time it was written down, some milliseconds after the
   * change. Meanwhile this takes as much memory again as the keyspace does, and a file as long as
   * its backup, in the journal's folder.
   *
   * @throws IllegalArgumentException where that time has not passed yet, or the name to restore it
   *     as is not one
   * @throws IOException where the journal does not reach back so far, with the nearest backups;
   *     where there was no such keyspace then; where something it needs is damaged, with file and
   *     byte. Nothing has changed then
   */
  public RestoreResult restoreAt(KeyspaceName keyspace, Instant asOf, RestoreOptions options)
      throws IOException, InterruptedException {
    return restores.restoreAt(keyspace, asOf, options);
  }

  /** The instant that a {@link PastTime} means in the handler's zone. */
  public Instant momentOf(String time) {
    return PastTime.parse(time, zone);
  }

  /**
   * Reads all of a file and checks it.
   *
   * @throws io.radish.backup.format.BackupFormatException where it is not good
   */
  public BackupVerification verify(Path file) throws IOException {
    return Restorer.verify(file, clock);
  }

  /**
   * Loads the newest whole run, at a start: all of its files or none.
   *
   * @throws RecoveryException where a file is in the way, with what can be done about it; automatic
   *     and final backups are off then
   */
  public RecoverySummary restoreLatestRun() throws IOException {
    return restores.recoverLatestRun(folder, catalog);
  }

  /** A way to bring the data of the last life back. */
  @FunctionalInterface
  public interface Recovering<T> {
    /** Brings all of it back, or throws. */
    T recover() throws IOException;
  }

  /**
   * Recovers in another way than {@link #restoreLatestRun()}, as from a journal, which may call
   * that: where it fails, automatic and final backups are off.
   */
  public <T> T recover(Recovering<T> way) throws IOException {
    return restores.recover(way);
  }

  /** Exchanges what keeps the files of replacing restores. */
  public void setRestoreKeeper(RestoreKeeper keeper) {
    restores.setKeeper(keeper);
  }

  // Cleaning up.

  /**
   * Deletes the backups older than {@code days}, but for the newest good one of each cache and the
   * newest whole run; returns their number.
   */
  public int cleanupOldBackups(int days) throws IOException {
    return upkeep.deleteOlderThan(days).deleted();
  }

  /** What {@link #cleanupOldBackups} would delete now, the oldest first. */
  public List<Removal> previewCleanup(int days) throws IOException {
    return upkeep.previewOlderThan(days);
  }

  /** Deletes what {@code policy} does not keep, and what is beyond the limits. */
  public CleanupResult applyRetention(RetentionPolicy policy) throws IOException {
    return upkeep.apply(policy);
  }

  /** What {@link #applyRetention} would delete now, the oldest first. */
  public List<Removal> previewRetention(RetentionPolicy policy) throws IOException {
    return upkeep.preview(policy);
  }

  /** What is kept by itself. */
  public RetentionRules retention() {
    return upkeep.rules();
  }

  /** Changes what is kept, from the next run on. */
  public void setRetention(RetentionRules changed) {
    upkeep.setRules(changed);
  }

  // The automatic runs.

  /**
   * Begins the automatic runs, the first one after an interval; first sweeps up what a run that was
   * cut off has left.
   *
   * @throws IllegalStateException where it runs already, or a recovery has not succeeded
   */
  public void start() throws IOException {
    automatic.checkStopped();
    if (!restores.isStoreGood()) {
      throw new IllegalStateException("no automatic backups before a recovery has succeeded");
    }
    sweep();
    automatic.start(runs, () -> restores.setShuttingDown(false));
    upkeep.start();
  }

  /** Removes what runs left that were cut off, and not what one under way is writing. */
  private void sweep() throws IOException {
    runner.running().lock();
    try {
      int swept = folder.sweep();
      if (swept > 0) {
        LOG.info("Removed {} unfinished backups from {}", swept, folder.path());
      }
    } finally {
      runner.running().unlock();
    }
  }

  /** Changes the time between automatic runs, counted from now; zero ends them. */
  public void setInterval(Duration changed) {
    automatic.setInterval(changed);
  }

  /** Changes which caches have an interval of their own, counted from now. */
  public void setCacheIntervals(CacheIntervals changed) {
    automatic.setCacheIntervals(changed);
  }

  /** Changes when the log warns. */
  public void setAlerts(BackupAlerts changed) {
    monitor.setLimits(changed);
  }

  /** Changes which caches full runs leave out: globs of their names. */
  public void setExclude(List<String> globs) {
    runs.setExclude(globs);
  }

  /** Changes how the backups that follow are packed; those there are stay as they are. */
  public void setCompression(Compression changed) {
    folder.setCompression(changed);
  }

  /** What the schedule does when the time has come. */
  Schedule.Rounds rounds() {
    return runs;
  }

  /**
   * Ends the automatic runs; waits for one that is under way. From now on restores are refused,
   * until {@link #start()}. Safe to call twice.
   */
  @Override
  public void close() {
    automatic.stop(() -> restores.setShuttingDown(true));
  }
}
