// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.command.ServerControl.ShutdownMode;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import io.radish.server.Console;
import io.radish.server.Server;
import io.radish.server.StartException;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigException;
import io.radish.server.config.ConfigLoader;
import java.io.ByteArrayOutputStream;
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
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * A short life of a server in a folder of its own, run by the build under {@code
 * -XX:AOTCacheOutput}, so that the JVM remembers what a start loads, and how often what is done in
 * it: a start takes half the time, and what is done much is compiled soon.
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

  /** Enough for the JVM to learn how requests, backups, checkpoints and starts go. */
  private static final int KEYS = 200_000;

  /** Requests under way at once: what a busy client sends, and what an application does. */
  private static final List<Integer> PIPELINES = List.of(100, 16, 1);

  private static final int REQUESTS_EACH = 60_000;
  private static final int BACKUPS = 2;
  private static final long SEED = 1;

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
      // Again, because the second start restores what the first one left, and the third much.
      live(folder, Rehearsal::greet);
      live(folder, client -> work(client, folder));
      live(folder, Rehearsal::greet);
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

  /** What a client does in a life. */
  private interface Part {
    void play(Client client) throws IOException;
  }

  private static void live(Path folder, Part part)
      throws IOException, ConfigException, StartException {
    int port = freePort();
    List<String> options =
        List.of("--port", Integer.toString(port), "--bind", "127.0.0.1", "--io-threads", "1");
    Server server =
        Server.start(
            ConfigLoader.load(CommandLine.parse(options), Map.of(), folder),
            new Console(new PrintStream(OutputStream.nullOutputStream())));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      part.play(new Client(socket));
    } finally {
      server.stop(ShutdownMode.DEFAULT);
    }
  }

  private static void greet(Client client) throws IOException {
    for (List<String> request : REQUESTS) {
      client.run(1, i -> request);
    }
  }

  private static void work(Client client, Path folder) throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    IntFunction<List<String>> set =
        i -> List.of("SET", "key:" + random.nextInt(KEYS), value(random));
    IntFunction<List<String>> get = i -> List.of("GET", "key:" + random.nextInt(KEYS));
    client.pipeline(100, KEYS, i -> List.of("SET", "key:" + i, value(random)));
    for (int pipeline : PIPELINES) {
      client.pipeline(pipeline, REQUESTS_EACH, set);
      client.pipeline(pipeline, REQUESTS_EACH, get);
    }
    client.pipeline(16, KEYS / 10, i -> List.of("SET", "soon:" + i, "x", "EX", "1000"));
    client.pipeline(16, KEYS / 10, i -> List.of("RPUSH", "list:" + i % 100, value(random)));
    client.pipeline(16, KEYS / 10, i -> List.of("CACHESET", "users", "key:" + i, value(random)));
    for (int i = 0; i < BACKUPS; i++) {
      client.run(1, backup -> List.of("BACKUP", "NOW"));
    }
    String backup = newestBackup(folder);
    client.run(1, i -> List.of("BACKUP", "RESTORE", backup, "AS", "other"));
  }

  private static String newestBackup(Path home) throws IOException {
    try (Stream<Path> files = Files.list(home.resolve(".radish").resolve("cache_backup"))) {
      return files
          .map(file -> String.valueOf(file.getFileName()))
          .filter(name -> name.startsWith("default_store_"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  private static String value(SplittableRandom random) {
    return Long.toHexString(random.nextLong()).repeat(4);
  }

  /** A client that waits for its replies, and takes no error for one. */
  private static final class Client {
    private final OutputStream out;
    private final ReplyReader replies;

    Client(Socket socket) throws IOException {
      out = socket.getOutputStream();
      replies = new ReplyReader(socket.getInputStream());
    }

    /** Sends so many requests, some of them at once. */
    void pipeline(int atOnce, int count, IntFunction<List<String>> request) throws IOException {
      for (int first = 0; first < count; first += atOnce) {
        int from = first;
        run(Math.min(atOnce, count - first), i -> request.apply(from + i));
      }
    }

    /** Sends so many requests at once. */
    void run(int count, IntFunction<List<String>> request) throws IOException {
      ByteArrayOutputStream batch = new ByteArrayOutputStream();
      for (int i = 0; i < count; i++) {
        batch.writeBytes(RequestEncoder.encode(request.apply(i).toArray(new String[0])));
      }
      batch.writeTo(out);
      for (int i = 0; i < count; i++) {
        Reply reply = replies.read();
        if (reply instanceof Reply.Failure failure) {
          throw new IOException(request.apply(i) + " was answered " + failure.toText());
        }
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }
}
