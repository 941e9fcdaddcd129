// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A server that is started, written to and killed, again and again, over the same folders. */
final class CrashRun {
  private static final int WRITERS = 6;
  private static final int WORKERS = 2;

  /** How long a server is written to before it is killed. */
  private static final int MIN_MILLIS = 60;

  private static final int MAX_MILLIS = 700;

  private final Lives lives;
  private final SplittableRandom random;
  private final List<Writer> writers = new ArrayList<>();
  private final List<Party> parties = new ArrayList<>();
  private final Reader reader;
  private final Operator operator;

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
    random = new SplittableRandom(seed);
    lives = new Lives(home, random.split(), options);
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
      int millis = random.nextInt(MIN_MILLIS, MAX_MILLIS);
      lives.live(parties, server -> Lives.pass(server, millis));
    }
    lives.compare(parties);
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
            lives.count(),
            lives.killedEarly(),
            acknowledgedWrites(),
            reader.reads(),
            lost(),
            done,
            undone,
            operator.done());
  }
}
