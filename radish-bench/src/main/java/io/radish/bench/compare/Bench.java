// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.load.ClosedLoop;
import io.radish.bench.load.DataSet;
import io.radish.bench.load.Filler;
import io.radish.bench.load.LoadShape;
import io.radish.bench.load.Operation;
import io.radish.bench.load.RequestPool;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** The place where sections measure: how much and how long, a folder for servers, the same load. */
final class Bench {
  /** Clients of the comparison. */
  static final int CONNECTIONS = 50;

  /** Batches of the warm-up: the same as those that are measured. */
  static final int[] PIPELINES = {100, 16, 1};

  private static final long SEED = 42;

  private final boolean quick;
  private final Path folder;
  private final PrintStream progress;
  private final Map<Operation, RequestPool> pools = new EnumMap<>(Operation.class);
  private int started;

  Bench(boolean quick, Path folder, PrintStream progress) {
    this.quick = quick;
    this.folder = folder;
    this.progress = progress;
  }

  boolean isQuick() {
    return quick;
  }

  /** Keys of the sections that measure with a million. */
  int keys() {
    return scaled(1_000_000);
  }

  /** A number of keys, or a tenth of it. */
  int scaled(int count) {
    return quick ? count / 10 : count;
  }

  DataSet usualData() {
    return DataSet.usual(keys());
  }

  /** For how long each load runs before it is measured. */
  Duration lead() {
    return Duration.ofMillis(quick ? 200 : 500);
  }

  /** For how long each load is measured. */
  Duration measured() {
    return Duration.ofMillis(quick ? 800 : 4000);
  }

  /** For how long a fresh server is warmed up, all loads together. */
  Duration warmUp() {
    return Duration.ofSeconds(quick ? 3 : 18);
  }

  void say(String line) {
    progress.println(line);
  }

  /** Requests for the usual data; made once. */
  RequestPool pool(Operation operation) {
    return pools.computeIfAbsent(operation, wanted -> RequestPool.of(usualData(), wanted, SEED));
  }

  /** Starts a fresh server with an empty folder. */
  RunningServer start(Installation server, ServerOptions options) throws IOException {
    started++;
    return RunningServer.start(
        server, folder.resolve(server.kind().program() + "-" + started), options);
  }

  /** Ends a server and deletes its files. */
  void end(RunningServer server) throws IOException {
    server.close();
    server.deleteFiles();
  }

  /** Load by 50 connections on the usual data. */
  ClosedLoop load(RunningServer server, Operation operation, int pipeline, int threads) {
    return new ClosedLoop(
        server.address(),
        new LoadShape(CONNECTIONS, pipeline, threads),
        pool(operation),
        server.figures()::cpuNanos);
  }

  /** Fills a server with the usual data, and lets it serve every load for a while. */
  void fillAndWarmUp(RunningServer server, int threads) throws IOException, InterruptedException {
    Filler.fill(server.address(), usualData());
    int loads = PIPELINES.length * Operation.values().length;
    for (int pipeline : PIPELINES) {
      for (Operation operation : Operation.values()) {
        load(server, operation, pipeline, threads).run(warmUp().dividedBy(loads), Duration.ZERO);
      }
    }
  }
}
