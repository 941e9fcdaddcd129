// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** One thread of a {@link ClosedLoop} with its connections; used for one run. */
final class ClosedLoopWorker implements Callable<@Nullable Void> {
  private static final int READ_BYTES = 256 << 10;
  private static final long SELECT_MILLIS = 100;

  /** A server that answers nothing for so long has stopped. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final InetSocketAddress server;
  private final int connections;
  private final int pipeline;
  private final RequestPool pool;
  private final SplittableRandom random;
  private final CountDownLatch failed;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
  private final Histogram latency = LoadResult.newHistogram();
  private final AtomicLong answered = new AtomicLong();
  private volatile boolean recording;
  private volatile boolean stopped;

  ClosedLoopWorker(
      InetSocketAddress server,
      int connections,
      int pipeline,
      RequestPool pool,
      long seed,
      CountDownLatch failed) {
    this.server = server;
    this.connections = connections;
    this.pipeline = pipeline;
    this.pool = pool;
    this.random = new SplittableRandom(seed);
    this.failed = failed;
  }

  /** Records latencies from now on. */
  void record() {
    recording = true;
  }

  /** Sends nothing new; the run ends when all is answered. */
  void stop() {
    stopped = true;
  }

  /** Requests answered so far. */
  long answered() {
    return answered.get();
  }

  /** The latencies recorded; the run has ended. */
  Histogram latency() {
    return latency;
  }

  @Override
  public @Nullable Void call() throws IOException {
    SelectorLoop.run(
        connections, selector -> new BatchConnection(server, pool, selector), this::serve, failed);
    return null;
  }

  private void serve(Selector selector, List<BatchConnection> open) throws IOException {
    for (BatchConnection connection : open) {
      send(connection);
    }
    Consumer<SelectionKey> action = SelectorLoop.unchecked(this::serve);
    long last = System.nanoTime();
    while (!stopped || !open.stream().allMatch(BatchConnection::isAnswered)) {
      int ready = selector.select(action, SELECT_MILLIS);
      if (ready > 0) {
        last = System.nanoTime();
      } else if (System.nanoTime() - last > PATIENCE_NANOS) {
        throw new IOException("the server stopped answering");
      }
    }
  }

  private void serve(SelectionKey key) throws IOException {
    BatchConnection connection = (BatchConnection) key.attachment();
    if (key.isWritable()) {
      connection.goOnSending();
    }
    if (key.isReadable() && connection.receive(buffer)) {
      if (recording) {
        LoadResult.record(latency, System.nanoTime() - connection.sentNanos());
      }
      answered.lazySet(answered.getPlain() + pipeline);
      if (!stopped) {
        send(connection);
      }
    }
  }

  private void send(BatchConnection connection) throws IOException {
    connection.send(random.nextInt(pool.size() - pipeline), pipeline, random.nextInt(pipeline));
  }
}
