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

/** How long it takes to save everything to the disk, on a server that does nothing else. */
final class BackupSection implements Section {
  /** After the first, which is shown apart: a JVM has not compiled the way of a backup then. */
  private static final int RUNS = 3;

  private static final Goal GOAL = Goal.times(1, 2);

  @Override
  public String name() {
    return "backup";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try (RespClient client = server.connect()) {
      Filler.fill(server.address(), bench.usualData());
      save(bench, server, client, figures, "backup first");
      for (int run = 0; run < RUNS; run++) {
        save(bench, server, client, figures, "backup");
      }
      figures.add(
          "backup size", installed.kind(), Files.size(Saving.newestFile(server)) / 1048576.0);
      if (installed.kind() != ServerKind.RADISH) {
        client.run("CONFIG", "SET", "rdbcompression", "no");
        for (int run = 0; run < RUNS; run++) {
          save(bench, server, client, figures, "backup plain");
        }
      }
    } finally {
      bench.end(server);
    }
  }

  private static void save(
      Bench bench, RunningServer server, RespClient client, Figures figures, String subject)
      throws IOException, InterruptedException {
    Cost cost = Cost.of(server, () -> Saving.save(server, client));
    figures.add(subject + " wall", server.kind(), cost.millis());
    figures.add(subject + " cpu", server.kind(), cost.cpuMillis());
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s, %s: %,.0f ms, %,.0f ms of CPU",
            server.kind().label(),
            subject,
            cost.millis(),
            cost.cpuMillis()));
  }

  @Override
  public List<Row> goals(Figures figures) {
    return List.of(
        Row.of(
            "backup of a million keys, to fsync: JSON, and Redis' `SAVE`: ms",
            figures,
            "backup wall",
            figures.ratio("backup wall", ServerKind.REDIS, ServerKind.RADISH),
            GOAL),
        Row.of(
            "the same: ms of CPU",
            figures,
            "backup cpu",
            figures.ratio("backup cpu", ServerKind.REDIS, ServerKind.RADISH),
            Goal.reported()));
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    ServerTable table =
        new ServerTable(figures, "backup wall")
            .median("first, ms", "backup first wall")
            .median("CPU ms", "backup first cpu")
            .median("later, ms", "backup wall")
            .column(
                "least to most",
                kind ->
                    Numbers.plain(figures.least("backup wall", kind))
                        + " to "
                        + Numbers.plain(figures.most("backup wall", kind)))
            .median("CPU ms", "backup cpu")
            .median("not compressed, ms", "backup plain wall")
            .median("CPU ms", "backup plain cpu")
            .median("file, MiB", "backup size");
    return List.of(
        table.toDetail(
            "Backups",
            String.format(
                Locale.ROOT,
                "%,d keys of 16 B with values of 64 B, nothing else going on. The time is that from"
                    + " the command to its reply, which comes when the file is on the disk. The first"
                    + " backup of a process, and %d after it. Redis and Valkey try to compress values"
                    + " unless told not to, which costs them time and does not help with random digits:"
                    + " the same with `rdbcompression no` stands beside it.",
                bench.keys(),
                RUNS)));
  }
}
