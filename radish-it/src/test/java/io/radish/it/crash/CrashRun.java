// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A server that is started, written to and killed, again and again, over the same folders. */
final class CrashRun {
  private static final int WRITERS = 6;
  private static final int WORKERS = 2;

  /** How long a server is written to before it is killed. */
  private static final int MIN_MILLIS = 60;

  private static final int MAX_MILLIS = 700;

  /** One start of so many is killed before it serves. */
  private static final int EARLY_ONE_OF = 4;

  private static final int EARLY_MILLIS = 900;

  private final Path home;
  private final int port;
  private final List<String> options;
  private final SplittableRandom random;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();
  private final Reader reader;
  private final Operator operator;
  private int cycles;
  private int killedEarly;
  private long killedNanos = System.nanoTime();

  /** A run in which nothing may be lost, with clients of all kinds. */
  static CrashRun strict(Path home, long seed, List<String> options) throws IOException {
    return new CrashRun(home, seed, options, 0);
  }

  /** A run in which what was acknowledged may be lost for that long, with writers alone. */
  static CrashRun lenient(Path home, long seed, List<String> options, long mayLoseNanos)
      throws IOException {
    return new CrashRun(home, seed, options, mayLoseNanos);
  }

  private CrashRun(Path home, long seed, List<String> options, long mayLoseNanos)
      throws IOException {
    this.home = home;
    this.options = options;
    port = ServerProcess.freePort();
    random = new SplittableRandom(seed);
    InstantSource clock = InstantSource.system();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new Writer("w" + i, random.split(), clock, mayLoseNanos));
    }
    parties.addAll(writers);
    reader = new Reader(writers);
    operator = new Operator(random.split(), clock);
    if (mayLoseNanos > 0) {
      return;
    }
    parties.add(reader);
    Jobs jobs = new Jobs(WORKERS);
    parties.add(jobs.adder());
    for (int i = 0; i < WORKERS; i++) {
      parties.add(jobs.worker());
    }
    parties.add(operator);
  }

  /** Starts, compares, writes and kills so many times, and compares once more at the end. */
  void run(int times) throws Exception {
    for (int i = 0; i < times; i++) {
      cycle();
    }
    try (ServerProcess server = start()) {
      settle(server);
    }
  }

  private void cycle() throws Exception {
    try (ServerProcess server = start()) {
      settle(server);
      List<Wire> wires = new ArrayList<>();
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<?>> talks = new ArrayList<>();
        for (Party party : parties) {
          Wire wire = server.connect();
          wires.add(wire);
          talks.add(threads.submit(() -> talk(party, wire)));
        }
        int millis = random.nextInt(MIN_MILLIS, MAX_MILLIS);
        if (server.process().endsWithin(millis)) {
          throw new AssertionError("it ended by itself: " + server.process().await());
        }
        killedNanos = System.nanoTime();
        server.kill();
        for (Future<?> talk : talks) {
          outcome(talk);
        }
      } finally {
        for (Wire wire : wires) {
          wire.close();
        }
      }
      cycles++;
    }
  }

  private static void talk(Party party, Wire wire) {
    try {
      party.talk(wire);
    } catch (SocketTimeoutException e) {
      throw new AssertionError("no answer came", e);
    } catch (IOException e) {
      // The server was killed, as is to be: from here on nothing is acknowledged.
    }
  }

  private static void outcome(Future<?> talk) throws InterruptedException {
    try {
      Object _ = talk.get();
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause().getMessage(), e.getCause());
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    while (cycles > 0 && random.nextInt(EARLY_ONE_OF) == 0) {
      try (ServerProcess server = ServerProcess.begin(home, port, options)) {
        if (server.process().endsWithin(random.nextInt(EARLY_MILLIS))) {
          throw new AssertionError("it did not start: " + server.process().await());
        }
        server.kill();
        killedEarly++;
      }
    }
    ServerProcess server = ServerProcess.begin(home, port, options);
    boolean serves = false;
    try {
      server.awaitServing();
      serves = true;
      return server;
    } finally {
      if (!serves) {
        server.close();
      }
    }
  }

  private void settle(ServerProcess server) throws IOException {
    try (Wire wire = server.connect()) {
      for (Party party : parties) {
        party.settle(wire, killedNanos);
      }
    }
  }

  long acknowledgedWrites() {
    return parties.stream().mapToLong(Party::acknowledgedWrites).sum();
  }

  /** Acknowledged requests that were lost. */
  long lost() {
    return writers.stream().mapToLong(each -> each.ledger().lost()).sum();
  }

  /** For how long what was lost had been acknowledged, at most. */
  double oldestLostMillis() {
    return writers.stream().mapToLong(each -> each.ledger().oldestLostNanos()).max().orElse(0)
        / 1e6;
  }

  /** The figures of the run, on one line. */
  String summary() {
    long done = writers.stream().mapToLong(each -> each.ledger().doneUnanswered()).sum();
    long undone = writers.stream().mapToLong(each -> each.ledger().undone()).sum();
    return ("%d cycles of kill -9 under load and %d during a start, %d acknowledged writes, %d reads of"
            + " what others write, %d lost, 0 half-applied; of the requests in flight %d were done and %d"
            + " not; %s")
        .formatted(
            cycles,
            killedEarly,
            acknowledgedWrites(),
            reader.reads(),
            lost(),
            done,
            undone,
            operator.done());
  }
}
