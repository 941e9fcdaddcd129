// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.hitrate;

import io.radish.bench.server.Installation;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import io.radish.bench.server.Watchdog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The program behind {@code scripts/hit-rate.sh}: how many reads are answered from a cache that may
 * keep a tenth of the keys, under {@code allkeys-lru} and {@code allkeys-lfu}.
 *
 * <p>What makes it fair: a key takes less memory here than there, so that the same {@code
 * maxmemory} would keep more of them. Instead Redis gets the memory that a tenth of the keys takes
 * of it, and the engine that with which it keeps as many as Redis did on the average, found by a
 * trial run. Both get the same reads in the same batches, and the same time goes by.
 */
public final class HitRate {
  private static final int UNIVERSE = 200_000;
  private static final int KEPT = UNIVERSE / 10;
  private static final int VALUE_BYTES = 100;
  private static final int READS = 2_000_000;
  private static final int SCAN_RUN = 10_000;
  private static final int LONGEST_MINUTES = 30;

  /** Times that the keys are counted on the way. */
  private static final int COUNTS = 50;

  private static final long SEED = 42;
  private static final String[] POLICIES = {"allkeys-lru", "allkeys-lfu"};

  private HitRate() {}

  /** What a trace came to. */
  private record Result(double hitRate, double keys, long nanosPerRead) {}

  /** Arguments: the number of reads of each trace, 2,000,000 without; then the policies. */
  public static void main(String[] arguments) throws IOException {
    String[] policies =
        arguments.length < 2 ? POLICIES : Arrays.copyOfRange(arguments, 1, arguments.length);
    int reads = arguments.length == 0 ? READS : Integer.parseInt(arguments[0]);
    Watchdog.endAfter(Duration.ofMinutes(LONGEST_MINUTES));
    Path target = Path.of("radish-bench", "target").toAbsolutePath();
    Path folder = target.resolve("hit-rate-" + ProcessHandle.current().pid());
    Installation redis =
        Installation.find(ServerKind.REDIS, Path.of("").toAbsolutePath()).orElseThrow();
    StringBuilder report = new StringBuilder();
    report.append(
        """
        | trace | policy | Redis, hits | Radish, hits | difference | Redis, keys | Radish, keys |
        | --- | --- | --- | --- | --- | --- | --- |
        """);
    for (Trace trace : traces(reads)) {
      for (String policy : policies) {
        Result theirs;
        RunningServer server = RunningServer.start(redis, folder, ServerOptions.threads(1));
        try (CacheUnderTest cache = new RedisCache(server, VALUE_BYTES)) {
          cache.limit(KEPT, policy);
          theirs = run(cache, trace);
        }
        Result ours;
        try (CacheUnderTest cache = new EngineCache(VALUE_BYTES, theirs.nanosPerRead)) {
          cache.limit(KEPT, policy);
          // On trial, to find the memory with which it keeps as many keys as Redis kept.
          cache.adjust(run(cache, trace).keys, theirs.keys);
          cache.clear();
          ours = run(cache, trace);
        }
        String line = row(trace, policy, theirs, ours);
        System.err.print(line);
        report.append(line);
      }
    }
    Files.createDirectories(target);
    Files.writeString(target.resolve("hit-rate.md"), report);
    System.out.print(report);
  }

  private static List<Trace> traces(int reads) {
    return List.of(
        Trace.zipf(0.8, UNIVERSE, reads, SEED),
        Trace.zipf(0.9, UNIVERSE, reads, SEED),
        Trace.zipf(1.0, UNIVERSE, reads, SEED),
        Trace.zipf(1.1, UNIVERSE, reads, SEED),
        Trace.withScans(0.9, UNIVERSE, reads, SCAN_RUN, SEED),
        Trace.shifting(0.9, UNIVERSE, reads, 4, SEED));
  }

  private static Result run(CacheUnderTest cache, Trace trace) throws IOException {
    int[] keys = trace.keys();
    long hits = 0;
    double counted = 0;
    int counts = 0;
    // The first half fills the cache and is not counted.
    int half = keys.length / 2;
    int every = Math.max(1, half / COUNTS / CacheUnderTest.BATCH);
    long begun = System.nanoTime();
    for (int i = 0, n = 0; i < keys.length; i += CacheUnderTest.BATCH, n++) {
      int end = Math.min(keys.length, i + CacheUnderTest.BATCH);
      int found = cache.read(keys, i, end);
      if (i >= half) {
        hits += found;
        if (n % every == 0) {
          counted += cache.size();
          counts++;
        }
      }
    }
    long nanos = System.nanoTime() - begun;
    return new Result(100.0 * hits / (keys.length - half), counted / counts, nanos / keys.length);
  }

  private static String row(Trace trace, String policy, Result theirs, Result ours) {
    return String.format(
        Locale.ROOT,
        "| %s | %s | %.2f %% | %.2f %% | %+.2f | %,.0f | %,.0f |%n",
        trace.name(),
        policy,
        theirs.hitRate,
        ours.hitRate,
        ours.hitRate - theirs.hitRate,
        theirs.keys,
        ours.keys);
  }
}
