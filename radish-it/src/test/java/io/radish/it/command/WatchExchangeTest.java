// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
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

/** Which commands let a transaction fail whose keys were watched, here and on a real server. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
@Timeout(120)
final class WatchExchangeTest {
  @Parameter RealServers real = RealServers.REDIS;

  private RunningServer server;
  private Pair ours;
  private Pair theirs;

  /** One who watches, and another who changes. */
  private record Pair(CommandPeer watcher, CommandPeer other) {
    /** Whether a command makes a transaction fail that watches these keys. */
    boolean isNoticed(List<String> keys, String line) {
      String[] watch = new String[keys.size() + 1];
      watch[0] = "WATCH";
      for (int i = 0; i < keys.size(); i++) {
        watch[i + 1] = keys.get(i);
      }
      watcher.run(watch);
      other.run(line.split(" ", -1));
      watcher.run("MULTI");
      watcher.run("PING");
      return watcher.run("EXEC") instanceof Reply.Nil;
    }

    void close() {
      other.run("FLUSHALL");
      watcher.close();
      other.close();
    }
  }

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    real.assumeThere();
    server = RunningServer.start(home);
    ours = new Pair(SocketPeer.connect(server.port(), 3), SocketPeer.connect(server.port(), 3));
    theirs = new Pair(real.connect(3), real.connect(3));
    ours.other.run("FLUSHALL");
    theirs.other.run("FLUSHALL");
  }

  @AfterEach
  void stop() {
    if (theirs != null) {
      ours.close();
      theirs.close();
      server.close();
    }
  }

  @ParameterizedTest
  @EnumSource(NoticeCommands.class)
  void watch_ofEveryType_isToldOfWhatRedisTellsIt(NoticeCommands type) {
    List<String> keys = type.keys();
    type.lines()
        .forEach(
            line -> {
              boolean expected = theirs.isNoticed(keys, line);
              boolean got = ours.isNoticed(keys, line);
              if (real != RealServers.REDIS || !NoticeCommands.CHANGED_BY_7_2.contains(line)) {
                assertThat(got).as(line).isEqualTo(expected);
              }
            });
  }

  @Test
  void waitingCommands_inATransaction_doNotWait() {
    String[] requests = {
      "MULTI",
      "BZPOPMIN z 0",
      "ZADD z 1 a 2 b 3 c 4 d",
      "BZPOPMIN z 0",
      "BZPOPMAX none z 0",
      "BZMPOP 0 2 none z MAX COUNT 5",
      "BZMPOP 0 1 z MIN",
      "XREAD BLOCK 0 STREAMS x $",
      "XADD x 1-1 f v",
      "XREAD BLOCK 0 STREAMS x 0",
      "XGROUP CREATE x g $",
      "XREADGROUP GROUP g c BLOCK 0 STREAMS x >",
      "BLPOP none 0",
      "EXEC"
    };
    for (String request : requests) {
      String[] words = request.split(" ", -1);
      assertThat(ours.watcher.run(words)).as(request).isEqualTo(theirs.watcher.run(words));
    }
  }
}
