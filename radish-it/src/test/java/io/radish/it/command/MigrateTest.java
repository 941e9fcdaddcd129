// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.SocketPeer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that move from one server to another. */
@Timeout(120)
final class MigrateTest {
  private final List<SocketPeer> clients = new ArrayList<>();
  private RunningServer source;
  private RunningServer target;
  private SocketPeer here;
  private SocketPeer there;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    source = RunningServer.start(home.resolve("source"));
    target = RunningServer.start(home.resolve("target"), "--requirepass", "secret");
    here = connect(source);
    there = connect(target);
    assertThat(there.run("AUTH", "secret")).isEqualTo(ok());
  }

  @AfterEach
  void stop() {
    clients.forEach(SocketPeer::close);
    source.close();
    target.close();
  }

  private SocketPeer connect(RunningServer server) {
    SocketPeer client = SocketPeer.connect(server.port(), 2);
    clients.add(client);
    return client;
  }

  private Reply migrate(int port, String key, String... more) {
    List<String> words =
        new ArrayList<>(List.of("MIGRATE", "127.0.0.1", Integer.toString(port), key, "0", "2000"));
    words.addAll(List.of(more));
    return here.run(words.toArray(String[]::new));
  }

  private Reply migrate(String key, String... more) {
    List<String> words = new ArrayList<>(List.of("AUTH", "secret"));
    words.addAll(List.of(more));
    return migrate(target.port(), key, words.toArray(String[]::new));
  }

  @Test
  void key_isThereAndNoLongerHere() {
    here.run("SET", "a", "1", "EX", "1000");
    assertThat(migrate("a")).isEqualTo(ok());
    assertThat(here.run("EXISTS", "a")).isEqualTo(integer(0));
    assertThat(there.run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(there.run("TTL", "a")).isIn(integer(1000), integer(999));
    assertThat(here.run("SET", "b", "goes on")).isEqualTo(ok());
  }

  @Test
  void keys_ofACache_withCopy_areInBoth() {
    here.run("SELECT", "users");
    here.run("RPUSH", "l", "1", "2");
    here.run("SET", "s", "x");
    assertThat(migrate("", "COPY", "KEYS", "l", "none", "s")).isEqualTo(ok());
    assertThat(here.run("LRANGE", "l", "0", "-1")).isEqualTo(bulks("1", "2"));
    assertThat(there.run("LRANGE", "l", "0", "-1")).isEqualTo(bulks("1", "2"));
    assertThat(there.run("GET", "s")).isEqualTo(bulk("x"));
  }

  @Test
  void keyThatIsThereAlready_staysHereUnlessReplaced() {
    here.run("SET", "a", "new");
    there.run("SET", "a", "old");
    assertThat(migrate("a"))
        .isEqualTo(
            error(
                "ERR Target instance replied with error: BUSYKEY Target key name already"
                    + " exists."));
    assertThat(here.run("GET", "a")).isEqualTo(bulk("new"));
    assertThat(migrate("a", "REPLACE")).isEqualTo(ok());
    assertThat(there.run("GET", "a")).isEqualTo(bulk("new"));
    assertThat(here.run("GET", "a")).isEqualTo(nil());
  }

  @Test
  void failures_leaveTheKeyHere() throws Exception {
    here.run("SET", "a", "1");
    assertThat(migrate(target.port(), "a"))
        .isEqualTo(
            error("ERR Target instance replied with error: NOAUTH Authentication required."));
    int nobody;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      nobody = socket.getLocalPort();
    }
    assertThat(migrate(nobody, "a"))
        .isEqualTo(error("IOERR error or timeout connecting to the client"));
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertThat(
              here.run(
                  "MIGRATE", "127.0.0.1", String.valueOf(silent.getLocalPort()), "a", "0", "50"))
          .isEqualTo(error("IOERR error or timeout reading to target instance"));
    }
    assertThat(here.run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(here.run("SET", "a", "2")).isEqualTo(ok());
  }

  @Test
  void mistakes_areRefused() {
    assertThat(migrate("none")).isEqualTo(simple("NOKEY"));
    here.run("SET", "a", "1");
    assertThat(migrate("a", "KEYS", "b"))
        .isEqualTo(
            error(
                "ERR When using MIGRATE KEYS option, the key argument must be set to the empty"
                    + " string"));
    assertThat(migrate("a", "FAST")).isEqualTo(error("ERR syntax error"));
    assertThat(here.run("MIGRATE", "127.0.0.1", "1", "a", "x", "50"))
        .isEqualTo(error("ERR value is not an integer or out of range"));
    assertThat(here.run("COMMAND", "GETKEYS", "MIGRATE", "h", "1", "", "0", "1", "KEYS", "a", "b"))
        .isEqualTo(bulks("a", "b"));
  }
}
