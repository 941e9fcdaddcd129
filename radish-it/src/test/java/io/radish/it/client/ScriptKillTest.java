// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.resp.ReplyReader;
import io.radish.resp.RequestEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scripts that never end, on a server that listens: whoever comes later can kill them. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ScriptKillTest {
  @TempDir private Path home;

  @Test
  void endlessScript_onAnyThread_isKilledByWhoConnectsAfterwards() throws Exception {
    try (RunningServer server = RunningServer.start(home, "--busy-reply-threshold", "20")) {
      // Connections go to the two network threads in turn.
      for (int i = 0; i < 3; i++) {
        try (Socket endless = connect(server)) {
          endless
              .getOutputStream()
              .write(RequestEncoder.encode("EVAL", "while true do redis.call('PING') end", "0"));
          kill(server, i);
          assertThat(new ReplyReader(endless.getInputStream()).read())
              .isInstanceOfSatisfying(
                  Reply.Failure.class,
                  failure -> assertThat(failure.message()).contains("Script killed by user"));
        }
      }
    }
  }

  /** Comes with several connections, as who shares the thread with the script is not heard. */
  private static void kill(RunningServer server, int round) throws Exception {
    List<Socket> killers = new ArrayList<>();
    boolean killed = false;
    while (!killed) {
      Socket killer = connect(server);
      killers.add(killer);
      killer.setSoTimeout(200);
      killer.getOutputStream().write(RequestEncoder.encode("SCRIPT", "KILL"));
      killed = isKilled(killer);
      assertThat(killers).as("round %d", round).hasSizeLessThan(50);
    }
    for (Socket killer : killers) {
      killer.close();
    }
  }

  private static boolean isKilled(Socket killer) {
    try {
      return new ReplyReader(killer.getInputStream()).read().equals(simple("OK"));
    } catch (IOException notHeard) {
      return false;
    }
  }

  private static Socket connect(RunningServer server) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    return socket;
  }
}
