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
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** {@code radish [server]}: runs a server until it is told to stop. */
final class ServerCommand {
  private ServerCommand() {}

  /** Runs a server; its exit code. */
  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      Settings settings =
          ConfigLoader.load(CommandLine.parse(arguments), System.getenv(), home(System.getenv()));
      Server server = Server.start(settings, new Console(out));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> endWith(server), "signal"));
      return server.awaitStop();
    } catch (ConfigException | StartException e) {
      err.println("radish: " + e.getMessage());
      return 1;
    }
  }

  /**
   * The process was asked to end: stops the server, and ends with its exit code, where the JVM's
   * would be that of a program killed.
   */
  private static void endWith(Server server) {
    int code = server.stop(ShutdownMode.DEFAULT);
    System.out.flush();
    Runtime.getRuntime().halt(code);
  }

  /** The user's home: what the shell means by {@code ~}, where there is a shell. */
  static Path home(Map<String, String> environment) {
    String home = environment.get("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home", ".") : home);
  }
}
