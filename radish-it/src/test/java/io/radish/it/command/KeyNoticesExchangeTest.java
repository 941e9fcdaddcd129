// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What each command tells of keys, on a real server and on ours: the same, in the same order. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
@Timeout(120)
final class KeyNoticesExchangeTest {
  /** Every command that changes keys, and those that look for them in vain. */
  private static final String COMMANDS =
      """
          SET a 1
          SET a 2 EX 100
          SET a 3 KEEPTTL
          SET a 3 NX
          SET a 3 GET
          SET nn 3 GET
          GET missing
          GETSET a 4
          GETSET gs 4
          GETEX a EX 50
          GETEX a PERSIST
          GETEX a PERSIST
          GETEX a
          GETEX miss
          GETDEL a
          GETDEL a
          SETNX a 1
          SETNX a 1
          SETEX a 10 v
          PSETEX a 10000 v
          MSET a 1 b 2 c 3
          MSETNX a 1 z 2
          MSETNX y 1 z 2
          APPEND a x
          APPEND newa x
          SETRANGE a 1 zz
          SETRANGE newr 1 zz
          SETRANGE newr2 0
          INCR n
          INCRBY n 5
          DECR n
          DECRBY n 2
          INCRBYFLOAT n 1.5
          INCRBYFLOAT n2 1.5
          MGET a nomiss b
          STRLEN nomiss
          GETRANGE nomiss 0 1
          LCS nomiss a
          EXISTS nomiss a
          TTL nomiss
          TYPE nomiss
          TOUCH nomiss a
          OBJECT ENCODING nomiss
          EXPIRE a 100
          EXPIRE nomiss 100
          PEXPIRE a 10000 NX
          PERSIST a
          PERSIST a
          EXPIRE a -1
          EXPIREAT b 1
          DEL c nomiss c
          UNLINK n n2
          RPUSH l 1 2 3 4 5 6 7 8
          LPUSH l 0
          LPUSHX l 0
          RPUSHX l 0
          LPUSHX nol 0
          LPOP l
          RPOP l
          LPOP l 2
          RPOP l 0
          LPOP nol
          LSET l 0 x
          LSET nol 0 x
          LINSERT l BEFORE x y
          LINSERT l BEFORE nope y
          LREM l 0 y
          LREM l 0 nope
          LTRIM l 0 100
          LTRIM l 0 2
          LRANGE nol 0 1
          LLEN nol
          LINDEX nol 0
          LPOS nol 0
          LMOVE l l LEFT RIGHT
          RPOPLPUSH l l
          LMOVE l l2 LEFT RIGHT
          LMOVE l l2 RIGHT LEFT
          LMOVE l l2 RIGHT LEFT
          LMOVE l l2 RIGHT LEFT
          RPOPLPUSH l2 l3
          LMPOP 2 nol l2 LEFT COUNT 2
          BLPOP l3 0
          BLMPOP 0 1 nol2 LEFT COUNT 2 x
          RPUSH r a
          LREM r 0 a
          RPUSH r a
          LTRIM r 5 6
          RPUSH r 3 1 2
          SORT r STORE s
          SORT r STORE s
          SORT empty STORE s
          SORT r BY w_*
          SET k1 v
          SET k2 v
          RENAME k1 k3
          RENAME k3 k2
          RENAMENX k2 k4
          RENAME k4 k4
          RENAME nomiss k4
          COPY k4 k5
          COPY k4 k5
          COPY k4 k5 REPLACE
          COPY k4 k6 DB 3
          COPY nomiss k6 DB 3
          MOVE k4 3
          MOVE nomiss 3
          SELECT 3
          SET in3 v
          DEL in3
          SELECT 0
          DUMP nomiss
          SET d v
          SET e v PX 1
          FLUSHDB
          RPUSH l a
          BLMOVE l m LEFT RIGHT 1
          BRPOPLPUSH m l 1
          BRPOP l 1
          SWAPDB 0 1
          RANDOMKEY
          DBSIZE
          GET e
          SET e v
          GET e
          SETEX x 100 v
          """;

  /** Commands that wait, and what serves them. */
  private static final String[][] WAITING = {
    {"BLPOP l 0", "RPUSH l a b"},
    {"BLMOVE l m LEFT RIGHT 0", "RPUSH l a b"},
    {"BLMPOP 0 1 l LEFT", "RPUSH l a b"},
    {"BZPOPMIN l 0", "ZADD l 1 a 2 b"},
    {"BZPOPMAX none l 0", "ZADD l 1 a"},
    {"BZMPOP 0 1 l MAX COUNT 5", "ZADD l 1 a 2 b"},
    {"XREAD BLOCK 0 STREAMS l $", "XADD l 1-1 f v"},
    {"XREADGROUP GROUP g c BLOCK 0 STREAMS xg >", "XADD xg 1-1 f v"},
    {"XREADGROUP GROUP g c BLOCK 0 STREAMS xg >", "XGROUP DESTROY xg g"}
  };

  @Parameter RealServers real = RealServers.REDIS;

