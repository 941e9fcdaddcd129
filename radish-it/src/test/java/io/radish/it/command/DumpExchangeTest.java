// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/**
 * Values that go from a real server to us and back by {@code DUMP} and {@code RESTORE}.
 *
 * <p>Payloads of Redis 7.2 have version 11, which Valkey 8.0 reads and writes; Redis 7.0 writes
 * version 10 and refuses newer ones.
 */
final class DumpExchangeTest {
  private static final int VALUES = 300;

  /** Longer elements are nodes of their own in Valkey, as they are not in Redis 7.2. */
  private static final int LONGEST_SHARED = 8_000;

  private static final byte[] KEY = {'k'};
  private static final byte[] COPY = {'c'};

  private static byte[] word(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static void with(RealServers server, BiConsumer<CommandDriver, CommandPeer> run) {
    server.assumeThere();
    CommandDriver ours = CommandDriver.open(2);
    try (CommandPeer theirs = server.connect(2)) {
      theirs.run("FLUSHALL");
      run.accept(ours, theirs);
      assertThat(ours.problems()).isEmpty();
    } finally {
      ours.close();
    }
  }

  @Test
  void payloadsOfRedis70_areRead() {
    with(RealServers.REDIS, (ours, theirs) -> exchange(theirs, ours, new Random(3)));
  }

  @Test
  void payloadsOfValkey80_areRead() {
    with(RealServers.VALKEY, (ours, theirs) -> exchange(theirs, ours, new Random(4)));
  }

  @Test
  void ourPayloads_areReadByValkey80() {
    with(RealServers.VALKEY, (ours, theirs) -> exchange(ours, theirs, new Random(5)));
  }

  @Test
  void ourPayloads_areTooNewForRedis70() {
    with(
        RealServers.REDIS,
        (ours, theirs) -> {
          ours.run("SET", "k", "v");
          byte[] payload = ((Reply.Bulk) ours.run("DUMP", "k")).bytes();
          assertThat(theirs.run(word("RESTORE"), KEY, word("0"), payload))
              .isEqualTo(error(Errors.DUMP_FOOTER));
        });
  }

  /**
   * The same value, made the same way, gives the same bytes: LZF and the nodes of lists included.
   */
  @Test
  void ourPayloads_areValkeysOwnToTheByte() {
    with(
        RealServers.VALKEY,
        (ours, theirs) -> {
          Random random = new Random(6);
          for (int i = 0; i < VALUES; i++) {
            theirs.run("DEL", "k");
            ours.run("DEL", "k");
            fill(random, 1, LONGEST_SHARED, ours, theirs);
            assertThat(ours.run("DUMP", "k")).isEqualTo(theirs.run("DUMP", "k"));
            assertThat(ours.run("OBJECT", "ENCODING", "k"))
                .isEqualTo(theirs.run("OBJECT", "ENCODING", "k"));
          }
        });
  }

  private static void exchange(CommandPeer from, CommandPeer to, Random random) {
    for (int i = 0; i < VALUES; i++) {
      from.run("DEL", "k");
      if (random.nextInt(3) == 0) {
        fillHash(random, from);
      } else {
        fill(random, 60, 9_000, from);
      }
      byte[] payload = ((Reply.Bulk) from.run("DUMP", "k")).bytes();
      assertThat(to.run(word("RESTORE"), COPY, word("0"), payload, word("REPLACE")))
          .isEqualTo(ok());
      if (from.run("TYPE", "k").equals(simple("hash"))) {
        assertThat(pairs(to, "c")).isEqualTo(pairs(from, "k"));
        assertThat(to.run("OBJECT", "ENCODING", "c"))
            .isEqualTo(from.run("OBJECT", "ENCODING", "k"));
      } else if (from.run("TYPE", "k").equals(simple("list"))) {
        assertThat(to.run("LRANGE", "c", "0", "-1")).isEqualTo(from.run("LRANGE", "k", "0", "-1"));
      } else {
        assertThat(to.run("GET", "c")).isEqualTo(from.run("GET", "k"));
      }
    }
  }

  private static Map<String, String> pairs(CommandPeer peer, String key) {
    List<Reply> flat = ((Reply.Array) peer.run("HGETALL", key)).items();
    Map<String, String> pairs = new HashMap<>();
    for (int i = 0; i < flat.size(); i += 2) {
      pairs.put(latin1(flat.get(i)), latin1(flat.get(i + 1)));
    }
    return pairs;
  }

  private static String latin1(Reply reply) {
    return new String(((Reply.Bulk) reply).bytes(), ISO_8859_1);
  }

  /** Makes a hash of some fields, or so many that it is a hashtable. */
  private static void fillHash(Random random, CommandPeer peer) {
    int fields = random.nextInt(10) == 0 ? 900 : 1 + random.nextInt(60);
    int longest = random.nextInt(5) == 0 ? 300 : 60;
    byte[][] request = new byte[2 + 2 * fields][];
    request[0] = word("HSET");
    request[1] = KEY;
    for (int i = 2; i < request.length; i++) {
      request[i] = value(random, longest);
    }
    peer.run(request);
  }

  /** Makes a string, or a list whose elements are pushed at most {@code atOnce} at a time. */
  private static void fill(Random random, int atOnce, int longest, CommandPeer... peers) {
    boolean large = random.nextInt(10) == 0;
    if (random.nextInt(3) == 0) {
      byte[] value = value(random, large ? 200_000 : 500);
      for (CommandPeer peer : peers) {
        peer.run(word("SET"), KEY, value);
      }
      return;
    }
    int length = random.nextInt(20) == 0 ? longest : 1 + random.nextInt(100);
    for (int left = random.nextInt(large ? 2_000 : 200); left >= 0; ) {
      byte[][] request = new byte[2 + 1 + random.nextInt(Math.min(left + 1, atOnce))][];
      request[0] = word("RPUSH");
      request[1] = KEY;
      for (int i = 2; i < request.length; i++) {
        request[i] = value(random, length);
        left--;
      }
      for (CommandPeer peer : peers) {
        peer.run(request);
      }
    }
  }

  private static byte[] value(Random random, int longest) {
    if (random.nextInt(4) == 0) {
      return word(Long.toString(random.nextLong() >> random.nextInt(64)));
    }
    byte[] bytes = new byte[random.nextInt(longest)];
    int alphabet = 1 << random.nextInt(9);
    for (int i = 0; i < bytes.length; i++) {
      int back = 1 + random.nextInt(300);
      boolean repeats = i > back && random.nextInt(9) > 0;
      bytes[i] = repeats ? bytes[i - back] : (byte) random.nextInt(alphabet);
    }
    return bytes;
  }
}
