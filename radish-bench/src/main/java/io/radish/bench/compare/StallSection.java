// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.load.GetSource;
import io.radish.bench.load.LoadResult;
import io.radish.bench.load.OpenLoop;
import io.radish.bench.load.Operation;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/** What clients notice of a backup: latencies at 30 % load, without and with one. */
final class StallSection implements Section {
  private static final int BACKUPS = 3;
  private static final double LOAD = 0.3;
  private static final Goal NO_WORSE = Goal.atMost(1, 1, " of Redis");

  /** "As without": within a tenth, which is less than two runs differ by. */
  private static final Goal AS_WITHOUT = Goal.atMost(1.1, 1.1, " of without");

  private static final double[] PERCENTILES = {50, 99, 99.9, 100};

  /** The rate for all servers; set when the first has been measured. */
  private double perSecond;

  @Override
  public String name() {
    return "stall";
  }

  private static String subject(boolean during, double percentile) {
    return "stall " + (during ? "during" : "without") + " " + percentile;
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try (RespClient client = server.connect()) {
      bench.fillAndWarmUp(server, 1);
      Saving.saveBeside(server, client);
      if (perSecond == 0) {
        LoadResult most =
            bench.load(server, Operation.GET, 1, 1).run(bench.lead(), bench.measured());
        perSecond = LOAD * most.perSecond();
      }
      measure(bench, server, client, figures);
    } finally {
      bench.end(server);
    }
  }

  private void measure(Bench bench, RunningServer server, RespClient client, Figures figures)
      throws IOException, InterruptedException {
    List<Histogram> during = new ArrayList<>();
    Histogram without;
    Histogram lateness;
    long backupNanos = 0;
    try (OpenLoop load =
        OpenLoop.start(
            server.address(),
            Bench.CONNECTIONS,
            perSecond,
            new GetSource(bench.pool(Operation.GET)))) {
      // Not recorded: the server comes to rest from what was asked of it before.
      load.goOn(bench.measured().dividedBy(2));
      without = load.recordApart();
      load.goOn(bench.measured().multipliedBy(2));
      for (int backup = 0; backup < BACKUPS; backup++) {
        load.recordApart();
        load.goOn(Saving.PACE);
        long begun = System.nanoTime();
        during.add(load.recordApart());
        Saving.saveBeside(server, client);
        backupNanos += System.nanoTime() - begun;
      }
      load.recordApart();
      load.finish();
      lateness = load.lateness();
    }
    Histogram together = during.getFirst().copy();
    during.stream().skip(1).forEach(together::add);
    ServerKind kind = server.kind();
    add(figures, kind, false, without);
    add(figures, kind, true, together);
    figures.add("stall lateness", kind, lateness.getValueAtPercentile(99.9) / 1e3);
    figures.add("stall backup", kind, backupNanos / 1e6 / BACKUPS);
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s at %,.0f a second: p99.9 %,.0f µs without a backup, %,.0f µs during one",
            kind.label(),
            perSecond,
            without.getValueAtPercentile(99.9) / 1e3,
            together.getValueAtPercentile(99.9) / 1e3));
  }

  private static void add(
      Figures figures, ServerKind kind, boolean during, Histogram latencyNanos) {
    for (double percentile : PERCENTILES) {
      figures.add(
          subject(during, percentile), kind, latencyNanos.getValueAtPercentile(percentile) / 1e3);
    }
  }

  @Override
  public List<Row> goals(Figures figures) {
    String during = subject(true, 99.9);
    return List.of(
        Row.of(
            "p99.9 of `GET` at 30 % load during a backup, and Redis' `BGSAVE`: µs",
            figures, during, figures.ratio(during, ServerKind.RADISH, ServerKind.REDIS), NO_WORSE),
        Row.showing(
            "the same, to p99.9 without a backup (the aim)",
            kind -> Numbers.times(figures.ratio(during, kind, subject(false, 99.9), kind)),
            figures.ratio(during, ServerKind.RADISH, subject(false, 99.9), ServerKind.RADISH),
            AS_WITHOUT));
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (ServerKind kind : ServerKind.values()) {
      for (boolean during : new boolean[] {false, true}) {
        if (figures.has(subject(during, 50), kind)) {
          List<String> line = new ArrayList<>();
          line.add(kind.label());
          line.add(during ? "during" : "without");
          for (double percentile : PERCENTILES) {
            line.add(Numbers.plain(figures.median(subject(during, percentile), kind)));
          }
          line.add(Numbers.plain(figures.median("stall backup", kind)));
          line.add(Numbers.plain(figures.median("stall lateness", kind)));
          lines.add(line);
        }
      }
    }
    return List.of(
        new Detail(
            "Latency while a backup runs",
            String.format(
                Locale.ROOT,
                "%,d keys; `GET` at a fixed rate of %,.0f a second for each server, over %d connections:"
                    + " %.0f %% of what the first of the servers does with pipeline 1. Latencies count"
                    + " from when a request is due, so a stall is charged with all requests of its time."
                    + " They include what the generator itself is late by. `BACKUP NOW`, and `BGSAVE`,"
                    + " %d times; only requests due meanwhile count.",
                bench.keys(),
                perSecond,
                Bench.CONNECTIONS,
                LOAD * 100,
                BACKUPS),
            List.of(
                "server",
                "backup",
                "p50 µs",
                "p99 µs",
                "p99.9 µs",
                "longest µs",
                "a backup, ms",
                "generator late, p99.9 µs"),
            lines));
  }
}