  private RunningServer server;
  private Watch ours;
  private Watch theirs;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    real.assumeThere();
    server = RunningServer.start(home);
    ours = new Watch(SocketPeer.connect(server.port(), 2), SocketPeer.connect(server.port(), 2));
    theirs = new Watch(real.connect(2), real.connect(2));
  }

  @AfterEach
  void stop() {
    if (theirs != null) {
      theirs.runs.run("CONFIG", "SET", "notify-keyspace-events", "K");
      theirs.runs.run("FLUSHALL");
      ours.close();
      theirs.close();
      server.close();
    }
  }

  /** A client that runs commands, and one that is told of them. */
  private static final class Watch {
    private final CommandPeer runs;
    private final CommandPeer listens;
    private int marks;

    Watch(CommandPeer runs, CommandPeer listens) {
      this.runs = runs;
      this.listens = listens;
      runs.run("FLUSHALL");
      listens.run("PSUBSCRIBE", "__key*__:*");
    }

    void choose(String letters) {
      runs.run("CONFIG", "SET", "notify-keyspace-events", letters);
    }

    /** Runs a command; channels and messages that it leads to. */
    List<String> run(String... command) {
      runs.run(command);
      return told();
    }

    List<String> told() {
      String mark = "mark " + ++marks;
      runs.run("PUBLISH", "__keymark__:", mark);
      List<String> told = new ArrayList<>();
      while (true) {
        List<Reply> parts = ((Reply.Array) listens.receive()).items();
        String message = ((Reply.Bulk) parts.get(3)).text();
        if (message.equals(mark)) {
          return told;
        }
        told.add(((Reply.Bulk) parts.get(2)).text() + " " + message);
      }
    }

    void close() {
      runs.close();
      listens.close();
    }
  }

  private void assertSame(String line) {
    String[] command = line.split(" ", -1);
    List<String> expected = theirs.run(command);
    List<String> got = ours.run(command);
    if (real != RealServers.REDIS || !NoticeCommands.CHANGED_BY_7_2.contains(line)) {
      assertThat(got).as(line).isEqualTo(expected);
    }
  }

  @Test
  void everyCommand_tellsWhatRedisDoes() {
    ours.choose("KEAmn");
    theirs.choose("KEAmn");
    COMMANDS.lines().forEach(this::assertSame);
  }

  @ParameterizedTest
  @EnumSource(NoticeCommands.class)
  void everyCommandOfAType_tellsWhatRedisDoes(NoticeCommands type) {
    ours.choose("KEAmn");
    theirs.choose("KEAmn");
    type.lines().forEach(this::assertSame);
  }

  @Test
  void restore_tellsWhatRedisDoes() {
    ours.choose("KEAmn");
    theirs.choose("KEAmn");
    String[][] requests = {
      {"RESTORE", "d", "0", ""},
      {"RESTORE", "d", "0", "", "REPLACE"},
      {"RESTORE", "e", "0", ""},
      {"RESTORE", "e", "1000", "", "REPLACE", "ABSTTL"},
      {"RESTORE", "f", "1000", "", "ABSTTL"}
    };
    assertThat(restored(ours, requests)).isEqualTo(restored(theirs, requests));
  }

  private static List<List<String>> restored(Watch on, String[][] requests) {
    on.run("SET", "d", "v");
    byte[] payload = ((Reply.Bulk) on.runs.run("DUMP", "d")).bytes();
    List<List<String>> told = new ArrayList<>();
    for (String[] request : requests) {
      byte[][] bytes = new byte[request.length][];
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = i == 3 ? payload : request[i].getBytes(StandardCharsets.UTF_8);
      }
      on.runs.run(bytes);
      told.add(on.told());
    }
    return told;
  }

  @Test
  void whoeverIsServedThatWaited_tellsWhatRedisDoes() {
    ours.choose("KEAmn");
    theirs.choose("KEAmn");
    assertThat(served(ours, SocketPeer.connect(server.port(), 2)))
        .isEqualTo(served(theirs, real.connect(2)));
  }

  private static List<List<String>> served(Watch on, CommandPeer waiter) {
    List<List<String>> told = new ArrayList<>();
    on.run("XGROUP", "CREATE", "xg", "g", "$", "MKSTREAM");
    on.run("XGROUP", "CREATECONSUMER", "xg", "g", "c");
    for (String[] each : WAITING) {
      waiter.send(each[0].split(" ", -1));
      while (!((Reply.Bulk) on.runs.run("INFO", "clients")).text().contains("blocked_clients:1")) {
        Thread.onSpinWait();
      }
      told.add(on.told());
      told.add(on.run(each[1].split(" ", -1)));
      waiter.receive();
      told.add(on.run("DEL", "l"));
    }
    waiter.close();
    return told;
  }

  @Test
  void choice_leavesOutWhatIsNotWanted() {
    for (String letters : List.of("KEA", "K$", "Eg", "KEx", "lK", "g$l", "Km", "En")) {
      ours.choose(letters);
      theirs.choose(letters);
      for (String line :
          List.of("SET k v", "SET k v EX 100", "GET none", "RPUSH l a", "LPOP l", "DEL k")) {
        assertSame(line);
      }
    }
  }
}
