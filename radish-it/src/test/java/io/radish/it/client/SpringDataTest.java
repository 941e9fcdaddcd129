// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.data.domain.Range;
import org.springframework.data.geo.Circle;
import org.springframework.data.geo.Distance;
import org.springframework.data.geo.Metrics;
import org.springframework.data.geo.Point;
import org.springframework.data.redis.RedisSystemException;
import org.springframework.data.redis.connection.BitFieldSubCommands;
import org.springframework.data.redis.connection.RedisStringCommands;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.stream.Consumer;
import org.springframework.data.redis.connection.stream.MapRecord;
import org.springframework.data.redis.connection.stream.ReadOffset;
import org.springframework.data.redis.connection.stream.RecordId;
import org.springframework.data.redis.connection.stream.StreamOffset;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.ScanOptions;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.ZSetOperations.TypedTuple;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.data.redis.core.types.Expiration;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.PatternTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.data.redis.stream.StreamMessageListenerContainer;

/** Spring Data Redis over Lettuce: the template with its operations, listeners and streams. */
final class SpringDataTest {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static LettuceConnectionFactory factory;
  private static StringRedisTemplate redis;

  @BeforeAll
  static void connect() {
    factory = new LettuceConnectionFactory("127.0.0.1", SERVER.port());
    factory.afterPropertiesSet();
    factory.start();
    redis = new StringRedisTemplate(factory);
  }

  @AfterAll
  static void disconnect() {
    factory.destroy();
  }

  @Test
  void values_expireCountAndReplace() {
    var values = redis.opsForValue();
    values.set("k", "v", Duration.ofMinutes(1));
    assertThat(redis.getExpire("k", TimeUnit.SECONDS)).isBetween(50L, 60L);
    assertThat(values.setIfAbsent("k", "w")).isFalse();
    assertThat(values.setIfPresent("k", "w")).isTrue();
    assertThat(values.getAndSet("k", "x")).isEqualTo("w");
    assertThat(values.getAndExpire("k", Duration.ofHours(1))).isEqualTo("x");
    assertThat(values.getAndPersist("k")).isEqualTo("x");
    assertThat(redis.getExpire("k")).isEqualTo(-1);
    assertThat(values.increment("n", 5)).isEqualTo(5);
    assertThat(values.increment("n", 0.5)).isEqualTo(5.5);
    assertThat(values.append("k", "yz")).isEqualTo(3);
    assertThat(values.get("k", 1, 2)).isEqualTo("yz");
    values.multiSet(Map.of("a", "1", "b", "2"));
    assertThat(values.multiGet(List.of("a", "missing", "b"))).containsExactly("1", null, "2");
    assertThat(values.multiSetIfAbsent(Map.of("a", "3", "c", "3"))).isFalse();
    assertThat(values.setBit("bits", 7, true)).isFalse();
    assertThat(values.getBit("bits", 7)).isTrue();
    assertThat(
            values.bitField(
                "bits",
                BitFieldSubCommands.create()
                    .get(BitFieldSubCommands.BitFieldType.unsigned(8))
                    .valueAt(0)))
        .containsExactly(1L);
    assertThat(values.getAndDelete("k")).isEqualTo("x" + "yz");
    assertThat(redis.copy("a", "z", true)).isTrue();
    redis.rename("z", "y");
    assertThat(redis.countExistingKeys(List.of("a", "y", "z"))).isEqualTo(2);
    byte[] dump = redis.dump("a");
    redis.restore("restored", dump, Expiration.persistent());
    assertThat(values.get("restored")).isEqualTo("1");
  }

  @Test
  void collections_doWhatTheirOperationsSay() {
    redis.opsForHash().putAll("h", Map.of("f", "1", "g", "2"));
    assertThat(redis.opsForHash().increment("h", "f", 4)).isEqualTo(5);
    assertThat(redis.opsForHash().entries("h")).containsEntry("f", "5").hasSize(2);
    assertThat(redis.opsForHash().expire("h", Duration.ofHours(1), List.of("f")).allOk()).isTrue();
    assertThat(redis.opsForHash().getTimeToLive("h", List.of("f")).ttlOf("f")).isPositive();
    redis.opsForList().rightPushAll("l", "a", "b", "c");
    assertThat(redis.opsForList().leftPop("l", Duration.ofSeconds(5))).isEqualTo("a");
    assertThat(redis.opsForList().rightPopAndLeftPush("l", "m")).isEqualTo("c");
    assertThat(redis.opsForList().indexOf("l", "b")).isZero();
    redis.opsForSet().add("s", "a", "b", "c");
    redis.opsForSet().add("t", "b", "c", "d");
    assertThat(redis.opsForSet().intersect("s", "t")).containsExactlyInAnyOrder("b", "c");
    assertThat(redis.opsForSet().differenceAndStore("s", List.of("t"), "u")).isEqualTo(1);
    assertThat(redis.opsForSet().isMember("s", "a", "x")).containsEntry("a", true);
    assertThat(redis.opsForSet().distinctRandomMembers("s", 3)).hasSize(3);
    redis
        .opsForZSet()
        .add(
            "z",
            Map.of("ann", 1.0, "bob", 2.0).entrySet().stream()
                .map(e -> TypedTuple.of(e.getKey(), e.getValue()))
                .collect(java.util.stream.Collectors.toSet()));
    assertThat(redis.opsForZSet().incrementScore("z", "ann", 5)).isEqualTo(6);
    assertThat(redis.opsForZSet().reverseRank("z", "ann")).isZero();
    assertThat(redis.opsForZSet().rangeByScore("z", 0, 3)).containsExactly("bob");
    assertThat(redis.opsForZSet().popMax("z").getValue()).isEqualTo("ann");
    assertThat(redis.opsForHyperLogLog().add("hll", "a", "b", "a")).isEqualTo(1);
    assertThat(redis.opsForHyperLogLog().size("hll")).isEqualTo(2);
    redis.opsForGeo().add("geo", new Point(13.361389, 38.115556), "Palermo");
    redis.opsForGeo().add("geo", new Point(15.087269, 37.502669), "Catania");
    assertThat(
            redis.opsForGeo().distance("geo", "Palermo", "Catania", Metrics.KILOMETERS).getValue())
        .isCloseTo(166.27, within(0.1));
    assertThat(
            redis
                .opsForGeo()
                .radius("geo", new Circle(new Point(15, 37), new Distance(100, Metrics.KILOMETERS)))
                .getContent())
        .hasSize(1);
    try (var keys = redis.scan(ScanOptions.scanOptions().match("*").count(2).build())) {
      assertThat(keys.stream().distinct().count()).isEqualTo(9);
    }
  }

