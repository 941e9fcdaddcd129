// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.lettuce.core.BitFieldArgs;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.Consumer;
import io.lettuce.core.GeoArgs;
import io.lettuce.core.GeoSearch;
import io.lettuce.core.KeyValue;
import io.lettuce.core.LMoveArgs;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.ScoredValue;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.TrackingArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XAutoClaimArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.reactive.RedisReactiveCommands;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.support.caching.CacheAccessor;
import io.lettuce.core.support.caching.CacheFrontend;
import io.lettuce.core.support.caching.ClientSideCaching;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;

/** Lettuce over all families of commands: waiting for each, by promise, and reactive. */
final class LettuceFamiliesTest {
  @RegisterExtension
  static final SharedServer SERVER = new SharedServer("--database-names", "3=orders");

  @SuppressWarnings("NullAway.Init") // Every test begins with connect().
  private RedisClient client;

  @SuppressWarnings("NullAway.Init") // The same.
  private StatefulRedisConnection<String, String> connection;

  private RedisCommands<String, String> connect(ProtocolVersion version) {
    client = RedisClient.create(RedisURI.create("127.0.0.1", SERVER.port()));
    client.setOptions(ClientOptions.builder().protocolVersion(version).build());
    connection = client.connect();
    return connection.sync();
  }

