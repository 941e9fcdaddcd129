// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.journal.Fsync;
import io.radish.recovery.CheckpointRules;
import io.radish.recovery.DurabilitySettings;
import io.radish.server.config.Parameter;
import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** The settings of the journal, as {@link Settings} has them. */
final class JournalRules {
  /** What {@link #checkpoints} follows. */
  static final List<Parameter<Long>> OF_CHECKPOINTS =
      List.of(
          Parameters.AUTO_AOF_REWRITE_MIN_SIZE,
          Parameters.AUTO_AOF_REWRITE_PERCENTAGE,
          Parameters.JOURNAL_RESTORE_WINDOW,
          Parameters.JOURNAL_MAX_HISTORY);

  private JournalRules() {}

  static DurabilitySettings of(Settings settings, Clock clock, ZoneId zone) {
    DurabilitySettings usual = DurabilitySettings.in(settings.path(Parameters.JOURNAL_DIR));
    return usual
        .withFsync(fsync(settings.get(Parameters.APPENDFSYNC)))
        .withClock(clock)
        .withZone(zone)
        .withRules(checkpoints(settings));
  }

  /** When checkpoints are taken, and what is kept of the past. */
  static CheckpointRules checkpoints(Settings settings) {
    return new CheckpointRules(
        settings.get(Parameters.AUTO_AOF_REWRITE_MIN_SIZE),
        settings.getInt(Parameters.AUTO_AOF_REWRITE_PERCENTAGE),
        Duration.ofSeconds(settings.get(Parameters.JOURNAL_RESTORE_WINDOW)),
        settings.get(Parameters.JOURNAL_MAX_HISTORY));
  }

  /** What a value of {@code appendfsync} means. */
  static Fsync fsync(String value) {
    return Fsync.valueOf(value.toUpperCase(Locale.ROOT));
  }
}
