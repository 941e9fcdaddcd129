// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import io.radish.bench.server.RespClient;
import io.radish.bench.server.RunningServer;
import io.radish.bench.server.ServerKind;
import io.radish.bench.server.ServerOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request of each type costs the server: all tests of {@code redis-benchmark}, which is the
 * load here, too, at a pipeline of 16, and requests of our own.
 */
final class TypesSection implements Section {
  private static final int PIPELINE = 16;
  private static final int LONGEST_SECONDS = 300;
  private static final Goal EACH = Goal.times(1, 1.5);
  private static final Goal MEDIAN = Goal.times(1.5, 2);

  /** How often a test of one second is run before it counts. */
  private static final int WARM_RUNS = 3;

  private static final List<Test> TESTS =
      List.of(
          Test.named("ping_inline", 2_000_000),
          Test.named("ping_mbulk", 2_000_000),
          Test.named("set", 2_000_000),
          Test.named("get", 2_000_000),
          Test.named("incr", 2_000_000),
          Test.named("lpush", 2_000_000),
          Test.named("rpush", 2_000_000),
          Test.named("lpop", 2_000_000).after("lpush"),
          Test.named("rpop", 2_000_000).after("rpush"),
          Test.named("sadd", 1_000_000),
          Test.named("hset", 1_000_000),
          Test.named("spop", 200_000).after("sadd"),
          Test.named("zadd", 1_000_000),
          Test.named("zpopmin", 200_000).after("zadd"),
          Test.named("lrange_100", 300_000),
          Test.named("lrange_300", 100_000),
          Test.named("lrange_500", 60_000),
          Test.named("lrange_600", 60_000),
          Test.named("mset", 300_000),
          Test.of("XADD log * field value", 1_000_000),
          Test.of("HGET myhash element:__rand_int__", 1_000_000).after("hset"),
          Test.of("SISMEMBER myset element:__rand_int__", 1_000_000).after("sadd"),
          Test.of("ZSCORE myzset element:__rand_int__", 1_000_000).after("zadd"),
          Test.of("ZRANGE myzset 0 9", 500_000).after("zadd"),
          Test.of("ZINCRBY myzset 1 element:__rand_int__", 500_000).after("zadd"),
          Test.of("EXPIRE key:__rand_int__ 1000", 1_000_000).after("set"),
          Test.of("SETBIT bits __rand_int__ 1", 1_000_000),
          Test.of("PFADD seen element:__rand_int__", 1_000_000));

  /** The name of a test and its requests a second, at the beginning of a line. */
  private static final Pattern RATE = Pattern.compile("(?m)^\"[^\"]*\",\"([0-9.]+)\"");

  /**
   * A test of {@code redis-benchmark}, or a request of our own that it sends.
   *
   * @param request what it is told: the name of a test, or the words of a request
   * @param before the test that makes what this one looks for, run unmeasured; empty for none
   */
  private record Test(List<String> request, int requests, String before) {
    static Test named(String test, int requests) {
      return new Test(List.of("-t", test), requests, "");
    }

    static Test of(String request, int requests) {
      return new Test(List.of(request.split(" ", -1)), requests, "");
    }

    Test after(String test) {
      return new Test(request, requests, test);
    }

    String name() {
      return String.join(" ", request);
    }

    String cpu() {
      return "types " + name() + " cpu";
    }

    String rate() {
      return "types " + name() + " rate";
    }
  }

  @Override
  public String name() {
    return "types";
  }

  @Override
  public void measure(Bench bench, Installation installed, Figures figures)
      throws IOException, InterruptedException {
    RunningServer server = bench.start(installed, ServerOptions.threads(1));
    try {
      for (Test test : TESTS) {
        measure(bench, server, test, figures);
      }
    } finally {
      bench.end(server);
    }
  }

