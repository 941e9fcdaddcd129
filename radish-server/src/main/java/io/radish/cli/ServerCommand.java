// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.StartException;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigException;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Settings;
import java.util.List;

/** {@code radish [server]}: runs a server until it is told to stop. */
final class ServerCommand {
  private ServerCommand() {}

  /** Runs a server; its exit code. */
  static int run(List<String> arguments, Streams streams) {
    try {
      Settings settings =
          ConfigLoader.load(CommandLine.parse(arguments), streams.environment(), streams.home());
      Server server = Server.start(settings, new Console(streams.out()));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(server, streams), "signal"));
      return server.awaitStop();
    } catch (ConfigException | StartException e) {
      streams.err().println("radish: " + e.getMessage());
      return 1;
    }
  }

  /**
   * The process was asked to end: stops the server, and ends with its exit code, where the JVM's
   * would be that of a program killed.
   */
  private static void endWith(Server server, Streams streams) {
    int code = server.stop(ShutdownMode.DEFAULT);
    streams.out().flush();
    Runtime.getRuntime().halt(code);
  }
}
