// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The times that people ask for: {@code 2025-11-15 16:12:30}, with {@code T} for the blank, without
 * the seconds (which are 0 then), with a fraction, with an offset or {@code Z}; or as in the name
 * of a backup, {@code 20251115_161230}.
 *
 * <p>A time without a fraction means that second to its end, its last millisecond included; one
 * with a fraction that very millisecond.
 */
public final class PastTime {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(\\d{4})-(\\d\\d)-(\\d\\d)[Tt ](\\d\\d):(\\d\\d)(?::(\\d\\d)(?:[.,](\\d{1,9}))?)?"
              + " ?([Zz]|[+-]\\d\\d(?::?\\d\\d)?)?");
  private static final Pattern STAMP =
      Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)_(\\d\\d)(\\d\\d)(\\d\\d)");
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxxx", Locale.ROOT);
  private static final DateTimeFormatter MILLISECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSxxx", Locale.ROOT);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT);
  private static final int LAST_MILLI = 999_000_000;

  /** So much of what is no time is repeated in the error. */
  private static final int QUOTED = 128;

  private PastTime() {}

  /**
   * The last instant that {@code text} means.
   *
   * @param zone whose local time it is, where it has no offset
   * @throws IllegalArgumentException where it is no time, or a local one that the zone's clocks
   *     never show or show twice; says what would be right
   */
  public static Instant parse(String text, ZoneId zone) {
    String trimmed = text.strip();
    Matcher written = WRITTEN.matcher(trimmed);
    Matcher stamp = STAMP.matcher(trimmed);
    try {
      if (written.matches()) {
        LocalDateTime local = local(written, written.group(7));
        String offset = written.group(8);
        return offset == null
            ? inZone(local, zone)
            : local.toInstant(ZoneOffset.of(offset.toUpperCase(Locale.ROOT)));
      }
      if (stamp.matches()) {
        return inZone(local(stamp, null), zone);
      }
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(quoted(text) + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(
        quoted(text)
            + ": such as '2025-11-15 16:12:30', '2025-11-15 16:12:30.250',"
            + " 2025-11-15T15:12:30Z or 20251115_161230");
  }

  private static String quoted(String text) {
    return "invalid time '" + text.substring(0, Math.min(text.length(), QUOTED)) + "'";
  }

  private static LocalDateTime local(Matcher found, @Nullable String fraction) {
    int nanos = LAST_MILLI;
    if (fraction != null) {
      nanos = Integer.parseInt((fraction + "00000000").substring(0, 9)) / 1_000_000 * 1_000_000;
    }
    String second = found.group(6);
    return LocalDateTime.of(
        number(found.group(1)),
        number(found.group(2)),
        number(found.group(3)),
        number(found.group(4)),
        number(found.group(5)),
        second == null ? 0 : number(second),
        nanos);
  }

  private static int number(String digits) {
    return Integer.parseInt(Objects.requireNonNull(digits));
  }

  private static Instant inZone(LocalDateTime local, ZoneId zone) {
    List<ZoneOffset> offsets = zone.getRules().getValidOffsets(local);
    if (offsets.size() == 1) {
      return local.toInstant(offsets.getFirst());
    }
    ZoneOffsetTransition change = zone.getRules().getTransition(local);
    String time = ISO.format(local);
    throw new IllegalArgumentException(
        "the clocks of %s showed %s %s: give an offset, %s%s or %s%s"
            .formatted(
                zone,
                time.replace('T', ' '),
                offsets.isEmpty() ? "never" : "twice",
                time,
                change.getOffsetBefore(),
                time,
                change.getOffsetAfter()));
  }

  /** An instant as {@link #parse} reads it: a second, where it is the last instant of one. */
  public static String text(Instant instant, ZoneId zone) {
    OffsetDateTime time = OffsetDateTime.ofInstant(instant.truncatedTo(ChronoUnit.MILLIS), zone);
    return (time.getNano() == LAST_MILLI ? SECOND : MILLISECOND).format(time);
  }
}
