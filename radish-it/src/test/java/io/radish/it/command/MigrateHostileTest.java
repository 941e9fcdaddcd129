// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.SocketPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys on their way to servers that do wrong, and clients that do so meanwhile. */
@Timeout(120)
final class MigrateHostileTest {
  private static final Reply READING = error("IOERR error or timeout reading to target instance");
  private static final Reply NOT_CONNECTED =
      error("IOERR error or timeout connecting to the client");

  @TempDir private Path home;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private RunningServer server;
  private SocketPeer here;
  private SocketPeer other;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start(home, "--slowlog-log-slower-than", "0");
    here = connect();
    other = connect();
    here.run("SET", "a", "1");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : opened) {
      each.close();
    }
    server.close();
  }

  private SocketPeer connect() {
    SocketPeer client = SocketPeer.connect(server.port(), 2);
    opened.add(client);
    return client;
  }

  private FakeTarget opened(FakeTarget target) {
    opened.add(target);
    return target;
  }

  private static String[] request(int port, String... more) {
    List<String> words = new ArrayList<>(List.of("MIGRATE", "127.0.0.1", String.valueOf(port)));
    words.addAll(List.of(more));
    return words.toArray(String[]::new);
  }

  private Reply migrate(FakeTarget target, String... more) {
    Reply reply = here.run(request(target.port(), more));
    assertThat(target.failures()).isEmpty();
    return reply;
  }

  private Reply migrateTo(String host, String port) {
    return here.run("MIGRATE", host, port, "a", "0", "500");
  }

  // ---- targets ----

  @Test
  void answersThatAreNone_leaveTheKeyHere() throws Exception {
    Reply none = error("IOERR the target instance answers as no Redis would");
    for (String answer :
        List.of(
            "HTTP/1.1 400 Bad Request\r\n", "$536870912\r\n+OK\r\n", ":1\r\n", "\r\n", "\0\n")) {
      FakeTarget target = opened(FakeTarget.restoring(key -> answer));
      assertThat(migrate(target, "a", "0", "5000")).as(answer).isEqualTo(none);
    }
    FakeTarget endless = opened(FakeTarget.restoring(key -> "-" + "x".repeat(20_000)));
    assertThat(migrate(endless, "a", "0", "5000")).isEqualTo(READING);
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
  }

  @Test
  void targetThatNeverAnswers_isGivenUp_andHoldsNobodyUp() throws Exception {
    FakeTarget silent = opened(FakeTarget.restoring(key -> ""));
    here.send(request(silent.port(), "a", "0", "300"));
    assertThat(other.run("SET", "b", "1")).isEqualTo(ok());
    assertThat(here.receive()).isEqualTo(READING);
    assertThat(migrate(silent, "a", "0", "0")).isEqualTo(READING);
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
  }

  @Test
  void targetThatReadsNothing_isGivenUp() throws Exception {
    byte[] large = new byte[30_000_000];
    new Random(1).nextBytes(large);
    here.run("SET".getBytes(StandardCharsets.US_ASCII), new byte[] {'a'}, large);
    try (ServerSocket deaf = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      here.send(request(deaf.getLocalPort(), "a", "0", "400"));
      try (Socket client = deaf.accept()) {
        client.getOutputStream().write(FakeTarget.OK.getBytes(StandardCharsets.US_ASCII));
        assertThat(here.receive())
            .isEqualTo(error("IOERR error or timeout writing to target instance"));
      }
    }
    assertThat(here.run("STRLEN", "a")).isEqualTo(integer(large.length));
  }

  @Test
  void errorsForSomeKeys_leaveThoseHere() throws Exception {
    for (int i = 0; i < 300; i++) {
      here.run("SET", "k" + i, "v");
    }
    FakeTarget target =
        opened(
            FakeTarget.restoring(
                key -> key.endsWith("7") ? "-BUSYKEY of " + key + "\u001b[2J\r\n" : "+OK\r\n"));
    List<String> words = new ArrayList<>(List.of("", "0", "5000", "KEYS", "k1", "k1", "none"));
    for (int i = 0; i < 300; i++) {
      words.add("k" + i);
    }
    assertThat(migrate(target, words.toArray(String[]::new)))
        .isEqualTo(error("ERR Target instance replied with error: BUSYKEY of k7 [2J"));
    assertThat(here.run("DBSIZE")).isEqualTo(integer(31));
    assertThat(here.run("EXISTS", "k7", "k297", "k8", "k1")).isEqualTo(integer(2));
  }

  @Test
  void targetThatHangsUp_keepsWhatItSaidItHas() throws Exception {
    here.run("SET", "b", "2");
    FakeTarget target =
        opened(
            FakeTarget.restoring(
                key -> {
                  if (key.equals("b")) {
                    throw new UncheckedIOException(new IOException("hangs up"));
                  }
                  return "+OK\r\n";
                }));
    assertThat(here.run(request(target.port(), "", "0", "5000", "KEYS", "a", "b")))
        .isEqualTo(READING);
    assertThat(here.run("GET", "a")).isEqualTo(nil());
    assertThat(here.run("GET", "b")).isEqualTo(bulk("2"));
  }

  @Test
  void placesWhereNobodyIs_areNotConnectedTo() {
    for (String port : List.of("0", "65536", "-1", "x", "99999999999999999999", "")) {
      assertThat(migrateTo("127.0.0.1", port)).as(port).isEqualTo(NOT_CONNECTED);
    }
    String own = String.valueOf(server.port());
    for (String host : List.of("", "no such host", "nobody.invalid", "h".repeat(300), "a\0b")) {
      assertThat(migrateTo(host, own)).as(host).isEqualTo(NOT_CONNECTED);
    }
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
  }

  @Test
  void thisServer_asItsOwnTarget_losesNothing() {
    String port = String.valueOf(server.port());
    assertThat(here.run("MIGRATE", "127.0.0.1", port, "a", "0", "5000"))
        .isEqualTo(
            error(
                "ERR Target instance replied with error: BUSYKEY Target key name already"
                    + " exists."));
    assertThat(here.run("MIGRATE", "127.0.0.1", port, "a", "0", "5000", "REPLACE"))
        .isEqualTo(changed("a"));
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(here.run("MIGRATE", "localhost", port, "a", "1", "5000")).isEqualTo(ok());
    assertThat(here.run("GET", "a")).isEqualTo(nil());
    here.run("SELECT", "1");
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
  }

  // ---- clients ----

  private static Reply changed(String key) {
    return error(
        "ERR '"
            + key
            + "' changed after it was sent: it stays here, and the target has what it held before;"
            + " with REPLACE it can be sent again");
  }

  @Test
  void keyThatChangesMeanwhile_staysAsItIs() throws Exception {
    here.run("SET", "b", "2");
    here.run("SET", "c", "3", "PX", "100000000");
    FakeTarget target =
        opened(
            FakeTarget.restoring(
                key -> {
                  if (key.equals("a")) {
                    assertThat(other.run("APPEND", "a", "2")).isEqualTo(integer(2));
                    assertThat(other.run("DEL", "c")).isEqualTo(integer(1));
                  }
                  return "+OK\r\n";
                }));
    assertThat(migrate(target, "", "0", "20000", "KEYS", "a", "b", "c")).isEqualTo(changed("a"));
    assertThat(here.run("MGET", "a", "b", "c"))
        .isEqualTo(new Reply.Array(List.of(bulk("12"), nil(), nil())));
    assertThat(migrate(opened(FakeTarget.restoring(key -> "+OK\r\n")), "a", "0", "5000"))
        .isEqualTo(ok());
    assertThat(here.run("GET", "a")).isEqualTo(nil());
  }

  @Test
  void pauseMeanwhile_keepsWhatHasNotGone() throws Exception {
    FakeTarget target =
        opened(
            FakeTarget.restoring(
                key -> {
                  assertThat(other.run("CLIENT", "PAUSE", "1000000", "WRITE")).isEqualTo(ok());
                  return "+OK\r\n";
                }));
    assertThat(migrate(target, "a", "0", "20000"))
        .isEqualTo(
            error(
                "ERR clients were paused meanwhile: what has not gone yet stays here, and the"
                    + " target may have some of it, too"));
    assertThat(other.run("CLIENT", "UNPAUSE")).isEqualTo(ok());
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
  }

  @Test
  void clientThatHangsUp_doesNotStopWhatHasBegun() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    FakeTarget target =
        opened(
            FakeTarget.restoring(
                key -> {
                  here.close();
                  gone.countDown();
                  return "+OK\r\n";
                }));
    here.send(request(target.port(), "a", "0", "20000"));
    gone.await();
    Reply left = integer(1);
    while (!left.equals(integer(0))) {
      left = other.run("EXISTS", "a");
    }
    assertThat(target.asked()).containsExactly("SELECT", "RESTORE");
  }

  @Test
  void passwords_areShownNowhere() throws Exception {
    SocketPeer monitor = connect();
    assertThat(monitor.run("MONITOR")).isEqualTo(ok());
    FakeTarget target =
        opened(
            new FakeTarget(
                request ->
                    "-WRONGPASS no '" + request.getLast() + "' for " + request.get(1) + "\r\n"));
    assertThat(migrate(target, "a", "0", "5000", "AUTH2", "user", "hunter2", "KEYS"))
        .isInstanceOf(Reply.Failure.class);
    assertThat(migrate(target, "a", "0", "5000", "AUTH2", "user", "hunter2"))
        .isEqualTo(
            error(
                "ERR Target instance replied with error: WRONGPASS (what follows may quote the"
                    + " password, and is not shown)"));
    assertThat(migrate(target, "a", "0", "5000", "COPY", "auth", "hunter2", "REPLACE"))
        .isInstanceOf(Reply.Failure.class);
    assertThat(here.run("ECHO", "the end")).isEqualTo(bulk("the end"));
    String line = "";
    StringBuilder monitored = new StringBuilder();
    while (!line.contains("the end")) {
      line = monitor.receive().toString();
      monitored.append(line);
    }
    assertThat(monitored.toString()).contains("MIGRATE").doesNotContain("hunter2");
    assertThat(here.run("SLOWLOG", "GET", "100").toString())
        .contains("(redacted)")
        .doesNotContain("hunter2");
    assertThat(logs()).contains("WRONGPASS").doesNotContain("hunter2");
    assertThat(target.asked()).doesNotContain("RESTORE");
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        all.append(Files.readString(log, StandardCharsets.UTF_8));
      }
    }
    return all.toString();
  }
}