  private static void measure(Bench bench, RunningServer server, Test test, Figures figures)
      throws IOException, InterruptedException {
    int requests = bench.scaled(test.requests);
    for (int i = 0; i < WARM_RUNS; i++) {
      prepare(server, test, requests);
      run(server, test.request, requests);
    }
    prepare(server, test, requests);
    long before = server.figures().cpuNanos();
    double rate = run(server, test.request, requests);
    double nanos = server.figures().cpuNanos() - before;
    figures.add(test.cpu(), server.kind(), 1e6 * requests / nanos);
    figures.add(test.rate(), server.kind(), rate / 1e3);
    bench.say(
        String.format(
            Locale.ROOT,
            "  %s %s: %,.0f a second, %,.0f a second of its CPU",
            server.kind().label(),
            test.name(),
            rate,
            1e9 * requests / nanos));
  }

  private static void prepare(RunningServer server, Test test, int requests)
      throws IOException, InterruptedException {
    if (!test.name().contains("lrange")) {
      try (RespClient client = server.connect()) {
        client.run("FLUSHALL");
      }
    }
    if (!test.before.isEmpty()) {
      run(server, List.of("-t", test.before), requests);
    }
  }

  /** Runs a test; requests a second. */
  private static double run(RunningServer server, List<String> request, int requests)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("redis-benchmark"));
    Collections.addAll(command, "-h", server.address().getHostString());
    Collections.addAll(command, "-p", Integer.toString(server.address().getPort()));
    Collections.addAll(command, "-c", Integer.toString(Bench.CONNECTIONS));
    Collections.addAll(command, "-P", Integer.toString(PIPELINE));
    Collections.addAll(command, "-n", Integer.toString(requests));
    Collections.addAll(command, "-r", "1000000", "--csv");
    command.addAll(request);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroy();
      throw new IOException(String.join(" ", command) + " failed: " + text.strip());
    }
    Matcher rate = RATE.matcher(text);
    double last = Double.NaN;
    while (rate.find()) {
      last = Double.parseDouble(rate.group(1));
    }
    if (Double.isNaN(last)) {
      throw new IOException(String.join(" ", command) + " measured nothing: " + text.strip());
    }
    return last;
  }

  @Override
  public List<Row> goals(Figures figures) {
    List<Row> rows = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    for (Test test : TESTS) {
      OptionalDouble ratio = figures.ratio(test.cpu(), ServerKind.RADISH, ServerKind.REDIS);
      ratio.ifPresent(ratios::add);
      rows.add(
          Row.of(
              "`redis-benchmark -P 16 "
                  + test.name()
                  + "`: thousand requests per server CPU second",
              figures,
              test.cpu(),
              ratio,
              EACH));
    }
    rows.add(
        Row.showing(
            "the median of these, in times Redis",
            kind -> Numbers.MISSING,
            Figures.median(ratios.stream().mapToDouble(Double::doubleValue).toArray()),
            MEDIAN));
    return rows;
  }

  @Override
  public List<Detail> details(Figures figures, Bench bench) {
    List<List<String>> lines = new ArrayList<>();
    for (Test test : TESTS) {
      for (ServerKind kind : ServerKind.values()) {
        if (figures.has(test.cpu(), kind)) {
          lines.add(
              List.of(
                  "`" + test.name() + "`",
                  kind.label(),
                  Numbers.plain(figures.median(test.rate(), kind)),
                  Numbers.plain(figures.median(test.cpu(), kind))));
        }
      }
    }
    return List.of(
        new Detail(
            "Requests of every type",
            String.format(
                Locale.ROOT,
                "`redis-benchmark -P %d -c %d -r 1000000` as the load, each test run %d times before it"
                    + " counts; for `lrange` with the pushes that it makes the list by. One network"
                    + " thread.",
                PIPELINE,
                Bench.CONNECTIONS,
                WARM_RUNS),
            List.of("test", "server", "thousand/s", "thousand per CPU second"),
            lines));
  }
}
