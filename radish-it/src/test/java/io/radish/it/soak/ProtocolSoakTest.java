// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * Hostile clients for some seconds ({@code -Dradish.soak.seconds}), with backups running: the
 * server keeps answering, finds no bug in itself, and afterwards holds no more than before.
 */
final class ProtocolSoakTest {
  private static final int CLIENTS = 6;

  /**
   * Far longer than any answer takes on a busy machine: what takes longer hangs. A backup waits for
   * all those that others asked for, which take a second each, as their files are named by it.
   */
  private static final int HANG_MILLIS = 120_000;

  /** What a few connections and the classes loaded meanwhile may leave open. */
  private static final long DESCRIPTORS_TO_SPARE = 40;

  /** As much of the log as shows where a failure came from. */
  private static final int LINES_OF_A_BUG = 16;

  @TempDir private Path home;

  @Test
  void hostileClients_whileBackupsRun_leaveNoMark() throws Exception {
    long seconds = Long.getLong("radish.soak.seconds", 5);
    long seed = Long.getLong("radish.soak.seed", System.nanoTime());
    try (RunningServer server = RunningServer.start(home, "--backup-interval", "0")) {
      long descriptors = openDescriptors();
      long requests = torment(server, seconds, seed);
      System.out.printf("soak: %d requests in %d s, seed %d%n", requests, seconds, seed);
      try (Jedis jedis = connect(server)) {
        awaitAlone(jedis);
        awaitSound(server.store(), seed);
        assertThat(jedis.flushAll()).isEqualTo("OK");
        awaitSound(server.store(), seed);
        assertThat(server.store().stats().usedBytes()).isZero();
      }
      assertThat(openDescriptors()).isLessThan(descriptors + DESCRIPTORS_TO_SPARE);
      assertThat(requests).isPositive();
    }
    assertThat(bugsInLogs()).as("seed %d", seed).isEmpty();
  }

  private static long torment(RunningServer server, long seconds, long seed) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    long requests = 0;
    try (ExecutorService threads = Executors.newCachedThreadPool()) {
      List<Future<Long>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        HostileClient client = new HostileClient(server.port(), seed + i);
        clients.add(
            threads.submit(
                () -> {
                  while (System.nanoTime() - end < 0) {
                    client.visit();
                  }
                  return client.requests();
                }));
      }
      Future<Integer> backups = threads.submit(() -> backUp(server, end));
      for (Future<Long> client : clients) {
        requests += client.get();
      }
      assertThat(backups.get()).isPositive();
    }
    return requests;
  }

  /** Takes backups, and looks that others are answered, until the time is up; how many. */
  private static int backUp(RunningServer server, long end) {
    int backups = 0;
    do {
      // A connection each: hostile clients kill others.
      try (Jedis jedis = connect(server)) {
        Object run = jedis.sendCommand(() -> "BACKUP".getBytes(StandardCharsets.US_ASCII), "NOW");
        assertThat((List<?>) run).isNotEmpty().allSatisfy(ProtocolSoakTest::isOk);
        backups++;
        assertThat(jedis.ping()).isEqualTo("PONG");
      } catch (JedisConnectionException killed) {
        if (killed.getCause() instanceof SocketTimeoutException) {
          throw new AssertionError("no answer in time\n" + threads(), killed);
        }
        assertThat(killed).hasRootCauseInstanceOf(IOException.class);
      }
    } while (System.nanoTime() - end < 0);
    return backups;
  }

  /** That a keyspace's entry in the answer of {@code BACKUP NOW} tells of no failure. */
  private static void isOk(Object entry) {
    assertThat((byte[]) ((List<?>) entry).getLast())
        .asString(StandardCharsets.UTF_8)
        .isEqualTo("ok");
  }

  private static Jedis connect(RunningServer server) {
    return new Jedis("127.0.0.1", server.port(), HANG_MILLIS);
  }

  /** Until nothing is wrong with the store: a checkpoint under way keeps a cut open. */
  private static void awaitSound(Store store, long seed) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
    while (!StoreValidator.problemsOf(store).isEmpty() && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(StoreValidator.problemsOf(store)).as("seed %d", seed).isEmpty();
  }

  /** Waits until the server has noticed that all others are gone. */
  private static void awaitAlone(Jedis jedis) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
    while (jedis.clientList().lines().count() > 1) {
      if (System.nanoTime() - end > 0) {
        String left = jedis.clientList().lines().limit(10).collect(Collectors.joining("\n"));
        throw new AssertionError("clients that left are still here:\n" + left + threads());
      }
    }
  }

  /** What the server's threads are doing; for whoever looks into a hang. */
  private static String threads() {
    StringBuilder text = new StringBuilder();
    Thread.getAllStackTraces()
        .forEach(
            (thread, frames) -> {
              text.append('\n').append(thread.getName()).append(' ').append(thread.getState());
              for (StackTraceElement frame : frames) {
                text.append("\n    ").append(frame);
              }
            });
    return text.toString();
  }

  private static long openDescriptors() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : 0;
  }

  /** What the server's logs tell of failures of its own making. */
  private List<String> bugsInLogs() throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      List<String> bugs = new ArrayList<>();
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        for (int i = 0; i < lines.size(); i++) {
          if (lines.get(i).matches("\\S+ \\S+ ERROR .*")) {
            int end = Math.min(lines.size(), i + LINES_OF_A_BUG);
            bugs.add(String.join("\n", lines.subList(i, end)));
          }
        }
      }
      return bugs;
    }
  }
}
