// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.BackupHealth.Alert;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an eye on the backups: what runs and clean-ups tell it, against what was wished for.
 *
 * <p>It warns once when something becomes too old or too large, and says once when it is well
 * again. It asks neither disk nor store, so that anybody may ask it at any time. Thread-safe.
 */
final class BackupMonitor {
  private static final Logger LOG = LoggerFactory.getLogger(BackupMonitor.class);

  /** How many overdue caches a line of the log names. */
  private static final int NAMED = 20;

  private final Clock clock;

  // All below is guarded by this.

  private BackupAlerts limits;
  private Duration interval;

  /** From when on a backup that was never taken counts as missing. */
  private Instant since;

  private @Nullable Instant lastGood;
  private @Nullable Instant lastFailure;
  private long failuresInARow;
  private long files;
  private long bytes;
  private long unreadable;
  private long deleted;
  private long failedDeletions;

  /** The instant of each keyspace's last good backup. */
  private final Map<String, Instant> lastGoodOf = new HashMap<>();

  /** The keyspaces of the last run of each schedule, by its interval; zero for the full runs. */
  private final Map<Duration, Set<String>> scheduled = new HashMap<>();

  private List<String> overdue = List.of();

  /** The overdue keyspaces that the log has named. */
  private final Set<String> saidOverdue = new TreeSet<>();

  private final Set<Alert> alerts = EnumSet.noneOf(Alert.class);

  BackupMonitor(Clock clock, Duration interval, BackupAlerts limits) {
    this.clock = clock;
    this.interval = interval;
    this.limits = limits;
    this.since = clock.instant();
  }

  /** Takes over what is wished for. */
  synchronized void setLimits(BackupAlerts changed) {
    limits = changed;
    check();
  }

  /** Takes over the time between full runs. */
  synchronized void setInterval(Duration changed) {
    interval = changed;
  }

  /** Counts missing backups from now on. */
  synchronized void start() {
    since = clock.instant();
  }

  /** Forgets the schedules of caches but those of these intervals. */
  synchronized void setCacheIntervals(Set<Duration> intervals) {
    scheduled.keySet().removeIf(each -> !each.isZero() && !intervals.contains(each));
  }

  /** Notes a run of everything. */
  synchronized void ranFull(BackupRun run) {
    lastGood = run.ok() ? run.cut() : lastGood;
    ranScheduled(run, Duration.ZERO);
  }

  /** Notes a run of the caches that have that interval. */
  synchronized void ranScheduled(BackupRun run, Duration schedule) {
    scheduled.put(
        schedule, run.results().stream().map(KeyspaceBackup::name).collect(Collectors.toSet()));
    ran(run);
  }

  /** Notes a run of caches that somebody has named, after which there is no clean-up. */
  synchronized void ranAsked(BackupRun run) {
    for (KeyspaceBackup result : run.results()) {
      if (result.ok()) {
        files++;
        bytes += result.bytes();
      }
    }
    ran(run);
    checkSize();
  }

  /**
   * Notes how a run went. What it adds to the folder is seen after the clean-up: only what stays is
   * too much.
   */
  private void ran(BackupRun run) {
    for (KeyspaceBackup result : run.results()) {
      if (result.ok()) {
        lastGoodOf.put(result.name(), run.cut());
      }
    }
    failuresInARow = run.ok() ? 0 : failuresInARow + 1;
    lastFailure = run.ok() ? lastFailure : run.cut();
    checkAge();
  }

  /** Notes what is in the folder. */
  synchronized void saw(BackupListing listing) {
    files = listing.backups().size();
    bytes = listing.backups().stream().mapToLong(BackupInfo::size).sum();
    unreadable = listing.unreadable().size();
    lastGoodOf.clear();
    listing.backups().forEach(each -> lastGoodOf.putIfAbsent(each.cache(), each.taken()));
    List<List<BackupInfo>> runs = WholeRuns.of(listing.backups());
    lastGood = runs.isEmpty() ? null : runs.getFirst().getFirst().taken();
    check();
  }

