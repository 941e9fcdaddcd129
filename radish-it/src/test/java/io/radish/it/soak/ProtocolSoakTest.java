// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * Hostile clients for some seconds ({@code -Dradish.soak.seconds}), with backups, restores and
 * checkpoints running: the server keeps answering, finds no bug in itself, and afterwards holds no
 * more than before.
 *
 * <p>Long runs go in rounds, each of which ends with everything deleted and looked at: what stays
 * then from one round to another is a leak. A round's requests follow from {@code
 * -Dradish.soak.seed} and its number, but for how they meet.
 */
final class ProtocolSoakTest {
  private static final int CLIENTS = 6;
  private static final long ROUND_SECONDS = 60;

  /**
   * Far longer than any answer takes on a busy machine: what takes longer hangs. A backup waits for
   * all those that others asked for, which take a second each, as their files are named by it.
   */
  private static final int HANG_MILLIS = Integer.getInteger("radish.soak.hang", 120_000);

  /** What a few connections and the classes loaded meanwhile may leave open. */
  private static final long DESCRIPTORS_TO_SPARE = 40;

  /** What the JVM's own compilers, stacks and arenas may take more after a few rounds. */
  private static final long RESIDENT_TO_SPARE = Long.getLong("radish.soak.spare", 128) << 20;

  /** What counters, histograms and classes may take more of the heap. */
  private static final long HEAP_TO_SPARE = 24L << 20;

  /** As much of the log as shows where a failure came from. */
  private static final int LINES_OF_A_BUG = 16;

  private static final byte[] DEFAULT_STORE = "default_store".getBytes(StandardCharsets.US_ASCII);

  private final HostilePayloads payloads = new HostilePayloads();
  private final AtomicReference<String> backupFile = new AtomicReference<>("none.json");
  private final List<Throwable> uncaught = new ArrayList<>();
  private final long seed = Long.getLong("radish.soak.seed", System.nanoTime() & 0xFFFFFFFFL);
  private long requests;
  private long visits;

  @TempDir private Path home;

