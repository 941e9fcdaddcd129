// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import io.radish.bench.load.CacheRequests;
import io.radish.bench.load.DataSet;
import io.radish.bench.load.Filler;
import io.radish.bench.load.MixedSource;
import io.radish.bench.load.OpenLoop;
import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import io.radish.bench.server.Watchdog;
import io.radish.resp.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * The program behind {@code scripts/steadiness.sh}: minutes of mixed load with a backup every half
 * minute, and a restore of another cache in the middle between two.
 *
 * <p>Older backups are deleted after each one, as a small retention would.
 */
public final class Steadiness {
  private static final int SEED = 11;
  private static final int CONNECTIONS = 50;
  private static final int BACKUP_SECONDS = 30;
  private static final int DIGITS = 2;

  /** The cache that is restored is called so by {@link CacheRequests}. */
  private static final String OTHER_CACHE = "cache0";

  private static final int OTHER_KEYS = 100_000;

  /** For filling, the last backup, and reading the logs. */
  private static final int SPARE_MINUTES = 10;

  /** The first minutes, in which the store comes to its settled size; a third of a short run. */
  private static final int SETTLED_SECOND = 180;

  /** Names of network threads begin so. */
  private static final String NETWORK_THREADS = "io-";

  /** The working folder of the server is its own: files without a folder go there. */
  private static final String JAVA_OPTIONS =
      "-Xlog:gc*,safepoint:file=pauses.log:uptime,tags:filecount=0"
          + " -XX:StartFlightRecording:filename=pauses.jfr,jdk.ThreadPark#threshold=1ms,"
          + "jdk.JavaMonitorEnter#threshold=1ms,jdk.ExecuteVMOperation#threshold=1ms";

  private final int seconds;
  private final int keys;
  private final int perSecond;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Second> latencies = new ArrayList<>();
  private final List<Double> backupMillis = new ArrayList<>();
  private final List<Double> restoreMillis = new ArrayList<>();

  private Steadiness(int seconds, int keys, int perSecond) {
    this.seconds = seconds;
    this.keys = keys;
    this.perSecond = perSecond;
  }

  /** Arguments: seconds, keys, requests a second. */
  public static void main(String[] arguments) throws Exception {
    Path target = Path.of("radish-bench", "target").toAbsolutePath();
    Steadiness run =
        new Steadiness(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    Watchdog.endAfter(Duration.ofSeconds(run.seconds).plusMinutes(SPARE_MINUTES));
    Path folder = target.resolve("steadiness-" + ProcessHandle.current().pid());
    String report = run.run(folder);
    Files.writeString(target.resolve("steadiness.md"), report);
    Files.writeString(target.resolve("steadiness.csv"), SteadyReport.csv(run.latencies));
    System.out.print(report);
    System.err.println("Report, latency by the second, logs: " + target + "/steadiness*");
  }

  private String run(Path folder) throws IOException, InterruptedException, ExecutionException {
    Installation radish =
        Installation.find(ServerKind.RADISH, Path.of("").toAbsolutePath()).orElseThrow();
    int threads = Runtime.getRuntime().availableProcessors();
    RunningServer server =
        RunningServer.start(
            radish, folder, ServerOptions.threads(threads).withJavaOptions(JAVA_OPTIONS));
    OpenLoop load;
    Instant loadBegun;
    try (ExecutorService backups = Executors.newSingleThreadExecutor()) {
      MixedSource source = new MixedSource(keys, SEED);
      Filler.send(server.address(), keys, source::first);
      Filler.send(
          server.address(),
          OTHER_KEYS,
          new CacheRequests(new DataSet(OTHER_KEYS, 16, 64, false), OTHER_KEYS)::set);
      load = OpenLoop.start(server.address(), CONNECTIONS, perSecond, source);
      try (load;
          RespClient client = server.connect();
          RespClient backupClient = server.connect()) {
        loadBegun = Instant.now();
        run(server, load, client, new Job(backupClient), backups);
        load.finish();
      }
    } finally {
      server.close();
    }
    PauseRecording recording = PauseRecording.read(folder.resolve("pauses.jfr"), NETWORK_THREADS);
    SteadyReport report =
        new SteadyReport()
            .line(
                String.format(
                    Locale.ROOT,
                    "%d s of mixed load, %,d keys, %,d requests a second over %d connections, %d network"
                        + " threads.%n",
                    seconds,
                    keys,
                    perSecond,
                    CONNECTIONS,
                    threads))
            .pauses(PauseLog.of(Files.readAllLines(folder.resolve("pauses.log"))), recording)
            .longest(recording.longest(), loadBegun, latencies)
            .times("Backups", backupMillis)
            .times("Restores of a cache of %,d keys".formatted(OTHER_KEYS), restoreMillis)
            .memory(samples, Math.min(SETTLED_SECOND, seconds / 3))
            .latency(latencies, load.lateness());
    return report.toString();
  }

  /** What the server does beside the load, on a connection of its own. */
  private final class Job {
    private final RespClient client;
    private @Nullable Future<?> running;

    Job(RespClient client) {
      this.client = client;
    }

    /** Begins what is due in that second, when what was begun before is done. */
    void begin(int second, ExecutorService thread) throws InterruptedException, ExecutionException {
      if (second % BACKUP_SECONDS == 0) {
        await();
        running = thread.submit(() -> backupMillis.add(backUp(client)));
      } else if (second % BACKUP_SECONDS == BACKUP_SECONDS / 2) {
        await();
        running = thread.submit(() -> restoreMillis.add(restore(client)));
      }
    }

    boolean isRunning() {
      return running != null && !running.isDone();
    }

    void await() throws InterruptedException, ExecutionException {
      if (running != null) {
        Object _ = running.get();
      }
    }
  }

  private void run(
      RunningServer server, OpenLoop load, RespClient client, Job job, ExecutorService thread)
      throws IOException, InterruptedException, ExecutionException {
    long begun = System.nanoTime();
    for (int second = 0; second < seconds; second++) {
      if (second % BACKUP_SECONDS == 0) {
        samples.add(Sample.take(second, server, client));
        System.err.println(samples.getLast());
      }
      job.begin(second, thread);
      boolean before = job.isRunning();
      var latency = load.recordApart(DIGITS);
      load.goOn(Duration.ofNanos(begun + (second + 1) * 1_000_000_000L - System.nanoTime()));
      latencies.add(new Second(second, before || job.isRunning(), latency));
    }
    job.await();
    samples.add(Sample.take(seconds, server, client));
  }

  private static double restore(RespClient client) throws IOException {
    List<Reply> newest =
        RespClient.items(RespClient.items(client.run("BACKUP", "LIST", OTHER_CACHE)).getFirst());
    if (!(newest.getFirst() instanceof Reply.Bulk file)) {
      throw new IOException("BACKUP LIST: " + newest);
    }
    long begun = System.nanoTime();
    Reply loaded = client.run("BACKUP", "RESTORE", file.text());
    double millis = (System.nanoTime() - begun) / 1e6;
    if (!RespClient.items(loaded).get(1).equals(new Reply.Int(OTHER_KEYS))) {
      throw new IOException("BACKUP RESTORE: " + loaded.toText());
    }
    return millis;
  }

  private static double backUp(RespClient client) throws IOException {
    long begun = System.nanoTime();
    String results = client.run("BACKUP", "NOW").toText();
    double millis = (System.nanoTime() - begun) / 1e6;
    if (!results.contains("\"ok\"")) {
      throw new IOException("BACKUP NOW: " + results);
    }
    client.run("BACKUP", "CLEANUP", "0");
    return millis;
  }
}
