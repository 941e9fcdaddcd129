// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.compare.ThreadShares.Role;
import io.radish.bench.load.LoadResult;
import io.radish.bench.load.Operation;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a journal costs a {@code SET}: under {@code everysec} beside no journal at all, and under
 * {@code always}, where every batch of every client waits for the disk.
 *
 * <p>All servers write to the same folder, so to the same disk.
 */
final class JournalSection implements Section {
  private static final String NETWORK_NANOS = "network thread";

  /** A way to keep a journal, and the pipeline that it is measured with. */
  private enum Way {
    NONE("no journal", 16),
    EVERYSEC("everysec", 16),
    ALWAYS("always", 1);

    final String label;
    final int pipeline;

    Way(String label, int pipeline) {
      this.label = label;
      this.pipeline = pipeline;
    }

    ServerOptions options() {
      ServerOptions options = ServerOptions.threads(1);
      return this == NONE ? options : options.withJournal(label);
    }

    String subject(String what) {
      return "journal " + label + " " + what;
    }
  }

  @Override
  public String name() {
    return "journal";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    for (Way way : Way.values()) {
      RunningServer server = bench.start(installed, way.options());
      try {
        bench.fillAndWarmUp(server, 1);
        ThreadShares.Measured<LoadResult> measured =
            ThreadShares.beside(
                server.figures(),
                () ->
                    bench
                        .load(server, Operation.SET, way.pipeline, 1)
                        .run(bench.lead(), bench.measured().multipliedBy(2)));
        LoadResult result = measured.result();
        ServerKind kind = installed.kind();
        add(figures, kind, way, result, measured.shares());
        bench.say(
            String.format(
                Locale.ROOT,
                "  %s SET, %s: %,.0f a second, %,.0f a second of its CPU, p99.9 %,.0f µs",
                kind.label(),
                way.label,
                result.perSecond(),
                result.perCpuSecond(),
                result.micros(99.9)));
      } finally {
        bench.end(server);
      }
    }
  }

  private static void add(
      Figures figures, ServerKind kind, Way way, LoadResult result, ThreadShares shares) {
    figures.add(way.subject("rate"), kind, result.perSecond() / 1e3);
    figures.add(way.subject("cpu"), kind, result.perCpuSecond() / 1e3);
    figures.add(way.subject("p50"), kind, result.micros(50));
    figures.add(way.subject("p99"), kind, result.micros(99));
    figures.add(way.subject("p99.9"), kind, result.micros(99.9));
    for (Role role : Role.values()) {
      figures.add(way.subject(role.name()), kind, shares.percent(role));
    }
    figures.add(
        way.subject(NETWORK_NANOS),
        kind,
        shares.percent(Role.NETWORK) / 100 * result.cpuNanos() / result.requests());
  }

  private static OptionalDouble kept(Figures figures, ServerKind kind) {
    return figures.ratio(Way.EVERYSEC.subject("rate"), kind, Way.NONE.subject("rate"), kind);
  }

  private static OptionalDouble toRedis(Figures figures, Way way) {
    return figures.ratio(way.subject("rate"), ServerKind.RADISH, ServerKind.REDIS);
  }

  @Override
  public List<Row> goals(Figures figures) {
    return List.of(
        Row.showing(
            "`SET`, pipeline 16, `appendfsync everysec`: throughput to that without a journal",
            kind -> Numbers.times(kept(figures, kind)),
            kept(figures, ServerKind.RADISH),
            Goal.times(0.85, 1)),
        Row.of(
            "`SET`, pipeline 16, `appendfsync everysec`: thousand a second",
            figures,
            Way.EVERYSEC.subject("rate"),
            toRedis(figures, Way.EVERYSEC),
            Goal.times(1, 1.5)),
        Row.of(
            "`SET`, 50 clients, `appendfsync always`: thousand a second",
            figures,
            Way.ALWAYS.subject("rate"),
            toRedis(figures, Way.ALWAYS),
            Goal.times(1, 1.5)));
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    List<List<String>> threads = new ArrayList<>();
    for (Way way : Way.values()) {
      for (ServerKind kind : ServerKind.values()) {
        if (figures.has(way.subject("rate"), kind)) {
          lines.add(
              List.of(
                  way.label + ", pipeline " + way.pipeline,
                  kind.label(),
                  Numbers.plain(figures.median(way.subject("rate"), kind)),
                  Numbers.plain(figures.median(way.subject("cpu"), kind)),
                  Numbers.plain(figures.median(way.subject("p50"), kind)),
                  Numbers.plain(figures.median(way.subject("p99"), kind)),
                  Numbers.plain(figures.median(way.subject("p99.9"), kind))));
          threads.add(threads(figures, way, kind));
        }
      }
    }
    return List.of(
        new Detail(
            "The journal",
            String.format(
                Locale.ROOT,
                "`SET` of %,d keys of 16 B with values of 64 B, %d connections, one network thread and"
                    + " one thread of the generator, %.1f s measured; the journals on the same disk,"
                    + " rewritten when each server sees fit, which falls into the measured time.",
                bench.keys(),
                Bench.CONNECTIONS,
                bench.measured().toMillis() * 2 / 1e3),
            List.of(
                "journal",
                "server",
                "thousand/s",
                "thousand per CPU second",
                "p50 µs",
                "p99 µs",
                "p99.9 µs"),
            lines),
        new Detail(
            "The journal: whose processor time it is",
            "In the same runs, of what the server's process took, in the lead and the end of the load"
                + " as well. Threads are told by their names; what those took that ended meanwhile is"
                + " nobody's, and what a forked process takes is not in the whole.",
            List.of(
                "journal",
                "server",
                "network thread %",
                "journal's threads %",
                "checkpoints %",
                "compilers %",
                "ns of the network thread per request"),
            threads));
  }

  private static List<String> threads(Figures figures, Way way, ServerKind kind) {
    List<String> line = new ArrayList<>();
    line.add(way.label + ", pipeline " + way.pipeline);
    line.add(kind.label());
    for (Role role : Role.values()) {
      line.add(Numbers.plain(figures.median(way.subject(role.name()), kind)));
    }
    line.add(Numbers.plain(figures.median(way.subject(NETWORK_NANOS), kind)));
    return line;
  }
}
