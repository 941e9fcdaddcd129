// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.command.LatencyMonitor;
import io.radish.resp.Reply;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pauses, monitors, spikes of latency, memory and faults, without a server around. */
class SupervisionFamiliesTest {
  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();
  private final DeskClient other = desk.connect();

  @Test
  void pause_postponesWritesAndNothingElse_untilUnpause() {
    assertThat(client.text("CLIENT", "PAUSE", "1000", "write")).isEqualTo("OK");
    assertThat(other.bytes("SET", "k", "v")).isEmpty();
    assertThat(other.postponedMillis).isEqualTo(1000);
    assertThat(client.text("GET", "k")).isEqualTo("(nil)");
    assertThat(client.info("clients")).contains("blocked_clients:1\r\n");
    assertThat(client.bytes("CLIENT", "LIST")).contains("flags=b ", "cmd=set ");
    assertThat(client.text("CLIENT", "UNPAUSE")).isEqualTo("OK");
    assertThat(desk.resumed).isEqualTo(1);
    assertThat(other.text("SET", "k", "v")).isEqualTo("OK");
    assertThat(client.info("commandstats")).contains("cmdstat_set:calls=1,");
  }

  @Test
  void pause_whoseTimeIsOver_holdsNobody() {
    client.run("CLIENT", "PAUSE", "1000");
    assertThat(other.bytes("PING")).isEmpty();
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(other.text("PING")).isEqualTo("PONG");
  }

  @Test
  void pause_doesNotUseUpASkippedReply() {
    other.bytes("CLIENT", "REPLY", "SKIP");
    client.run("CLIENT", "PAUSE", "1000", "WRITE");
    assertThat(other.bytes("SET", "k", "v")).isEmpty();
    client.run("CLIENT", "UNPAUSE");
    assertThat(other.bytes("SET", "k", "v")).isEmpty();
    assertThat(other.text("GET", "k")).isEqualTo("\"v\"");
  }

  @Test
  void pause_mistakes_pauseNobody() {
    assertThat(client.text("CLIENT", "PAUSE", Long.toString(Long.MAX_VALUE)))
        .isEqualTo("(error) ERR timeout is out of range");
    assertThat(client.text("CLIENT", "PAUSE", "1", "ALL", "x"))
        .isEqualTo("(error) ERR syntax error");
    assertThat(other.text("PING")).isEqualTo("PONG");
  }

  @Test
  void monitor_showsWhatRan_oncePerCommand() {
    assertThat(client.text("MONITOR")).isEqualTo("OK");
    assertThat(client.bytes("MONITOR")).isEmpty();
    other.run("CACHE", "my cache", "SET", "k", "v\u00e4");
    other.run("GET");
    other.run("HELLO", "2", "AUTH", "default", "secret", "SETNAME", "auth");
    other.run("LPUSH", "k", "x".repeat(20_000));
    assertThat(client.pushed.toString().split("\r\n"))
        .containsExactly(
            "+1763223078.027000 [my%20cache 127.0.0.1:50002] \"SET\" \"k\" \"v\\xc3\\xa4\"",
            "+1763223078.027000 [0 127.0.0.1:50002] \"HELLO\" \"2\" \"AUTH\" \"(redacted)\""
                + " \"(redacted)\" \"SETNAME\" \"auth\"",
            "+1763223078.027000 [0 127.0.0.1:50002] \"LPUSH\" \"k\" \""
                + "x".repeat(16_384)
                + "... (3616 more bytes)\"");
    client.run("RESET");
    client.pushed.setLength(0);
    other.run("PING");
    assertThat(client.pushed).isEmpty();
  }

  @Test
  void monitor_ofALongCommand_isShownItsBeginningAndHowMuchFollows() {
    client.run("MONITOR");
    String[] request = new String[2001];
    Arrays.fill(request, "\u0001".repeat(10_000));
    request[0] = "MSET";
    other.run(request);
    String shown = client.pushed.toString();
    assertThat(shown.length()).isLessThan(200_000);
    assertThat(shown.substring(0, 60)).contains("\"MSET\" \"\\x01\\x01");
    assertThat(shown.substring(shown.length() - 40)).endsWith("\"... (1998 more arguments)\"\r\n");
  }

  @Test
  void monitor_thatTakesNoMore_isShownNoMore() {
    client.run("MONITOR");
    client.mostPushed = 100;
    other.run("PING");
    other.run("ECHO", "x".repeat(100));
    other.run("PING");
    assertThat(client.pushed.toString().split("\r\n")).hasSize(1);
  }

