// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.load.Filler;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long it takes to have everything back: in the running server, and at a start. */
final class RestoreSection implements Section {
  private static final int RUNS = 3;
  private static final Goal GOAL = Goal.times(1, 1.5);

  /** What Redis and Valkey say of the time for the file alone, in seconds. */
  private static final Pattern LOADED = Pattern.compile("DB loaded from disk: ([0-9.]+) seconds");

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try {
      measureWarm(bench, server, figures);
      server.close();
      server = RunningServer.start(installed, server.folder(), ServerOptions.threads(1));
      Filler.check(server.address(), bench.usualData());
      double cold = server.startNanos() / 1e6;
      figures.add("restore cold", installed.kind(), cold);
      bench.say(
          String.format(
              Locale.ROOT, "  %s, start with it: %,.0f ms", installed.kind().label(), cold));
      if (installed.kind() != ServerKind.RADISH) {
        figures.add("restore log", installed.kind(), loadedMillis(server));
      }
    } finally {
      bench.end(server);
    }
  }

  private static void measureWarm(Bench bench, RunningServer server, Figures figures)
      throws IOException, InterruptedException {
    Filler.fill(server.address(), bench.usualData());
    try (RespClient client = server.connect()) {
      Saving.save(server, client);
      for (int run = 0; run <= RUNS; run++) {
        Cost cost = Cost.of(server, () -> Saving.load(server, client, bench.keys()));
        figures.add(run == 0 ? "restore first" : "restore warm", server.kind(), cost.millis());
        if (run > 0) {
          figures.add("restore cpu", server.kind(), cost.cpuMillis());
        }
        bench.say(
            String.format(
                Locale.ROOT,
                "  %s, restore %d: %,.0f ms",
                server.kind().label(),
                run + 1,
                cost.millis()));
      }
    }
    Filler.check(server.address(), bench.usualData());
  }

  /** The last start's, since the file has those of all starts. */
  private static double loadedMillis(RunningServer server) throws IOException {
    Matcher found = LOADED.matcher(Files.readString(server.folder().resolve("output.log")));
    double millis = Double.NaN;
    while (found.find()) {
      millis = Double.parseDouble(found.group(1)) * 1000;
    }
    if (Double.isNaN(millis)) {
      throw new IOException(server.kind().label() + " does not say how long it loaded");
    }
    return millis;
  }

  @Override
  public List<Row> goals(Figures figures) {
    return List.of(
        Row.showing(
            "restore of it in the running server, and Redis' load of its RDB: ms",
            kind -> Numbers.plain(figures.median(subject(kind), kind)),
            figures.ratio(
                subject(ServerKind.REDIS),
                ServerKind.REDIS,
                subject(ServerKind.RADISH),
                ServerKind.RADISH),
            GOAL),
        Row.of(
            "start with it, to the first `PONG`: ms",
            figures,
            "restore cold",
            figures.ratio("restore cold", ServerKind.REDIS, ServerKind.RADISH),
            Goal.reported()));
  }

  /** Of Redis the least there is: its own figure for the file, without emptying the data before. */
  private static String subject(ServerKind kind) {
    return kind == ServerKind.RADISH ? "restore warm" : "restore log";
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    ServerTable table =
        new ServerTable(figures, "restore warm")
            .median("first in the running server, ms", "restore first")
            .median("later, ms", "restore warm")
            .median("CPU ms", "restore cpu")
            .median("file alone at start, ms", "restore log")
            .median("start to `PONG`, ms", "restore cold");
    return List.of(
        table.toDetail(
            "Restores",
            String.format(
                Locale.ROOT,
                "%,d keys of 16 B with values of 64 B. In the running server: `BACKUP RESTORE` (clients"
                    + " are served meanwhile) and `DEBUG RELOAD NOSAVE` (clients wait; it empties the"
                    + " data first). At a start: what Redis logs for its file alone, and the time from"
                    + " the start of the process to the first `PONG`.",
                bench.keys())));
  }
}
