// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Load at a fixed rate, on a thread of its own from {@link #start} until it is closed: what users
 * do, who do not wait for each other.
 *
 * <p>Each request has a time at which it is due. Its latency counts from then, not from when it was
 * sent, so a server that stands still for a second is charged with every request of that second
 * (there is no "coordinated omission"). So is the generator where it wakes up late; by how much it
 * did is in {@link #lateness}.
 */
public final class OpenLoop implements AutoCloseable {
  /** The generator sleeps rather than spins: the processors are for the server. */
  private static final long NAP_NANOS = 50_000;

  /** A server that answers nothing for so long has stopped. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final InetSocketAddress server;
  private final int connections;
  private final double nanosBetween;
  private final RequestSource source;
  private final Histogram lateness = LoadResult.newHistogram();
  private final CountDownLatch failed = new CountDownLatch(1);
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final Future<?> run;
  private volatile Histogram target = LoadResult.newHistogram();
  private volatile boolean stopped;

  private OpenLoop(
      InetSocketAddress server, int connections, double perSecond, RequestSource source) {
    this.server = server;
    this.connections = connections;
    this.nanosBetween = 1e9 / perSecond;
    this.source = source;
    this.run = thread.submit(this::call);
  }

  /** Starts with {@code perSecond} requests a second, over that many connections in turn. */
  public static OpenLoop start(
      InetSocketAddress server, int connections, double perSecond, RequestSource source) {
    return new OpenLoop(server, connections, perSecond, source);
  }

  /**
   * Records the requests due from now on in a histogram of their own, in nanoseconds; it is whole
   * when the load has finished.
   */
  public Histogram recordApart() {
    return recordApart(LoadResult.DIGITS);
  }

  /** Records the requests due from now on in that one, which may have some already. */
  public void record(Histogram further) {
    target = further;
  }

  /** The same with fewer significant digits, for those who need many histograms. */
  public Histogram recordApart(int digits) {
    Histogram fresh = LoadResult.newHistogram(digits);
    target = fresh;
    return fresh;
  }

  /** Lets the load go on for a while. */
  public void goOn(Duration duration) throws IOException, InterruptedException {
    if (failed.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
      throw LoadFailures.of(List.of(run));
    }
  }

  /** By how many nanoseconds requests were sent too late; whole when the load has finished. */
  public Histogram lateness() {
    return lateness;
  }

  /** Sends nothing new, waits until all is answered, and says whether that went well. */
  public void finish() throws IOException, InterruptedException {
    stopped = true;
    LoadFailures.await(List.of(run));
  }

  @Override
  public void close() {
    stopped = true;
    thread.shutdownNow();
  }

  private @Nullable Void call() throws IOException {
    SelectorLoop.run(
        connections,
        selector -> new PacedConnection(server, source, selector),
        this::serve,
        failed);
    return null;
  }

  private void serve(Selector selector, List<PacedConnection> open) throws IOException {
    Consumer<SelectionKey> action =
        SelectorLoop.unchecked(key -> ((PacedConnection) key.attachment()).receive());
    long begun = System.nanoTime();
    long lastAnswer = begun;
    long made = 0;
    while (!Thread.currentThread().isInterrupted()) {
      long now = System.nanoTime();
      for (long due = due(begun, made); !stopped && due <= now; due = due(begun, made)) {
        open.get((int) (made % connections)).request(due, target);
        LoadResult.record(lateness, System.nanoTime() - due);
        made++;
      }
      if (selector.selectNow(action) > 0) {
        lastAnswer = now;
      }
      boolean answered = true;
      for (PacedConnection connection : open) {
        connection.goOnSending();
        answered &= connection.isAnswered();
      }
      if (stopped && answered) {
        return;
      }
      if (!answered && now - lastAnswer > PATIENCE_NANOS) {
        throw new IOException("the server stopped answering");
      }
      LockSupport.parkNanos(NAP_NANOS);
    }
  }

  private long due(long begun, long number) {
    return begun + (long) (number * nanosBetween);
  }
}