  @Test
  void commandsThatWait_takeALimitedShareOfTheHeap_allTogether() {
    String[] request = new String[2002];
    Arrays.fill(request, "");
    request[0] = "BLPOP";
    request[request.length - 1] = "0";
    assertThat(other.text(request)).isEqualTo("(error) " + Errors.TOO_LONG_TO_WAIT);
    String[] shorter = Arrays.copyOfRange(request, 0, 1502);
    shorter[shorter.length - 1] = "0";
    DeskClient third = desk.connect();
    assertThat(client.bytes(shorter)).isEmpty();
    assertThat(other.bytes(shorter)).isEmpty();
    assertThat(third.text(shorter)).isEqualTo("(error) " + Errors.TOO_MANY_WAIT);
    desk.connect().run("CLIENT", "UNBLOCK", "1");
    assertThat(client.later()).isEqualTo("*-1\r\n");
    assertThat(third.bytes(shorter)).isEmpty();
    assertThat(client.text(shorter)).isEqualTo("(error) " + Errors.TOO_MANY_WAIT);
    desk.connect().run("RPUSH", "", "served");
    assertThat(other.later()).contains("served");
    assertThat(client.bytes(shorter)).isEmpty();
  }

  @Test
  void latencyGraph_isDrawnAsRedisDrawsIt() {
    LatencyMonitor monitor = desk.services.supervision().latency();
    long now = Desk.START;
    monitor.add(LatencyMonitor.COMMAND, now - 5_000, 100);
    monitor.add(LatencyMonitor.COMMAND, now - 4_000, 100);
    monitor.add(LatencyMonitor.COMMAND, now - 2_000, 100);
    monitor.add(LatencyMonitor.COMMAND, now, 1500);
    String graph = ((Reply.Bulk) client.run("LATENCY", "GRAPH", "command")).text();
    assertThat(graph)
        .isEqualTo(
            "command - high 1500 ms, low 100 ms (all time high 1500 ms)\n"
                + "-".repeat(80)
                + "\n   #\n   |\n   |\n___|\n    \n5420\nssss\n");
    assertThat(client.text("LATENCY", "LATEST"))
        .isEqualTo(
            "1) 1) \"command\"\n   2) (integer) 1763223078\n   3) (integer) 1500\n"
                + "   4) (integer) 1500");
    assertThat(((Reply.Bulk) client.run("LATENCY", "DOCTOR")).text())
        .contains("command: 4 spikes", "SLOWLOG GET");
    assertThat(client.text("LATENCY", "RESET")).isEqualTo("(integer) 1");
    assertThat(((Reply.Bulk) client.run("LATENCY", "DOCTOR")).text())
        .contains("latency-monitor-threshold");
  }

  @Test
  void memory_tellsWhereItGoes() {
    client.run("SET", "k", "v");
    assertThat(client.text("MEMORY", "STATS"))
        .contains("total.allocated", "keys.count", "db.0", "allocator-fragmentation.ratio");
    assertThat(client.text("MEMORY", "DOCTOR")).contains("too little data");
    assertThat(client.text("MEMORY", "MALLOC-STATS")).contains("16 shards");
    assertThat(client.text("MEMORY", "PURGE")).isEqualTo("OK");
  }

