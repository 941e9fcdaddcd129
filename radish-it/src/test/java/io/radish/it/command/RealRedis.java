// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.testkit.CommandPeer;
import io.radish.testkit.RealServer;
import java.util.Optional;

/** The one {@code redis-server} of this test run, started when it is first wanted. */
final class RealRedis {
  private static final Optional<RealServer> SERVER = RealServer.start("redis-server");

  static {
    SERVER.ifPresent(
        server -> Runtime.getRuntime().addShutdownHook(new Thread(server::close, "redis-server")));
  }

  private RealRedis() {}

  static boolean isThere() {
    return SERVER.isPresent();
  }

  /** Opens a connection to a server that is there. */
  static CommandPeer connect(int protocol) {
    return SERVER.orElseThrow().connect(protocol);
  }
}