  @BeforeEach
  void listenForWhatNobodyCatches() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, problem) -> {
          problem.printStackTrace();
          synchronized (uncaught) {
            uncaught.add(problem);
          }
        });
  }

  @Test
  void hostileClients_whileBackupsRun_leaveNoMark() throws Exception {
    long seconds = Long.getLong("radish.soak.seconds", 5);
    System.out.printf("soak: %d s, seed %d%n", seconds, seed);
    Path users =
        Files.writeString(home.resolve("users.acl"), "user default on nopass ~* &* +@all\n");
    String[] options = {
      "--backup-interval",
      "0",
      "--appendonly",
      "yes",
      "--busy-reply-threshold",
      "50",
      "--enable-debug-command",
      "yes",
      "--aclfile",
      users.toString(),
      "--auto-aof-rewrite-min-size",
      "4mb"
    };
    try (RunningServer server = RunningServer.start(home, options)) {
      soak(server, seconds);
    }
    assertThat(requests).isPositive();
    assertThat(bugsInLogs()).as("seed %d", seed).isEmpty();
    assertThat(uncaught).as("seed %d", seed).isEmpty();
  }

  private void soak(RunningServer server, long seconds) throws Exception {
    Map<String, String> settings;
    try (Jedis jedis = connect(server)) {
      settings = jedis.configGet("*");
    }
    long descriptors = openDescriptors();
    Footprint first = null;
    for (long done = 0; done < seconds; done += ROUND_SECONDS) {
      torment(server, Math.min(ROUND_SECONDS, seconds - done), seed + done * 1_000);
      Footprint after = cleaned(server, settings);
      System.out.printf("soak: %d requests, %d visits, %s%n", requests, visits, after);
      assertThat(after.usedBytes()).as("seed %d", seed).isZero();
      first = first == null ? after : first;
      assertThat(after.residentBytes()).isLessThan(first.residentBytes() + RESIDENT_TO_SPARE);
      assertThat(after.heapBytes()).isLessThan(first.heapBytes() + HEAP_TO_SPARE);
      assertThat(openDescriptors()).isLessThan(descriptors + DESCRIPTORS_TO_SPARE);
    }
  }

  private void torment(RunningServer server, long seconds, long roundSeed) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<HostileClient> clients = new ArrayList<>();
    Steward steward =
        new Steward(() -> connect(server), roundSeed, backupFile, ProtocolSoakTest::threads);
    try (ExecutorService threads = Executors.newCachedThreadPool();
        ScriptKiller killer = new ScriptKiller(server.port())) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        HostileClient client =
            new HostileClient(server.port(), roundSeed + i, payloads, backupFile, HANG_MILLIS);
        clients.add(client);
        all.add(threads.submit(() -> visitUntil(client, end)));
      }
      all.add(threads.submit(() -> steward.workUntil(end)));
      // It goes on until the others are done: one of their scripts may run still.
      Future<?> killing = threads.submit(() -> killWhile(killer, all));
      for (Future<?> task : all) {
        task.get();
      }
      killing.get();
    }
    requests += clients.stream().mapToLong(HostileClient::requests).sum();
    visits += clients.stream().mapToLong(HostileClient::visits).sum();
    System.out.printf(
        "soak: %d backups, %d restores, %d checkpoints%n",
        steward.backups(), steward.restores(), steward.checkpoints());
  }

  private static Void visitUntil(HostileClient client, long end) throws IOException {
    while (System.nanoTime() - end < 0) {
      client.visit();
    }
    return null;
  }

  private static Void killWhile(ScriptKiller killer, List<Future<?>> others) throws IOException {
    while (!others.stream().allMatch(Future::isDone)) {
      killer.killUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
    }
    return null;
  }

  /** What is left when everything has been deleted that the clients made. */
  private Footprint cleaned(RunningServer server, Map<String, String> settings) throws IOException {
    try (ScriptKiller killer = new ScriptKiller(server.port())) {
      // A script that came last may run still.
      killer.killUntil(System.nanoTime() + TimeUnit.SECONDS.toNanos(1));
    }
    try (Jedis jedis = connect(server)) {
      awaitAlone(jedis);
      settings.forEach((name, value) -> restore(jedis, name, value));
      jedis.sendCommand(
          () -> "DEBUG".getBytes(StandardCharsets.US_ASCII), "SET-ACTIVE-EXPIRE", "1");
      awaitSound(server.store(), seed);
      for (String user : OddWords.USERS) {
        jedis.aclDelUser(user);
      }
      jedis.functionFlush();
      jedis.scriptFlush();
      jedis.aclLogReset();
      jedis.slowlogReset();
      assertThat(jedis.flushAll()).isEqualTo("OK");
      for (Object cache : (List<?>) ask(jedis, "LISTCACHES")) {
        if (cache instanceof byte[] name && !Arrays.equals(name, DEFAULT_STORE)) {
          jedis.sendCommand(() -> "DELETECACHE".getBytes(StandardCharsets.US_ASCII), name);
        }
      }
      awaitSound(server.store(), seed);
      awaitFreed(server.store());
      assertThat(jedis.memoryPurge()).isEqualTo("OK");
      return Footprint.of(server.store());
    }
  }

  /** Sets a setting as it was, unless it is one of those fixed at the start. */
  private static void restore(Jedis jedis, String name, String value) {
    try {
      if (!jedis.configGet(name).getOrDefault(name, "").equals(value)) {
        jedis.configSet(name, value);
      }
    } catch (JedisDataException fixed) {
      assertThat(fixed).hasMessageContaining("immutable");
    }
  }

  private static Object ask(Jedis jedis, String name, String... arguments) {
    return jedis.sendCommand(() -> name.getBytes(StandardCharsets.US_ASCII), arguments);
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

  /** Memory of what was deleted comes back in steps. */
  private static void awaitFreed(Store store) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(HANG_MILLIS);
    while (store.stats().usedBytes() > 0 && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
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
        // Names of clients, and texts that scripts log, may hold any byte.
        List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
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
