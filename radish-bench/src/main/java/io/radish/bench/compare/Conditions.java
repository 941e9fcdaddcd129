// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** On what, with what, and when figures were measured. */
final class Conditions {
  /** Load average below which a machine counts as quiet. */
  private static final double QUIET_LOAD = 0.5;

  private Conditions() {}

  static List<String> lines(
      List<Installation> servers, CompareOptions options, Clock clock, String loadBefore)
      throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(
        "Measured "
            + OffsetDateTime.now(clock.withZone(ZoneOffset.UTC)).truncatedTo(ChronoUnit.MINUTES)
            + commit()
            + ", "
            + options.rounds()
            + (options.rounds() == 1 ? " round" : " rounds")
            + (options.quick() ? ", **quick: a tenth of the keys, not to be quoted**" : "")
            + ".");
    lines.add(
        String.format(
            Locale.ROOT,
            "%d processors (%s), %.0f GiB, Linux %s; load average %s before and %s after.",
            Runtime.getRuntime().availableProcessors(),
            field("/proc/cpuinfo", "model name"),
            Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) / 1048576.0,
            System.getProperty("os.version"),
            loadBefore,
            loadAverage()));
    if (isBusy(loadBefore)) {
      lines.add(
          "**The machine was busy with other things when this began: ratios are rough, latencies mean"
              + " nothing.**");
    }
    lines.add("JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ").");
    for (Installation server : servers) {
      lines.add(server.kind().label() + ": " + server.version() + ".");
    }
    return lines;
  }

  /** What keeps verdicts from being taken at their word; empty where nothing does. */
  static String caveat(CompareOptions options, String loadBefore) {
    return options.quick() ? "quick run" : isBusy(loadBefore) ? "busy machine" : "";
  }

  private static boolean isBusy(String loadBefore) {
    return Double.parseDouble(loadBefore) > QUIET_LOAD;
  }

  private static String commit() {
    String commit = System.getProperty("radish.bench.commit", "");
    return commit.isEmpty() ? "" : ", commit " + commit;
  }

  static String loadAverage() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  private static String field(String file, String name) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("0");
  }
}
