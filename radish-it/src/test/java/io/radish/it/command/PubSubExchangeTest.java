// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several clients that listen and publish, on a real server and on ours: what each of them reads is
 * the same.
 *
 * <p>A line of a script names the client, how many replies it reads behind the request, and the
 * request. A client whose name begins with a 3 speaks RESP3. The request {@code -} is none: the
 * client only reads.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
@Timeout(120)
final class PubSubExchangeTest {
  @Parameter RealServers real = RealServers.REDIS;

  private RunningServer server;
  private final List<CommandPeer> peers = new ArrayList<>();

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    real.assumeThere();
    server = RunningServer.start(home);
    try (CommandPeer peer = real.connect(2)) {
      peer.run("FLUSHALL");
    }
  }

  @AfterEach
  void stop() {
    peers.forEach(CommandPeer::close);
    server.close();
  }

  /** What is answered in any order. */
  private static final List<String> UNORDERED = List.of("CHANNELS", "SHARDCHANNELS");

  private void assertSame(String script) {
    Map<String, CommandPeer> ours = new TreeMap<>();
    Map<String, CommandPeer> theirs = new TreeMap<>();
    for (String line : script.strip().split("\n", -1)) {
      String[] words = line.strip().split(" +", -1);
      int protocol = words[0].startsWith("3") ? 3 : 2;
      CommandPeer our =
          ours.computeIfAbsent(words[0], name -> SocketPeer.connect(server.port(), protocol));
      CommandPeer their = theirs.computeIfAbsent(words[0], name -> real.connect(protocol));
      List<Reply> expected = exchange(their, words);
      assertThat(exchange(our, words)).as(line.strip()).isEqualTo(expected);
    }
    peers.addAll(ours.values());
    peers.addAll(theirs.values());
  }

  private static List<Reply> exchange(CommandPeer peer, String[] words) {
    if (!words[2].equals("-")) {
      String[] request = new String[words.length - 2];
      System.arraycopy(words, 2, request, 0, request.length);
      peer.send(request);
    }
    List<Reply> replies = new ArrayList<>();
    for (int i = Integer.parseInt(words[1]); i > 0; i--) {
      replies.add(comparable(peer.receive(), words));
    }
    return replies;
  }

  private static Reply comparable(Reply reply, String[] words) {
    if (words[2].equals("HELLO")) {
      return new Reply.Simple(reply.getClass().getSimpleName());
    }
    boolean isUnordered = words.length > 3 && UNORDERED.contains(words[3]);
    return isUnordered && reply instanceof Reply.Array array
        ? new Reply.Array(
            array.items().stream().sorted(Comparator.comparing(Object::toString)).toList())
        : reply;
  }

  @Test
  void resp2_isConfinedToListening_untilItListensNoMore() {
    assertSame(
        """
        a 3 SUBSCRIBE x y x
        a 1 PSUBSCRIBE x*
        a 1 SSUBSCRIBE x
        b 1 PUBLISH x m
        b 1 PUBLISH xy m
        b 1 SPUBLISH x m
        b 1 PUBLISH nobody m
        a 4 -
        a 1 PING
        a 1 PING hi
        a 1 PING a b
        a 1 GET k
        a 1 CLIENT LIST
        a 1 HELLO 3
        a 1 AUTH a
        a 1 nosuch
        a 1 GET
        b 1 PUBSUB CHANNELS
        b 1 PUBSUB CHANNELS x*
        b 1 PUBSUB CHANNELS [y
        b 1 PUBSUB NUMSUB x y z
        b 1 PUBSUB NUMSUB
        b 1 PUBSUB NUMPAT
        b 1 PUBSUB SHARDCHANNELS
        b 1 PUBSUB SHARDCHANNELS y*
        b 1 PUBSUB SHARDNUMSUB x q
        a 1 UNSUBSCRIBE y
        a 1 UNSUBSCRIBE
        a 1 UNSUBSCRIBE
        a 2 UNSUBSCRIBE q q
        a 1 PUNSUBSCRIBE nope
        a 1 PUNSUBSCRIBE
        a 1 PING
        a 1 SUNSUBSCRIBE
        a 1 PING
        a 1 GET k
        b 1 PUBSUB NUMSUB x y z
        b 1 PUBSUB NUMPAT
        """);
  }

  @Test
  void unsubscribing_withoutASubscription_isConfirmedAllTheSame() {
    assumeTrue(real == RealServers.REDIS, "Valkey answers NOSUB");
    assertSame(
        """
        a 1 UNSUBSCRIBE
        a 1 PUNSUBSCRIBE
        a 1 SUNSUBSCRIBE
        a 2 UNSUBSCRIBE a b
        3 1 UNSUBSCRIBE
        3 1 SUNSUBSCRIBE a
        a 1 PING
        """);
  }

  @Test
  void resp3_isPushedTo_andRunsEverything() {
    assertSame(
        """
        3 2 SUBSCRIBE x y
        3 1 PSUBSCRIBE *
        3 1 SSUBSCRIBE x
        3 1 GET missing
        3 1 PING
        3 1 ECHO hi
        b 1 PUBLISH x m
        b 1 SPUBLISH x m
        3 3 -
        3 1 UNSUBSCRIBE x
        b 1 PUBLISH x m
        3 1 -
        3 1 HELLO 2
        b 1 PUBLISH x m
        3 1 -
        3 1 GET missing
        3 1 PING
        3 1 RESET
        3 1 PING
        b 1 PUBLISH x m
        b 1 PUBSUB NUMSUB x
        b 1 PUBSUB NUMPAT
        3 1 PING
        """);
  }

  @Test
  void whatAClientPublishesToItself_comesBehindTheReply() {
    assumeTrue(real == RealServers.VALKEY, "Redis 7.0 sends it before, 7.2 behind");
    assertSame(
        """
        3 1 SUBSCRIBE x
        3 1 PSUBSCRIBE x
        3 3 PUBLISH x m
        3 1 PING
        3 1 CONFIG SET notify-keyspace-events KEA
        3 1 SUBSCRIBE __keyspace@0__:own
        3 2 SET own v
        3 2 DEL own
        3 1 CONFIG SET notify-keyspace-events K
        """);
  }

  @Test
  void silence_doesNotCoverWhatIsPushed() {
    assertSame(
        """
        a 0 CLIENT REPLY OFF
        a 1 SUBSCRIBE x
        b 1 PUBLISH x m
        a 1 -
        a 1 UNSUBSCRIBE x
        a 1 CLIENT REPLY ON
        a 0 CLIENT REPLY SKIP
        a 1 SUBSCRIBE x
        a 1 PING
        a 1 QUIT
        3 0 CLIENT REPLY OFF
        3 1 PSUBSCRIBE a*
        3 0 PING
        b 1 PUBLISH ab m
        3 1 -
        3 1 RESET
        """);
  }

  @Test
  void mistakes_areAnsweredInRedisWords() {
    assertSame(
        """
        a 1 SUBSCRIBE
        a 1 PSUBSCRIBE
        a 1 SSUBSCRIBE
        a 1 PUBLISH x
        a 1 PUBLISH x y z
        a 1 SPUBLISH x
        a 1 PUBSUB
        a 1 PUBSUB bogus
        a 1 PUBSUB CHANNELS a b
        a 1 PUBSUB SHARDCHANNELS a b
        a 1 PUBSUB NUMPAT a
        a 1 COMMAND GETKEYS PUBLISH a b
        a 1 COMMAND GETKEYS SPUBLISH a b
        a 1 COMMAND GETKEYS SSUBSCRIBE a b
        a 1 CLIENT KILL TYPE pubsub
        a 1 CLIENT LIST TYPE pubsub
        """);
  }

  @Test
  void settingOfNotices_isNormalisedAsRedisDoes() {
    StringBuilder script = new StringBuilder();
    for (String letters :
        List.of(
            "KEA",
            "AKEn",
            "AKEmn",
            "g$lshzxetd",
            "g$lshzxetdn",
            "K",
            "E",
            "KEn",
            "m",
            "foo",
            "KEg$xe",
            "x",
            "d")) {
      script.append("a 1 CONFIG SET notify-keyspace-events ").append(letters).append('\n');
      script.append("a 1 CONFIG GET notify-keyspace-events\n");
    }
    assertSame(script + "a 1 CONFIG SET notify-keyspace-events K\n");
  }
}
