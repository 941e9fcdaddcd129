// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;

/** From the start of the program to its first {@code PONG}, without data. */
final class StartSection implements Section {
  private static final int STARTS = 5;
  private static final String SUBJECT = "start";
  private static final Goal GOAL = Goal.atMost(1, 0.5, " s");

  @Override
  public String name() {
    return "start";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures) throws IOException {
    for (int start = 0; start < STARTS; start++) {
      RunningServer server = bench.start(installed, ServerOptions.threads(1));
      figures.add(SUBJECT, installed.kind(), server.startNanos() / 1e6);
      bench.end(server);
    }
    bench.say(
        "  "
            + installed.kind().label()
            + ": "
            + Numbers.plain(figures.median(SUBJECT, installed.kind()))
            + " ms");
  }

  @Override
  public List<Row> goals(Figures figures) {
    OptionalDouble millis = figures.median(SUBJECT, ServerKind.RADISH);
    return List.of(
        Row.of(
            "start to first `PONG`, empty: ms",
            figures,
            SUBJECT,
            millis.isEmpty() ? millis : OptionalDouble.of(millis.getAsDouble() / 1000),
            GOAL));
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    return List.of();
  }
}
