// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code CLIENT TRACKING} where Redis has no like, or tells only after some time. */
@Timeout(60)
final class TrackingTest {
  private static final String FORGET_ALL = "1> \"invalidate\"\n2> (nil)";

  private RunningServer server;
  private CommandPeer reader;
  private CommandPeer writer;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = RunningServer.start(home);
    reader = SocketPeer.connect(server.port(), 3);
    writer = SocketPeer.connect(server.port(), 2);
    reader.run("SUBSCRIBE", "mark");
  }

  @AfterEach
  void stop() {
    reader.close();
    writer.close();
    server.close();
  }

  private static String invalidated(String key) {
    return "1> \"invalidate\"\n2> 1) \"" + key + "\"";
  }

  private void run(CommandPeer client, String... lines) {
    for (String line : lines) {
      assertThat(client.run(line.split(" ", -1))).as(line).isNotInstanceOf(Reply.Failure.class);
    }
  }

  /** What the reader is told until now. */
  private List<String> told() {
    writer.run("PUBLISH", "mark", "now");
    List<String> told = new ArrayList<>();
    String next = reader.receive().toText();
    while (!next.contains("\"now\"")) {
      told.add(next);
      next = reader.receive().toText();
    }
    return told;
  }

  private String backupOf(String cache) {
    String list = writer.run("BACKUP", "LIST").toText();
    Matcher file = Pattern.compile("cache_" + cache + "_\\w+\\.json").matcher(list);
    assertThat(file.find()).as(list).isTrue();
    return file.group();
  }

  private String info(String field) {
    String info = ((Reply.Bulk) writer.run("INFO", "everything")).text();
    return info.lines().filter(line -> line.startsWith(field + ":")).findFirst().orElse("");
  }

  @Test
  void key_ofOneCache_isNotThatOfAnother() {
    run(reader, "CLIENT TRACKING ON", "SELECT users", "GET k");
    run(writer, "SET k 1", "CACHE orders SET k 1");
    assertThat(told()).isEmpty();
    run(writer, "CACHE users SET k 1");
    assertThat(told()).containsExactly(invalidated("k"));
  }

  @Test
  void readInside_ofCache_isTracked() {
    run(reader, "CLIENT TRACKING ON", "CACHE users GET k");
    run(writer, "SELECT users", "SET k 1");
    assertThat(told()).containsExactly(invalidated("k"));
  }

  @Test
  void wholeCaches_exchanged_invalidateAll() {
    run(writer, "CACHE users SET k 1", "CACHE other SET k 1", "SET k 1", "BACKUP NOW");
    run(reader, "CLIENT TRACKING ON", "GET k");
    run(writer, "DELETECACHE users");
    assertThat(told()).containsExactly(FORGET_ALL);
    run(writer, "SET k 2");
    assertThat(told()).as("forgotten with all others").isEmpty();
    run(writer, "SWAPDB default_store other");
    assertThat(told()).containsExactly(FORGET_ALL);
    run(writer, "BACKUP RESTORE " + backupOf("users"));
    assertThat(told()).containsExactly(FORGET_ALL);
  }

  @Test
  void key_thatExpires_isTold() {
    run(reader, "CLIENT TRACKING ON");
    run(writer, "SET k v PX 20");
    run(reader, "EXISTS k");
    assertThat(reader.receive().toText()).isEqualTo(invalidated("k"));
  }

  @Test
  void keys_pastTheLimit_areForgottenAndTold() {
    run(reader, "CLIENT TRACKING ON");
    for (int i = 0; i < 100; i++) {
      run(reader, "GET key" + i);
    }
    assertThat(info("tracking_total_keys")).endsWith(":100");
    assertThat(info("tracking_total_items")).endsWith(":100");
    assertThat(info("tracking_clients")).endsWith(":1");
    run(writer, "CONFIG SET tracking-table-max-keys 1");
    for (int i = 0; i < 99; i++) {
      assertThat(reader.receive().toText()).startsWith("1> \"invalidate\"");
    }
    assertThat(told()).isEmpty();
    assertThat(info("tracking_total_keys")).endsWith(":1");
    run(writer, "FLUSHALL");
    assertThat(told()).containsExactly(FORGET_ALL);
    assertThat(info("tracking_total_keys")).endsWith(":0");
  }

  @Test
  void keys_ofThoseWhoHaveGone_areForgottenWhenTheyChange() {
    CommandPeer other = SocketPeer.connect(server.port(), 3);
    run(other, "CLIENT TRACKING ON", "GET k");
    run(reader, "CLIENT TRACKING ON BCAST PREFIX a PREFIX b");
    assertThat(info("tracking_total_prefixes")).endsWith(":2");
    other.close();
    while (!info("tracking_clients").endsWith(":1")) {
      Thread.onSpinWait();
    }
    run(writer, "SET k 1");
    assertThat(info("tracking_total_keys")).endsWith(":0");
    run(reader, "CLIENT TRACKING OFF");
    assertThat(info("tracking_total_prefixes")).endsWith(":0");
    assertThat(server.store().watching()).isZero();
  }

  @Test
  void commandThatWaited_isTrackedWhenItIsServed() {
    run(reader, "CLIENT TRACKING ON");
    reader.send("XREAD", "BLOCK", "0", "STREAMS", "x", "$");
    while (!info("blocked_clients").endsWith(":1")) {
      Thread.onSpinWait();
    }
    run(writer, "XADD x 1-1 f v");
    List<String> got = List.of(reader.receive().toText(), reader.receive().toText());
    assertThat(got).anyMatch(each -> each.equals(invalidated("x")));
    assertThat(got).anyMatch(each -> each.contains("1-1"));
    run(writer, "XADD x 2-1 f v");
    assertThat(told()).containsExactly(invalidated("x"));
  }

  @Test
  void trackingBegun_insideATransaction_holdsForTheRestOfIt() {
    run(reader, "MULTI", "CLIENT TRACKING ON BCAST NOLOOP", "SET k 1", "EXEC");
    assertThat(told()).isEmpty();
    run(writer, "SET k 2");
    assertThat(told()).containsExactly(invalidated("k"));
    run(reader, "CLIENT TRACKING OFF", "MULTI", "CLIENT TRACKING ON", "GET k", "EXEC");
    run(writer, "SET k 2");
    assertThat(told()).containsExactly(invalidated("k"));
  }

  @Test
  void longKeys_areToldOfAsAllKeys() {
    String key = "k".repeat(100_000);
    run(reader, "CLIENT TRACKING ON");
    assertThat(reader.run("GET", key)).isInstanceOf(Reply.Nil.class);
    assertThat(reader.receive().toText()).isEqualTo(FORGET_ALL);
    run(reader, "CLIENT TRACKING OFF", "CLIENT TRACKING ON BCAST PREFIX kk");
    writer.run("SET", key, "v");
    assertThat(told()).containsExactly(FORGET_ALL);
  }

  @Test
  void news_forAClientThatSpeaksRespTwoByNow_isDropped() {
    run(reader, "UNSUBSCRIBE", "CLIENT TRACKING ON", "GET k", "HELLO 2");
    run(writer, "SET k 1");
    assertThat(reader.run("PING").toText()).isEqualTo("PONG");
    assertThat(reader.run("ECHO", "x").toText()).isEqualTo("\"x\"");
  }

  @Test
  void redirectedNews_comesToOneWhoHasCeasedToListen() {
    CommandPeer target = SocketPeer.connect(server.port(), 3);
    target.run("SUBSCRIBE", "a");
    target.run("UNSUBSCRIBE", "a");
    long id = ((Reply.Int) target.run("CLIENT", "ID")).value();
    run(writer, "CLIENT TRACKING ON REDIRECT " + id, "GET k", "SET k 1");
    assertThat(target.receive().toText()).isEqualTo(invalidated("k"));
    target.close();
  }

  @Test
  void clientThatTracksAndDoesNotRead_isCutOff() {
    writer.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1mb 0 0");
    run(reader, "CLIENT TRACKING ON BCAST");
    String key = "k".repeat(60_000);
    while (!info("tracking_clients").endsWith(":0")) {
      for (int i = 0; i < 20; i++) {
        writer.run("SET", key + i, "v");
      }
    }
    assertThat(info("client_output_buffer_limit_disconnections")).endsWith(":1");
  }
}
