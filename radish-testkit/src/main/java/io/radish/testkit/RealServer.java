// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A {@code redis-server} that was started for a test and ends with it, to compare replies with:
 * loopback only, on a free port, without files.
 */
public final class RealServer implements AutoCloseable {
  /** Others may take the port between looking for it and using it. */
  private static final int ATTEMPTS = 3;

  private final Process process;
  private final int port;

  private RealServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts {@code program} from the PATH; empty, and said aloud, where it is not there. */
  public static Optional<RealServer> start(String program) {
    Optional<Path> file = find(program);
    if (file.isEmpty()) {
      System.out.println("no " + program + " on the PATH: replies are not compared with one");
      return Optional.empty();
    }
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        Optional<RealServer> started = start(file.get(), freePort());
        if (started.isPresent()) {
          return started;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw new IllegalStateException(file.get() + " does not start");
  }

  private static Optional<Path> find(String program) {
    String path = System.getenv("PATH");
    return path == null
        ? Optional.empty()
        : List.of(path.split(File.pathSeparator)).stream()
            .map(folder -> Path.of(folder, program))
            .filter(Files::isExecutable)
            .findFirst();
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static Optional<RealServer> start(Path program, int port) throws IOException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--enable-debug-command",
                "yes")
            .redirectErrorStream(true)
            .start();
    BufferedReader log =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line;
    while ((line = log.readLine()) != null) {
      if (line.contains("Ready to accept connections")) {
        // Reading from a pipe holds the thread below a virtual one, and there are few of those.
        Thread.ofPlatform()
            .daemon()
            .name("log of " + program)
            .start(() -> drain(process.getInputStream()));
        return Optional.of(new RealServer(process, port));
      }
    }
    process.destroy();
    return Optional.empty();
  }

  /** Reads the log to its end, so that the server never waits for somebody to read it. */
  private static void drain(InputStream log) {
    try (log) {
      log.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The process ended, and its log with it.
    }
  }

  /** Opens a connection; {@code protocol} is 2 or 3. */
  public CommandPeer connect(int protocol) {
    return SocketPeer.connect(port, protocol);
  }

  /** The port of the loopback that it listens on. */
  public int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
