// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.ok;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.SocketPeer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The settings that say what {@code OBJECT ENCODING} calls a collection, in a running server. */
class CollectionLimitsTest {
  @TempDir Path home;
  private RunningServer server;
  private SocketPeer peer;

  @BeforeEach
  void start() throws Exception {
    server =
        RunningServer.start(
            home, "--appendonly", "no", "--hash-max-ziplist-entries", "3", "--save", "");
    peer = SocketPeer.connect(server.port(), 2);
  }

  @AfterEach
  void stop() {
    peer.close();
    server.close();
  }

  private void assertEncoding(String key, String expected) {
    assertThat(peer.run("OBJECT", "ENCODING", key)).as(key).isEqualTo(bulk(expected));
  }

  @Test
  void hash_thatOutgrowsASetting_isAHashtableAndStaysOne() {
    peer.run("HSET", "h", "a", "1", "b", "2", "c", "3");
    assertEncoding("h", "listpack");
    peer.run("HSET", "h", "d", "4");
    assertEncoding("h", "hashtable");
    peer.run("HDEL", "h", "b", "c", "d");
    assertEncoding("h", "hashtable");
    assertThat(
            peer.run(
                "CONFIG", "SET", "hash-max-listpack-entries", "4", "hash-max-ziplist-value", "2"))
        .isEqualTo(ok());
    peer.run("HSET", "i", "a", "1", "b", "2", "c", "3", "d", "44");
    assertEncoding("i", "listpack");
    peer.run("HSET", "i", "d", "444");
    assertEncoding("i", "hashtable");
    peer.run("HSET", "j", "aaa", "1");
    assertEncoding("j", "hashtable");
    peer.run("CONFIG", "SET", "hash-max-listpack-entries", "0");
    peer.run("HSET", "k", "a", "1");
    assertEncoding("k", "hashtable");
  }

  @ParameterizedTest
  @CsvSource({
    "set-max-intset-entries, 3, 02 03 013101320133, intset, hashtable",
    "set-max-listpack-entries, 3, 02 03 016101620163, listpack, hashtable",
    "set-max-listpack-value, 3, 02 02 03616161 0162, listpack, hashtable",
    "zset-max-listpack-entries, 2,"
        + " 05 02 0161000000000000f03f0162000000000000f0ff, listpack, skiplist",
    "zset-max-listpack-value, 3, 05 01 03616161000000000000f03f, listpack, skiplist",
    "zset-max-ziplist-value, 3, 05 01 03616161000000000000f03f, listpack, skiplist",
  })
  void setting_ofSetsAndSortedSets_isFollowed(
      String name, int limit, String body, String compact, String large) {
    byte[] payload = payload(body);
    peer.run("CONFIG", "SET", name, Integer.toString(limit));
    restore(payload);
    assertEncoding("k", compact);
    peer.run("CONFIG", "SET", "set-max-listpack-entries", "2");
    peer.run("CONFIG", "SET", name, Integer.toString(limit - 1));
    restore(payload);
    assertEncoding("k", large);
  }

  /** What {@code DUMP} would give: version 9 and the checksum, as Redis computes it. */
  private static byte[] payload(String body) {
    byte[] value = HexFormat.of().parseHex(body.replace(" ", ""));
    ByteBuffer payload = ByteBuffer.allocate(value.length + 10).order(ByteOrder.LITTLE_ENDIAN);
    payload.put(value).putShort((short) 9);
    long sum = 0;
    for (int i = 0; i < payload.position(); i++) {
      sum ^= payload.get(i) & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >>> 1 : sum >>> 1 ^ 0x95AC9329AC4BC9B5L;
      }
    }
    return payload.putLong(sum).array();
  }

  private void restore(byte[] payload) {
    peer.run("DEL", "k");
    Reply restored =
        peer.run(
            "RESTORE".getBytes(US_ASCII), "k".getBytes(US_ASCII), "0".getBytes(US_ASCII), payload);
    assertThat(restored).isEqualTo(ok());
  }

  @Test
  void configGet_knowsTheOlderNames() {
    assertThat(((Reply.Array) peer.run("CONFIG", "GET", "hash-max-*")).items()).hasSize(8);
    assertThat(peer.run("CONFIG", "GET", "hash-max-ziplist-entries"))
        .isEqualTo(new Reply.Array(List.of(bulk("hash-max-ziplist-entries"), bulk("3"))));
  }
}
