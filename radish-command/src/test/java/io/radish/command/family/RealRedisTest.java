// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.command.Command;
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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same requests to a real {@code redis-server}, where one is on the PATH. */
class RealRedisTest {
  /** What versions after 7.0 brought, and Redis' own words, which are not ours. */
  private static final Set<String> NOT_COMPARED =
      Set.of("summary", "display_text", "doc_flags", "deprecated_since", "replaced_by");

  /** Groups of commands that Redis does not have. */
  private static final Set<String> OUR_OWN = Set.of("cache", "backup");

  /** Commands whose tips 7.2 changed. */
  private static final Set<String> OTHER_TIPS = Set.of("msetnx", "randomkey", "scan");

  /** Commands that cost less here, and say so. */
  private static final Set<String> OTHER_COSTS = Set.of("flushall", "flushdb");

  @TempDir static Path folder;
  private static @Nullable Process process;
  private static int port;

  private final Desk desk = new Desk(null);
  private final DeskClient radish = desk.connect();

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

  /** Those about keys, FLUSHALL and the like, are compared with the families of keys. */
  private static List<Command> compared(Desk desk) {
    return desk.services.table().all().stream()
        .filter(command -> Set.of("connection", "server").contains(command.group()))
        .filter(command -> !command.categories().contains("keyspace"))
        .filter(command -> !OTHER_COSTS.contains(command.name()))
        .toList();
  }

  /** Commands that have other flags in Redis 7.2 than in the 7.0 at hand. */
  private static final Set<String> OTHER_FLAGS = Set.of("wait");

  /** Commands whose arguments are called otherwise in Redis 7.2 than in the 7.0 at hand. */
  private static final Set<String> RENAMED_IN_7_2 = Set.of("flushall", "flushdb", "mset", "msetnx");

  @Test
  void commandInfo_isThatOfRedis() throws IOException {
    for (Command command : desk.services.table().all()) {
      if (OUR_OWN.contains(command.group())
          || OTHER_FLAGS.contains(command.name())
          || isNew(desk, command.name())) {
        continue;
      }
      Object ours = plain(items(radish.run("COMMAND", "INFO", command.name())).getFirst());
      Object theirs = plain(items(redis("COMMAND INFO " + command.name())).getFirst());
      List<?> our = (List<?>) ours;
      List<?> their = (List<?>) theirs;
      assertThat(our.subList(0, 7)).as(command.name()).isEqualTo(their.subList(0, 7));
      if (!OTHER_TIPS.contains(command.name())) {
        assertThat(our.get(7)).as(command.name()).isEqualTo(their.get(7));
      }
      assertThat(our.get(8)).as(command.name()).isEqualTo(their.get(8));
      Map<String, Object> theirSubs = byName(their);
      byName(our)
          .forEach(
              (name, sub) -> {
                if (!isNew(desk, name)) {
                  assertThat(sub).as(name).isEqualTo(theirSubs.get(name));
                }
              });
    }
  }

  private static boolean isNew(Desk desk, String name) {
    Command command = desk.services.table().find(name);
    return command != null && command.since().compareTo("7.1") > 0;
  }

  private static Map<String, Object> byName(List<?> info) {
    Map<String, Object> subs = new TreeMap<>();
    for (Object sub : (Iterable<?>) info.get(9)) {
      subs.put(String.valueOf(((List<?>) sub).getFirst()), sub);
    }
    return subs;
  }

  @Test
  void commandDocs_areThoseOfRedis() throws IOException {
    radish.run("HELLO", "3");
    for (Command command : compared(desk)) {
      Object ours = plain(radish.run("COMMAND", "DOCS", command.name()));
      Object theirs = plain(redis("HELLO 3", "COMMAND DOCS " + command.name()));
      compareDocs((Map<?, ?>) ours, (Map<?, ?>) theirs);
    }
  }

  private void compareDocs(Map<?, ?> ours, Map<?, ?> theirs) {
    ours.forEach(
        (name, docs) -> {
          if (isNew(desk, String.valueOf(name))) {
            return;
          }
          Map<?, ?> our = (Map<?, ?>) docs;
          assertThat((Object) theirs.get(name)).as("Redis has %s", name).isNotNull();
          Map<?, ?> their = (Map<?, ?>) Objects.requireNonNull(theirs.get(name));
          // Not the complexity: what a command costs here is what it costs here.
          for (String key : List.of("since", "group", "history", "arguments")) {
            if (!RENAMED_IN_7_2.contains(name) || !key.equals("arguments")) {
              assertThat((Object) our.get(key)).as("%s of %s", key, name).isEqualTo(their.get(key));
            }
          }
          if (our.get("subcommands") instanceof Map<?, ?> subs) {
            compareDocs(subs, (Map<?, ?>) Objects.requireNonNull(their.get("subcommands")));
          }
        });
  }

  /** A reply as plain lists and maps; sets without their order. */
  private static Object plain(Reply reply) {
    return switch (reply) {
      case Reply.Array array -> array.items().stream().map(RealRedisTest::plain).toList();
      case Reply.SetReply set ->
          set.items().stream().map(RealRedisTest::plain).collect(Collectors.toSet());
      case Reply.MapReply map -> {
        Map<String, Object> pairs = new TreeMap<>();
        for (Reply.Pair pair : map.pairs()) {
          String key = String.valueOf(plain(pair.key()));
          if (!NOT_COMPARED.contains(key)) {
            pairs.put(key, plain(pair.value()));
          }
        }
        yield pairs;
      }
      case Reply.Bulk bulk -> bulk.text();
      default -> reply.toText();
    };
  }

  private static List<Reply> items(Reply reply) {
    return ((Reply.Array) reply).items();
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
        "COMMAND GETKEYS GET",
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

  @AfterEach
  void close() {
    desk.close();
  }
}
