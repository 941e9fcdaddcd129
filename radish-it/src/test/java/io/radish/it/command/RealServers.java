// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.testkit.CommandPeer;
import io.radish.testkit.RealServer;
import java.util.Optional;

/** The real servers of this test run: one of each, started when it is first wanted. */
enum RealServers {
  REDIS("redis-server"),
  VALKEY("valkey-server");

  private final String program;

  RealServers(String program) {
    this.program = program;
  }

  private static final class Redis {
    static final Optional<RealServer> SERVER = REDIS.start();
  }

  private static final class Valkey {
    static final Optional<RealServer> SERVER = VALKEY.start();
  }

  /** Starts the server, which ends with this JVM; empty where it is not on the PATH. */
  private Optional<RealServer> start() {
    Optional<RealServer> server = RealServer.start(program);
    server.ifPresent(
        there -> Runtime.getRuntime().addShutdownHook(new Thread(there::close, program)));
    return server;
  }

  private Optional<RealServer> server() {
    return switch (this) {
      case REDIS -> Redis.SERVER;
      case VALKEY -> Valkey.SERVER;
    };
  }

  /** Goes on with the test only where the server is on the PATH. */
  void assumeThere() {
    assumeTrue(server().isPresent(), "no " + program + " on the PATH");
  }

  /** Opens a connection to a server that is there. */
  CommandPeer connect(int protocol) {
    return server().orElseThrow().connect(protocol);
  }

  /** The port of a server that is there. */
  int port() {
    return server().orElseThrow().port();
  }
}
