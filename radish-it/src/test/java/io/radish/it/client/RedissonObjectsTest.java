// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.redisson.api.BatchResult;
import org.redisson.api.FunctionMode;
import org.redisson.api.FunctionResult;
import org.redisson.api.RBatch;
import org.redisson.api.RFunction;
import org.redisson.api.RGeo;
import org.redisson.api.RLiveObjectService;
import org.redisson.api.RReliableTopic;
import org.redisson.api.RScript;
import org.redisson.api.RStream;
import org.redisson.api.RTopic;
import org.redisson.api.RTransaction;
import org.redisson.api.RedissonClient;
import org.redisson.api.TransactionOptions;
import org.redisson.api.annotation.REntity;
import org.redisson.api.annotation.RId;
import org.redisson.api.annotation.RIndex;
import org.redisson.api.condition.Conditions;
import org.redisson.api.geo.GeoSearchArgs;
import org.redisson.api.geo.GeoUnit;
import org.redisson.api.options.KeysScanOptions;
import org.redisson.api.stream.StreamAddArgs;
import org.redisson.api.stream.StreamCreateGroupArgs;
import org.redisson.api.stream.StreamMessageId;
import org.redisson.api.stream.StreamReadGroupArgs;
import org.redisson.client.codec.StringCodec;

/** Redisson's objects, topics, streams, transactions and scripts. */
final class RedissonObjectsTest {
  @RegisterExtension static final SharedServer SERVER = new SharedServer();

  private static RedissonClient one;
  private static RedissonClient other;

  @BeforeAll
  static void connect() {
    one = RedissonClients.connect(SERVER);
    other = RedissonClients.connect(SERVER);
  }

  @AfterAll
  static void disconnect() {
    one.shutdown();
    other.shutdown();
  }

  /** An account that lives in the server. */
  @REntity
  public static class Account {
    @RId private @Nullable String id;
    @RIndex private @Nullable String owner;
    @RIndex private @Nullable Integer balance;
    private @Nullable Account guarantor;

    protected Account() {}

    public Account(String id, String owner, Integer balance) {
      this.id = id;
      this.owner = owner;
      this.balance = balance;
    }

    public @Nullable String getId() {
      return id;
    }

    public @Nullable String getOwner() {
      return owner;
    }

    public void setOwner(String owner) {
      this.owner = owner;
    }

    public @Nullable Integer getBalance() {
      return balance;
    }

    public void setBalance(Integer balance) {
      this.balance = balance;
    }

    public @Nullable Account getGuarantor() {
      return guarantor;
    }

    public void setGuarantor(Account guarantor) {
      this.guarantor = guarantor;
    }
  }

  @Test
  void liveObjects_areFoundByWhatTheyHold_andSeenByEveryProcess() {
    RLiveObjectService mine = one.getLiveObjectService();
    RLiveObjectService theirs = other.getLiveObjectService();
    Account ann = mine.persist(new Account("1", "ann", 10));
    Account bob = mine.persist(new Account("2", "bob", 20));
    bob.setGuarantor(ann);
    ann.setBalance(30);
    assertThat(theirs.get(Account.class, "1").getBalance()).isEqualTo(30);
    assertThat(theirs.get(Account.class, "2").getGuarantor())
        .extracting(Account::getOwner)
        .isEqualTo("ann");
    assertThat(theirs.find(Account.class, Conditions.eq("owner", "bob")))
        .extracting(Account::getId)
        .containsExactly("2");
    assertThat(theirs.find(Account.class, Conditions.gt("balance", 15)))
        .extracting(Account::getId)
        .containsExactlyInAnyOrder("1", "2");
    assertThat(
            theirs.find(
                Account.class,
                Conditions.and(Conditions.lt("balance", 25), Conditions.eq("owner", "bob"))))
        .hasSize(1);
    mine.delete(bob);
    assertThat(theirs.isExists(theirs.get(Account.class, "1"))).isTrue();
    assertThat(theirs.get(Account.class, "2")).isNull();
    assertThat(theirs.count(Account.class, Conditions.eq("owner", "bob"))).isZero();
  }

