// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import io.radish.disk.FolderLock;
import io.radish.snapshot.Snapshots;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What a {@link PersistenceHandler} needs; only the store has no default. */
public final class PersistenceHandlerBuilder {
  final Snapshots store;
  Path folder = Path.of(System.getProperty("user.home", "."), ".radish", "cache_backup");
  Duration interval = Duration.ofSeconds(PersistenceHandler.DEFAULT_INTERVAL_SECONDS);
  Clock clock = Clock.systemUTC();
  ZoneId zone = ZoneId.systemDefault();
  List<String> exclude = List.of();
  CacheIntervals cacheIntervals = CacheIntervals.NONE;
  RetentionRules retention = RetentionRules.DEFAULT;
  BackupAlerts alerts = BackupAlerts.DEFAULT;
  Compression compression = Compression.NONE;
  Consumer<String> console = line -> {};
  ThreadFactory threads = Thread.ofPlatform().daemon().name("radish-backup").factory();
  RandomGenerator random = new SecureRandom();
  FileOps files = new DiskFileOps();
  @Nullable FolderLock lock;
  Pause pause = Thread::sleep;
  RestoreKeeper keeper = RestoreKeeper.NONE;
  PastKeyspaces past = PastKeyspaces.NONE;
  boolean marks = true;

  PersistenceHandlerBuilder(Snapshots store) {
    this.store = store;
  }

  /** Where the backups lie; {@code ~/.radish/cache_backup} unless told. Made when first needed. */
  public PersistenceHandlerBuilder folder(Path path) {
    this.folder = path.toAbsolutePath().normalize();
    return this;
  }

  /** The time between automatic runs; zero for none. */
  public PersistenceHandlerBuilder interval(Duration between) {
    this.interval = AutomaticBackups.checked(between);
    return this;
  }

  /** The seconds between automatic runs, 300 unless told; 0 for none. */
  public PersistenceHandlerBuilder intervalSeconds(long seconds) {
    return interval(Duration.ofSeconds(seconds));
  }

  /** Where the time comes from; it should be the store's. */
  public PersistenceHandlerBuilder clock(Clock source) {
    this.clock = source;
    return this;
  }

  /** The zone of local times, in file names too; the system's unless told. */
  public PersistenceHandlerBuilder zone(ZoneId local) {
    this.zone = local;
    return this;
  }

  /** The caches that full runs leave out: globs of their names. */
  public PersistenceHandlerBuilder exclude(List<String> globs) {
    this.exclude = List.copyOf(globs);
    return this;
  }

  /** The caches that have an interval of their own; none unless told. */
  public PersistenceHandlerBuilder cacheIntervals(CacheIntervals own) {
    this.cacheIntervals = own;
    return this;
  }

  /** Which backups stay after a run; {@link RetentionRules#DEFAULT} unless told. */
  public PersistenceHandlerBuilder retention(RetentionRules rules) {
    this.retention = rules;
    return this;
  }

  /** When the log warns; {@link BackupAlerts#DEFAULT} unless told. */
  public PersistenceHandlerBuilder alerts(BackupAlerts limits) {
    this.alerts = limits;
    return this;
  }

  /** How backups are packed; not at all unless told. */
  public PersistenceHandlerBuilder compression(Compression way) {
    this.compression = way;
    return this;
  }

  /** Where the lines for people go; nowhere unless told. */
  public PersistenceHandlerBuilder console(Consumer<String> lines) {
    this.console = lines;
    return this;
  }

  /**
   * Has runs and recoveries say nothing to the store about what is safe, because the folder is
   * deleted afterwards.
   */
  public PersistenceHandlerBuilder unmarked() {
    this.marks = false;
    return this;
  }

  /** Makes the thread of the automatic runs; a daemon unless told. */
  public PersistenceHandlerBuilder threads(ThreadFactory factory) {
    this.threads = factory;
    return this;
  }

  /** Where the names of runs get their chance part from. */
  public PersistenceHandlerBuilder random(RandomGenerator source) {
    this.random = source;
    return this;
  }

  /**
   * The lock of the folder, which stays the caller's: where the folder is deleted while it is in
   * use, the next run makes and locks it anew.
   */
  public PersistenceHandlerBuilder lock(FolderLock held) {
    this.lock = held;
    return this;
  }

  /** What keeps the files of replacing restores; nothing unless told. */
  public PersistenceHandlerBuilder restoreKeeper(RestoreKeeper way) {
    this.keeper = way;
    return this;
  }

  /** What knows the past, for restores to a point in time; nothing unless told. */
  public PersistenceHandlerBuilder past(PastKeyspaces way) {
    this.past = way;
    return this;
  }

  /** The file system to write to. */
  PersistenceHandlerBuilder files(FileOps ops) {
    this.files = ops;
    return this;
  }

  /** How to wait for the next second. */
  PersistenceHandlerBuilder pause(Pause way) {
    this.pause = way;
    return this;
  }

  /** Makes the handler; touches neither folder nor store. */
  public PersistenceHandler build() {
    return new PersistenceHandler(this);
  }
}
