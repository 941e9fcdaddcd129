// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streams that go from a real server to us and back by {@code DUMP} and {@code RESTORE}. */
final class StreamDumpTest {
  private static final int ROUNDS = 30;
  private static final int COMMANDS = 60;

  private static byte[] word(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static void change(StreamGenerator generator, CommandPeer peer) {
    for (int i = 0; i < COMMANDS; i++) {
      List<String> request = new ArrayList<>();
      generator.add(request::add);
      peer.run(request.stream().map(StreamDumpTest::word).toArray(byte[][]::new));
    }
  }

  private static void exchange(CommandPeer from, CommandPeer to, long seed) {
    StreamGenerator generator = new StreamGenerator(new Random(seed), new String[] {"stream1"});
    for (int round = 0; round < ROUNDS; round++) {
      change(generator, from);
      for (String stream : StreamGenerator.STREAMS) {
        if (!(from.run("DUMP", stream) instanceof Reply.Bulk payload)) {
          continue;
        }
        assertThat(
                to.run(word("RESTORE"), word(stream), word("0"), payload.bytes(), word("REPLACE")))
            .isEqualTo(ok());
        List<String> info = List.of("XINFO", "STREAM", stream, "FULL", "COUNT", "0");
        assertThat(StreamTimes.without(info, to.run(info.toArray(String[]::new))))
            .isEqualTo(StreamTimes.without(info, from.run(info.toArray(String[]::new))));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void payloadsOfRealServers_areRead(RealServers server) {
    server.assumeThere();
    try (CommandDriver ours = CommandDriver.open(3);
        CommandPeer theirs = server.connect(3)) {
      theirs.run("FLUSHALL");
      exchange(theirs, ours, 5);
      assertThat(ours.problems()).isEmpty();
    }
  }

  @Test
  void ourPayloads_areReadByValkey() {
    RealServers.VALKEY.assumeThere();
    try (CommandDriver ours = CommandDriver.open(3);
        CommandPeer theirs = RealServers.VALKEY.connect(3)) {
      theirs.run("FLUSHALL");
      exchange(ours, theirs, 7);
    }
  }

  @Test
  void ourPayloads_ofStreamsThatLostNothing_areValkeysOwnToTheByte() {
    RealServers.VALKEY.assumeThere();
    Random random = new Random(9);
    try (CommandDriver ours = CommandDriver.open(3);
        CommandPeer theirs = RealServers.VALKEY.connect(3)) {
      theirs.run("FLUSHALL");
      for (int round = 0; round < ROUNDS; round++) {
        ours.run("DEL", "k");
        theirs.run("DEL", "k");
        long millis = 1;
        String[] fields = {"a", "b", "77"};
        for (int i = random.nextInt(500); i >= 0; i--) {
          millis += random.nextInt(3);
          List<String> request = new ArrayList<>(List.of("XADD", "k", millis + "-" + (1000 - i)));
          for (int n = random.nextInt(4) == 0 ? 2 : 3; n > 0; n--) {
            request.add(fields[n - 1]);
            request.add(
                random.nextBoolean()
                    ? Integer.toString(random.nextInt())
                    : "v".repeat(random.nextInt(80)));
          }
          Reply expected = theirs.run(request.toArray(String[]::new));
          assertThat(ours.run(request.toArray(String[]::new))).isEqualTo(expected);
        }
        assertThat(ours.run("DUMP", "k")).as("round %d", round).isEqualTo(theirs.run("DUMP", "k"));
      }
    }
  }
}