  @AfterEach
  void disconnect() {
    connection.close();
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void collections_doWhatTheirCommandsSay(ProtocolVersion version) {
    RedisCommands<String, String> redis = connect(version);
    assertThat(redis.hset("h", Map.of("a", "1", "b", "2"))).isEqualTo(2);
    assertThat(redis.hgetall("h")).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(redis.hmget("h", "a", "x"))
        .containsExactly(KeyValue.just("a", "1"), KeyValue.empty("x"));
    assertThat(redis.hexpire("h", Duration.ofSeconds(100), "a")).containsExactly(1L);
    assertThat(redis.hrandfieldWithvalues("h", 2)).hasSize(2);
    assertThat(redis.rpush("l", "a", "b", "c")).isEqualTo(3);
    assertThat(redis.lmove("l", "m", LMoveArgs.Builder.leftRight())).isEqualTo("a");
    assertThat(redis.blpop(1, "none", "l")).isEqualTo(KeyValue.just("l", "b"));
    assertThat(redis.lpos("l", "c")).isZero();
    assertThat(redis.sadd("s", "a", "b")).isEqualTo(2);
    assertThat(redis.sunion("s", "none")).containsExactlyInAnyOrder("a", "b");
    assertThat(redis.smismember("s", "a", "x")).containsExactly(true, false);
    assertThat(redis.zadd("z", 1.5, "ann", 2.0, "bob")).isEqualTo(2);
    assertThat(redis.zrangeWithScores("z", 0, -1))
        .containsExactly(ScoredValue.just(1.5, "ann"), ScoredValue.just(2, "bob"));
    assertThat(
            redis.zrangebyscore(
                "z", Range.from(Range.Boundary.excluding(1.5), Range.Boundary.unbounded())))
        .containsExactly("bob");
    assertThat(redis.zpopmax("z")).isEqualTo(ScoredValue.just(2, "bob"));
    assertThat(redis.bitfield("b", BitFieldArgs.Builder.incrBy(BitFieldArgs.unsigned(8), 0, 5)))
        .containsExactly(5L);
    assertThat(redis.pfadd("p", "a", "b")).isEqualTo(1);
    assertThat(redis.pfcount("p")).isEqualTo(2);
    assertThat(redis.geoadd("g", 13.361389, 38.115556, "Palermo")).isEqualTo(1);
    assertThat(
            redis
                .geosearch(
                    "g",
                    GeoSearch.fromCoordinates(13, 38),
                    GeoSearch.byRadius(100, GeoArgs.Unit.km),
                    new GeoArgs().withDistance().withCoordinates())
                .getFirst()
                .getDistance())
        .isCloseTo(34.2, within(1.0));
    assertThat(ScanIterator.scan(redis).stream().toList())
        .containsExactlyInAnyOrder("h", "l", "m", "s", "z", "b", "p", "g");
    assertThat(redis.restore("copy", 0, redis.dump("h"))).isEqualTo("OK");
    assertThat(redis.hget("copy", "b")).isEqualTo("2");
    assertThatThrownBy(() -> redis.get("h"))
        .isInstanceOf(RedisCommandExecutionException.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  @SuppressWarnings("unchecked") // An array of a generic type, for a list of streams.
  void streams_withGroups_keepWhatIsPending(ProtocolVersion version) throws Exception {
    RedisCommands<String, String> redis = connect(version);
    String first = redis.xadd("x", XAddArgs.Builder.maxlen(100), Map.of("a", "1"));
    assertThat(redis.xgroupCreate(StreamOffset.from("x", "0"), "g")).isEqualTo("OK");
    List<StreamMessage<String, String>> read =
        redis.xreadgroup(Consumer.from("g", "ann"), StreamOffset.lastConsumed("x"));
    assertThat(read).extracting(StreamMessage::getBody).containsExactly(Map.of("a", "1"));
    assertThat(redis.xpending("x", "g").getCount()).isEqualTo(1);
    assertThat(redis.xpending("x", "g", Range.unbounded(), io.lettuce.core.Limit.from(10)))
        .extracting(message -> message.getConsumer())
        .containsExactly("ann");
    assertThat(
            redis
                .xautoclaim(
                    "x", XAutoClaimArgs.Builder.xautoclaim(Consumer.from("g", "bob"), 0, "0"))
                .getMessages())
        .hasSize(1);
    assertThat(redis.xack("x", "g", first)).isEqualTo(1);
    assertThat(redis.xinfoStream("x")).contains("length", 1L);
    assertThat(redis.xinfoGroups("x")).hasSize(1);
    assertThat(redis.xinfoConsumers("x", "g")).hasSize(2);
    try (var waiting = client.connect()) {
      var next =
          waiting
              .async()
              .xreadgroup(
                  Consumer.from("g", "eve"),
                  XReadArgs.Builder.block(Duration.ofSeconds(50)).count(1),
                  StreamOffset.lastConsumed("x"));
      Waits.until(() -> redis.info("clients").contains("blocked_clients:1"));
      String second = redis.xadd("x", Map.of("b", "2"));
      assertThat(next.get(60, TimeUnit.SECONDS).getFirst().getId()).isEqualTo(second);
    }
    assertThat(redis.xrange("x", Range.unbounded())).hasSize(2);
    assertThat(redis.xtrim("x", 1)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(ProtocolVersion.class)
  void transactionsScriptsAndFunctions_runWhole(ProtocolVersion version) {
    RedisCommands<String, String> redis = connect(version);
    assertThat(redis.multi()).isEqualTo("OK");
    redis.set("k", "1");
    redis.incr("k");
    redis.lpush("k", "x");
    TransactionResult result = redis.exec();
    assertThat(result.<String>get(0)).isEqualTo("OK");
    assertThat(result.<Long>get(1)).isEqualTo(2);
    assertThat(result.<Object>get(2)).isInstanceOf(RedisCommandExecutionException.class);
    redis.watch("k");
    SERVER.run("SET", "k", "rival");
    redis.multi();
    redis.set("k", "mine");
    assertThat(redis.exec().wasDiscarded()).isTrue();
    String script = "return {KEYS[1], ARGV[1], redis.call('get', KEYS[1])}";
    String[] keys = {"k"};
    assertThat(redis.<List<Object>>eval(script, ScriptOutputType.MULTI, keys, "a"))
        .containsExactly("k", "a", "rival");
    String sha = redis.scriptLoad(script);
    assertThat(redis.<List<Object>>evalsha(sha, ScriptOutputType.MULTI, keys, "b"))
        .containsExactly("k", "b", "rival");
    assertThat(
            redis.functionLoad(
                "#!lua name=lib\nredis.register_function('f', function(k, a) return a[1] end)"))
        .isEqualTo("lib");
    assertThat(redis.<String>fcall("f", ScriptOutputType.VALUE, new String[0], "x")).isEqualTo("x");
    assertThat(redis.functionList()).hasSize(1);
    assertThat(redis.functionFlush(io.lettuce.core.FlushMode.SYNC)).isEqualTo("OK");
  }

  @Test
  @SuppressWarnings("unchecked") // An array of a generic type, for a list of streams.
  void reactiveCommands_flowInOrder_andWalkAllKeys() {
    RedisCommands<String, String> ignored = connect(ProtocolVersion.RESP3);
    RedisReactiveCommands<String, String> redis = connection.reactive();
    List<Long> counts =
        Flux.range(0, 1000)
            .concatMap(i -> redis.incr("n"))
            .collectList()
            .block(Duration.ofSeconds(60));
    assertThat(counts).hasSize(1000).last().isEqualTo(1000L);
    assertThat(
            redis
                .hset("h", Map.of("a", "1"))
                .thenMany(redis.hgetall("h"))
                .map(KeyValue::getValue)
                .collectList()
                .block())
        .containsExactly("1");
    assertThat(
            redis
                .xadd("x", Map.of("a", "1"))
                .thenMany(redis.xread(StreamOffset.from("x", "0")))
                .map(StreamMessage::getBody)
                .blockFirst())
        .isEqualTo(Map.of("a", "1"));
    assertThat(redis.zadd("z", 1, "m").then(redis.zscore("z", "m")).block()).isEqualTo(1.0);
    assertThat(io.lettuce.core.ScanStream.scan(redis).collectList().block())
        .containsExactlyInAnyOrder("n", "h", "x", "z");
    assertThatThrownBy(() -> redis.get("h").block()).hasMessageStartingWith("WRONGTYPE");
    assertThat(ignored.dbsize()).isEqualTo(4);
  }

  @Test
  void clientSideCache_isCorrectedByTheServer() {
    RedisCommands<String, String> redis = connect(ProtocolVersion.RESP3);
    Map<String, String> near = new ConcurrentHashMap<>();
    try (CacheFrontend<String, String> frontend =
        ClientSideCaching.enable(
            CacheAccessor.forMap(near), connection, TrackingArgs.Builder.enabled().noloop())) {
      SERVER.run("SET", "k", "1");
      assertThat(frontend.get("k")).isEqualTo("1");
      assertThat(near).containsEntry("k", "1");
      SERVER.run("SET", "k", "2");
      Waits.until(() -> !near.containsKey("k"));
      assertThat(frontend.get("k")).isEqualTo("2");
      assertThat(frontend.get("loaded", () -> "made")).isEqualTo("made");
      assertThat(redis.get("loaded")).isEqualTo("made");
      SERVER.run("DEL", "k");
      Waits.until(() -> !near.containsKey("k"));
    }
  }

  @Test
  void numberOfADatabase_leadsIntoANamedCache() {
    RedisCommands<String, String> redis = connect(ProtocolVersion.RESP3);
    redis.select(3);
    redis.rpush("l", "a");
    assertThat(SERVER.run("CACHE", "orders", "LRANGE", "l", "0", "-1")).contains("a");
    redis.select(0);
    assertThat(redis.exists("l")).isZero();
    assertThat(redis.clientList()).contains("lib-name=Lettuce");
  }
}
