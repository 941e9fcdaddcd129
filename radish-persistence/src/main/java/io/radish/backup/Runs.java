// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The runs of a handler, asked for, automatic or the last, each with what goes with it: the monitor
 * hears of it, what is not to be kept goes after it, and the console shows some. Thread-safe.
 *
 * <p>While what is in the store is not what it should be (see {@link Restores#isStoreGood}) nothing
 * runs by itself, and nothing goes after a run that was asked for.
 */
final class Runs implements Schedule.Rounds {
  private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
  private static final DateTimeFormatter CONSOLE_TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  private final BackupRunner runner;
  private final Restores restores;
  private final BackupMonitor monitor;
  private final Upkeep upkeep;
  private final Clock clock;
  private final ZoneId zone;
  private final Consumer<String> console;

  private volatile Exclusions exclusions;

  Runs(
      PersistenceHandlerBuilder builder,
      BackupRunner runner,
      Restores restores,
      BackupMonitor monitor,
      Upkeep upkeep) {
    this.runner = runner;
    this.restores = restores;
    this.monitor = monitor;
    this.upkeep = upkeep;
    clock = builder.clock;
    zone = builder.zone;
    console = builder.console;
    exclusions = Exclusions.of(builder.exclude);
  }

  /** Changes which caches full runs leave out: globs of their names. */
  void setExclude(List<String> globs) {
    exclusions = Exclusions.of(globs);
  }

  /** A run of everything that is not excluded, and the clean-up after it. */
  BackupRun all() throws InterruptedException {
    BackupRun run = runAll();
    tidyUp();
    return run;
  }

  private BackupRun runAll() throws InterruptedException {
    BackupRun run = runner.all(exclusions);
    monitor.ranFull(run);
    return run;
  }

  private void tidyUp() {
    if (restores.isStoreGood()) {
      upkeep.afterRun();
    }
  }

  /** A run of what somebody has named. */
  BackupRun chosen(List<String> names) throws InterruptedException {
    BackupRun run = runner.chosen(names);
    monitor.ranAsked(run);
    return run;
  }

  /** The last run before a shutdown; waits for a restore under way, and refuses those to come. */
  Optional<BackupRun> last() throws InterruptedException {
    restores.setShuttingDown(true);
    if (!restores.isStoreGood()) {
      LOG.warn("No final backup: the recovery has not succeeded, the store is not worth one");
      return Optional.empty();
    }
    restores.lock().lockInterruptibly();
    try {
      BackupRun run = runAll();
      console.accept(run.summary());
      return Optional.of(run);
    } finally {
      restores.lock().unlock();
    }
  }

  // By themselves.

  /** An automatic run, with what the guide shows of it. */
  @Override
  public void full() throws InterruptedException {
    if (!restores.isStoreGood()) {
      return;
    }
    String time = CONSOLE_TIME.format(LocalDateTime.ofInstant(clock.instant(), zone));
    console.accept("[" + time + "] Running automatic backup...");
    console.accept(all().summary());
  }

  /** One run of caches with an interval of their own; the log says how it went. */
  @Override
  public void some(Duration interval, Predicate<KeyspaceName> wanted) throws InterruptedException {
    if (restores.isStoreGood()) {
      monitor.ranScheduled(runner.some(wanted), interval);
      tidyUp();
    }
  }

  @Override
  public void watch() {
    monitor.check();
  }
}
