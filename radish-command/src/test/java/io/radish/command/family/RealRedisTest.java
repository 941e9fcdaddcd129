// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same requests to a real {@code redis-server}, where one is on the PATH. What the table says
 * of commands is compared elsewhere, in {@code CommandFactsTest}.
 */
class RealRedisTest {
  @TempDir static Path folder;
  private static @Nullable Process process;
  private static int port;

  @AutoClose private final Desk desk = new Desk(null);

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    boolean there =
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(each -> Files.isExecutable(Path.of(each, "redis-server")));
    assumeTrue(there, "no redis-server on the PATH to compare with");
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    process =
        new ProcessBuilder("redis-server", "--save", "", "--bind", "127.0.0.1", "--port", "" + port)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    var lines = process.inputReader();
    String line = lines.readLine();
    while (line != null && !line.contains("Ready to accept connections")) {
      line = lines.readLine();
    }
    assertThat(line).as("redis-server has started").isNotNull();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** Runs requests at Redis, one after the other; the last one's reply. */
  private static Reply redis(String... requests) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      ReplyReader reader = new ReplyReader(socket.getInputStream());
      Reply reply = new Reply.Nil();
      for (String request : requests) {
        socket.getOutputStream().write(RequestEncoder.encode(request.split(" ")));
        reply = reader.read();
      }
      return reply;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "PING",
        "PING a",
        "PING a b",
        "ECHO",
        "ECHO a",
        "HELLO x",
        "HELLO 1",
        "HELLO 3 foo",
        "HELLO 2 SETNAME",
        "HELLO 2 AUTH a",
        "HELLO 2 AUTH a b",
        "AUTH",
        "AUTH a",
        "AUTH a b c",
        "AUTH default x",
        "SELECT 16",
        "SELECT 1",
        "QUIT a",
        "RESET",
        "RESET a",
        "CLIENT",
        "CLIENT foo",
        "CLIENT GETNAME",
        "CLIENT SETNAME a",
        "CLIENT SETNAME é",
        "CLIENT REPLY x",
        "CLIENT NO-EVICT x",
        "CLIENT NO-EVICT on",
        "CLIENT KILL 1.2.3.4:5",
        "CLIENT KILL ID 0",
        "CLIENT KILL ID x",
        "CLIENT KILL ID 999",
        "CLIENT KILL TYPE x",
        "CLIENT KILL TYPE master",
        "CLIENT KILL USER bob",
        "CLIENT KILL SKIPME x",
        "CLIENT KILL a b",
        "CLIENT KILL ID 1 foo",
        "CLIENT LIST x",
        "CLIENT LIST TYPE x",
        "CLIENT LIST ID x",
        "CLIENT LIST ID",
        "CLIENT LIST TYPE pubsub",
        "COMMAND foo",
        "COMMAND COUNT a",
        "COMMAND LIST a",
        "COMMAND LIST FILTERBY PATTERN ech?",
        "COMMAND LIST FILTERBY MODULE x",
        "COMMAND LIST FILTERBY PATTERN",
        "COMMAND INFO nosuch",
        "COMMAND DOCS nosuch",
        "COMMAND GETKEYS nosuch a",
        "COMMAND GETKEYS PING a",
        "COMMAND GETKEYS GET a",
        "COMMAND GETKEYS GET a b",
        "COMMAND GETKEYSANDFLAGS GET a",
        "CONFIG",
        "CONFIG foo",
        "CONFIG GET",
        "CONFIG GET hz",
        "CONFIG GET nosuch",
        "CONFIG SET hz",
        "CONFIG SET hz 10 x",
        "CONFIG REWRITE",
        "INFO nosuch",
        "INFO cluster",
        "SAVE a",
        "BGSAVE a",
        "LASTSAVE a",
        "TIME a",
        "SHUTDOWN a",
        "SHUTDOWN SAVE NOSAVE",
        "SHUTDOWN ABORT",
        "SHUTDOWN ABORT NOW",
        "nosuch a b"
      })
  void replies_areThoseOfRedis(String request) throws IOException {
    for (String protocol : List.of("2", "3")) {
      DeskClient ours = desk.connect();
      ours.run("HELLO", protocol);
      assertThat(ours.run(request.split(" ")))
          .as("RESP%s", protocol)
          .isEqualTo(redis("HELLO " + protocol, request));
    }
  }
}
