// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.load.ClosedLoop;
import io.radish.bench.load.DataSet;
import io.radish.bench.load.Filler;
import io.radish.bench.load.LoadShape;
import io.radish.bench.load.Operation;
import io.radish.bench.load.RequestPool;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** By how much the process grows for each key. */
final class MemorySection implements Section {
  private static final int PIPELINE = 16;
  private static final Goal GOAL = Goal.atMost(0.65, 0.55, " of Redis");

  /**
   * Keys of the warm-up. More of them would make Radish take the first block of every shard before
   * its growth is measured, and look smaller by 16 MiB.
   */
  private static final int WARM_KEYS = 1;

  private record Shape(int keys, int keyBytes, int valueBytes) {
    String text() {
      return keyBytes + " B keys, " + String.format(Locale.ROOT, "%,d", valueBytes) + " B values";
    }
  }

  private static final List<Shape> SHAPES =
      List.of(
          new Shape(2_000_000, 16, 64),
          new Shape(2_000_000, 40, 200),
          new Shape(500_000, 16, 1000));

  @Override
  public String name() {
    return "memory";
  }

  private static String subject(Shape shape, boolean deadlines, String what) {
    return "memory " + shape.text() + " " + deadlines + " " + what;
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    for (Shape shape : SHAPES) {
      for (boolean deadlines : new boolean[] {false, true}) {
        RunningServer server = bench.start(installed, ServerOptions.threads(1));
        try {
          measure(bench, server, shape, deadlines, figures);
        } finally {
          bench.end(server);
        }
      }
    }
  }

  private static void measure(
      Bench bench, RunningServer server, Shape shape, boolean deadlines, Figures figures)
      throws IOException, InterruptedException {
    int keys = bench.scaled(shape.keys);
    warmUp(bench, server, new DataSet(WARM_KEYS, shape.keyBytes, shape.valueBytes, deadlines));
    long before = server.figures().residentBytes();
    long usedBefore = used(server);
    Filler.fill(server.address(), new DataSet(keys, shape.keyBytes, shape.valueBytes, deadlines));
    long after = server.figures().settledResidentBytes();
    double added = keys - WARM_KEYS;
    double grown = (after - before) / added;
    figures.add(subject(shape, deadlines, "resident"), server.kind(), grown);
    figures.add(
        subject(shape, deadlines, "used"), server.kind(), (used(server) - usedBefore) / added);
    figures.add(subject(shape, deadlines, "whole"), server.kind(), after / 1048576.0);
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s, %s%s: %.1f B per key",
            server.kind().label(),
            shape.text(),
            deadlines ? ", deadlines" : "",
            grown));
  }

  /** Lets the server take the memory it takes for any load, before its growth by keys counts. */
  private static void warmUp(Bench bench, RunningServer server, DataSet few)
      throws IOException, InterruptedException {
    Filler.fill(server.address(), few);
    for (Operation operation : Operation.values()) {
      new ClosedLoop(
              server.address(),
              new LoadShape(Bench.CONNECTIONS, PIPELINE, 1),
              RequestPool.of(few, operation, 1),
              server.figures()::cpuNanos)
          .run(bench.warmUp().dividedBy(6), Duration.ZERO);
    }
  }

  private static long used(RunningServer server) throws IOException {
    try (RespClient client = server.connect()) {
      return Long.parseLong(client.info("memory", "used_memory"));
    }
  }

  @Override
  public List<Row> goals(Figures figures) {
    Shape shape = SHAPES.getFirst();
    String subject = subject(shape, false, "resident");
    return List.of(
        Row.of(
            "memory per key, " + shape.text() + ": B of growth of resident memory",
            figures,
            subject,
            figures.ratio(subject, ServerKind.RADISH, ServerKind.REDIS),
            GOAL));
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (Shape shape : SHAPES) {
      for (boolean deadlines : new boolean[] {false, true}) {
        String resident = subject(shape, deadlines, "resident");
        for (ServerKind kind : ServerKind.values()) {
          if (figures.has(resident, kind)) {
            lines.add(
                List.of(
                    shape.text() + (deadlines ? ", with deadlines" : ""),
                    String.format(Locale.ROOT, "%,d", bench.scaled(shape.keys)),
                    kind.label(),
                    Numbers.plain(figures.median(resident, kind)),
                    Numbers.plain(figures.median(subject(shape, deadlines, "used"), kind)),
                    Numbers.times(figures.ratio(resident, kind, ServerKind.REDIS)),
                    Numbers.plain(figures.median(subject(shape, deadlines, "whole"), kind))));
          }
        }
      }
    }
    return List.of(
        new Detail(
            "Memory",
            "A fresh server serves `SET` and `GET` on one key, then is filled with all of them: growth"
                + " of `VmRSS` meanwhile, and of `used_memory` of `INFO`, for each key. The whole"
                + " process includes what a server takes without any key, which is most where it runs"
                + " in a JVM.",
            List.of(
                "what",
                "keys",
                "server",
                "B per key, resident",
                "B per key, used",
                "to Redis",
                "MiB, whole process"),
            lines));
  }
}
