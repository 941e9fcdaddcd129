// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.load.LoadResult;
import io.radish.bench.load.OpenLoop;
import io.radish.bench.load.Operation;
import io.radish.bench.load.PoolSource;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.HdrHistogram.Histogram;

/**
 * What clients notice of a backup, and of a restore of another cache: latencies at 30 % load,
 * without and with one.
 */
final class StallSection implements Section {
  private static final int TIMES = 3;
  private static final double LOAD = 0.3;
  private static final String OTHER_CACHE = "other";
  private static final Goal NO_WORSE = Goal.atMost(1, 1, " of Redis");

  /** "As without": within a tenth, which is less than two runs differ by. */
  private static final Goal AS_WITHOUT = Goal.atMost(1.1, 1.1, " of without");

  private static final double[] PERCENTILES = {50, 99, 99.9, 100};

  /** What a server does beside the load. */
  private enum Beside {
    NOTHING("nothing"),
    BACKUP("a backup"),
    RESTORE("a restore of another cache");

    final String label;

    Beside(String label) {
      this.label = label;
    }

    /** Redis and Valkey load nothing while they serve. */
    boolean isFor(ServerKind kind) {
      return this != RESTORE || kind == ServerKind.RADISH;
    }

    void run(RunningServer server, RespClient client, int keys)
        throws IOException, InterruptedException {
      switch (this) {
        case NOTHING -> {}
        case BACKUP -> Saving.saveBeside(server, client);
        case RESTORE -> Saving.loadAs(server, client, OTHER_CACHE, keys);
      }
    }

    /** Leaves the server as it was before: the next backup has as much to do. */
    void clearUp(RespClient client) throws IOException {
      if (this == RESTORE) {
        client.run("DELETECACHE", OTHER_CACHE);
      }
    }
  }

  /** The rate for all servers; set when the first has been measured. */
  private double perSecond;

  @Override
  public String name() {
    return "stall";
  }

  private static String subject(Operation operation, Beside beside, double percentile) {
    return "stall " + operation + " beside " + beside + " " + percentile;
  }

  private static String durationOf(Operation operation, Beside beside) {
    return "stall " + operation + " " + beside + " took";
  }

  private static String lateness(Operation operation) {
    return "stall " + operation + " lateness";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try (RespClient client = server.connect()) {
      bench.fillAndWarmUp(server, 1);
      if (perSecond == 0) {
        LoadResult most =
            bench.load(server, Operation.GET, 1, 1).run(bench.lead(), bench.measured());
        perSecond = LOAD * most.perSecond();
      }
      for (Beside beside : Beside.values()) {
        if (beside.isFor(server.kind())) {
          // Once before: what is measured is a server that has done it.
          beside.run(server, client, bench.keys());
          beside.clearUp(client);
        }
      }
      for (Operation operation : List.of(Operation.GET, Operation.SET)) {
        measure(bench, server, client, operation, figures);
      }
    } finally {
      bench.end(server);
    }
  }

  private void measure(
      Bench bench, RunningServer server, RespClient client, Operation operation, Figures figures)
      throws IOException, InterruptedException {
    ServerKind kind = server.kind();
    try (OpenLoop load =
        OpenLoop.start(
            server.address(),
            Bench.CONNECTIONS,
            perSecond,
            new PoolSource(bench.pool(operation)))) {
      // Not recorded: the server comes to rest from what was asked of it before.
      load.goOn(bench.measured().dividedBy(2));
      Map<Beside, Histogram> found = new EnumMap<>(Beside.class);
      for (Beside beside : Beside.values()) {
        if (beside.isFor(kind)) {
          found.put(beside, measure(bench, server, client, load, operation, beside, figures));
        }
      }
      load.recordApart();
      load.finish();
      found.forEach((beside, latency) -> add(bench, figures, kind, operation, beside, latency));
      figures.add(lateness(operation), kind, load.lateness().getValueAtPercentile(99.9) / 1e3);
    }
  }

  /** The requests that were due beside it; whole when the load has finished. */
  private static Histogram measure(
      Bench bench,
      RunningServer server,
      RespClient client,
      OpenLoop load,
      Operation operation,
      Beside beside,
      Figures figures)
      throws IOException, InterruptedException {
    Histogram recorded = load.recordApart();
    if (beside == Beside.NOTHING) {
      load.goOn(bench.measured().multipliedBy(2));
      return recorded;
    }
    for (int time = 0; time < TIMES; time++) {
      load.recordApart();
      load.goOn(Saving.PACE);
      long begun = System.nanoTime();
      load.record(recorded);
      beside.run(server, client, bench.keys());
      figures.add(durationOf(operation, beside), server.kind(), (System.nanoTime() - begun) / 1e6);
    }
    load.recordApart();
    beside.clearUp(client);
    return recorded;
  }

