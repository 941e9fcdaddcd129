// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * What all files of one run have in common.
 *
 * @param cut the instant the snapshot shows, in whole microseconds
 * @param zone the zone of local times
 * @param runFiles the number of files of the run, if it covers everything; else 0
 */
public record BackupStamp(Instant cut, ZoneId zone, String runId, int runFiles) {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("uuuuMMdd_HHmmss", Locale.ROOT);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** Cuts the instant to microseconds, which is what Python's datetime can hold. */
  public BackupStamp {
    cut = cut.truncatedTo(ChronoUnit.MICROS);
  }

  /** The cut as {@code YYYYMMDD_HHMMSS} in local time. */
  public String timestamp() {
    return NAME.format(local());
  }

  /** The cut in local time, ISO with microseconds. */
  public String datetime() {
    return ISO.format(local());
  }

  /** The cut in UTC, ISO with microseconds. */
  public String utc() {
    return ISO.format(LocalDateTime.ofInstant(cut, ZoneOffset.UTC)) + "Z";
  }

  private LocalDateTime local() {
    return LocalDateTime.ofInstant(cut, zone);
  }
}
