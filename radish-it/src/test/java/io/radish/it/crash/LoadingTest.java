// SPDX-License-Identifier: Apache-2.0
package io.radish.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A start that takes its time, because there is a long journal to read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LoadingTest {
  /** Takes a second or more to read, and less to write. */
  private static final int KEYS = 400_000;

  private static final int AT_ONCE = 1000;
  private static final String LOADING = "-LOADING Radish is loading the dataset in memory";

  private Path home = Path.of("");
  private int port;

  @BeforeAll
  void writeALongJournal(@TempDir Path folder) throws Exception {
    home = folder;
    try (ServerProcess server = ServerProcess.start(home, options());
        Wire wire = server.connect()) {
      for (int i = 0; i < KEYS; i += AT_ONCE) {
        for (int j = i; j < i + AT_ONCE; j++) {
          wire.add(List.of("SET", "key:" + j, "value:" + j));
        }
        wire.flush();
        for (int j = 0; j < AT_ONCE; j++) {
          assertThat(wire.read()).isEqualTo(new Reply.Simple("OK"));
        }
      }
      assertThat(wire.text("WAITAOF", "1", "0", "0")).startsWith("1) (integer) 1");
      server.kill();
    }
  }

  @BeforeEach
  void choosePort() throws IOException {
    port = ServerProcess.freePort();
  }

  private static String[] options() {
    return new String[] {
      "--appendonly",
      "yes",
      "--appendfsync",
      "everysec",
      "--backup-interval",
      "0",
      "--requirepass",
      "",
      "--auto-aof-rewrite-percentage",
      "0"
    };
  }

  private ServerProcess begin(String... more) throws IOException {
    List<String> options = new ArrayList<>(List.of(options()));
    options.addAll(List.of(more));
    return ServerProcess.begin(home, port, options);
  }

  /** Connects as soon as the port is listened on. */
  private Wire connect(ServerProcess server) throws Exception {
    while (true) {
      assertThat(server.process().endsWithin(1)).as("it goes on").isFalse();
      try {
        return new Wire(port);
      } catch (ConnectException e) {
        // It does not listen yet.
      }
    }
  }

  @Test
  void client_whileDataIsLoaded_isToldSoAndServedAfterwards() throws Exception {
    try (ServerProcess server = begin();
        Wire wire = connect(server)) {
      assertThat(wire.text("PING")).isEqualTo(LOADING);
      assertThat(wire.text("GET", "key:1")).isEqualTo(LOADING);
      assertThat(wire.text("SET", "key:1", "x")).isEqualTo(LOADING);
      assertThat(wire.text("CACHE", "a", "SET", "b", "c")).isEqualTo(LOADING);
      assertThat(wire.text("BACKUP", "NOW")).isEqualTo(LOADING);
      assertThat(wire.text("BGREWRITEAOF")).isEqualTo(LOADING);
      assertThat(wire.text("WAITAOF", "1", "0", "0")).isEqualTo(LOADING);
      assertThat(InfoText.field(wire, "loading")).isEqualTo("1");
      assertThat(wire.run("HELLO", "2")).isInstanceOf(Reply.Array.class);
      assertThat(wire.text("AUTH", "x")).startsWith("-ERR AUTH <password> called without");
      server.awaitServing();
      assertThat(InfoText.field(wire, "loading")).isEqualTo("0");
      assertThat(wire.text("PING")).isEqualTo("PONG");
      assertThat(wire.text("GET", "key:1")).isEqualTo("value:1");
      assertThat(wire.text("DBSIZE")).isEqualTo(Integer.toString(KEYS));
    }
  }

  @Test
  void password_whileDataIsLoaded_isAskedFor() throws Exception {
    try (ServerProcess server = begin("--requirepass", "secret");
        Wire wire = connect(server)) {
      assertThat(wire.text("GET", "key:1")).startsWith("-NOAUTH");
      assertThat(wire.text("AUTH", "secret")).isEqualTo("OK");
      assertThat(wire.text("GET", "key:1")).isEqualTo(LOADING);
      server.awaitServing();
      assertThat(wire.text("GET", "key:1")).isEqualTo("value:1");
    }
  }

  @Test
  void shutdown_whileDataIsLoaded_endsTheServerAndChangesNothing() throws Exception {
    try (ServerProcess server = begin();
        Wire wire = connect(server)) {
      assertThat(wire.text("PING")).isEqualTo(LOADING);
      wire.add(List.of("SHUTDOWN", "NOSAVE"));
      wire.flush();
      var outcome = server.process().await();
      assertThat(outcome.output())
          .contains("radish: stopped while the data was loaded, as a client asked")
          .doesNotContain("listening");
      assertThat(outcome.code()).isEqualTo(1);
    }
    checkAllIsThere();
  }

  @Test
  void sigterm_whileDataIsLoaded_endsTheServerAndChangesNothing() throws Exception {
    try (ServerProcess server = begin();
        Wire wire = connect(server)) {
      assertThat(wire.text("PING")).isEqualTo(LOADING);
      server.process().terminate();
      assertThat(server.process().await().output()).doesNotContain("listening");
    }
    checkAllIsThere();
  }

  private void checkAllIsThere() throws Exception {
    try (ServerProcess server = begin();
        Wire wire = connect(server)) {
      server.awaitServing();
      assertThat(wire.text("DBSIZE")).isEqualTo(Integer.toString(KEYS));
    }
    try (Stream<Path> files = Files.list(home.resolve(".radish/cache_backup"))) {
      assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".json"));
    }
  }
}
