// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What a run of {@link Steadiness} has shown, as Markdown. */
final class SteadyReport {
  /** Longest pause of the server's own making that is allowed. */
  private static final double PAUSE_MILLIS = 20;

  private static final double FRAGMENTATION = 1.2;

  /** What still counts as flat: the last third of the time to the first, once settled. */
  private static final double GROWTH_PERCENT = 2;

  private static final int WORST_SECONDS = 10;

  private final StringBuilder text = new StringBuilder();

  SteadyReport pauses(PauseLog log, PauseRecording recording) {
    double longest = Math.max(log.longestCollectionMillis(), log.longestSafepointMillis());
    longest = Math.max(longest, recording.longestMillis());
    line(
        String.format(
            Locale.ROOT,
            "Longest pause of the server's own making: %.2f ms (%s: at most %.0f ms).",
            longest,
            verdict(longest <= PAUSE_MILLIS),
            PAUSE_MILLIS));
    line(String.format(Locale.ROOT, "JVM's log: %s.", log));
    line(String.format(Locale.ROOT, "Flight recorder, the longest of each kind: %s.", recording));
    return this;
  }

  /**
   * The longest pauses, each with its second.
   *
   * @param begun when the first of {@code seconds} began
   */
  SteadyReport longest(List<Pause> pauses, Instant begun, List<Second> seconds) {
    text.append("\n| the longest pauses | ms | in second | backup or restore |\n");
    text.append("| --- | --- | --- | --- |\n");
    for (Pause pause : pauses) {
      long second = Math.floorDiv(Duration.between(begun, pause.begun()).toMillis(), 1000L);
      line(
          String.format(
              Locale.ROOT,
              "| %s | %.2f | %s | %s |",
              pause.kind(),
              pause.millis(),
              second < 0 ? "before the load" : Long.toString(second),
              seconds.stream().anyMatch(each -> each.number() == second && each.busy())
                  ? "yes"
                  : "no"));
    }
    text.append('\n');
    return this;
  }

  SteadyReport memory(List<Sample> samples, int settledSecond) {
    double growth = Sample.growthPercent(samples, settledSecond);
    line(
        String.format(
            Locale.ROOT,
            "Resident memory from second %d on: %+.1f %% from the first third of the time to the last"
                + " (%s: flat within %.0f %%).",
            settledSecond,
            growth,
            verdict(Math.abs(growth) <= GROWTH_PERCENT),
            GROWTH_PERCENT));
    double engine = samples.stream().mapToDouble(Sample::engineFragmentation).max().orElse(0);
    double process = samples.getLast().fragmentation();
    line(
        String.format(
            Locale.ROOT,
            "Fragmentation: at most %.3f within the engine (%s: below %.1f); %.3f of the whole process"
                + " at the end, JVM included.",
            engine,
            verdict(engine < FRAGMENTATION),
            FRAGMENTATION,
            process));
    text.append(
        "\n| second | resident MiB | used MiB | reserved MiB | keys | engine | process |\n");
    text.append("| --- | --- | --- | --- | --- | --- | --- |\n");
    for (Sample sample : samples) {
      line(
          String.format(
              Locale.ROOT,
              "| %d | %.0f | %.0f | %.0f | %,d | %.3f | %.3f |",
              sample.second(),
              sample.residentBytes() / 1048576.0,
              sample.usedBytes() / 1048576.0,
              sample.reservedBytes() / 1048576.0,
              sample.keys(),
              sample.engineFragmentation(),
              sample.fragmentation()));
    }
    text.append('\n');
    return this;
  }

  SteadyReport latency(List<Second> seconds, Histogram latenessNanos) {
    line(
        String.format(
            Locale.ROOT,
            "Latency, from when a request was due: median over the seconds of p99.9 %.2f ms and of the"
                + " longest %.2f ms. The generator was late by %.2f ms at its p99.9 and %.2f ms at most,"
                + " which is in these figures.",
            median(seconds.stream().mapToDouble(Second::p999Millis).toArray()),
            median(seconds.stream().mapToDouble(Second::longestMillis).toArray()),
            latenessNanos.getValueAtPercentile(99.9) / 1e6,
            latenessNanos.getMaxValue() / 1e6));
    text.append("\n| the worst seconds | backup or restore | p99.9 ms | longest ms |\n");
    text.append("| --- | --- | --- | --- |\n");
    seconds.stream()
        .sorted(Comparator.comparingDouble(Second::longestMillis).reversed())
        .limit(WORST_SECONDS)
        .forEach(
            second ->
                line(
                    String.format(
                        Locale.ROOT,
                        "| %d | %s | %.2f | %.2f |",
                        second.number(),
                        second.busy() ? "yes" : "no",
                        second.p999Millis(),
                        second.longestMillis())));
    text.append('\n');
    return this;
  }

  SteadyReport times(String what, List<Double> millis) {
    double[] sorted = millis.stream().mapToDouble(Double::doubleValue).toArray();
    line(
        String.format(
            Locale.ROOT,
            "%s: %d, median %.0f ms, longest %.0f ms.",
            what,
            millis.size(),
            median(sorted),
            Arrays.stream(sorted).max().orElse(Double.NaN)));
    return this;
  }

  /** Latency by the second, for a chart. */
  static String csv(List<Second> seconds) {
    StringBuilder lines = new StringBuilder("second,busy,p99.9_ms,longest_ms\n");
    for (Second second : seconds) {
      lines.append(
          String.format(
              Locale.ROOT,
              "%d,%d,%.3f,%.3f%n",
              second.number(),
              second.busy() ? 1 : 0,
              second.p999Millis(),
              second.longestMillis()));
    }
    return lines.toString();
  }

  SteadyReport line(String line) {
    text.append(line).append('\n');
    return this;
  }

  private static String verdict(boolean reached) {
    return reached ? "reached" : "**not reached**";
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values.length == 0 ? Double.NaN : values[values.length / 2];
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
