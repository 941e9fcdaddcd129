// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Load as fast as the server answers: each connection sends its next batch when its last one is
 * answered.
 *
 * <p>Good for how much a server does and what a request costs it. Its latencies are those of a
 * saturated server; they say nothing of one under ordinary load.
 */
public final class ClosedLoop {
  private final InetSocketAddress server;
  private final LoadShape shape;
  private final RequestPool pool;
  private final LongSupplier cpuNanos;

  /**
   * Makes one to run any number of times.
   *
   * @param cpuNanos what the server's process has taken of the processors so far
   */
  public ClosedLoop(
      InetSocketAddress server, LoadShape shape, RequestPool pool, LongSupplier cpuNanos) {
    this.server = server;
    this.shape = shape;
    this.pool = pool;
    this.cpuNanos = cpuNanos;
  }

  /**
   * Runs the load for {@code lead} and then {@code measured}.
   *
   * @throws IOException where the server answered wrongly or stopped answering
   */
  public LoadResult run(Duration lead, Duration measured) throws IOException, InterruptedException {
    CountDownLatch failed = new CountDownLatch(1);
    List<ClosedLoopWorker> workers = new ArrayList<>();
    List<Future<?>> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(shape.threads())) {
      try {
        for (int i = 0; i < shape.threads(); i++) {
          int connections = share(shape.connections(), shape.threads(), i);
          ClosedLoopWorker worker =
              new ClosedLoopWorker(server, connections, shape.pipeline(), pool, i, failed);
          workers.add(worker);
          runs.add(threads.submit(worker));
        }
        if (failed.await(lead.toNanos(), TimeUnit.NANOSECONDS)) {
          workers.forEach(ClosedLoopWorker::stop);
          throw LoadFailures.of(runs);
        }
        return measure(workers, runs, failed, measured);
      } finally {
        workers.forEach(ClosedLoopWorker::stop);
      }
    }
  }

  private LoadResult measure(
      List<ClosedLoopWorker> workers,
      List<Future<?>> runs,
      CountDownLatch failed,
      Duration measured)
      throws IOException, InterruptedException {
    workers.forEach(ClosedLoopWorker::record);
    long requestsBefore = answered(workers);
    long cpuBefore = cpuNanos.getAsLong();
    long nanosBefore = System.nanoTime();
    boolean broken = failed.await(measured.toNanos(), TimeUnit.NANOSECONDS);
    long nanos = System.nanoTime() - nanosBefore;
    long cpu = cpuNanos.getAsLong() - cpuBefore;
    long requests = answered(workers) - requestsBefore;
    workers.forEach(ClosedLoopWorker::stop);
    if (broken) {
      throw LoadFailures.of(runs);
    }
    LoadFailures.await(runs);
    Histogram latency = LoadResult.newHistogram();
    workers.forEach(worker -> latency.add(worker.latency()));
    return new LoadResult(requests, nanos, cpu, latency);
  }

  private static long answered(List<ClosedLoopWorker> workers) {
    return workers.stream().mapToLong(ClosedLoopWorker::answered).sum();
  }

  /** How many of {@code whole} fall to number {@code index} of {@code parts}. */
  private static int share(int whole, int parts, int index) {
    return whole / parts + (index < whole % parts ? 1 : 0);
  }
}
