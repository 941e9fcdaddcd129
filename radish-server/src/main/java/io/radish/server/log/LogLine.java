// SPDX-License-Identifier: Apache-2.0
package io.radish.server.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The form of a line: {@code 2025-11-15 16:15:00.123 INFO [io-1] net.Listener: message}, in local
 * time.
 *
 * <p>Control characters are escaped, so that a client whose name or key holds a line end or a
 * terminal's escape sequence can neither forge a line nor reach the terminal of who reads it.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {
  private static final String OWN_PACKAGES = "io.radish.";

  /** Longer messages are cut: a line is for people, and a client's text may be of any length. */
  private static final int MAX_CHARS = 8 * 1024;

  /** Frames shown per exception; deeper ones say nothing that the upper ones do not. */
  private static final int MAX_FRAMES = 100;

  /** Exceptions shown per event, each the cause of the one before. */
  private static final int MAX_CAUSES = 10;

  private final DateTimeFormatter time;
  private final LongSupplier droppedBefore;

  /**
   * Makes one for a file.
   *
   * @param droppedBefore how many lines were left out before the one to be written
   */
  LogLine(ZoneId zone, LongSupplier droppedBefore) {
    this.droppedBefore = droppedBefore;
    time = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(zone);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(128);
    time.formatTo(Instant.ofEpochMilli(event.getTimeStamp()), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', Math.max(1, 6 - level.length()));
    line.append('[').append(event.getThreadName()).append("] ");
    String logger = event.getLoggerName();
    line.append(logger.startsWith(OWN_PACKAGES) ? logger.substring(OWN_PACKAGES.length()) : logger);
    line.append(": ");
    appendEscaped(line, event.getFormattedMessage());
    long dropped = droppedBefore.getAsLong();
    if (dropped > 0) {
      line.append(" (").append(dropped).append(" lines before this one were left out)");
    }
    line.append('\n');
    IThrowableProxy thrown = event.getThrowableProxy();
    for (int i = 0; thrown != null && i < MAX_CAUSES; i++) {
      appendThrown(line, i == 0 ? "" : "Caused by: ", thrown);
      thrown = thrown.getCause();
    }
    return line.toString();
  }

  private static void appendThrown(StringBuilder line, String before, IThrowableProxy thrown) {
    line.append(before).append(thrown.getClassName()).append(": ");
    appendEscaped(line, thrown.getMessage());
    line.append('\n');
    StackTraceElementProxy[] frames = thrown.getStackTraceElementProxyArray();
    int shown = Math.min(frames.length - thrown.getCommonFrames(), MAX_FRAMES);
    for (int i = 0; i < shown; i++) {
      line.append("\tat ").append(frames[i].getStackTraceElement()).append('\n');
    }
  }

  /** Appends the text on one line, in which nothing but letters and signs is left. */
  private static void appendEscaped(StringBuilder line, @Nullable String text) {
    if (text == null) {
      return;
    }
    int end = Math.min(text.length(), MAX_CHARS);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append("\\t");
        case '\\' -> line.append("\\\\");
        default -> {
          if (isHarmless(c)) {
            line.append(c);
          } else {
            line.append("\\u").append(HexFormat.of().toHexDigits(c));
          }
        }
      }
    }
    if (end < text.length()) {
      line.append("… (").append(text.length()).append(" characters)");
    }
  }

  /** Not a control character, line separator, or mark that changes the direction of writing. */
  private static boolean isHarmless(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