  @Test
  void transactions_pipelinesAndScripts_runWhole() {
    List<Object> results =
        redis.execute(
            new SessionCallback<List<Object>>() {
              @Override
              @SuppressWarnings("unchecked") // The interface says so for any keys and values.
              public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
                RedisOperations<String, String> texts =
                    (RedisOperations<String, String>) operations;
                texts.watch("n");
                texts.multi();
                texts.opsForValue().increment("n");
                texts.opsForList().rightPush("l", "x");
                return texts.exec();
              }
            });
    assertThat(results).containsExactly(1L, 1L);
    assertThat(
            redis.executePipelined(
                (org.springframework.data.redis.core.RedisCallback<@Nullable Object>)
                    connection -> {
                      RedisStringCommands strings = connection.stringCommands();
                      strings.set(bytes("a"), bytes("1"));
                      strings.incr(bytes("a"));
                      return null;
                    }))
        .containsExactly(true, 2L);
    RedisScript<Long> script =
        RedisScript.of("return redis.call('incrby', KEYS[1], ARGV[1])", Long.class);
    assertThat(redis.execute(script, List.of("n"), "41")).isEqualTo(42);
    assertThat(redis.execute(script, List.of("n"), "1")).isEqualTo(43);
    assertThatThrownBy(() -> redis.opsForHash().get("n", "f"))
        .isInstanceOf(RedisSystemException.class)
        .hasRootCauseMessage("WRONGTYPE Operation against a key holding the wrong kind of value");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void listenerContainer_hearsChannelsPatternsAndEvents() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    RedisMessageListenerContainer container = new RedisMessageListenerContainer();
    container.setConnectionFactory(factory);
    container.addMessageListener(
        (message, pattern) -> heard.add(message.toString()), new ChannelTopic("news"));
    container.addMessageListener(
        (message, pattern) ->
            heard.add(new String(message.getChannel(), StandardCharsets.UTF_8) + " " + message),
        new PatternTopic("__keyevent@*__:lpush"));
    container.afterPropertiesSet();
    container.start();
    try {
      SERVER.run("CONFIG", "SET", "notify-keyspace-events", "EA");
      assertThat(redis.convertAndSend("news", "hello")).isEqualTo(1);
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("hello");
      redis.opsForList().leftPush("l", "x");
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("__keyevent@0__:lpush l");
    } finally {
      container.destroy();
      SERVER.run("CONFIG", "SET", "notify-keyspace-events", "");
    }
  }

  @Test
  @SuppressWarnings("unchecked") // An array of a generic type, for a list of streams.
  void streams_areReadByGroupsAndByAContainer() throws Exception {
    var streams = redis.<String, String>opsForStream();
    RecordId first = streams.add("events", Map.of("a", "1"));
    assertThat(streams.createGroup("events", ReadOffset.from("0"), "g")).isEqualTo("OK");
    List<MapRecord<String, String, String>> read =
        streams.read(
            Consumer.from("g", "ann"), StreamOffset.create("events", ReadOffset.lastConsumed()));
    assertThat(read).hasSize(1);
    assertThat(read.getFirst().getValue()).isEqualTo(Map.of("a", "1"));
    assertThat(streams.pending("events", "g").getTotalPendingMessages()).isEqualTo(1);
    assertThat(streams.pending("events", "g", Range.unbounded(), 10).get(0).getConsumerName())
        .isEqualTo("ann");
    assertThat(streams.claim("events", "g", "bob", Duration.ZERO, first)).hasSize(1);
    assertThat(streams.acknowledge("events", "g", first)).isEqualTo(1);
    assertThat(streams.info("events").streamLength()).isEqualTo(1);
    assertThat(streams.groups("events").get(0).consumerCount()).isEqualTo(2);
    assertThat(streams.consumers("events", "g").size()).isEqualTo(2);
    assertThat(streams.range("events", Range.unbounded())).hasSize(1);
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    var container =
        StreamMessageListenerContainer.create(
            factory,
            StreamMessageListenerContainer.StreamMessageListenerContainerOptions.builder()
                .pollTimeout(Duration.ofMillis(100))
                .build());
    container.receiveAutoAck(
        Consumer.from("g", "eve"),
        StreamOffset.create("events", ReadOffset.lastConsumed()),
        message -> heard.add(message.getValue().toString()));
    container.start();
    try {
      streams.add("events", Map.of("b", "2"));
      assertThat(heard.poll(60, TimeUnit.SECONDS)).isEqualTo("{b=2}");
      Waits.until(() -> streams.pending("events", "g").getTotalPendingMessages() == 0);
    } finally {
      container.stop();
    }
    assertThat(streams.trim("events", 1)).isEqualTo(1);
    assertThat(streams.delete("events", first)).isZero();
  }
}
