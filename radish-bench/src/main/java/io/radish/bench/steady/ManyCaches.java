// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import io.radish.bench.load.CacheRequests;
import io.radish.bench.load.DataSet;
import io.radish.bench.load.Filler;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * The program behind {@code scripts/many-caches.sh}: as many keys in one cache and in many, what
 * they take, and what backing them up, listing them and starting with them costs.
 */
public final class ManyCaches {
  private static final int CONNECTIONS = 10;
  private static final int PER_SECOND = 5000;
  private static final int LISTINGS = 21;
  private static final int LONGEST_MINUTES = 30;

  /**
   * Writes to one key before memory is measured, so that the growth is that of keys rather than of
   * a JVM that wakes up. To one key, because the first in each shard takes a block of memory.
   */
  private static final int WARM_WRITES = 500_000;

  private final Installation radish;
  private final Path folder;
  private final DataSet data;

  private ManyCaches(Installation radish, Path folder, DataSet data) {
    this.radish = radish;
    this.folder = folder;
    this.data = data;
  }

  /** Arguments: the number of caches, and of keys in each. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    int caches = Integer.parseInt(arguments[0]);
    int keys = Integer.parseInt(arguments[1]);
    Watchdog.endAfter(Duration.ofMinutes(LONGEST_MINUTES));
    Path target = Path.of("radish-bench", "target").toAbsolutePath();
    Path folder = target.resolve("many-caches-" + ProcessHandle.current().pid());
    Installation radish =
        Installation.find(ServerKind.RADISH, Path.of("").toAbsolutePath()).orElseThrow();
    ManyCaches run = new ManyCaches(radish, folder, DataSet.usual(caches * keys));
    List<List<String>> columns = List.of(run.measure(1), run.measure(caches));
    List<String> names =
        List.of(
            "caches",
            "resident B per key",
            "used B per key",
            "`LISTCACHES`, median of " + LISTINGS + ", ms",
            "`BACKUP NOW`, ms",
            "`GET` meanwhile, p99.9 ms",
            "`GET` meanwhile, longest ms",
            "`GET` before it, longest ms",
            "start with them to `PONG`, ms");
    StringBuilder report = new StringBuilder("| what | one | many |\n| --- | --- | --- |\n");
    for (int i = 0; i < names.size(); i++) {
      report
          .append(
              "| " + names.get(i) + " | " + columns.get(0).get(i) + " | " + columns.get(1).get(i))
          .append(" |\n");
    }
    Files.writeString(target.resolve("many-caches.md"), report);
    System.out.print(report);
  }

  private List<String> measure(int caches) throws IOException, InterruptedException {
    CacheRequests requests = new CacheRequests(data, data.keys() / caches);
    ServerOptions options = ServerOptions.threads(Runtime.getRuntime().availableProcessors());
    List<String> figures = new ArrayList<>();
    figures.add(String.format(Locale.ROOT, "%,d of %,d keys", caches, data.keys() / caches));
    RunningServer server = RunningServer.start(radish, folder.resolve("of-" + caches), options);
    try (RespClient client = server.connect()) {
      measureMemory(server, client, requests, figures);
      measureListing(client, caches, figures);
      measureBackup(server, client, requests, figures);
    } finally {
      server.close();
    }
    System.err.println("starting again with " + caches);
    try (RunningServer again = RunningServer.start(radish, server.folder(), options);
        RespClient client = again.connect()) {
      figures.add(millis(again.startNanos()));
      measureListing(client, caches, new ArrayList<>());
    }
    server.deleteFiles();
    return figures;
  }

  private void measureMemory(
      RunningServer server, RespClient client, CacheRequests requests, List<String> figures)
      throws IOException, InterruptedException {
    Filler.send(server.address(), WARM_WRITES, number -> requests.set(0));
    long resident = server.figures().residentBytes();
    long used = Sample.take(0, server, client).usedBytes();
    Filler.send(server.address(), data.keys(), requests::set);
    long settled = server.figures().settledResidentBytes();
    double residentPerKey = (double) (settled - resident) / data.keys();
    double usedPerKey = (double) (Sample.take(0, server, client).usedBytes() - used) / data.keys();
    figures.add(String.format(Locale.ROOT, "%.1f", residentPerKey));
    figures.add(String.format(Locale.ROOT, "%.1f", usedPerKey));
    System.err.println("filled: " + figures);
  }

  private static void measureListing(RespClient client, int caches, List<String> figures)
      throws IOException {
    long[] nanos = new long[LISTINGS];
    for (int i = 0; i < LISTINGS; i++) {
      long begun = System.nanoTime();
      List<Reply> listed = RespClient.items(client.run("LISTCACHES"));
      nanos[i] = System.nanoTime() - begun;
      if (listed.size() != 2 * caches) {
        throw new IOException("LISTCACHES has " + listed.size() / 2 + " caches, not " + caches);
      }
    }
    Arrays.sort(nanos);
    figures.add(millis(nanos[LISTINGS / 2]));
  }

  private static void measureBackup(
      RunningServer server, RespClient client, CacheRequests requests, List<String> figures)
      throws IOException, InterruptedException {
    Histogram without;
    Histogram during;
    long nanos;
    try (OpenLoop load = OpenLoop.start(server.address(), CONNECTIONS, PER_SECOND, requests)) {
      load.goOn(Duration.ofSeconds(5));
      without = load.recordApart();
      load.goOn(Duration.ofSeconds(5));
      during = load.recordApart();
      long begun = System.nanoTime();
      String results = client.run("BACKUP", "NOW").toText();
      nanos = System.nanoTime() - begun;
      load.recordApart();
      load.finish();
      if (!results.contains("\"ok\"")) {
        throw new IOException("BACKUP NOW: " + results);
      }
    }
    figures.add(millis(nanos));
    figures.add(millis(during.getValueAtPercentile(99.9)));
    figures.add(millis(during.getMaxValue()));
    figures.add(millis(without.getMaxValue()));
    System.err.println("backed up: " + figures);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%,.2f", nanos / 1e6);
  }
}
