// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.StartException;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigException;
import io.radish.server.config.ConfigLoader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A short life of a server in a folder of its own, run by the build under {@code
 * -XX:AOTCacheOutput}, so that the JVM remembers what a start loads and a start takes half the
 * time.
 */
final class Rehearsal {
  private static final List<List<String>> REQUESTS =
      List.of(
          List.of("PING"),
          List.of("HELLO", "3"),
          List.of("SET", "key", "value", "EX", "100"),
          List.of("GET", "key"),
          List.of("CACHESET", "users", "key", "value"),
          List.of("RPUSH", "list", "a", "b"),
          List.of("LRANGE", "list", "0", "-1"),
          List.of("INFO"),
          List.of("CONFIG", "GET", "*"),
          List.of("BACKUP", "NOW"),
          List.of("BACKUP", "LIST"));

  private Rehearsal() {}

  /**
   * Lives the life, and marks the program as built, which the launcher looks at. Arguments: the
   * folder to do it in; the file to mark with; the time at which the build began, because what was
   * edited after it may not be in it.
   */
  public static void main(String[] arguments) throws IOException, ConfigException, StartException {
    rehearse(arguments);
    Path mark = Path.of(arguments[1]);
    Files.writeString(mark, "");
    Files.setLastModifiedTime(mark, FileTime.from(Instant.parse(arguments[2])));
  }

  private static void rehearse(String[] arguments)
      throws IOException, ConfigException, StartException {
    Path folder = Files.createTempDirectory(Path.of(arguments[0]), "rehearsal");
    try {
      // Twice, because the second start restores what the first one left.
      live(folder);
      live(folder);
    } finally {
      delete(folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> files = Files.walk(folder)) {
      deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : deepestFirst) {
      Files.delete(file);
    }
  }

  private static void live(Path folder) throws IOException, ConfigException, StartException {
    int port = freePort();
    List<String> options =
        List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--io-threads", "1");
    Server server =
        Server.start(
            ConfigLoader.load(CommandLine.parse(options), Map.of(), folder),
            new Console(new PrintStream(OutputStream.nullOutputStream())));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      ReplyReader replies = new ReplyReader(socket.getInputStream());
      for (List<String> request : REQUESTS) {
        socket.getOutputStream().write(RequestEncoder.encode(request.toArray(new String[0])));
        replies.read();
      }
    } finally {
      server.stop(ShutdownMode.DEFAULT);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
