// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupHealth;
import io.radish.backup.BackupRun;
import io.radish.backup.BackupStatus;
import io.radish.backup.PersistenceHandler;
import io.radish.journal.JournalStatus;
import io.radish.recovery.Durability;
import io.radish.recovery.DurabilityStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How the backups are doing, as fields with names; the same in {@code STATUS} and {@code INFO}. */
final class BackupReport {
  /** How many of the failures of a run are listed. */
  private static final int LISTED = 20;

  /** How the fields in {@code INFO} begin, beside those of Redis. */
  private static final String PREFIX = "radish_backup_";

  private BackupReport() {}

  /**
   * What {@code BACKUP STATUS} says, numbers as {@code Long}. Times are ISO 8601 in UTC; empty
   * where there is none.
   */
  static Map<String, Object> status(
      PersistenceHandler persistence, @Nullable Durability durability) {
    BackupStatus status = persistence.status();
    BackupRun last = status.lastRun();
    BackupRun whole = status.lastWholeRun();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("folder", status.folder().toString());
    fields.put("interval_seconds", status.interval().toSeconds());
    fields.put("running", status.running() ? "yes" : "no");
    fields.put("next_run", text(status.nextRun()));
    fields.put("runs", status.runs());
    fields.put("failed_runs", status.failedRuns());
    fields.put("last_whole_run", text(whole == null ? null : whole.cut()));
    fields.put("last_run", text(last == null ? null : last.cut()));
    if (last != null) {
      fields.put("last_run_id", last.runId());
      fields.put("last_run_millis", last.duration().toMillis());
      fields.put("last_run_bytes", last.bytes());
      fields.put("last_run_files", (long) last.successful());
      fields.put("last_run_failures", (long) last.results().size() - last.successful());
      fields.put(
          "last_run_errors",
          last.results().stream()
              .filter(result -> !result.ok())
              .limit(LISTED)
              .map(result -> result.name() + ": " + result.reason())
              .collect(Collectors.joining("; ")));
    }
    fields.put("retention", persistence.retention().policy().toString());
    fields.put("max_files", (long) persistence.retention().maxFiles());
    fields.put("max_size", persistence.retention().maxBytes());
    health(persistence.health(), fields);
    if (durability != null && durability.isStarted()) {
      journal(durability.status(), fields);
    }
    return fields;
  }

  /** The journal's figures that say whether it keeps up; {@link JournalInfo} has all of them. */
  private static void journal(DurabilityStatus status, Map<String, Object> fields) {
    JournalStatus journal = status.journal();
    fields.put("journal_state", journal.state().name().toLowerCase(Locale.ROOT));
    fields.put("journal_lag_millis", journal.lagMillis());
    fields.put("journal_lag_bytes", journal.lagBytes());
    fields.put("journal_folder_bytes", status.folderBytes());
  }

  /** What {@code INFO persistence} says of the health, under names of its own. */
  static void info(PersistenceHandler persistence, InfoFields info) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("runs", persistence.status().runs());
    fields.put("failed_runs", persistence.status().failedRuns());
    health(persistence.health(), fields);
    fields.forEach((name, value) -> info.put(PREFIX + name, value.toString()));
  }

  private static void health(BackupHealth health, Map<String, Object> fields) {
    Instant good = health.lastGood();
    Duration age = health.age();
    Instant failure = health.lastFailure();
    fields.put("last_good_time", good == null ? 0L : good.getEpochSecond());
    fields.put("last_good_age_seconds", age == null ? -1L : age.toSeconds());
    fields.put("last_failure_time", failure == null ? 0L : failure.getEpochSecond());
    fields.put("failures_in_a_row", health.failuresInARow());
    fields.put("files", health.files());
    fields.put("bytes", health.bytes());
    fields.put("unreadable_files", health.unreadable());
    fields.put("deleted_files", health.deleted());
    fields.put("failed_deletions", health.failedDeletions());
    fields.put("overdue_caches", (long) health.overdue().size());
    fields.put(
        "alerts",
        health.alerts().isEmpty()
            ? "none"
            : health.alerts().stream().map(Object::toString).collect(Collectors.joining(",")));
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }
}
