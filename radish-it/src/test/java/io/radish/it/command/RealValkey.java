// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import io.radish.testkit.CommandPeer;
import io.radish.testkit.RealServer;
import java.util.Optional;

/** The one {@code valkey-server} of this test run, started when it is first wanted. */
final class RealValkey {
  private static final Optional<RealServer> SERVER = RealServer.start("valkey-server");

  static {
    SERVER.ifPresent(
        server -> Runtime.getRuntime().addShutdownHook(new Thread(server::close, "valkey-server")));
  }

  private RealValkey() {}

  static boolean isThere() {
    return SERVER.isPresent();
  }

  /** Opens a connection to a server that is there. */
  static CommandPeer connect(int protocol) {
    return SERVER.orElseThrow().connect(protocol);
  }
}