  private void add(
      Bench bench,
      Figures figures,
      ServerKind kind,
      Operation operation,
      Beside beside,
      Histogram latencyNanos) {
    for (double percentile : PERCENTILES) {
      figures.add(
          subject(operation, beside, percentile),
          kind,
          latencyNanos.getValueAtPercentile(percentile) / 1e3);
    }
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s, %s at %,.0f a second beside %s: p99.9 %,.0f µs, longest %,.0f µs",
            kind.label(),
            operation,
            perSecond,
            beside.label,
            latencyNanos.getValueAtPercentile(99.9) / 1e3,
            latencyNanos.getMaxValue() / 1e3));
  }

  @Override
  public List<Row> goals(Figures figures) {
    List<Row> rows = new ArrayList<>();
    for (Operation operation : List.of(Operation.GET, Operation.SET)) {
      String backup = subject(operation, Beside.BACKUP, 99.9);
      rows.add(
          Row.of(
              "p99.9 of `%s` at 30 %% load during a backup, and Redis' `BGSAVE`: µs"
                  .formatted(operation),
              figures,
              backup,
              figures.ratio(backup, ServerKind.RADISH, ServerKind.REDIS),
              NO_WORSE));
      rows.add(
          Row.showing(
              "the same, to p99.9 without a backup (the aim)",
              kind -> Numbers.times(toNothing(figures, operation, kind)),
              toNothing(figures, operation, ServerKind.RADISH),
              AS_WITHOUT));
      String restore = subject(operation, Beside.RESTORE, 99.9);
      rows.add(
          Row.showing(
              "p99.9 of `%s` during a restore of another cache, and Redis' `BGSAVE`: µs"
                  .formatted(operation),
              kind ->
                  Numbers.plain(figures.median(kind == ServerKind.RADISH ? restore : backup, kind)),
              figures.ratio(restore, ServerKind.RADISH, backup, ServerKind.REDIS),
              NO_WORSE));
    }
    return rows;
  }

  private static OptionalDouble toNothing(Figures figures, Operation operation, ServerKind kind) {
    return figures.ratio(
        subject(operation, Beside.BACKUP, 99.9),
        kind,
        subject(operation, Beside.NOTHING, 99.9),
        kind);
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (Operation operation : List.of(Operation.GET, Operation.SET)) {
      for (ServerKind kind : ServerKind.values()) {
        for (Beside beside : Beside.values()) {
          if (figures.has(subject(operation, beside, 50), kind)) {
            lines.add(line(figures, operation, kind, beside));
          }
        }
      }
    }
    return List.of(
        new Detail(
            "Latency while a backup or a restore runs",
            String.format(
                Locale.ROOT,
                "%,d keys; requests at a fixed rate of %,.0f a second for each server, over %d"
                    + " connections: %.0f %% of the `GET`s that the first of the servers does with"
                    + " pipeline 1. Latencies count from when a request is due, so a stall is charged"
                    + " with all requests of its time. They include what the generator itself is late"
                    + " by. `BACKUP NOW`, and `BGSAVE`, %d times, and as many restores of the backup as"
                    + " a cache of another name; only requests due meanwhile count.",
                bench.keys(),
                perSecond,
                Bench.CONNECTIONS,
                LOAD * 100,
                TIMES),
            List.of(
                "requests",
                "server",
                "beside",
                "p50 µs",
                "p99 µs",
                "p99.9 µs",
                "longest µs",
                "it took, ms",
                "generator late, p99.9 µs"),
            lines));
  }

  private static List<String> line(
      Figures figures, Operation operation, ServerKind kind, Beside beside) {
    List<String> line = new ArrayList<>();
    line.add("`" + operation + "`");
    line.add(kind.label());
    line.add(beside.label);
    for (double percentile : PERCENTILES) {
      line.add(Numbers.plain(figures.median(subject(operation, beside, percentile), kind)));
    }
    line.add(
        beside == Beside.NOTHING
            ? ""
            : Numbers.plain(figures.median(durationOf(operation, beside), kind)));
    line.add(Numbers.plain(figures.median(lateness(operation), kind)));
    return line;
  }
}
