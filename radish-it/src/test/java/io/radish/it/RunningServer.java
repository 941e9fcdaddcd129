// SPDX-License-Identifier: Apache-2.0
package io.radish.it;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.store.Store;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A server in this process, on a free port of the loopback, with a home of its own. */
public final class RunningServer implements AutoCloseable {
  private final ByteArrayOutputStream output = new ByteArrayOutputStream();
  private final int port;
  private final Server server;

  private RunningServer(Path home, List<String> options) throws Exception {
    port = freePort();
    List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
    all.addAll(List.of("--bind", "127.0.0.1", "--io-threads", "2"));
    all.addAll(options);
    server =
        Server.start(
            ConfigLoader.load(CommandLine.parse(all), Map.of(), home),
            new Console(new PrintStream(output, true, StandardCharsets.UTF_8)));
  }

  /** Starts one with further options. */
  public static RunningServer start(Path home, String... options) throws Exception {
    return new RunningServer(home, List.of(options));
  }

  /** The port it listens on. */
  public int port() {
    return port;
  }

  /** What it keeps its data in. */
  public Store store() {
    return server.store();
  }

  /** What the server has printed so far. */
  public String printed() {
    return output.toString(StandardCharsets.UTF_8);
  }

  /** Stops as SIGTERM does; the exit code. */
  public int stop() {
    return server.stop(ShutdownMode.DEFAULT);
  }

  @Override
  public void close() {
    server.stop(ShutdownMode.NOSAVE);
  }

  private static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
