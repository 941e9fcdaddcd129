// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replication, clusters and modules: a server that has none answers as a real one that has none.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
final class LoneServerExchangeTest {
  private static final List<String> REQUESTS =
      """
      REPLICAOF NO ONE
      SLAVEOF no one
      REPLICAOF NO TWO
      REPLICAOF localhost 99999
      REPLICAOF a b c
      ROLE
      ROLE x
      FAILOVER
      FAILOVER ABORT
      FAILOVER ABORT x
      FAILOVER x
      FAILOVER FORCE
      FAILOVER TO a 1
      FAILOVER TO a x
      FAILOVER TO a
      FAILOVER TIMEOUT 1
      FAILOVER TIMEOUT 0
      FAILOVER TIMEOUT x
      REPLCONF
      REPLCONF x
      REPLCONF x y
      REPLCONF capa eof capa psync2
      REPLCONF listening-port 1
      REPLCONF listening-port x
      REPLCONF ip-address 1.2.3.4
      CLUSTER
      CLUSTER NOPE
      CLUSTER INFO
      CLUSTER SLOTS
      CLUSTER SHARDS
      CLUSTER NODES
      CLUSTER MYID
      CLUSTER HELP
      CLUSTER KEYSLOT a
      CLUSTER KEYSLOT
      CLUSTER COUNTKEYSINSLOT 1
      CLUSTER ADDSLOTS
      CLUSTER RESET HARD
      ASKING
      READONLY x
      MODULE
      MODULE LIST
      MODULE LIST x
      MODULE HELP
      MODULE LOAD /x
      MODULE LOADEX /x CONFIG a b ARGS c
      MODULE UNLOAD x
      MODULE NOPE
      RESTORE-ASKING a 0 x
      LOLWUT VERSION x
      SYNC x
      PSYNC x
      WAIT 0 0
      WAIT x 0
      """
          .lines()
          .map(String::strip)
          .toList();

  @Parameter RealServers real = RealServers.REDIS;

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void answers_areThoseOfAServerThatIsAlone(int protocol) {
    real.assumeThere();
    try (CommandDriver ours = CommandDriver.open(protocol);
        CommandPeer theirs = real.connect(protocol)) {
      theirs.run("FLUSHALL");
      for (String request : REQUESTS) {
        if (real == RealServers.VALKEY && request.equals("MODULE HELP")) {
          continue; // it has reworded the last line
        }
        String[] words = request.split(" ", -1);
        assertThat(ours.run(words)).as(request).isEqualTo(theirs.run(words));
      }
    }
  }

  @Test
  void lolwut_drawsWhatIsNotLeftToChance() {
    real.assumeThere();
    try (CommandDriver ours = CommandDriver.open(2);
        CommandPeer theirs = real.connect(2)) {
      for (String size : List.of("66 8 2", "10 2 2", "1 1 1", "2 1 2", "33 5 1", "0 0 1")) {
        String[] words = ("LOLWUT VERSION 5 " + size).split(" ", -1);
        assertThat(drawing(ours.run(words))).as(size).isEqualTo(drawing(theirs.run(words)));
      }
      String[] usual = {"LOLWUT", "VERSION", "5"};
      assertThat(drawing(ours.run(usual)).lines().count())
          .isEqualTo(drawing(theirs.run(usual)).lines().count());
      assertThat(((Reply.Bulk) ours.run("LOLWUT")).text()).isEqualTo("Redis ver. 7.2.5\n");
    }
  }

  private static String drawing(Reply reply) {
    String text = ((Reply.Bulk) reply).text();
    return text.substring(0, text.indexOf("Redis ver."));
  }
}
