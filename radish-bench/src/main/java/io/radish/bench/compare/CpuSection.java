// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

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
import java.util.Map;

/** What a {@code GET} and a {@code SET} cost the server, by the length of the pipeline. */
final class CpuSection implements Section {
  private static final Map<Integer, Goal> GOALS =
      Map.of(100, Goal.times(2, 3.5), 16, Goal.times(1.5, 2.5), 1, Goal.times(0.9, 1.15));

  @Override
  public String name() {
    return "cpu";
  }

  private static String subject(Operation operation, int pipeline, String what) {
    return "cpu " + operation + " " + pipeline + " " + what;
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try {
      bench.fillAndWarmUp(server, 1);
      for (int pipeline : Bench.PIPELINES) {
        for (Operation operation : Operation.values()) {
          ThreadShares.Measured<LoadResult> measured =
              ThreadShares.beside(
                  server.figures(),
                  () ->
                      bench
                          .load(server, operation, pipeline, 1)
                          .run(bench.lead(), bench.measured()));
          LoadResult result = measured.result();
          figures.add(
              subject(operation, pipeline, "compiler"),
              installed.kind(),
              measured.shares().percent(ThreadShares.Role.COMPILERS));
          add(figures, installed.kind(), operation, pipeline, result);
          bench.say(
              String.format(
                  Locale.ROOT,
                  "  %s %s, pipeline %d: %,.0f a second, %,.0f a second of its CPU, p99.9 %,.0f µs",
                  installed.kind().label(),
                  operation,
                  pipeline,
                  result.perSecond(),
                  result.perCpuSecond(),
                  result.micros(99.9)));
        }
      }
    } finally {
      bench.end(server);
    }
  }

  private static void add(
      Figures figures, ServerKind kind, Operation operation, int pipeline, LoadResult result) {
    figures.add(subject(operation, pipeline, "cpu"), kind, result.perCpuSecond() / 1e3);
    figures.add(subject(operation, pipeline, "rate"), kind, result.perSecond() / 1e3);
    figures.add(
        subject(operation, pipeline, "share"), kind, 100.0 * result.cpuNanos() / result.nanos());
    figures.add(subject(operation, pipeline, "p50"), kind, result.micros(50));
    figures.add(subject(operation, pipeline, "p99"), kind, result.micros(99));
    figures.add(subject(operation, pipeline, "p99.9"), kind, result.micros(99.9));
  }

  @Override
  public List<Row> goals(Figures figures) {
    List<Row> rows = new ArrayList<>();
    for (int pipeline : Bench.PIPELINES) {
      for (Operation operation : Operation.values()) {
        String subject = subject(operation, pipeline, "cpu");
        rows.add(
            Row.of(
                "`"
                    + operation
                    + "` 64 B, pipeline "
                    + pipeline
                    + ": thousand requests per server CPU second",
                figures,
                subject,
                figures.ratio(subject, ServerKind.RADISH, ServerKind.REDIS),
                GOALS.getOrDefault(pipeline, Goal.times(1, 1))));
      }
    }
    return rows;
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (int pipeline : Bench.PIPELINES) {
      for (Operation operation : Operation.values()) {
        for (ServerKind kind : ServerKind.values()) {
          if (figures.has(subject(operation, pipeline, "cpu"), kind)) {
            lines.add(line(figures, operation, pipeline, kind));
          }
        }
      }
    }
    return List.of(
        new Detail(
            "Requests: throughput and latency of a saturated server",
            String.format(
                Locale.ROOT,
                "%,d keys of 16 B with values of 64 B, %d connections, one network thread and one"
                    + " thread of the generator, %d s of warm-up, %.1f s measured. Latency is that of"
                    + " a whole batch. CPU is the share of one processor that the server's process"
                    + " took: where it is well below 100 %%, the generator or the machine was the limit. Compilers: what the"
                    + " JVM still spent on learning, in the lead and the end of the load as well; more"
                    + " than a few percent means that the warm-up was too short for the machine.",
                bench.keys(),
                Bench.CONNECTIONS,
                bench.warmUp().toSeconds(),
                bench.measured().toMillis() / 1e3),
            List.of(
                "what",
                "server",
                "thousand/s",
                "CPU %",
                "of it compilers %",
                "ns CPU per request (least to most)",
                "p50 µs",
                "p99 µs",
                "p99.9 µs"),
            lines));
  }

  private static List<String> line(
      Figures figures, Operation operation, int pipeline, ServerKind kind) {
    String cpu = subject(operation, pipeline, "cpu");
    return List.of(
        "`" + operation + "`, pipeline " + pipeline,
        kind.label(),
        Numbers.plain(figures.median(subject(operation, pipeline, "rate"), kind)),
        Numbers.plain(figures.median(subject(operation, pipeline, "share"), kind)),
        Numbers.plain(figures.median(subject(operation, pipeline, "compiler"), kind)),
        String.format(
            Locale.ROOT,
            "%,.0f (%,.0f to %,.0f)",
            1e6 / figures.median(cpu, kind).orElse(Double.NaN),
            1e6 / figures.most(cpu, kind).orElse(Double.NaN),
            1e6 / figures.least(cpu, kind).orElse(Double.NaN)),
        Numbers.plain(figures.median(subject(operation, pipeline, "p50"), kind)),
        Numbers.plain(figures.median(subject(operation, pipeline, "p99"), kind)),
        Numbers.plain(figures.median(subject(operation, pipeline, "p99.9"), kind)));
  }
}
