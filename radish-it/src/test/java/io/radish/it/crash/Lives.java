// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.it.RunningProcess;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The lives of a server over the same folders: each is begun, compared with what must be there,
 * talked to and killed. Some starts are killed, too, before the server serves.
 */
final class Lives {
  /** One start of so many is killed before it serves. */
  private static final int EARLY_ONE_OF = 4;

  private static final int EARLY_MILLIS = 900;

  private final Path home;
  private final int port;
  private final List<String> options;
  private final SplittableRandom random;
  private int lived;
  private int killedEarly;
  private long killedNanos = System.nanoTime();

  /** When a life ends. */
  @FunctionalInterface
  interface Moment {
    /** Returns when the server is to be killed. */
    void await(RunningProcess server) throws InterruptedException;
  }

  Lives(Path home, SplittableRandom random, List<String> options) throws IOException {
    this.home = home;
    this.random = random;
    this.options = options;
    port = ServerProcess.freePort();
  }

  /** Starts, has the parties compare and talk, and kills at that moment. */
  void live(List<Party> parties, Moment moment) throws Exception {
    try (ServerProcess server = start()) {
      settle(server, parties);
      List<Wire> wires = new ArrayList<>();
      try (ExecutorService threads = Executors.newCachedThreadPool()) {
        List<Future<?>> talks = new ArrayList<>();
        for (Party party : parties) {
          Wire wire = server.connect();
          wires.add(wire);
          talks.add(threads.submit(() -> talk(party, wire)));
        }
        moment.await(server.process());
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
      lived++;
    }
  }

  /** Starts once more, and has the parties compare. */
  void compare(List<Party> parties) throws Exception {
    try (ServerProcess server = start()) {
      settle(server, parties);
    }
  }

  /** Waits for that long; the server must not end by itself. */
  static void pass(RunningProcess server, long millis) throws InterruptedException {
    if (server.endsWithin(millis)) {
      throw new AssertionError("it ended by itself: " + server.await());
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
      Throwable cause = Objects.requireNonNull(e.getCause());
      throw new AssertionError(cause.getMessage(), cause);
    }
  }

  private ServerProcess start() throws IOException, InterruptedException {
    while (lived > 0 && random.nextInt(EARLY_ONE_OF) == 0) {
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

  private void settle(ServerProcess server, List<Party> parties) throws IOException {
    try (Wire wire = server.connect()) {
      for (Party party : parties) {
        party.settle(wire, killedNanos);
      }
    }
  }

  /** How many were killed under load. */
  int count() {
    return lived;
  }

  /** How many starts were killed before the server served. */
  int killedEarly() {
    return killedEarly;
  }
}
