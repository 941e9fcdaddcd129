// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.GeoCoordinate;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.RedisProtocol;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.args.GeoUnit;
import redis.clients.jedis.args.ListDirection;
import redis.clients.jedis.csc.DefaultCache;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.GeoSearchParam;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XPendingParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.params.ZAddParams;
import redis.clients.jedis.resps.StreamEntry;
import redis.clients.jedis.resps.Tuple;

/** Jedis over all families of commands, in both protocols, from its pool. */
final class JedisFamiliesTest {
  @RegisterExtension
  static final SharedServer SERVER = new SharedServer("--database-names", "3=orders");

  @SuppressWarnings("NullAway.Init") // Every test begins with connecting.
  private RedisClient jedis;

  @AfterEach
  void disconnect() {
    jedis.close();
  }

  private void connect(RedisProtocol protocol) {
    jedis = client(DefaultJedisClientConfig.builder().protocol(protocol));
  }

  private static RedisClient client(DefaultJedisClientConfig.Builder config) {
    return RedisClient.builder()
        .hostAndPort(new HostAndPort("127.0.0.1", SERVER.port()))
        .clientConfig(config.build())
        .build();
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void collections_doWhatTheirCommandsSay(RedisProtocol protocol) {
    connect(protocol);
    assertThat(jedis.hset("h", Map.of("a", "1", "b", "2"))).isEqualTo(2);
    assertThat(jedis.hgetAll("h")).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(jedis.hincrByFloat("h", "a", 0.5)).isEqualTo(1.5);
    assertThat(jedis.hexpire("h", 100, "a", "x")).containsExactly(1L, -2L);
    assertThat(jedis.httl("h", "a", "b")).satisfies(t -> assertThat(t.get(1)).isEqualTo(-1));
    assertThat(jedis.hrandfieldWithValues("h", 5)).hasSize(2);
    assertThat(jedis.rpush("l", "a", "b", "c", "b")).isEqualTo(4);
    assertThat(jedis.lmove("l", "m", ListDirection.LEFT, ListDirection.RIGHT)).isEqualTo("a");
    assertThat(jedis.lmpop(ListDirection.RIGHT, 2, "none", "l").getValue())
        .containsExactly("b", "c");
    assertThat(jedis.blpop(1, "none", "l")).containsExactly("l", "b");
    assertThat(jedis.blpop(0.01, "none")).isNull();
    assertThat(jedis.sadd("s", "a", "b", "c")).isEqualTo(3);
    assertThat(jedis.sadd("t", "b", "c", "d")).isEqualTo(3);
    assertThat(jedis.sinter("s", "t")).containsExactlyInAnyOrder("b", "c");
    assertThat(jedis.sintercard(1, "s", "t")).isEqualTo(1);
    assertThat(jedis.smismember("s", "a", "x")).containsExactly(true, false);
    assertThat(jedis.zadd("z", Map.of("ann", 1.5, "bob", Double.POSITIVE_INFINITY))).isEqualTo(2);
    assertThat(jedis.zrangeWithScores("z", 0, -1))
        .containsExactly(new Tuple("ann", 1.5), new Tuple("bob", Double.POSITIVE_INFINITY));
    assertThat(jedis.zaddIncr("z", 2, "ann", ZAddParams.zAddParams().xx())).isEqualTo(3.5);
    assertThat(jedis.zrankWithScore("z", "ann").getValue()).isEqualTo(3.5);
    assertThat(jedis.zmscore("z", "ann", "x")).containsExactly(3.5, null);
    assertThat(jedis.bzpopmin(1, "z").getValue()).isEqualTo(new Tuple("ann", 3.5));
    assertThat(jedis.scan("0").getResult()).contains("h", "m", "s", "t", "z");
    assertThat(jedis.objectEncoding("h")).startsWith("listpack");
    assertThatThrownBy(() -> jedis.lpush("h", "x"))
        .isInstanceOf(JedisDataException.class)
        .hasMessageStartingWith("WRONGTYPE");
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void bitsEstimatesAndPlaces_areAsInRedis(RedisProtocol protocol) {
    connect(protocol);
    assertThat(jedis.setbit("b", 7, true)).isFalse();
    assertThat(jedis.bitcount("b")).isEqualTo(1);
    assertThat(jedis.bitfield("b", "INCRBY", "u8", "0", "5", "GET", "u4", "4"))
        .containsExactly(6L, 6L);
    assertThat(jedis.pfadd("p", "a", "b", "a")).isEqualTo(1);
    assertThat(jedis.pfcount("p")).isEqualTo(2);
    assertThat(
            jedis.geoadd(
                "g",
                Map.of(
                    "Palermo", new GeoCoordinate(13.361389, 38.115556),
                    "Catania", new GeoCoordinate(15.087269, 37.502669))))
        .isEqualTo(2);
    assertThat(jedis.geodist("g", "Palermo", "Catania", GeoUnit.KM)).isCloseTo(166.27, within(0.1));
    var found =
        jedis.geosearch(
            "g",
            GeoSearchParam.geoSearchParam()
                .fromLonLat(15, 37)
                .byRadius(200, GeoUnit.KM)
                .withDist()
                .withCoord()
                .withHash()
                .asc());
    assertThat(found).extracting(e -> e.getMemberByString()).containsExactly("Catania", "Palermo");
    assertThat(found.getFirst().getDistance()).isCloseTo(56.44, within(0.1));
    assertThat(found.getFirst().getCoordinate().getLongitude()).isCloseTo(15.087, within(0.001));
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void streams_withGroups_keepWhatIsPending(RedisProtocol protocol) throws Exception {
    connect(protocol);
    StreamEntryID first = jedis.xadd("x", XAddParams.xAddParams().maxLen(100), Map.of("a", "1"));
    assertThat(jedis.xgroupCreate("x", "g", new StreamEntryID(0, 0), false)).isEqualTo("OK");
    XReadGroupParams ten = XReadGroupParams.xReadGroupParams().count(10);
    Map<String, StreamEntryID> unread = Map.of("x", StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY);
    assertThat(jedis.xreadGroup("g", "ann", ten, unread).getFirst().getValue())
        .extracting(StreamEntry::getFields)
        .containsExactly(Map.of("a", "1"));
    assertThat(jedis.xpending("x", "g").getTotal()).isEqualTo(1);
    assertThat(jedis.xpending("x", "g", XPendingParams.xPendingParams("-", "+", 10)))
        .extracting(entry -> entry.getConsumerName())
        .containsExactly("ann");
    assertThat(
            jedis
                .xautoclaim(
                    "x",
                    "g",
                    "bob",
                    0,
                    new StreamEntryID(0, 0),
                    XAutoClaimParams.xAutoClaimParams())
                .getValue())
        .hasSize(1);
    assertThat(jedis.xack("x", "g", first)).isEqualTo(1);
    assertThat(jedis.xinfoStream("x").getLength()).isEqualTo(1);
    assertThat(jedis.xinfoStreamFull("x").getGroups()).hasSize(1);
    assertThat(jedis.xinfoGroups("x").getFirst().getPending()).isZero();
    assertThat(jedis.xinfoConsumers2("x", "g")).hasSize(2);
    CompletableFuture<List<Map.Entry<String, List<StreamEntry>>>> waiting =
        CompletableFuture.supplyAsync(
            () ->
                jedis.xreadGroup(
                    "g", "eve", XReadGroupParams.xReadGroupParams().block(60_000), unread));
    Waits.until(() -> jedis.info("clients").contains("blocked_clients:1"));
    jedis.xadd("x", StreamEntryID.NEW_ENTRY, Map.of("b", "2"));
    assertThat(waiting.get(60, TimeUnit.SECONDS).getFirst().getValue()).hasSize(1);
    assertThat(jedis.xrange("x", "-", "+")).hasSize(2);
    assertThat(jedis.xdel("x", first)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = RedisProtocol.class,
      names = {"RESP2", "RESP3"})
  void transactionsScriptsAndFunctions_runWhole(RedisProtocol protocol) {
    connect(protocol);
    try (var transaction = jedis.multi()) {
      transaction.set("k", "1");
      transaction.incr("k");
      var value = transaction.get("k");
      assertThat(transaction.exec()).containsExactly("OK", 2L, "2");
      assertThat(value.get()).isEqualTo("2");
    }
    try (var watching = jedis.transaction(false)) {
      watching.watch("k");
      jedis.set("k", "rival");
      watching.multi();
      watching.set("k", "mine");
      assertThat(watching.exec()).isNull();
    }
    String script = "return {KEYS[1], ARGV[1], 1.9, redis.call('get', KEYS[1])}";
    assertThat(jedis.eval(script, List.of("k"), List.of("a")))
        .isEqualTo(List.of("k", "a", 1L, "rival"));
    String sha = jedis.scriptLoad(script);
    assertThat(jedis.scriptExists(List.of(sha))).containsExactly(true);
    assertThat(jedis.evalsha(sha, 1, "k", "b")).isEqualTo(List.of("k", "b", 1L, "rival"));
    assertThatThrownBy(() -> jedis.evalsha("0".repeat(40))).hasMessageStartingWith("NOSCRIPT");
    String code = "#!lua name=lib\nredis.register_function('f', function(k, a) return a[1] end)";
    assertThat(jedis.functionLoad(code)).isEqualTo("lib");
    assertThat(jedis.fcall("f", List.of(), List.of("x"))).isEqualTo("x");
    assertThat(jedis.functionList().getFirst().getLibraryName()).isEqualTo("lib");
    assertThat(jedis.functionDelete("lib")).isEqualTo("OK");
  }

  /** Jedis wants Redis 7.4 by its number, unless a cache says that it can do with less. */
  private static final class OlderServersCache extends DefaultCache {
    OlderServersCache() {
      super(100);
    }

    @Override
    public boolean compatibilityMode() {
      return true;
    }
  }

  @Test
  void clientSideCache_isCorrectedByTheServer() {
    jedis =
        RedisClient.builder()
            .hostAndPort(new HostAndPort("127.0.0.1", SERVER.port()))
            .clientConfig(DefaultJedisClientConfig.builder().protocol(RedisProtocol.RESP3).build())
            .cache(new OlderServersCache())
            .build();
    SERVER.run("SET", "k", "1");
    assertThat(jedis.get("k")).isEqualTo("1");
    assertThat(jedis.get("k")).isEqualTo("1");
    assertThat(jedis.getCache().getStats().getHitCount()).isEqualTo(1);
    SERVER.run("SET", "k", "2");
    Waits.until(() -> "2".equals(jedis.get("k")));
    jedis.hset("h", "f", "v");
    assertThat(jedis.hgetAll("h")).isEqualTo(Map.of("f", "v"));
    SERVER.run("FLUSHALL");
    Waits.until(() -> jedis.hgetAll("h").isEmpty() && jedis.get("k") == null);
  }

  @Test
  void user_withAHome_landsThere_andANumberLeadsIntoANamedCache() {
    SERVER.run("ACL", "SETUSER", "app", "on", ">pw", "+@all", "~*", "home:users");
    jedis = client(DefaultJedisClientConfig.builder().user("app").password("pw"));
    jedis.set("a", "1");
    assertThat(SERVER.run("CACHEGET", "users", "a")).contains("1");
    try (RedisClient third = client(DefaultJedisClientConfig.builder().database(3))) {
      third.zadd("z", 1, "m");
    }
    assertThat(SERVER.run("CACHE", "orders", "ZSCORE", "z", "m")).contains("1");
    assertThat(SERVER.run("ACL", "DELUSER", "app")).contains("1");
  }
}
