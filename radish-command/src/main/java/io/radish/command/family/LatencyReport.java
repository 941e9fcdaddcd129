// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.LatencyMonitor;
import io.radish.command.LatencyMonitor.Sample;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Spikes of latency for people: drawn, and explained. */
final class LatencyReport {
  /** Samples side by side in one drawing, and lines of it, as in Redis. */
  private static final int COLUMNS = 80;

  private static final int ROWS = 4;

  /** Three heights within a line. */
  private static final String LEVELS = "_o#";

  private static final char FILLED = '|';

  private LatencyReport() {}

  /**
   * Draws an event's samples, the oldest on the left, with their age below, letter under letter.
   *
   * <pre>
   *      #
   *      |
   *      |
   *   ___|
   *
   *   5420
   *   ssss
   * </pre>
   */
  static String graph(LatencyMonitor.Event event, long nowSeconds) {
    List<Sample> samples = event.samples();
    long high = samples.stream().mapToLong(Sample::millis).max().orElse(0);
    long low = samples.stream().mapToLong(Sample::millis).min().orElse(0);
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s - high %d ms, low %d ms (all time high %d ms)\n%s\n",
            event.name(),
            high,
            low,
            event.worstMillis(),
            "-".repeat(COLUMNS)));
    for (int from = 0; from < samples.size(); from += COLUMNS) {
      List<Sample> part = samples.subList(from, Math.min(samples.size(), from + COLUMNS));
      text.append(from == 0 ? "" : "\n");
      draw(part, low, high, text);
      label(part, nowSeconds, text);
    }
    return text.toString();
  }

  private static void draw(List<Sample> samples, long low, long high, StringBuilder text) {
    int steps = LEVELS.length() * ROWS;
    double range = Math.max(1, high - low);
    for (int row = 0; row < ROWS; row++) {
      int below = (ROWS - row - 1) * LEVELS.length();
      for (Sample sample : samples) {
        int step = (int) Math.clamp((sample.millis() - low) * steps / range, 0, steps - 1);
        int level = step - below;
        text.append(level < 0 ? ' ' : level < LEVELS.length() ? LEVELS.charAt(level) : FILLED);
      }
      text.append('\n');
    }
  }

  private static void label(List<Sample> samples, long nowSeconds, StringBuilder text) {
    text.append(" ".repeat(samples.size())).append('\n');
    List<String> labels =
        samples.stream().map(sample -> age(nowSeconds - sample.timeSeconds())).toList();
    int longest = labels.stream().mapToInt(String::length).max().orElse(0);
    for (int i = 0; i < longest; i++) {
      for (String label : labels) {
        text.append(i < label.length() ? label.charAt(i) : ' ');
      }
      text.append('\n');
    }
  }

  private static String age(long seconds) {
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m";
    }
    return seconds < 24 * 3600 ? seconds / 3600 + "h" : seconds / (24 * 3600) + "d";
  }

  /** Says what was seen, and what helps against it. */
  static String doctor(boolean isOn, List<LatencyMonitor.Event> events) {
    if (!isOn && events.isEmpty()) {
      return "Spikes of latency are not watched: CONFIG SET latency-monitor-threshold"
          + " <milliseconds> switches that on.\n";
    }
    if (events.isEmpty()) {
      return "No spike of latency was seen.\n";
    }
    StringBuilder text = new StringBuilder("Spikes of latency were seen:\n\n");
    TreeSet<String> advice = new TreeSet<>();
    for (LatencyMonitor.Event event : events) {
      text.append(describe(event));
      advice.add(adviceFor(event.name()));
    }
    text.append("\nWhat helps:\n\n");
    advice.forEach(line -> text.append("- ").append(line).append('\n'));
    return text.toString();
  }

  private static String describe(LatencyMonitor.Event event) {
    List<Sample> samples = event.samples();
    double average = samples.stream().mapToLong(Sample::millis).average().orElse(0);
    double deviation =
        samples.stream().mapToDouble(s -> Math.abs(s.millis() - average)).average().orElse(0);
    long span = event.latest().timeSeconds() - samples.getFirst().timeSeconds();
    return String.format(
        Locale.ROOT,
        "%s: %d spikes, %.0f ms on average, mean deviation %.0f ms, one in %.2f s, the worst ever"
            + " %d ms\n",
        event.name(),
        samples.size(),
        average,
        deviation,
        (double) Math.max(1, span) / samples.size(),
        event.worstMillis());
  }

  private static String adviceFor(String event) {
    return switch (event) {
      case LatencyMonitor.COMMAND ->
          "command: SLOWLOG GET shows which commands take long; those that walk over all of a large"
              + " value, or over all keys, are the usual ones.";
      case LatencyMonitor.FAST_COMMAND ->
          "fast-command: commands that do little took long, so something else held them up: too few"
              + " cores, swapping, or the garbage collector. See -Xlog:gc, and LATENCY HISTOGRAM.";
      case LatencyMonitor.EXPIRE_CYCLE ->
          "expire-cycle: many keys expire at the same time; spread their times.";
      case LatencyMonitor.BACKUP_CUT ->
          "backup-cut: a backup begins when all commands that run are over; commands that hold a"
              + " shard for long hold it up.";
      default -> event + ": no advice.";
    };
  }
}
