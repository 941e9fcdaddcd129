// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Keys that move to real servers and back; see {@link DumpExchangeTest} for which take them. */
@Timeout(120)
final class MigrateRealServerTest {
  private RunningServer server;
  private SocketPeer here;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    server = RunningServer.start(home);
    here = SocketPeer.connect(server.port(), 2);
    here.run("SET", "s", "1", "EX", "1000");
    here.run("RPUSH", "l", "1", "two", "3".repeat(100_000));
  }

  @AfterEach
  void stop() {
    here.close();
    server.close();
  }

  @Test
  void keys_moveToValkeyAndBack() {
    RealServers.VALKEY.assumeThere();
    String port = String.valueOf(RealServers.VALKEY.port());
    try (CommandPeer there = RealServers.VALKEY.connect(2)) {
      there.run("FLUSHALL");
      assertThat(here.run("MIGRATE", "localhost", port, "", "3", "5000", "KEYS", "s", "l", "none"))
          .isEqualTo(ok());
      assertThat(here.run("DBSIZE")).isEqualTo(integer(0));
      there.run("SELECT", "3");
      assertThat(there.run("TTL", "s")).isIn(integer(1000), integer(999), integer(998));
      assertThat(there.run("LRANGE", "l", "0", "1")).isEqualTo(bulks("1", "two"));
      String own = String.valueOf(server.port());
      assertThat(there.run("MIGRATE", "127.0.0.1", own, "s", "0", "5000")).isEqualTo(ok());
      assertThat(here.run("GET", "s")).isEqualTo(bulk("1"));
      there.run("FLUSHALL");
    }
  }

  @Test
  void keys_thatRedis70CannotRead_stay_andItsOwnCome() {
    RealServers.REDIS.assumeThere();
    String port = String.valueOf(RealServers.REDIS.port());
    try (CommandPeer there = RealServers.REDIS.connect(2)) {
      there.run("FLUSHALL");
      assertThat(here.run("MIGRATE", "127.0.0.1", port, "s", "0", "5000"))
          .isEqualTo(
              error(
                  "ERR Target instance replied with error: ERR DUMP payload version or checksum are"
                      + " wrong"));
      assertThat(here.run("EXISTS", "s")).isEqualTo(integer(1));
      there.run("SET", "s", "theirs");
      there.run("SET", "t", "theirs");
      String own = String.valueOf(server.port());
      assertThat(there.run("MIGRATE", "127.0.0.1", own, "", "0", "5000", "KEYS", "s", "t"))
          .isEqualTo(
              error(
                  "ERR Target instance replied with error: BUSYKEY Target key name already"
                      + " exists."));
      assertThat(here.run("MGET", "s", "t")).isEqualTo(bulks("1", "theirs"));
      there.run("FLUSHALL");
    }
  }
}
