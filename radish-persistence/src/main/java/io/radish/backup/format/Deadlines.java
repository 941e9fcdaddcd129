// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.snapshot.EntryCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/**
 * Deadlines as ISO times in UTC with milliseconds, both ways.
 *
 * <p>Entries of a cache tend to expire on the same few days: the day's text is kept from one to the
 * next. Years before 0 and after 9999 take ISO's form with a sign. Not thread-safe.
 */
final class Deadlines {
  private static final long DAY_MILLIS = 86_400_000;

  /** The first day whose year has five digits. */
  private static final long DAY_10000 = LocalDate.of(10_000, 1, 1).toEpochDay();

  /** The form written for days within four-digit years: 2025-11-15T17:11:18.027Z. */
  private static final int LENGTH = 24;

  private static final DateTimeFormatter ANY =
      new DateTimeFormatterBuilder().parseCaseInsensitive().appendInstant(3).toFormatter();

  private final byte[] text = "0000-00-00T00:00:00.000Z".getBytes(StandardCharsets.US_ASCII);
  private long writtenDay = Long.MIN_VALUE;
  private String readDay = "";
  private long readDayMillis;

  /** Writes the deadline as a JSON string. */
  void write(long millis, JsonOutput out) throws IOException {
    long day = Math.floorDiv(millis, DAY_MILLIS);
    if (day < 0 || day >= DAY_10000) {
      out.raw('"' + ANY.format(Instant.ofEpochMilli(millis)) + '"');
      return;
    }
    if (day != writtenDay) {
      byte[] date = LocalDate.ofEpochDay(day).toString().getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(date, 0, text, 0, date.length);
      writtenDay = day;
    }
    int rest = (int) (millis - day * DAY_MILLIS);
    digits(rest % 1000, 20, 3);
    digits(rest / 1000 % 60, 17, 2);
    digits(rest / 60_000 % 60, 14, 2);
    digits(rest / 3_600_000, 11, 2);
    out.raw('"');
    out.raw(text);
    out.raw('"');
  }

  private void digits(int number, int at, int count) {
    int rest = number;
    for (int i = at + count - 1; i >= at; i--) {
      text[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  /**
   * Reads a deadline, in milliseconds since the epoch.
   *
   * @throws BadText where the text is no such time
   */
  long parse(String time) throws BadText {
    long millis = parse(time, "expires_at");
    // One millisecond before the epoch would read as "never": it is past either way.
    return millis == EntryCursor.NO_EXPIRY ? millis - 1 : millis;
  }

  /**
   * Reads any time, in milliseconds since the epoch.
   *
   * @throws BadText where the text is no such time
   */
  long parseTime(String time) throws BadText {
    return parse(time, "a time");
  }

  private long parse(String time, String what) throws BadText {
    try {
      return looksWritten(time) ? parseWritten(time) : Instant.parse(time).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw new BadText(what + " must be an ISO time such as 2025-11-15T17:11:18.027Z", e);
    }
  }

  private static boolean looksWritten(String time) {
    return time.length() == LENGTH
        && time.charAt(10) == 'T'
        && time.charAt(13) == ':'
        && time.charAt(16) == ':'
        && time.charAt(19) == '.'
        && time.charAt(23) == 'Z';
  }

  private long parseWritten(String time) {
    if (!time.startsWith(readDay) || readDay.isEmpty()) {
      String day = time.substring(0, 10);
      readDayMillis = LocalDate.parse(day).toEpochDay() * DAY_MILLIS;
      readDay = day;
    }
    int hours = number(time, 11, 2, 23);
    int minutes = number(time, 14, 2, 59);
    int seconds = number(time, 17, 2, 59);
    return readDayMillis
        + hours * 3_600_000L
        + minutes * 60_000L
        + seconds * 1000L
        + number(time, 20, 3, 999);
  }

  private static int number(String time, int at, int count, int most) {
    int number = 0;
    for (int i = at; i < at + count; i++) {
      char c = time.charAt(i);
      if (c < '0' || c > '9') {
        throw new DateTimeException("not a digit");
      }
      number = 10 * number + c - '0';
    }
    if (number > most) {
      throw new DateTimeException("out of range");
    }
    return number;
  }
}
