// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a power cut would take under {@code appendfsync everysec}, at any moment: how long ago the
 * oldest write was acknowledged that fsync has not returned for. {@code -Dradish.loss.seconds} says
 * how long that is measured.
 *
 * <p>A client notes when each write was acknowledged; another asks again and again up to which unit
 * fsync has returned. The figure is measured from the acknowledgement to the moment at which the
 * answer about fsync was there, so it is too large rather than too small. It is printed, not
 * judged: how long an fsync takes is the disk's business.
 */
final class LossWindowTest {
  private static final int MOST_WRITES = 10_000_000;

  @TempDir private Path home;

  @Test
  void everysec_whileWritten_hasAllOnDiskInTheEnd() throws Exception {
    long seconds = Long.getLong("radish.loss.seconds", 3);
    try (ServerProcess server =
            ServerProcess.start(
                home,
                "--appendonly",
                "yes",
                "--appendfsync",
                "everysec",
                "--backup-interval",
                "0");
        Wire writing = server.connect();
        Wire asking = server.connect();
        ExecutorService threads = Executors.newSingleThreadExecutor()) {
      long before = field(asking, "radish_journal_units");
      AtomicLongArray acknowledged = new AtomicLongArray(MOST_WRITES + 1);
      AtomicLong count = new AtomicLong();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
      Future<?> writer =
          threads.submit(
              () -> {
                while (System.nanoTime() - end < 0 && count.get() < MOST_WRITES) {
                  assertThat(writing.text("SET", "k" + count.get() % 1000, "v")).isEqualTo("OK");
                  acknowledged.set((int) count.get() + 1, System.nanoTime());
                  count.incrementAndGet();
                }
                return null;
              });
      long widest = 0;
      long samples = 0;
      while (!writer.isDone()) {
        long durable = field(asking, "radish_journal_durable_units") - before;
        long now = System.nanoTime();
        if (durable < count.get()) {
          widest = Math.max(widest, now - acknowledged.get((int) durable + 1));
        }
        samples++;
      }
      writer.get();
      assertThat(asking.text("WAITAOF", "1", "0", "0")).contains("1");
      assertThat(field(asking, "radish_journal_durable_units") - before).isEqualTo(count.get());
      assertThat(samples).isPositive();
      System.out.printf(
          "everysec: %d writes in %d s, looked at %d times: the oldest that no fsync had returned for"
              + " had been acknowledged %.0f ms before, at most; %s%n",
          count.get(), seconds, samples, widest / 1e6, List.of(syncs(asking)));
    }
  }

  private static String syncs(Wire wire) throws Exception {
    return "aof_delayed_fsync " + field(wire, "aof_delayed_fsync");
  }

  private static long field(Wire wire, String name) throws Exception {
    return Long.parseLong(InfoText.field(wire, name));
  }
}
