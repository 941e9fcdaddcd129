// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.testkit.CommandPeer;
import io.radish.testkit.RealServer;
import java.util.Optional;

/** The one {@code redis-server} of this test run, and the one {@code valkey-server}. */
final class RealRedis {
  private static final Optional<RealServer> SERVER = start("redis-server");

  /** Started when it is first wanted, which few tests do. */
  private static final class Valkey {
    private static final Optional<RealServer> SERVER = start("valkey-server");
  }

  private RealRedis() {}

  private static Optional<RealServer> start(String program) {
    Optional<RealServer> started = RealServer.start(program);
    started.ifPresent(
        server -> Runtime.getRuntime().addShutdownHook(new Thread(server::close, program)));
    return started;
  }

  static boolean isThere() {
    return SERVER.isPresent();
  }

  static boolean isValkeyThere() {
    return Valkey.SERVER.isPresent();
  }

  /** Opens a connection to a server that is there. */
  static CommandPeer connect(int protocol) {
    return SERVER.orElseThrow().connect(protocol);
  }

  /** Opens a connection to a Valkey server that is there. */
  static CommandPeer connectToValkey(int protocol) {
    return Valkey.SERVER.orElseThrow().connect(protocol);
  }
}
