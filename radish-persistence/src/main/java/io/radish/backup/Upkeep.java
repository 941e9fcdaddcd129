// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the folder tidy: after each run by the rules that hold, and when somebody asks; and tells
 * the {@link BackupMonitor} what is left.
 *
 * <p>Holds the handler's locks while files go, in their order: {@code restoring}, which is {@link
 * Restores#lock}, then {@code running}, which is {@link BackupRunner#running}. No lock of the store
 * is held. Thread-safe.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

  private final BackupCatalog catalog;
  private final BackupMonitor monitor;
  private final ReentrantLock restoring;
  private final ReentrantLock running;
  private final Supplier<Duration> interval;

  /** Used while {@code running} is held. */
  private final Retention retention;

  private volatile RetentionRules rules;

  Upkeep(
      BackupCatalog catalog,
      Retention retention,
      BackupMonitor monitor,
      ReentrantLock restoring,
      ReentrantLock running,
      RetentionRules rules,
      Supplier<Duration> interval) {
    this.catalog = catalog;
    this.retention = retention;
    this.monitor = monitor;
    this.restoring = restoring;
    this.running = running;
    this.rules = rules;
    this.interval = interval;
  }

  /** Something done to the folder, or found out about it. */
  private interface Work<T> {
    T get() throws IOException;
  }

  RetentionRules rules() {
    return rules;
  }

  /** Changes the rules, from the next run on. */
  void setRules(RetentionRules changed) {
    rules = changed;
  }

  /** Says what is kept, and looks what is there. */
  void start() {
    LOG.info("After a run, {}", rules);
    monitor.start();
    try {
      monitor.saw(catalog.list());
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("The backups cannot be listed", e);
    }
  }

  /** Lets go what is not to be kept; where a restore is under way, the next run does it. */
  void afterRun() {
    if (!restoring.tryLock()) {
      return;
    }
    try {
      cleanUp(() -> retention.apply(rules, interval.get()));
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("The folder of the backups cannot be listed or synced; nothing more goes", e);
    } finally {
      restoring.unlock();
    }
  }

  CleanupResult apply(RetentionPolicy policy) throws IOException {
    return cleanUp(() -> retention.apply(rules.with(policy), interval.get()));
  }

  List<Removal> preview(RetentionPolicy policy) throws IOException {
    return preview(() -> retention.plan(rules.with(policy), interval.get()));
  }

  CleanupResult deleteOlderThan(int days) throws IOException {
    Duration age = age(days);
    return cleanUp(() -> retention.deleteOlderThan(age));
  }

  List<Removal> previewOlderThan(int days) throws IOException {
    Duration age = age(days);
    return preview(() -> retention.planOlderThan(age));
  }

  private static Duration age(int days) {
    if (days < 0) {
      throw new IllegalArgumentException("days must be 0 or more, not " + days);
    }
    return Duration.ofDays(days);
  }

  private CleanupResult cleanUp(Work<Retention.Swept> work) throws IOException {
    restoring.lock();
    running.lock();
    try {
      Retention.Swept swept = work.get();
      monitor.cleaned(swept.result());
      monitor.saw(swept.left());
      return swept.result();
    } finally {
      running.unlock();
      restoring.unlock();
    }
  }

  private List<Removal> preview(Work<List<Removal>> work) throws IOException {
    running.lock();
    try {
      return work.get();
    } finally {
      running.unlock();
    }
  }
}
