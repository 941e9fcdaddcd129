// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Sessions of several clients that wait for each other, in this process with a fake clock, over
 * sockets, and on real servers.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(BlockingScenario.Where.class)
abstract class BlockingScenario {
  /** Who answers. Valkey 8 blocks as Redis 7.2 does; Redis 7.0 does not always. */
  enum Where {
    DRIVER_RESP2(2),
    DRIVER_RESP3(3),
    SOCKET_RESP2(2),
    SOCKET_RESP3(3),
    REDIS_RESP2(2),
    VALKEY_RESP2(2),
    VALKEY_RESP3(3);

    private final int protocol;

    Where(int protocol) {
      this.protocol = protocol;
    }
  }

  private static final int CLIENTS = 5;

  /** Looks at how many wait, each a round trip, before a test gives up. */
  private static final int LOOKS = 5_000;

  @TempDir static @Nullable Path home;
  private static @Nullable RunningServer running;

  @Parameter @Nullable Where where;
  private final List<CommandPeer> clients = new ArrayList<>();
  private @Nullable CommandPeer observer;

  @BeforeEach
  void connect() throws Exception {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(open());
    }
    observer = open();
    run("FLUSHALL");
  }

  private CommandPeer open() throws Exception {
    int protocol = where().protocol;
    return switch (where()) {
      case DRIVER_RESP2, DRIVER_RESP3 ->
          clients.isEmpty()
              ? CommandDriver.open(protocol)
              : ((CommandDriver) clients.getFirst()).another(protocol);
      case SOCKET_RESP2, SOCKET_RESP3 -> SocketPeer.connect(server().port(), protocol);
      case REDIS_RESP2 -> {
        RealServers.REDIS.assumeThere();
        yield RealServers.REDIS.connect(protocol);
      }
      case VALKEY_RESP2, VALKEY_RESP3 -> {
        RealServers.VALKEY.assumeThere();
        yield RealServers.VALKEY.connect(protocol);
      }
    };
  }

  private static RunningServer server() throws Exception {
    RunningServer server = running;
    if (server == null) {
      if (home == null) {
        throw new IllegalStateException("no home for the server");
      }
      server = RunningServer.start(home);
      running = server;
    }
    return server;
  }

  @AfterEach
  void check() {
    if (!clients.isEmpty() && clients.getFirst() instanceof CommandDriver driver) {
      ((CommandDriver) observer()).close();
      clients.reversed().forEach(client -> ((CommandDriver) client).leave());
      assertThat(driver.problems()).isEmpty();
      assertThat(driver.store().waiting()).isZero();
      driver.close();
    } else {
      clients.forEach(CommandPeer::close);
      if (observer != null) {
        awaitBlocked(0);
        observer.close();
      }
    }
  }

  @AfterAll
  static void stop() {
    RunningServer server = running;
    running = null;
    if (server != null) {
      server.close();
    }
  }

  Where where() {
    return Objects.requireNonNull(where, "not run as a parameterized class");
  }

  private CommandPeer observer() {
    return Objects.requireNonNull(observer, "not connected");
  }

  /** Whether the server may differ from Redis 7.2, which is what is described. */
  boolean isOlder() {
    return where() == Where.REDIS_RESP2;
  }

  /** Runs a request of a client that waits for nobody. */
  Reply run(String... request) {
    return observer().run(request);
  }

  CommandPeer client(int number) {
    return clients.get(number);
  }

  /** Has client {@code number} send a request, which is to wait. */
  void block(int number, String... request) {
    long before = blocked();
    client(number).send(request);
    awaitBlocked(before + 1);
    assertThat(client(number).isAnswered()).as("it waits").isFalse();
  }

  /** The answer that client {@code number} has waited for. */
  Reply answer(int number) {
    return client(number).receive();
  }

  /** That client {@code number} waits, and others do not make it wait less. */
  void assertWaits(int number) {
    run("PING");
    assertThat(client(number).isAnswered()).as("client %d waits", number).isFalse();
  }

  long blocked() {
    Reply info = run("INFO", "clients");
    String text = info instanceof Reply.Verbatim text3 ? text3.text() : ((Reply.Bulk) info).text();
    return text.lines()
        .filter(line -> line.startsWith("blocked_clients:"))
        .mapToLong(line -> Long.parseLong(line.substring("blocked_clients:".length())))
        .findFirst()
        .orElseThrow();
  }

  void awaitBlocked(long count) {
    for (int i = 0; i < LOOKS; i++) {
      if (blocked() == count) {
        return;
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("not " + count + " blocked clients, but " + blocked());
  }

  /** Lets time pass, where the clock is ours to move. */
  void pass(Duration time) {
    if (client(0) instanceof CommandDriver driver) {
      driver.clock().advance(time);
    }
  }
}
