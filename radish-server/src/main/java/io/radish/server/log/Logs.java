// SPDX-License-Identifier: Apache-2.0
package io.radish.server.log;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.TimeBasedRollingPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import org.slf4j.LoggerFactory;

/**
 * The log files of a running server, one pair a day: {@code radish_YYYY-MM-DD.log} for what the
 * loggers {@link #COMMANDS}, {@link #EXPIRATIONS} and {@link #SLOW} say, {@code
 * server_YYYY-MM-DD.log} for everything else.
 *
 * <p>Events are queued and written by a thread of their own. Where the disk does not keep up, the
 * queue overflows and events are lost rather than anybody made to wait.
 */
public final class Logs implements AutoCloseable {
  /** The parent of the loggers whose lines go to {@code radish_*.log}. */
  public static final String DATA = "io.radish.log";

  /** Commands that were answered with an error: the command's name and the error, no arguments. */
  public static final String COMMANDS = DATA + ".commands";

  /** Keys that expired. */
  public static final String EXPIRATIONS = DATA + ".expirations";

  /** Commands past {@code slowlog-log-slower-than}: name, number of arguments, duration. */
  public static final String SLOW = DATA + ".slow";

  private static final int QUEUE_EVENTS = 4096;
  private static final int FLUSH_MILLIS = 2000;

  private final LoggerContext context;

  private Logs(LoggerContext context) {
    this.context = context;
  }

  /**
   * Opens today's files.
   *
   * @param folder where they are; made where it is missing
   * @param retentionDays how long they are kept
   * @param level as in the setting {@code loglevel}
   * @throws IOException where the folder cannot be made or written to
   */
  public static Logs open(Path folder, int retentionDays, String level, ZoneId zone)
      throws IOException {
    if (folder.toString().contains("%")) {
      throw new IOException("the path of a log folder must not contain %, which Logback expands");
    }
    OwnerOnlyFile.createFolder(folder);
    Files.delete(Files.createTempFile(folder, ".radish", ".tmp"));
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    Logs logs = new Logs(context);
    logs.setLevel(level);
    Logger data = context.getLogger(DATA);
    data.setAdditive(false);
    data.addAppender(logs.appender("radish", folder, retentionDays, zone, Level.OFF));
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .addAppender(logs.appender("server", folder, retentionDays, zone, Level.WARN));
    return logs;
  }

  /** Changes how much is logged, to one of the words of the setting {@code loglevel}. */
  public void setLevel(String level) {
    Level own =
        switch (level) {
          case "debug" -> Level.TRACE;
          case "verbose" -> Level.DEBUG;
          case "warning" -> Level.WARN;
          default -> Level.INFO;
        };
    // Libraries are heard from when something is wrong, and in full only where asked for.
    context
        .getLogger(Logger.ROOT_LOGGER_NAME)
        .setLevel(own == Level.TRACE ? Level.DEBUG : Level.WARN);
    context.getLogger("io.radish").setLevel(own);
  }

  /** Writes what is queued, and closes the files. */
  @Override
  public void close() {
    context.reset();
    context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.OFF);
  }

  private Appender<ILoggingEvent> appender(
      String name, Path folder, int retentionDays, ZoneId zone, Level always) {
    LineBudget budget = new LineBudget(always);
    LogLine line = new LogLine(zone, budget::takeDropped);
    line.setContext(context);
    line.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(line);
    encoder.start();

    OwnerOnlyFile<ILoggingEvent> file = new OwnerOnlyFile<>();
    TimeBasedRollingPolicy<ILoggingEvent> daily = new TimeBasedRollingPolicy<>();
    daily.setContext(context);
    daily.setParent(file);
    daily.setFileNamePattern(
        "%s/%s_%%d{yyyy-MM-dd,%s}.log".formatted(folder.toAbsolutePath(), name, zone.getId()));
    daily.setMaxHistory(retentionDays);
    daily.setCleanHistoryOnStart(true);
    file.setContext(context);
    file.setName(name);
    file.setEncoder(encoder);
    file.setRollingPolicy(daily);
    daily.start();
    file.start();

    AsyncAppender queued = new AsyncAppender();
    queued.setContext(context);
    queued.setName(name + "-log");
    queued.setQueueSize(QUEUE_EVENTS);
    queued.setDiscardingThreshold(0);
    queued.setNeverBlock(true);
    queued.setMaxFlushTime(FLUSH_MILLIS);
    queued.addFilter(budget);
    queued.addAppender(file);
    queued.start();
    return queued;
  }
}
