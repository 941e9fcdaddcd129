// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import io.radish.it.RunningProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server as a process of its own, on a port of the loopback, with a home of its own. */
final class ServerProcess implements AutoCloseable {
  /** What the launcher gives the JVM; and what makes short lives cheap. */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-Xms32m",
          "-Xmx256m",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dio.netty.jfr.enabled=false");

  private final int port;
  private final RunningProcess process;

  private ServerProcess(int port, RunningProcess process) {
    this.port = port;
    this.process = process;
  }

  /** Starts one; it need not serve yet when this returns. */
  static ServerProcess begin(Path home, int port, List<String> options) throws IOException {
    return begin(home, port, List.of(), options);
  }

  /** Starts one by way of {@code wrapper}, a command that runs another. */
  static ServerProcess begin(Path home, int port, List<String> wrapper, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(JVM);
    command.add("-Duser.home=" + home);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.radish.cli.Main"));
    command.addAll(List.of("server", "--port", Integer.toString(port)));
    command.addAll(List.of("--bind", "127.0.0.1", "--io-threads", "2"));
    command.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
    builder.environment().keySet().removeIf(name -> name.startsWith("RADISH_"));
    builder.environment().put("HOME", home.toString());
    return new ServerProcess(port, new RunningProcess(builder));
  }

  /** Starts one and waits until it serves. */
  static ServerProcess start(Path home, String... options)
      throws IOException, InterruptedException {
    ServerProcess server = begin(home, freePort(), List.of(options));
    server.awaitServing();
    return server;
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Waits until clients are served. */
  void awaitServing() throws InterruptedException {
    process.awaitLine(line -> line.contains("listening"));
  }

  int port() {
    return port;
  }

  RunningProcess process() {
    return process;
  }

  Wire connect() throws IOException {
    return new Wire(port);
  }

  /** Ends it as {@code kill -9} does. */
  void kill() throws InterruptedException {
    RunningProcess.Outcome outcome = process.kill();
    if (outcome.code() != 128 + 9) {
      throw new AssertionError("it had ended before it was killed: " + outcome);
    }
  }

  /** Ends it at once, if it runs still, so that what it leaves is what a test has seen. */
  @Override
  public void close() {
    process.closeAtOnce();
  }
}
