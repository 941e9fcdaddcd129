// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.radish.resp.Reply;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.FakeServer;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Runs the same random commands on streams here and on real servers of both kinds, and compares
 * every reply, and what the streams hold.
 */
final class StreamDifferentialTest {
  private static final int COMMANDS =
      Integer.getInteger("radish.differential.commands", 100_000) / 5;
  private static final long SEED =
      Long.getLong("radish.differential.seed", System.nanoTime() & 0xFFFFFFFFL);
  private static final int COMPARE_EVERY = 200;
  private static final int SHOWN_BEFORE_FAILURE = 60;
  private static final String[] KEYS = {"string", "list", "stream4"};

  private final Random random = new Random(SEED);
  private final StreamGenerator generator = new StreamGenerator(random, KEYS);
  private final Deque<String> recent = new ArrayDeque<>();

  @ParameterizedTest
  @EnumSource
  void commandsOnStreams_runHereAndThere_areAnsweredTheSame(RealServers server) {
    server.assumeThere();
    System.out.println("streams: " + COMMANDS + " commands, seed " + SEED);
    Store store = Store.builder().shards(16).seed(SEED).clock(Clock.systemUTC()).build();
    try (CommandDriver ours =
            CommandDriver.open(3, store, new ManualClock(), new FakeServer(), null);
        CommandPeer theirs = server.connect(3)) {
      theirs.run("FLUSHALL");
      for (String[] request : new String[][] {{"SET", "string", "1"}, {"RPUSH", "list", "1"}}) {
        ours.run(request);
        theirs.run(request);
      }
      for (int i = 0; i < COMMANDS; i++) {
        List<String> request = new ArrayList<>();
        generator.add(request::add);
        compare(ours, theirs, request);
        if (i % COMPARE_EVERY == 0) {
          for (String stream : StreamGenerator.STREAMS) {
            compare(ours, theirs, List.of("XINFO", "STREAM", stream, "FULL", "COUNT", "0"));
            compare(ours, theirs, List.of("DEBUG", "DIGEST-VALUE", stream));
          }
        }
      }
      assertThat(ours.problems()).as("seed %d", SEED).isEmpty();
    }
  }

  private void compare(CommandPeer ours, CommandPeer theirs, List<String> request) {
    byte[][] bytes = request.stream().map(word -> word.getBytes(ISO_8859_1)).toArray(byte[][]::new);
    recent.add(String.join(" ", request.stream().map(StreamDifferentialTest::shown).toList()));
    if (recent.size() > SHOWN_BEFORE_FAILURE) {
      recent.remove();
    }
    for (byte[][] before : StreamTimes.before(bytes)) {
      theirs.run(before);
      ours.run(before);
    }
    Reply expected = theirs.run(bytes);
    Reply actual = ours.run(bytes);
    if (StreamTimes.isFor(request.getFirst())) {
      expected = StreamTimes.without(request, expected);
      actual = StreamTimes.without(request, actual);
    }
    if (!actual.equals(expected)) {
      fail(
          "seed %d: after\n%s\nwe say\n%s\nthe server says\n%s",
          SEED, String.join("\n", recent), actual.toText(), expected.toText());
    }
  }

  private static String shown(String word) {
    StringBuilder text = new StringBuilder();
    word.chars()
        .limit(80)
        .forEach(
            c -> text.append(c > ' ' && c < 127 ? "" + (char) c : "\\x" + Integer.toHexString(c)));
    return text.isEmpty() ? "''" : text.toString();
  }
}
