// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.log.Logs;
import io.radish.store.Store;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that keeps the store tidy: {@code hz} times a second it lets the store work for a
 * quarter of the time at most, and now and then it says how many keys expired.
 *
 * <p>A round that fails, as where there is no memory to move something to, is told in the log, and
 * the next one comes all the same. Only an interrupt ends the thread before it is closed.
 */
final class Housekeeper implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeper.class);
  private static final Logger EXPIRATIONS = LoggerFactory.getLogger(Logs.EXPIRATIONS);

  /** Keys may expire by the million; one line a while tells as much as one a key. */
  private static final long REPORT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Redis spends a quarter of a core at most on expiring keys. */
  private static final int PARTS_OF_TIME = 4;

  private final Store store;
  private final Settings settings;
  private final Runnable sampling;
  private final BooleanSupplier paused;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread thread;
  private long reportedExpired;
  private long nextReportNanos = System.nanoTime() + REPORT_NANOS;

  /** What the last round that failed did, and how many did since that was told. */
  private @Nullable Throwable failure;

  private int failures;
  private long nextFailureNanos = System.nanoTime();

  /**
   * Makes a housekeeper that does not work yet.
   *
   * @param sampling is run each time
   * @param paused whether clients are paused, so that no key is to go either
   */
  Housekeeper(Store store, Settings settings, Runnable sampling, BooleanSupplier paused) {
    this.store = store;
    this.settings = settings;
    this.sampling = sampling;
    this.paused = paused;
    this.thread = Thread.ofPlatform().daemon().name("housekeeper").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!stopping.await(periodMicros(), TimeUnit.MICROSECONDS)) {
        round();
      }
      report();
    } catch (InterruptedException e) {
      LOG.info("housekeeping was interrupted and ends");
    }
  }

  private void round() {
    try {
      reportFailure();
      tidy();
    } catch (RuntimeException | Error e) {
      // Told by a later round: where memory is short, even a line in the log may fail now.
      failure = e;
      failures++;
    }
  }

  private void reportFailure() {
    if (failures > 0 && System.nanoTime() - nextFailureNanos >= 0) {
      nextFailureNanos = System.nanoTime() + REPORT_NANOS;
      LOG.error("housekeeping failed {} times and goes on; the last time", failures, failure);
      failures = 0;
      failure = null;
    }
  }

  private long periodMicros() {
    return TimeUnit.SECONDS.toMicros(1) / settings.get(Parameters.HZ);
  }

  private void tidy() {
    try {
      store.maintenance().run(periodMicros() / PARTS_OF_TIME, !paused.getAsBoolean());
    } finally {
      sampling.run();
    }
    if (System.nanoTime() - nextReportNanos >= 0) {
      nextReportNanos = System.nanoTime() + REPORT_NANOS;
      report();
    }
  }

  private void report() {
    if (!EXPIRATIONS.isInfoEnabled()) {
      return;
    }
    long expired = store.stats().expiredKeys();
    if (expired > reportedExpired) {
      EXPIRATIONS.info("{} keys expired", expired - reportedExpired);
      reportedExpired = expired;
    }
  }

  /** Ends the thread, and waits for it. */
  @Override
  public void close() {
    stopping.countDown();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
