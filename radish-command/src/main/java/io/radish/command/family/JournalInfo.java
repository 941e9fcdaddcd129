// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.journal.JournalState;
import io.radish.journal.JournalStatus;
import io.radish.recovery.CheckpointInfo;
import io.radish.recovery.CheckpointStatus;
import io.radish.recovery.Durability;
import io.radish.recovery.DurabilityStatus;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code INFO persistence} says of the journal: Redis' fields of its append-only file, where a
 * checkpoint is what a rewrite is there, and some of its own.
 */
final class JournalInfo {
  private JournalInfo() {}

  static void write(InfoFields fields, @Nullable Durability durability) {
    if (durability == null || !durability.isStarted()) {
      fields.zero("aof_enabled", "aof_rewrite_in_progress", "aof_rewrite_scheduled");
      fields.zero("aof_rewrites", "aof_rewrites_consecutive_failures");
      fields.put("aof_last_rewrite_time_sec", -1);
      fields.put("aof_current_rewrite_time_sec", -1);
      fields.put("aof_last_bgrewrite_status", "ok");
      fields.put("aof_last_write_status", "ok");
      return;
    }
    DurabilityStatus status = durability.status();
    JournalStatus journal = status.journal();
    CheckpointStatus checkpoints = status.checkpoints();
    CheckpointInfo last = checkpoints.last();
    fields.put("aof_enabled", 1);
    fields.put("aof_rewrite_in_progress", checkpoints.running() ? 1 : 0);
    fields.zero("aof_rewrite_scheduled");
    fields.put("aof_rewrites", checkpoints.taken());
    fields.put("aof_rewrites_consecutive_failures", checkpoints.failures());
    fields.put("aof_last_rewrite_time_sec", last == null ? -1 : checkpoints.lastTook().toSeconds());
    fields.put("aof_current_rewrite_time_sec", -1);
    fields.put("aof_last_bgrewrite_status", checkpoints.failure() == null ? "ok" : "err");
    fields.put("aof_last_write_status", journal.state() == JournalState.FAILING ? "err" : "ok");
    fields.put("aof_current_size", journal.folderBytes());
    fields.put("aof_base_size", last == null ? 0 : last.bytes());
    fields.zero("aof_pending_rewrite");
    fields.put("aof_buffer_length", journal.lagBytes());
    fields.put("aof_pending_bio_fsync", journal.durable() < journal.units() ? 1 : 0);
    fields.put("aof_delayed_fsync", journal.delayedFsyncs());
    fields.put("radish_journal_state", journal.state().name().toLowerCase(Locale.ROOT));
    fields.put("radish_journal_units", journal.units());
    fields.put("radish_journal_durable_units", journal.durable());
    fields.put("radish_journal_lag_bytes", journal.lagBytes());
    fields.put("radish_journal_lag_millis", journal.lagMillis());
    fields.put("radish_journal_folder_bytes", status.folderBytes());
    fields.put("radish_journal_segments", journal.segments());
    fields.put("radish_checkpoints", checkpoints.kept());
    fields.put("radish_checkpoint_failures", checkpoints.failures());
    fields.put("radish_restorable_from", text(checkpoints.restorableFrom()));
  }

  private static String text(@Nullable Instant instant) {
    return instant == null ? "" : instant.toString();
  }
}
