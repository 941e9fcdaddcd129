// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.it.RunningServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

class JedisTest {
  @TempDir private Path home;

  private RunningServer server;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start(home);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Jedis connect(RedisProtocol protocol) {
    return new Jedis(
        new HostAndPort("127.0.0.1", server.port()),
        DefaultJedisClientConfig.builder().protocol(protocol).clientName("jedis-test").build());
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void jedis_withStringsListsAndExpiry_worksAsWithRedis(RedisProtocol protocol) {
    try (Jedis jedis = connect(protocol)) {
      assertThat(jedis.ping()).isEqualTo("PONG");
      assertThat(jedis.clientGetname()).isEqualTo("jedis-test");
      assertThat(jedis.set("k", "v", SetParams.setParams().nx().ex(100))).isEqualTo("OK");
      assertThat(jedis.set("k", "w", SetParams.setParams().nx())).isNull();
      assertThat(jedis.ttl("k")).isBetween(98L, 100L);
      assertThat(jedis.incrBy("n", 41)).isEqualTo(41);
      assertThat(jedis.incrByFloat("n", 0.5)).isEqualTo(41.5);
      assertThat(jedis.mget("k", "missing", "n")).containsExactly("v", null, "41.5");
      assertThat(jedis.rpush("l", "a", "b", "c")).isEqualTo(3);
      assertThat(jedis.lrange("l", 0, -1)).containsExactly("a", "b", "c");
      assertThat(jedis.lpop("l", 2)).containsExactly("a", "b");
      assertThat(jedis.type("l")).isEqualTo("list");
      assertThatThrownBy(() -> jedis.incr("l"))
          .isInstanceOf(JedisDataException.class)
          .hasMessageStartingWith("WRONGTYPE");
      assertThat(jedis.del("k", "n", "l")).isEqualTo(3);
      assertThat(jedis.dbSize()).isZero();
    }
  }

  @Test
  void jedis_inAPipelineOfTenThousand_getsEveryReplyInOrder() {
    try (Jedis jedis = connect(RedisProtocol.RESP2)) {
      Pipeline pipeline = jedis.pipelined();
      List<Response<String>> replies = new ArrayList<>();
      for (int i = 0; i < 10_000; i++) {
        pipeline.set("k" + i, "v" + i);
        replies.add(pipeline.get("k" + i));
      }
      pipeline.sync();
      for (int i = 0; i < replies.size(); i++) {
        assertThat(replies.get(i).get()).isEqualTo("v" + i);
      }
      Set<String> seen = new HashSet<>();
      String cursor = ScanParams.SCAN_POINTER_START;
      do {
        ScanResult<String> page = jedis.scan(cursor, new ScanParams().match("k*").count(100));
        seen.addAll(page.getResult());
        cursor = page.getCursor();
      } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
      assertThat(seen).hasSize(10_000);
    }
  }

  @Test
  void jedis_withALargeBinaryValue_getsItBackWhole() {
    byte[] key = {0, (byte) 0xff, '\r', '\n'};
    byte[] value = new byte[20 << 20];
    Arrays.fill(value, (byte) 0x80);
    value[12345] = 7;
    try (Jedis jedis = connect(RedisProtocol.RESP3)) {
      jedis.set(key, value);
      assertThat(jedis.get(key)).isEqualTo(value);
      jedis.append(key, new byte[] {1});
      assertThat(jedis.strlen(key)).isEqualTo(value.length + 1L);
    }
  }

  @Test
  void jedis_selectingDatabases_findsThemApartAndAsCaches() {
    try (Jedis jedis = connect(RedisProtocol.RESP2)) {
      jedis.set("k", "zero");
      jedis.select(9);
      assertThat(jedis.get("k")).isNull();
      jedis.set("k", "nine");
      assertThat(
              jedis.sendCommand(() -> "CACHEGET".getBytes(StandardCharsets.US_ASCII), "db9", "k"))
          .isEqualTo("nine".getBytes(StandardCharsets.US_ASCII));
      jedis.select(0);
      assertThat(jedis.get("k")).isEqualTo("zero");
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void jedis_listeningToChannelsAndPatterns_hearsAllUntilItLeaves(RedisProtocol protocol) {
    List<String> heard = new ArrayList<>();
    try (Jedis publisher = connect(protocol);
        Jedis listener = connect(protocol)) {
      JedisPubSub pubSub =
          new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
              heard.add("subscribed " + channel + " " + count);
              psubscribe("n*");
            }

            @Override
            public void onPSubscribe(String pattern, int count) {
              heard.add("subscribed " + pattern + " " + count);
              assertThat(publisher.publish("news", "hello")).isEqualTo(2);
            }

            @Override
            public void onMessage(String channel, String message) {
              heard.add(channel + " " + message);
            }

            @Override
            public void onPMessage(String pattern, String channel, String message) {
              heard.add(pattern + " " + channel + " " + message);
              ping();
            }

            @Override
            public void onPong(String pattern) {
              punsubscribe();
              unsubscribe();
            }
          };
      listener.subscribe(pubSub, "news");
      assertThat(heard)
          .containsExactly("subscribed news 1", "subscribed n* 2", "news hello", "n* news hello");
      assertThat(listener.get("k")).isNull();
      assertThat(publisher.pubsubChannels()).isEmpty();
      assertThat(publisher.pubsubNumSub("news")).containsEntry("news", 0L);
    }
  }

  @Test
  void server_stoppedAndStartedAgain_holdsWhatItHeldAndSaysSo() throws Exception {
    try (Jedis jedis = connect(RedisProtocol.RESP2)) {
      jedis.set("k", "v");
      jedis.rpush("l", "a", "b");
    }
    assertThat(server.stop()).isZero();
    assertThat(server.printed().lines().toList())
        .containsSubsequence(
            "Shutting down server...",
            "Performing final backup...",
            "Backup completed: 1/1 successful",
            "Cleaning up resources...",
            "Server shutdown complete.");
    server = RunningServer.start(home);
    assertThat(server.printed()).contains("2 units applied");
    try (Jedis jedis = connect(RedisProtocol.RESP3)) {
      assertThat(jedis.get("k")).isEqualTo("v");
      assertThat(jedis.lrange("l", 0, -1)).containsExactly("a", "b");
    }
  }

  @Test
  void server_withAPassword_wantsIt() throws Exception {
    try (RunningServer guarded =
            RunningServer.start(home.resolve("guarded"), "--requirepass", "secret");
        Jedis jedis = new Jedis("127.0.0.1", guarded.port())) {
      assertThatThrownBy(() -> jedis.get("k")).hasMessageContaining("NOAUTH");
      assertThatThrownBy(() -> jedis.auth("wrong")).hasMessageContaining("WRONGPASS");
      assertThat(jedis.auth("secret")).isEqualTo("OK");
      assertThat(jedis.get("k")).isNull();
      assertThat(guarded.printed()).doesNotContain("secret");
    }
  }
}
