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
import java.util.OptionalDouble;

/**
 * What a second network thread brings to the throughput.
 *
 * <p>It takes a processor for each of the two threads and as much again for the generator to see
 * that. Where there are fewer, the table says that it is not shown. Requests per CPU second stand
 * beside it: they say what the threads burn for each other, but not how long they wait, and nothing
 * of servers whose threads spin while they have nothing to do, as those of Redis and Valkey.
 */
final class ScalingSection implements Section {
  private static final int PIPELINE = 16;
  private static final int PROCESSORS_NEEDED = 4;
  private static final Goal GOAL = new Goal(1.7, 2, true, " ×");
  private static final int[] THREADS = {1, 2};

  @Override
  public String name() {
    return "scaling";
  }

  private static String subject(Operation operation, int threads, String what) {
    return "scaling " + operation + " " + threads + " " + what;
  }

  private static boolean enoughProcessors() {
    return Runtime.getRuntime().availableProcessors() >= PROCESSORS_NEEDED;
  }

  private static int generatorThreads() {
    return enoughProcessors() ? 2 : 1;
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    for (int threads : THREADS) {
      RunningServer server = bench.start(installed, ServerOptions.threads(threads));
      try {
        bench.fillAndWarmUp(server, generatorThreads());
        for (Operation operation : Operation.values()) {
          LoadResult result =
              bench
                  .load(server, operation, PIPELINE, generatorThreads())
                  .run(bench.lead(), bench.measured());
          figures.add(
              subject(operation, threads, "rate"), installed.kind(), result.perSecond() / 1e3);
          figures.add(
              subject(operation, threads, "cpu"), installed.kind(), result.perCpuSecond() / 1e3);
          bench.say(
              String.format(
                  Locale.ROOT,
                  "  %s %s, %d network threads: %,.0f a second, %,.0f a second of its CPU",
                  installed.kind().label(),
                  operation,
                  threads,
                  result.perSecond(),
                  result.perCpuSecond()));
        }
      } finally {
        bench.end(server);
      }
    }
  }

  private static OptionalDouble scaling(
      Figures figures, Operation operation, ServerKind kind, String what) {
    return figures.ratio(subject(operation, 2, what), kind, subject(operation, 1, what), kind);
  }

  @Override
  public List<Row> goals(Figures figures) {
    List<Row> rows = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      Row row =
          Row.showing(
              "`" + operation + "`, throughput with two network threads to one",
              kind -> Numbers.times(scaling(figures, operation, kind, "rate")),
              scaling(figures, operation, ServerKind.RADISH, "rate"),
              GOAL);
      rows.add(
          enoughProcessors()
              ? row
              : row.unproven("not shown: " + PROCESSORS_NEEDED + " processors needed"));
    }
    return rows;
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      for (ServerKind kind : ServerKind.values()) {
        if (figures.has(subject(operation, 1, "rate"), kind)) {
          lines.add(
              List.of(
                  "`" + operation + "`",
                  kind.label(),
                  Numbers.plain(figures.median(subject(operation, 1, "rate"), kind)),
                  Numbers.plain(figures.median(subject(operation, 2, "rate"), kind)),
                  Numbers.plain(figures.median(subject(operation, 1, "cpu"), kind)),
                  Numbers.plain(figures.median(subject(operation, 2, "cpu"), kind)),
                  Numbers.times(scaling(figures, operation, kind, "rate")),
                  Numbers.times(scaling(figures, operation, kind, "cpu"))));
        }
      }
    }
    String note =
        "The load of the table above, pipeline "
            + PIPELINE
            + ", "
            + generatorThreads()
            + (generatorThreads() == 1 ? " thread" : " threads")
            + " of the generator. Redis and Valkey: `io-threads 2`, reads included."
            + " Threads of these two spin while they wait for work, so their requests per CPU second"
            + " say little with two threads."
            + (enoughProcessors()
                ? ""
                : " Two threads of the server and the generator share "
                    + Runtime.getRuntime().availableProcessors()
                    + " processors here, so the throughput cannot show how a server scales. Of Radish,"
                    + " requests per CPU second show what its threads burn for each other; time that"
                    + " they would wait for each other is not in it.");
    return List.of(
        new Detail(
            "Network threads",
            note,
            List.of(
                "what",
                "server",
                "thousand/s, one",
                "two",
                "thousand per CPU s, one",
                "two",
                "throughput, two to one",
                "per CPU s, two to one"),
            lines));
  }
}