  @Test
  void memoryPurge_whileClientsArePaused_leavesExpiredKeysWhereTheyAre() {
    client.run("SET", "k", "v", "PX", "10");
    client.run("CLIENT", "PAUSE", "100000", "WRITE");
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("MEMORY", "PURGE")).isEqualTo("OK");
    assertThat(client.info("stats")).contains("expired_keys:0\r\n");
    client.run("CLIENT", "UNPAUSE");
    assertThat(client.text("MEMORY", "PURGE")).isEqualTo("OK");
    assertThat(client.info("stats")).contains("expired_keys:1\r\n");
  }

  @ParameterizedTest
  @CsvSource({"no, false", "local, true", "yes, true"})
  void debug_isForThoseTheSettingSays(String setting, boolean allowed) {
    desk.settings.put("enable-debug-command", setting);
    assertThat(client.text("DEBUG", "SLEEP", "0").equals("OK")).isEqualTo(allowed);
    assertThat(client.text("DEBUG", "HELP").startsWith("(error) ERR DEBUG command not allowed."))
        .isEqualTo(!allowed);
  }

  @Test
  void debugObject_showsHowAValueIsKept() {
    desk.settings.put("enable-debug-command", "yes");
    client.run("RPUSH", "l", "a", "b");
    assertThat(client.text("DEBUG", "OBJECT", "l"))
        .matches("Value at:0x[0-9a-f]+ refcount:1 encoding:listpack serializedlength:\\d+ .*");
    assertThat(client.text("DEBUG", "LISTPACK", "l")).contains("0: a", "1: b");
    client.run("HSET", "h", "f", "v");
    client.run("ZADD", "z", "1.5", "m");
    client.run("SADD", "s", "m");
    assertThat(client.text("DEBUG", "LISTPACK", "h")).contains("0: f", "1: v");
    assertThat(client.text("DEBUG", "LISTPACK", "z")).contains("0: m", "1: 1.5");
    assertThat(client.text("DEBUG", "LISTPACK", "s")).contains("0: m");
    assertThat(client.text("DEBUG", "STRINGMATCH-LEN", "1000", "a*")).isEqualTo("(integer) 1");
    assertThat(client.text("DEBUG", "STRINGMATCH-LEN", "-1", "a*")).contains("length must be");
  }

  @Test
  void debugPopulate_makesWhatIsNotThere() {
    desk.settings.put("enable-debug-command", "yes");
    client.run("SET", "key:1", "mine");
    assertThat(client.text("DEBUG", "POPULATE", "3")).isEqualTo("OK");
    assertThat(client.text("DEBUG", "POPULATE", "1", "short", "3")).isEqualTo("OK");
    assertThat(client.text("DEBUG", "POPULATE", "1", "long", "20")).isEqualTo("OK");
    assertThat(client.text("DBSIZE")).isEqualTo("(integer) 5");
    assertThat(client.bytes("MGET", "key:0", "key:1", "key:2", "short:0"))
        .contains("value:0", "mine", "value:2", "val\r\n");
    assertThat(client.text("STRLEN", "long:0")).isEqualTo("(integer) 20");
    assertThat(client.text("DEBUG", "POPULATE", "-1"))
        .isEqualTo("(error) ERR value is out of range, must be positive");
    assertThat(client.text("DEBUG", "POPULATE", "1", "k", "99999999999999"))
        .isEqualTo("(error) ERR value is out of range, must be positive");
  }

  @ParameterizedTest
  @CsvSource({
    "REPLYBUFFER PEAK-RESET-TIME never, OK",
    "REPLYBUFFER PEAK-RESET-TIME reset, OK",
    "REPLYBUFFER PEAK-RESET-TIME 100, OK",
    "REPLYBUFFER PEAK-RESET-TIME x, (error) ERR value is not an integer or out of range",
    "REPLYBUFFER RESIZING 0, OK",
    "DICT-RESIZING 1, OK",
    "PAUSE-CRON 1, OK",
    "CHANGE-REPL-ID, OK",
    "RELOAD x, '(error) ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options.'"
  })
  void debugSwitches_areThoseOfRedis(String request, String expected) {
    desk.settings.put("enable-debug-command", "yes");
    assertThat(client.text(("DEBUG " + request).split(" ", -1))).isEqualTo(expected);
  }

  @Test
  void replicasThatAreNeeded_areMissedByWhatChangesData() {
    desk.services.supervision().setNeedsReplicas(true);
    assertThat(client.text("SET", "k", "v")).isEqualTo("(error) " + Errors.NO_REPLICAS);
    assertThat(client.text("GET", "k")).isEqualTo("(nil)");
    assertThat(client.text("PUBLISH", "c", "m")).isEqualTo("(integer) 0");
    client.run("MULTI");
    assertThat(client.text("SET", "k", "v")).isEqualTo("(error) " + Errors.NO_REPLICAS);
    assertThat(client.text("EXEC")).startsWith("(error) EXECABORT");
    desk.services.supervision().setNeedsReplicas(false);
    assertThat(client.text("SET", "k", "v")).isEqualTo("OK");
  }

  @Test
  void infoStats_countsWhatUsersAreDenied() {
    client.run("ACL", "SETUSER", "ann", "on", "nopass", "~a*", "&a*", "+@all", "-get");
    other.run("AUTH", "ann", "x");
    other.run("GET", "a");
    other.run("SET", "b", "c");
    other.run("PUBLISH", "b", "c");
    other.run("AUTH", "nobody", "x");
    assertThat(client.info("stats"))
        .contains(
            "acl_access_denied_auth:1\r\n",
            "acl_access_denied_cmd:1\r\n",
            "acl_access_denied_key:1\r\n",
            "acl_access_denied_channel:1\r\n");
  }

  @Test
  void averageTtl_isWhatKeysHaveLeft() {
    for (int i = 0; i < 100; i++) {
      client.run("SET", "k" + i, "v", "EX", "100");
    }
    desk.store.maintenance().run(1_000_000);
    assertThat(client.info("keyspace")).contains("db0:keys=100,expires=100,avg_ttl=100000\r\n");
  }

  @Test
  void expiryPass_switchedOff_leavesKeysThatNobodySees() {
    desk.settings.put("enable-debug-command", "yes");
    client.run("SET", "k", "v", "EX", "1");
    client.run("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    desk.time.advance(Duration.ofSeconds(2));
    desk.store.maintenance().run(1_000_000);
    assertThat(client.text("DBSIZE")).isEqualTo("(integer) 1");
    client.run("DEBUG", "SET-ACTIVE-EXPIRE", "1");
    desk.store.maintenance().run(1_000_000);
    assertThat(client.text("DBSIZE")).isEqualTo("(integer) 0");
  }
}
