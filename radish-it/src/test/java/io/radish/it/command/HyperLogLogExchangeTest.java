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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * HyperLogLogs that grow beside those of a real server: the same bytes all the way, which each
 * takes from the other.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
final class HyperLogLogExchangeTest {
  @Parameter RealServers server = RealServers.REDIS;

  private final CommandDriver ours = CommandDriver.open(2);
  private List<CommandPeer> theirs = List.of();
  private final Random random = new Random(9);

  @BeforeEach
  void connect() {
    server.assumeThere();
    theirs = List.of(server.connect(2));
    theirs.getFirst().run("FLUSHALL");
  }

  @AfterEach
  void close() {
    theirs.forEach(
        peer -> {
          peer.run("CONFIG", "SET", "hll-sparse-max-bytes", "3000");
          peer.close();
        });
    assertThat(ours.problems()).isEmpty();
    ours.close();
  }

  private Reply both(String... request) {
    Reply expected = theirs.getFirst().run(request);
    assertThat(ours.run(request)).as(String.join(" ", request)).isEqualTo(expected);
    return expected;
  }

  private void limit(String bytes) {
    theirs.getFirst().run("CONFIG", "SET", "hll-sparse-max-bytes", bytes);
    ours.server().with("hll-sparse-max-bytes", bytes);
  }

  private void add(String key, int most) {
    List<String> request = new ArrayList<>(List.of("PFADD", key));
    for (int i = random.nextInt(most); i >= 0; i--) {
      // Numbers and texts of all lengths, as the hash goes through eight bytes at a time.
      request.add("x".repeat(random.nextInt(20)) + random.nextInt(100_000));
    }
    both(request.toArray(String[]::new));
  }

  @Test
  void registers_raisedOneByOne_haveTheSameBytes() {
    for (String limit : List.of("3000", "200", "0", "20000")) {
      limit(limit);
      both("DEL", "k");
      int rounds = limit.equals("20000") ? 700 : 400;
      for (int i = 0; i < rounds; i++) {
        add("k", 16);
        both("GET", "k");
        if (i % 5 == 0) {
          both("PFCOUNT", "k");
        }
      }
    }
  }

  @Test
  void merged_haveTheSameBytes() {
    String[] keys = {"a", "b", "c", "d"};
    for (int round = 0; round < 60; round++) {
      limit(random.nextInt(3) == 0 ? "300" : "3000");
      for (String key : keys) {
        if (random.nextInt(4) > 0) {
          add(key, random.nextInt(5) == 0 ? 1_500 : 60);
        }
      }
      String to = keys[random.nextInt(keys.length)];
      both("PFCOUNT", "a", "b", "c", "d");
      both("PFMERGE", to, keys[random.nextInt(4)], keys[random.nextInt(4)]);
      both("GET", to);
      both("PFCOUNT", to);
      if (random.nextInt(3) == 0) {
        both("DEL", keys[random.nextInt(keys.length)]);
      }
    }
  }

  @Test
  void values_thatAreSetFromTheOther_goOnCounting() {
    CommandPeer other = theirs.getFirst();
    for (int i = 0; i < 40; i++) {
      add("k", i < 20 ? 20 : 900);
      byte[] value = ((Reply.Bulk) ours.run("GET", "k")).bytes();
      assertThat(other.run(word("SET"), word("k"), value)).isEqualTo(ok());
      both("PFCOUNT", "k");
      add("k", 5);
      value = ((Reply.Bulk) other.run("GET", "k")).bytes();
      assertThat(ours.run(word("SET"), word("k"), value)).isEqualTo(ok());
      both("PFCOUNT", "k");
      byte[] payload = ((Reply.Bulk) other.run("DUMP", "k")).bytes();
      assertThat(ours.run(word("RESTORE"), word("k"), word("0"), payload, word("REPLACE")))
          .isEqualTo(ok());
      both("GET", "k");
    }
  }

  private static byte[] word(String text) {
    return text.getBytes(ISO_8859_1);
  }
}
