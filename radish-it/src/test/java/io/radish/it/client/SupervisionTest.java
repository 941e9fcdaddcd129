// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.SocketPeer;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one connection does to others: pausing, watching and closing them. */
class SupervisionTest {
  private static final String LONG = "100000000";

  @TempDir private Path home;
  private final List<SocketPeer> peers = new ArrayList<>();
  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start(home, "--enable-debug-command", "local", "--backup-interval", "0");
  }

  @AfterEach
  void stop() {
    peers.forEach(SocketPeer::close);
    server.close();
  }

  private SocketPeer connect() {
    SocketPeer peer = SocketPeer.connect(server.port(), 2);
    peers.add(peer);
    return peer;
  }

  /** Asks until {@code count} requests wait; the tests that come here end by waiting in vain. */
  private static void awaitWaiting(SocketPeer asker, int count) {
    String field = "blocked_clients:" + count + "\r\n";
    while (!((Reply.Bulk) asker.run("INFO", "clients")).text().contains(field)) {
      Thread.onSpinWait();
    }
  }

  @Test
  void pauseOfWrites_letsReadsThrough_andWritesWaitInOrder() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    SocketPeer reader = connect();
    assertThat(admin.run("CLIENT", "PAUSE", LONG, "WRITE")).isEqualTo(ok());
    writer.send("SET", "k", "v");
    writer.send("APPEND", "k", "w");
    writer.send("GET", "k");
    awaitWaiting(admin, 1);
    assertThat(reader.run("GET", "k")).isEqualTo(nil());
    assertThat(reader.run("PING")).isEqualTo(simple("PONG"));
    assertThat(((Reply.Bulk) admin.run("CLIENT", "LIST")).text())
        .containsPattern("flags=b .* cmd=set ");
    assertThat(admin.run("CLIENT", "UNPAUSE")).isEqualTo(ok());
    assertThat(writer.receive()).isEqualTo(ok());
    assertThat(writer.receive()).isEqualTo(integer(2));
    assertThat(writer.receive()).isEqualTo(bulk("vw"));
  }

  @Test
  void pauseOfWrites_holdsWhatIsInsideOfCache_andLargeValues() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    SocketPeer other = connect();
    String large = "x".repeat(3_000_000);
    admin.run("CLIENT", "PAUSE", LONG, "WRITE");
    writer.send("CACHE", "users", "SET", "k", large);
    other.send("CACHESET", "users", "j", "v");
    awaitWaiting(admin, 2);
    assertThat(admin.run("CACHE", "users", "GET", "k")).isEqualTo(nil());
    admin.run("CLIENT", "UNPAUSE");
    assertThat(writer.receive()).isEqualTo(ok());
    assertThat(other.receive()).isEqualTo(ok());
    assertThat(admin.run("CACHE", "users", "STRLEN", "k")).isEqualTo(integer(large.length()));
    assertThat(((Reply.Bulk) admin.run("INFO", "commandstats")).text())
        .containsPattern("cmdstat_set:calls=1,")
        .doesNotContain("cmdstat_cache:");
  }

  @Test
  void pauseOfAll_endsByItself_andOnlyGrows() {
    SocketPeer admin = connect();
    SocketPeer other = connect();
    admin.send("CLIENT", "PAUSE", "300");
    admin.send("CLIENT", "PAUSE", "1", "WRITE");
    other.send("PING");
    assertThat(admin.receive()).isEqualTo(ok());
    assertThat(admin.receive()).isEqualTo(ok());
    assertThat(other.receive()).isEqualTo(simple("PONG"));
  }

  @Test
  void pauseAfterUnpause_endsByItself_howeverLongTheFirstOneWas() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    admin.run("CLIENT", "PAUSE", "3600000", "WRITE");
    writer.send("SET", "k", "v");
    awaitWaiting(admin, 1);
    admin.run("CLIENT", "UNPAUSE");
    assertThat(writer.receive()).isEqualTo(ok());
    for (int i = 0; i < 2; i++) {
      admin.run("CLIENT", "PAUSE", "100", "WRITE");
      assertThat(writer.run("SET", "k", "w")).isEqualTo(ok());
    }
  }

  @Test
  void pauseAfterDebugReload_endsByItself() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    String[] push = new String[20_000];
    Arrays.fill(push, "element");
    push[0] = "RPUSH";
    push[1] = "l";
    admin.run(push);
    admin.send("DEBUG", "RELOAD");
    for (int i = 0; i < 100; i++) {
      // Some of these are sent while the data is on its way.
      assertThat(writer.run("SET", "k", "v")).isEqualTo(ok());
    }
    assertThat(admin.receive()).isEqualTo(ok());
    admin.run("CLIENT", "PAUSE", "100", "WRITE");
    assertThat(writer.run("SET", "k", "w")).isEqualTo(ok());
  }

  @Test
  void clientThatIsGone_whileItWaits_isForgotten() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    admin.run("CLIENT", "PAUSE", LONG, "WRITE");
    long id = ((Reply.Int) writer.run("CLIENT", "ID")).value();
    writer.send("SET", "k", "v");
    awaitWaiting(admin, 1);
    assertThat(admin.run("CLIENT", "KILL", "ID", Long.toString(id))).isEqualTo(integer(1));
    awaitWaiting(admin, 0);
    admin.run("CLIENT", "UNPAUSE");
    assertThat(admin.run("GET", "k")).isEqualTo(nil());
  }

  @Test
  void clientThatHangsUp_whileItWaits_isForgottenWithAllItSent() {
    SocketPeer admin = connect();
    SocketPeer writer = connect();
    admin.run("CLIENT", "PAUSE", LONG, "WRITE");
    writer.sendAll("SET k v", "SET l v");
    awaitWaiting(admin, 1);
    writer.shutdownOutput();
    assertThatThrownBy(writer::receive).isInstanceOf(UncheckedIOException.class);
    admin.run("CLIENT", "UNPAUSE");
    assertThat(admin.run("EXISTS", "k", "l")).isEqualTo(integer(0));
  }

  @Test
  void lines_comeBeforeTheAnswerToReset() {
    SocketPeer monitor = connect();
    monitor.sendAll("MONITOR", "MONITOR", "PING", "RESET", "PING");
    assertThat(monitor.receive()).isEqualTo(ok());
    assertThat(monitor.receive()).isEqualTo(simple("PONG"));
    assertThat(line(monitor)).endsWith("] \"PING\"");
    assertThat(monitor.receive()).isEqualTo(simple("RESET"));
    assertThat(monitor.receive()).isEqualTo(simple("PONG"));
    assertThat(monitor.run("MONITOR")).isEqualTo(ok());
    assertThat(monitor.run("ECHO", "a")).isEqualTo(bulk("a"));
    assertThat(line(monitor)).endsWith("] \"ECHO\" \"a\"");
  }

  @Test
  void skip_isUsedUpByARequestWithoutAWord() {
    for (String empty : new String[] {"\r\n", "\r\n\r\n", "*0\r\n", "*0\r\n*-1\r\n"}) {
      SocketPeer peer = connect();
      peer.sendRaw("CLIENT REPLY SKIP\r\n" + empty + "PING a\r\n");
      assertThat(peer.receive()).as(empty).isEqualTo(bulk("a"));
    }
    SocketPeer peer = connect();
    peer.sendRaw("CLIENT REPLY SKIP\r\n\r\n*abc\r\n");
    assertThat(peer.receive()).isEqualTo(error("ERR Protocol error: invalid multibulk length"));
  }

  @Test
  void clientThatWantsNoReplies_getsNeitherLinesNorWordsOfABrokenProtocol() {
    SocketPeer silent = connect();
    SocketPeer other = connect();
    silent.sendRaw("CLIENT REPLY OFF\r\nMONITOR\r\nPING\r\n");
    other.run("ECHO", "a");
    silent.sendRaw("*abc\r\n");
    assertThatThrownBy(silent::receive).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void info_countsReadsAndWrites() {
    SocketPeer client = connect();
    client.run("CONFIG", "RESETSTAT");
    client.run("PING");
    assertThat(((Reply.Bulk) client.run("INFO", "stats")).text())
        .containsPattern("total_reads_processed:[1-9]")
        .containsPattern("total_writes_processed:[1-9]")
        .contains("io_threaded_reads_processed:");
  }

  @Test
  void kill_closesTheOther_andWhoAsksWhenTold() {
    SocketPeer admin = connect();
    SocketPeer other = connect();
    other.run("CLIENT", "SETNAME", "victim");
    assertThat(admin.run("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"))
        .isEqualTo(integer(1));
    assertThatThrownBy(other::receive).isInstanceOf(UncheckedIOException.class);
    assertThat(admin.run("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no")).isEqualTo(integer(1));
    assertThatThrownBy(admin::receive).isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void monitor_isShownWhatAllConnectionsRun_withoutPasswordsAndAdministration() {
    SocketPeer monitor = connect();
    SocketPeer first = connect();
    SocketPeer second = connect();
    assertThat(monitor.run("MONITOR")).isEqualTo(ok());
    first.run("SET", "k", "a \"b\"\n\u0001");
    second.run("AUTH", "secret");
    second.run("CONFIG", "GET", "hz");
    second.run("SET", "k");
    second.run("CACHE", "users", "get", "k");
    first.run("SELECT", "3");
    assertThat(line(monitor)).matches("\\d+\\.\\d{6} \\[0 127\\.0\\.0\\.1:\\d+\\] .*");
    assertThat(line(monitor)).endsWith("] \"AUTH\" \"(redacted)\"");
    assertThat(line(monitor)).matches(".* \\[users 127\\.0\\.0\\.1:\\d+\\] \"get\" \"k\"");
    assertThat(line(monitor)).matches(".* \\[3 127\\.0\\.0\\.1:\\d+\\] \"SELECT\" \"3\"");
    assertThat(monitor.run("GET", "k"))
        .isEqualTo(error("ERR Replica can't interact with the keyspace"));
    assertThat(((Reply.Bulk) first.run("CLIENT", "LIST")).text()).contains("flags=O");
    assertThat(monitor.run("RESET")).isEqualTo(simple("RESET"));
    first.run("ECHO", "unseen");
    assertThat(monitor.run("GET", "k")).isInstanceOf(Reply.Bulk.class);
  }

  private static String line(SocketPeer monitor) {
    return ((Reply.Simple) monitor.receive()).text();
  }

  @Test
  void monitor_thatDoesNotRead_isCutOff() {
    SocketPeer monitor = connect();
    SocketPeer busy = connect();
    busy.run("CONFIG", "SET", "client-output-buffer-limit", "pubsub 1048576 0 0");
    monitor.run("MONITOR");
    String value = "x".repeat(8_000);
    int sent = 0;
    while (((Reply.Bulk) busy.run("CLIENT", "LIST")).text().contains("flags=O")) {
      for (int i = 0; i < 100; i++) {
        busy.run("SET", "k", value);
        sent++;
      }
      assertThat(sent).as("requests until the monitor is cut off").isLessThan(100_000);
    }
    assertThat(busy.run("GET", "k")).isEqualTo(bulk(value));
  }

  @Test
  void debugReload_keepsAllData_andLeavesNothingBehind() throws Exception {
    SocketPeer client = connect();
    client.run("SET", "k", "v", "PXAT", "9000000000000");
    client.run("RPUSH", "l", "a", "b");
    client.run("CREATESTORE", "users", "temp", "60");
    client.run("CACHE", "users:temp", "SET", "s", "t");
    Reply before = client.run("DEBUG", "DIGEST-VALUE", "k", "l");
    assertThat(client.run("DEBUG", "RELOAD")).isEqualTo(ok());
    assertThat(client.run("DEBUG", "DIGEST-VALUE", "k", "l")).isEqualTo(before);
    assertThat(client.run("CACHE", "users:temp", "GET", "s")).isEqualTo(bulk("t"));
    try (Stream<Path> left = Files.walk(home)) {
      assertThat(left.filter(file -> file.toString().contains("reload"))).isEmpty();
    }
  }

  @Test
  void debugReload_withoutSaving_bringsTheNewestRunBack() {
    SocketPeer client = connect();
    assertThat(client.run("DEBUG", "RELOAD", "NOSAVE").toText())
        .contains("no whole run of backups");
    client.run("SET", "k", "saved");
    assertThat(client.run("SAVE")).isEqualTo(ok());
    client.run("SET", "k", "changed");
    client.run("SET", "later", "v");
    assertThat(client.run("DEBUG", "RELOAD", "NOSAVE", "NOFLUSH", "MERGE")).isEqualTo(ok());
    assertThat(client.run("MGET", "k", "later")).isEqualTo(array(bulk("saved"), bulk("v")));
    assertThat(client.run("DEBUG", "RELOAD", "NOSAVE")).isEqualTo(ok());
    assertThat(client.run("MGET", "k", "later")).isEqualTo(array(bulk("saved"), nil()));
  }

  @Test
  void needOfReplicas_isThatOfTheSettings() {
    SocketPeer client = connect();
    client.run("SET", "k", "v");
    client.run("CONFIG", "SET", "min-replicas-to-write", "1");
    String missing = "NOREPLICAS Not enough good replicas to write.";
    assertThat(client.run("SET", "k", "w")).isEqualTo(error(missing));
    assertThat(client.run("EVAL", "return redis.call('get', KEYS[1])", "1", "k"))
        .isEqualTo(bulk("v"));
    assertThat(client.run("EVAL", "#!lua flags=no-writes\nreturn 'y'", "0")).isEqualTo(bulk("y"));
    assertThat(client.run("EVAL", "#!lua\nreturn 'y'", "0")).isEqualTo(error(missing));
    assertThat(client.run("EVAL", "return redis.call('set', KEYS[1], 'w')", "1", "k").toText())
        .contains("NOREPLICAS");
    client.run("CONFIG", "SET", "min-replicas-max-lag", "0");
    assertThat(client.run("SET", "k", "w")).isEqualTo(ok());
  }

  @Test
  void scripts_callDebug_whileThatIsAllowed() {
    SocketPeer client = connect();
    String script = "return redis.call('debug', 'protocol', 'string')";
    assertThat(client.run("EVAL", script, "0").toText()).contains("not allowed from script");
    client.run("DEBUG", "SET-DISABLE-DENY-SCRIPTS", "1");
    assertThat(client.run("EVAL", script, "0")).isEqualTo(bulk("Hello World"));
    assertThat(client.run("EVAL", "return redis.call('multi')", "0").toText())
        .contains("not allowed from script");
    client.run("DEBUG", "SET-DISABLE-DENY-SCRIPTS", "0");
    assertThat(client.run("EVAL", script, "0").toText()).contains("not allowed from script");
  }

  @Test
  void changesSinceTheLastSave_areCountedUntilABackup() {
    SocketPeer client = connect();
    client.run("SET", "k", "v");
    client.run("DEL", "k");
    assertThat(persistence(client)).contains("rdb_changes_since_last_save:2\r\n");
    assertThat(client.run("SAVE")).isEqualTo(ok());
    assertThat(persistence(client)).contains("rdb_changes_since_last_save:0\r\n");
    client.run("RPUSH", "l", "a", "b");
    client.run("FLUSHALL");
    assertThat(persistence(client)).contains("rdb_changes_since_last_save:2\r\n");
  }

  @Test
  void debugReload_savesNothing_andSaysSo() {
    SocketPeer client = connect();
    client.run("SET", "k", "v");
    assertThat(client.run("DEBUG", "RELOAD")).isEqualTo(ok());
    assertThat(persistence(client)).doesNotContain("rdb_changes_since_last_save:0\r\n");
    assertThat(client.run("SAVE")).isEqualTo(ok());
    assertThat(persistence(client)).contains("rdb_changes_since_last_save:0\r\n");
  }

  @Test
  void pause_holdsARestoreBack_thatRunsInTheBackground() {
    SocketPeer admin = connect();
    SocketPeer restorer = connect();
    restorer.run("SET", "k", "old");
    String file =
        ((Reply.Bulk) ((Reply.Array) entry(restorer.run("BACKUP", "NOW"))).items().get(1)).text();
    restorer.run("SET", "k", "new");
    admin.run("CLIENT", "PAUSE", LONG, "WRITE");
    restorer.send("BACKUP", "RESTORE", file);
    // It would be over by the time that two runs of backups are.
    admin.run("BACKUP", "NOW");
    admin.run("BACKUP", "NOW");
    assertThat(admin.run("GET", "k")).isEqualTo(bulk("new"));
    admin.run("CLIENT", "UNPAUSE");
    assertThat(restorer.receive()).isInstanceOf(Reply.Array.class);
    assertThat(admin.run("GET", "k")).isEqualTo(bulk("old"));
  }

  private static Reply entry(Reply run) {
    return ((Reply.Array) run).items().getFirst();
  }

  private static String persistence(SocketPeer client) {
    return ((Reply.Bulk) client.run("INFO", "persistence")).text();
  }
}
