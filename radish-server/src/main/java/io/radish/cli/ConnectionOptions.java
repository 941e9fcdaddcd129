// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.io.Console;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server is, and the password it wants; with the short names of {@code redis-cli}. */
final class ConnectionOptions {
  private static final String PASSWORD_VARIABLE = "RADISH_PASSWORD";
  private static final String PORT_VARIABLE = "RADISH_PORT";
  private static final int DEFAULT_PORT = 6379;

  @Option(
      names = {"-h", "--host"},
      paramLabel = "HOST",
      description = "The server's host; 127.0.0.1 unless given.")
  String host = "127.0.0.1";

  @Option(
      names = {"-p", "--port"},
      paramLabel = "PORT",
      description =
          "The server's port; that of the environment's RADISH_PORT, or 6379, unless given.")
  @Nullable Integer port;

  @Option(
      names = {"-s", "--socket"},
      paramLabel = "PATH",
      description = "The server's Unix socket, instead of host and port.")
  @Nullable Path socket;

  @Option(
      names = {"-a", "--password"},
      paramLabel = "PASSWORD",
      description = {
        "The server's password. The environment variable RADISH_PASSWORD is safer, and --askpass:",
        "other users of the machine can see what is typed here."
      })
  @Nullable String password;

  @Option(names = "--askpass", description = "Ask for the server's password.")
  boolean askPassword;

  private final Streams streams;

  ConnectionOptions(Streams streams) {
    this.streams = streams;
  }

  /** Connects, and gives the password where there is one. */
  RespConnection connect() throws CliException {
    RespConnection connection =
        socket == null ? RespConnection.tcp(host, port()) : RespConnection.unix(socket);
    String given = givenPassword();
    if (given != null && !given.isEmpty()) {
      connection.authenticate(given);
    }
    return connection;
  }

  /** The port given, or the one that a server started from here would take. */
  private int port() throws CliException {
    Integer given = port;
    String variable = streams.environment().get(PORT_VARIABLE);
    if (given != null || variable == null || variable.isBlank()) {
      return given == null ? DEFAULT_PORT : given;
    }
    try {
      return Integer.parseInt(variable.strip());
    } catch (NumberFormatException e) {
      throw new CliException(
          PORT_VARIABLE + " is '" + variable + "' and should be a port's number");
    }
  }

  private @Nullable String givenPassword() throws CliException {
    if (!askPassword) {
      return password == null ? streams.environment().get(PASSWORD_VARIABLE) : password;
    }
    Console console =
        streams
            .terminal()
            .orElseThrow(
                () ->
                    new CliException(
                        "--askpass needs a terminal; RADISH_PASSWORD does without one"));
    char[] typed = console.readPassword("Password: ");
    return typed == null ? "" : new String(typed);
  }
}