  /** Notes a clean-up. */
  synchronized void cleaned(CleanupResult result) {
    deleted += result.deleted();
    failedDeletions += result.failed();
  }

  /** Compares, and says what has changed. */
  synchronized void check() {
    checkAge();
    checkSize();
  }

  private void checkAge() {
    boolean tooOld = isLate(lastGood, interval);
    if (changes(Alert.AGE, tooOld)) {
      if (tooOld) {
        LOG.warn(
            "No good backup of everything for more than {} s (backup-alert-age); the last one: {}",
            most(interval).toSeconds(),
            lastGood == null ? "none" : lastGood);
      } else {
        LOG.info("Backups are young enough again; the last good one: {}", lastGood);
      }
    }
    Set<String> known = new HashSet<>();
    Set<String> late = new TreeSet<>();
    scheduled.forEach(
        (schedule, names) -> {
          known.addAll(names);
          Duration due = schedule.isZero() ? interval : schedule;
          names.stream().filter(name -> isLate(lastGoodOf.get(name), due)).forEach(late::add);
        });
    overdue = List.copyOf(late);
    changes(Alert.CACHES, !late.isEmpty());
    // Where all are late, the line about everything has said so.
    sayCaches(late, tooOld && late.size() == known.size());
  }

  /** The age past which a backup is late that is taken every {@code schedule}. */
  private Duration most(Duration schedule) {
    Duration due = schedule.multipliedBy(2);
    return limits.age().compareTo(due) < 0 ? due : limits.age();
  }

  /** Whether a backup is late. One from before the start counts from there. */
  private boolean isLate(@Nullable Instant good, Duration schedule) {
    if (limits.age().isZero()) {
      return false;
    }
    Instant earliest = clock.instant().minus(most(schedule));
    return since.isBefore(earliest) && (good == null || good.isBefore(earliest));
  }

  private void sayCaches(Set<String> late, boolean all) {
    List<String> more = all ? List.of() : minus(late, saidOverdue);
    List<String> fewer = minus(saidOverdue, late);
    saidOverdue.addAll(more);
    fewer.forEach(saidOverdue::remove);
    if (!more.isEmpty()) {
      LOG.warn(
          "No good backup for too long (backup-alert-age {} s): {}",
          limits.age().toSeconds(),
          some(more));
    }
    if (!fewer.isEmpty()) {
      LOG.info("No longer without a good backup: {}", some(fewer));
    }
  }

  private static List<String> minus(Set<String> from, Set<String> names) {
    return from.stream().filter(name -> !names.contains(name)).toList();
  }

  private static String some(Collection<String> names) {
    String some = String.join(", ", names.stream().limit(NAMED).toList());
    return names.size() > NAMED ? some + " and " + (names.size() - NAMED) + " more" : some;
  }

  private void checkSize() {
    boolean tooLarge = limits.bytes() > 0 && bytes > limits.bytes();
    if (changes(Alert.SIZE, tooLarge)) {
      if (tooLarge) {
        LOG.warn(
            "The backups have {} bytes, more than {} (backup-alert-size)", bytes, limits.bytes());
      } else {
        LOG.info("The backups are small enough again: {} bytes", bytes);
      }
    }
  }

  /** Puts an alert on or off; whether that is new. */
  private boolean changes(Alert alert, boolean on) {
    return on ? alerts.add(alert) : alerts.remove(alert);
  }

  /** How things are now. */
  synchronized BackupHealth health() {
    Instant good = lastGood;
    return new BackupHealth(
        good,
        good == null ? null : longest(Duration.between(good, clock.instant())),
        files,
        bytes,
        unreadable,
        failuresInARow,
        lastFailure,
        deleted,
        failedDeletions,
        overdue,
        alerts.isEmpty() ? Set.of() : EnumSet.copyOf(alerts));
  }

  /** A backup from the future, as after a clock was set back, is of now. */
  private static Duration longest(Duration age) {
    return age.isNegative() ? Duration.ZERO : age;
  }
}
