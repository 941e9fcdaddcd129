// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.radish.it.RunningServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LettuceTest {
  @TempDir private Path home;

  private RunningServer server;
  private RedisClient client;

  @BeforeEach
  void start() throws Exception {
    server = RunningServer.start(home);
    client = RedisClient.create(RedisURI.create("127.0.0.1", server.port()));
  }

  @AfterEach
  void stop() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
    server.close();
  }

  @Test
  void lettuce_speakingResp3_setsGetsAndExpires() {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisCommands<String, String> redis = connection.sync();
      assertThat(redis.set("k", "v", SetArgs.Builder.px(50_000))).isEqualTo("OK");
      assertThat(redis.pttl("k")).isBetween(40_000L, 50_000L);
      assertThat(redis.setGet("k", "w")).isEqualTo("v");
      assertThat(redis.lpush("l", "a", "b")).isEqualTo(2);
      assertThat(redis.lrange("l", 0, -1)).containsExactly("b", "a");
      assertThat(redis.info("server")).contains("redis_version:7.");
      assertThat(redis.commandCount()).isGreaterThan(60);
      assertThat(redis.clientList()).contains("cmd=client|list");
    }
  }

  @Test
  void lettuce_listening_hearsWhatIsPublishedAndWhatHappensToKeys() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    try (StatefulRedisPubSubConnection<String, String> listening = client.connectPubSub();
        StatefulRedisConnection<String, String> connection = client.connect()) {
      listening.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
              heard.add(channel + " " + message);
            }
          });
      listening.sync().subscribe("news", "__keyevent@0__:set");
      RedisCommands<String, String> redis = connection.sync();
      redis.configSet("notify-keyspace-events", "E$");
      redis.set("k", "v");
      assertThat(redis.publish("news", "hello")).isEqualTo(1);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("__keyevent@0__:set k");
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("news hello");
      assertThat(redis.pubsubNumsub("news")).containsEntry("news", 1L);
      listening.sync().unsubscribe("news");
      assertThat(redis.publish("news", "again")).isZero();
    }
  }

  @Test
  void lettuce_askingAsynchronously_getsEveryAnswer() throws Exception {
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      RedisAsyncCommands<String, String> redis = connection.async();
      List<RedisFuture<Long>> counts = new ArrayList<>();
      for (int i = 0; i < 5000; i++) {
        counts.add(redis.incr("n"));
      }
      for (int i = 0; i < counts.size(); i++) {
        assertThat(counts.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i + 1L);
      }
    }
  }
}