  @Test
  void topics_patternsAndShardedOnes_reachEveryListener() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    RTopic topic = other.getTopic("news", StringCodec.INSTANCE);
    topic.addListener(String.class, (channel, message) -> heard.add(channel + " " + message));
    other
        .getPatternTopic("n*", StringCodec.INSTANCE)
        .addListener(
            String.class,
            (pattern, channel, message) -> heard.add(pattern + " " + channel + " " + message));
    assertThat(one.getTopic("news", StringCodec.INSTANCE).publish("hello")).isEqualTo(2);
    assertThat(List.of(next(heard), next(heard)))
        .containsExactlyInAnyOrder("news hello", "n* news hello");
    topic.removeAllListeners();
    Waits.until(() -> one.getTopic("news").countSubscribers() == 0);
    var sharded = other.getShardedTopic("shard", StringCodec.INSTANCE);
    sharded.addListener(String.class, (channel, message) -> heard.add(channel + " " + message));
    assertThat(one.getShardedTopic("shard", StringCodec.INSTANCE).publish("s")).isEqualTo(1);
    assertThat(next(heard)).isEqualTo("shard s");
  }

  @Test
  void reliableTopic_keepsMessagesUntilTheyAreHeard() throws Exception {
    BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    RReliableTopic topic = other.getReliableTopic("orders");
    topic.addListener(String.class, (channel, message) -> heard.add(message));
    for (int i = 0; i < 5; i++) {
      one.getReliableTopic("orders").publish("m" + i);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(next(heard)).isEqualTo("m" + i);
    }
    topic.removeAllListeners();
  }

  private static String next(BlockingQueue<String> heard) throws InterruptedException {
    return Objects.requireNonNullElse(heard.poll(60, TimeUnit.SECONDS), "(nothing)");
  }

  @Test
  void stream_readByAGroup_isPendingUntilAcknowledged() {
    RStream<String, String> stream = one.getStream("events", StringCodec.INSTANCE);
    stream.createGroup(StreamCreateGroupArgs.name("g").makeStream());
    StreamMessageId first = stream.add(StreamAddArgs.entries("a", "1", "b", "2"));
    StreamMessageId second = stream.add(StreamAddArgs.entry("c", "3"));
    assertThat(stream.readGroup("g", "ann", StreamReadGroupArgs.neverDelivered().count(1)))
        .containsExactly(Map.entry(first, Map.of("a", "1", "b", "2")));
    assertThat(stream.readGroup("g", "bob", StreamReadGroupArgs.neverDelivered()))
        .containsExactly(Map.entry(second, Map.of("c", "3")));
    assertThat(stream.getPendingInfo("g").getConsumerNames())
        .isEqualTo(Map.of("ann", 1L, "bob", 1L));
    assertThat(stream.getPendingInfo("g").getTotal()).isEqualTo(2);
    assertThat(stream.claim("g", "bob", 0, TimeUnit.MILLISECONDS, first)).containsOnlyKeys(first);
    assertThat(
            stream
                .autoClaim("g", "ann", 0, TimeUnit.SECONDS, StreamMessageId.MIN, 10)
                .getMessages())
        .containsOnlyKeys(first, second);
    assertThat(stream.ack("g", first, second)).isEqualTo(2);
    assertThat(stream.getInfo().getLength()).isEqualTo(2);
    assertThat(stream.listGroups().getFirst().getPending()).isZero();
    assertThat(stream.listConsumers("g")).hasSize(2);
    assertThat(stream.remove(first)).isEqualTo(1);
  }

  @Test
  void transaction_isWholeOrNotAtAll() {
    RTransaction transaction = one.createTransaction(TransactionOptions.defaults());
    transaction.getBucket("k").set("v");
    transaction.getMap("m").put("f", 1);
    transaction.getSet("s").add("x");
    assertThat(other.getBucket("k").isExists()).isFalse();
    transaction.commit();
    assertThat(other.getBucket("k").get()).isEqualTo("v");
    assertThat(other.getMap("m").get("f")).isEqualTo(1);
    RTransaction lost = one.createTransaction(TransactionOptions.defaults());
    lost.getBucket("k").set("w");
    lost.rollback();
    assertThat(other.getBucket("k").get()).isEqualTo("v");
    RTransaction late = one.createTransaction(TransactionOptions.defaults());
    late.getBucket("k").setIfAbsent("w");
    late.rollback();
    assertThatThrownBy(late::commit).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void batch_ofManyCommands_answersInOrder_alsoAsATransaction() {
    RBatch batch = one.createBatch();
    for (int i = 0; i < 100; i++) {
      var _ = batch.getAtomicLong("n").incrementAndGetAsync();
    }
    BatchResult<?> result = batch.execute();
    assertThat(result.getResponses()).hasSize(100).last().isEqualTo(100L);
    RBatch atomic =
        one.createBatch(
            org.redisson.api.BatchOptions.defaults()
                .executionMode(org.redisson.api.BatchOptions.ExecutionMode.IN_MEMORY_ATOMIC));
    var _ = atomic.getBucket("a").setAsync(1);
    var _ = atomic.getBucket("b").setAsync(2);
    var _ = atomic.getBucket("a").getAsync();
    assertThat(atomic.execute().getResponses()).last().isEqualTo(1);
  }

  @Test
  void scriptsAndFunctions_runByTextByHashAndByName() {
    RScript script = one.getScript(StringCodec.INSTANCE);
    String text = "return {KEYS[1], ARGV[1], redis.call('incr', KEYS[1])}";
    List<Object> keys = List.of("n");
    assertThat(
            script.<List<Object>>eval(
                RScript.Mode.READ_WRITE, text, RScript.ReturnType.LIST, keys, "x"))
        .containsExactly("n", "x", 1L);
    String sha = script.scriptLoad(text);
    assertThat(
            script.<List<Object>>evalSha(
                RScript.Mode.READ_WRITE, sha, RScript.ReturnType.LIST, keys, "y"))
        .containsExactly("n", "y", 2L);
    assertThat(script.scriptExists(sha, "0".repeat(40))).containsExactly(true, false);
    RFunction function = one.getFunction(StringCodec.INSTANCE);
    function.load("lib", "redis.register_function('twice', function(k, a) return a[1] * 2 end)");
    assertThat(
            function.<Long>call(FunctionMode.WRITE, "twice", FunctionResult.LONG, List.of(), "21"))
        .isEqualTo(42);
    assertThat(function.list()).hasSize(1);
    byte[] dump = function.dump();
    function.flush();
    function.restore(dump);
    assertThat(function.list().getFirst().getName()).isEqualTo("lib");
    assertThat(function.stats().getEngines()).containsKey("LUA");
  }

  @Test
  void places_areFoundAround() {
    RGeo<String> geo = one.getGeo("sicily", StringCodec.INSTANCE);
    assertThat(geo.add(13.361389, 38.115556, "Palermo")).isEqualTo(1);
    geo.add(15.087269, 37.502669, "Catania");
    assertThat(geo.dist("Palermo", "Catania", GeoUnit.KILOMETERS)).isCloseTo(166.27, within(0.1));
    assertThat(geo.search(GeoSearchArgs.from(15, 37).radius(100, GeoUnit.KILOMETERS)))
        .containsExactly("Catania");
    assertThat(
            geo.searchWithDistance(GeoSearchArgs.from("Palermo").box(400, 400, GeoUnit.KILOMETERS)))
        .containsOnlyKeys("Palermo", "Catania");
    assertThat(geo.hash("Palermo").get("Palermo")).startsWith("sqc8b49");
    assertThat(geo.pos("Catania")).containsKey("Catania");
  }

  @Test
  void smallObjects_countAndRemember() {
    var bits = one.getBitSet("bits");
    bits.set(5, 10);
    bits.set(100);
    assertThat(bits.cardinality()).isEqualTo(6);
    assertThat(bits.length()).isEqualTo(101);
    assertThat(bits.setUnsigned(8, 200, 255)).isZero();
    assertThat(bits.getUnsigned(8, 200)).isEqualTo(255);
    var bloom = one.<String>getBloomFilter("bloom");
    assertThat(bloom.tryInit(1000, 0.01)).isTrue();
    assertThat(bloom.add("a")).isTrue();
    assertThat(bloom.contains("a")).isTrue();
    assertThat(bloom.contains("b")).isFalse();
    var log = one.<String>getHyperLogLog("log");
    log.addAll(List.of("a", "b", "c", "a"));
    assertThat(log.count()).isEqualTo(3);
    assertThat(one.getAtomicDouble("d").addAndGet(0.5)).isEqualTo(0.5);
    assertThat(one.getAtomicLong("l").compareAndSet(0, 7)).isTrue();
    var ids = one.getIdGenerator("ids");
    assertThat(ids.tryInit(100, 10)).isTrue();
    assertThat(ids.nextId()).isEqualTo(100);
    assertThat(ids.nextId()).isEqualTo(101);
    var bucket = one.getBucket("b", StringCodec.INSTANCE);
    bucket.set("v", Duration.ofSeconds(100));
    assertThat(bucket.remainTimeToLive()).isBetween(90_000L, 100_000L);
    assertThat(bucket.compareAndSet("v", "w")).isTrue();
    assertThat(bucket.getAndSet("x")).isEqualTo("w");
    var series = one.<String, String>getTimeSeries("series");
    series.add(1, "a");
    series.add(2, "b", "label");
    long now = System.currentTimeMillis();
    series.add(now, "c", Duration.ofHours(1));
    assertThat(series.range(1, 2)).containsExactly("a", "b");
    assertThat(series.size()).isEqualTo(3);
    assertThat(one.getKeys().count()).isPositive();
    assertThat(one.getKeys().getKeys(KeysScanOptions.defaults().pattern("b*")))
        .contains("bits", "bloom", "b");
    assertThat(one.getKeys().deleteByPattern("b*")).isPositive();
  }

  @Test
  void binaryStream_isReadAndWrittenInParts() throws Exception {
    var stream = one.getBinaryStream("binary");
    byte[] bytes = "x".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
    try (var out = stream.getOutputStream()) {
      out.write(bytes);
    }
    try (var in = stream.getInputStream()) {
      assertThat(in.readAllBytes()).isEqualTo(bytes);
    }
  }
}
