// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.error;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Flag;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds for every command of the table, or for every one that works on keys. */
final class CommandTableTest {
  /** A right request of each command that names keys, {@code KEY} being its key. */
  private static final Map<String, String> SAMPLES =
      Map.ofEntries(
          entry("append", "KEY v"),
          entry("bitcount", "KEY"),
          entry("bitfield", "KEY INCRBY u8 0 1"),
          entry("bitfield_ro", "KEY GET u8 0"),
          entry("bitop", "NOT inverted KEY"),
          entry("bitpos", "KEY 1"),
          entry("blmove", "KEY other LEFT RIGHT 0.01"),
          entry("blmpop", "0.01 1 KEY LEFT"),
          entry("blpop", "KEY 0.01"),
          entry("brpop", "KEY 0.01"),
          entry("brpoplpush", "KEY other 0.01"),
          entry("bzmpop", "0.01 1 KEY MIN"),
          entry("bzpopmax", "KEY 0.01"),
          entry("bzpopmin", "KEY 0.01"),
          entry("cachedel", "users KEY"),
          entry("cacheget", "users KEY"),
          entry("cacheset", "users KEY v"),
          entry("copy", "KEY copied"),
          entry("decr", "KEY"),
          entry("decrby", "KEY 1"),
          entry("del", "KEY"),
          entry("dump", "KEY"),
          entry("eval", "return(1) 1 KEY"),
          entry("eval_ro", "return(1) 1 KEY"),
          entry("evalsha", "0000000000000000000000000000000000000000 1 KEY"),
          entry("evalsha_ro", "0000000000000000000000000000000000000000 1 KEY"),
          entry("exists", "KEY"),
          entry("expire", "KEY 1000"),
          entry("expireat", "KEY 9000000000"),
          entry("expiretime", "KEY"),
          entry("fcall", "missing 1 KEY"),
          entry("fcall_ro", "missing 1 KEY"),
          entry("geoadd", "KEY 13.4 38.1 m"),
          entry("geodist", "KEY a b"),
          entry("geohash", "KEY a"),
          entry("geopos", "KEY a"),
          entry("georadius", "KEY 0 0 9000 km"),
          entry("georadius_ro", "KEY 0 0 9000 km"),
          entry("georadiusbymember", "KEY a 1 km"),
          entry("georadiusbymember_ro", "KEY a 1 km"),
          entry("geosearch", "KEY FROMLONLAT 0 0 BYRADIUS 9000 km"),
          entry("geosearchstore", "stored KEY FROMLONLAT 0 0 BYRADIUS 9000 km"),
          entry("get", "KEY"),
          entry("getbit", "KEY 1"),
          entry("getdel", "KEY"),
          entry("getex", "KEY EX 1000"),
          entry("getrange", "KEY 0 -1"),
          entry("getset", "KEY v"),
          entry("hdel", "KEY a"),
          entry("hexists", "KEY a"),
          entry("hexpire", "KEY 1000 FIELDS 1 a"),
          entry("hexpireat", "KEY 9000000000 FIELDS 1 a"),
          entry("hexpiretime", "KEY FIELDS 1 a"),
          entry("hget", "KEY a"),
          entry("hgetall", "KEY"),
          entry("hincrby", "KEY a 1"),
          entry("hincrbyfloat", "KEY a 1"),
          entry("hkeys", "KEY"),
          entry("hlen", "KEY"),
          entry("hmget", "KEY a"),
          entry("hpersist", "KEY FIELDS 1 a"),
          entry("hpexpire", "KEY 1000000 FIELDS 1 a"),
          entry("hpexpireat", "KEY 9000000000000 FIELDS 1 a"),
          entry("hpexpiretime", "KEY FIELDS 1 a"),
          entry("hpttl", "KEY FIELDS 1 a"),
          entry("httl", "KEY FIELDS 1 a"),
          entry("hmset", "KEY a v"),
          entry("hrandfield", "KEY 2 WITHVALUES"),
          entry("hscan", "KEY 0"),
          entry("hset", "KEY a v"),
          entry("hsetnx", "KEY a v"),
          entry("hstrlen", "KEY a"),
          entry("hvals", "KEY"),
          entry("incr", "KEY"),
          entry("incrby", "KEY 1"),
          entry("incrbyfloat", "KEY 1"),
          entry("lcs", "KEY KEY"),
          entry("lindex", "KEY 0"),
          entry("linsert", "KEY BEFORE a v"),
          entry("llen", "KEY"),
          entry("lmove", "KEY other LEFT RIGHT"),
          entry("lmpop", "1 KEY LEFT"),
          entry("lpop", "KEY"),
          entry("lpos", "KEY a"),
          entry("lpush", "KEY v"),
          entry("lpushx", "KEY v"),
          entry("lrange", "KEY 0 -1"),
          entry("lrem", "KEY 0 a"),
          entry("lset", "KEY 0 v"),
          entry("ltrim", "KEY 0 0"),
          entry("memory|usage", "KEY"),
          entry("mget", "KEY"),
          entry("migrate", "127.0.0.1 0 KEY 0 10"),
          entry("move", "KEY 3"),
          entry("mset", "KEY v"),
          entry("msetnx", "KEY v"),
          entry("object|encoding", "KEY"),
          entry("object|freq", "KEY"),
          entry("object|idletime", "KEY"),
          entry("object|refcount", "KEY"),
          entry("persist", "KEY"),
          entry("pexpire", "KEY 100000"),
          entry("pexpireat", "KEY 9000000000000"),
          entry("pexpiretime", "KEY"),
          entry("pfadd", "KEY v"),
          entry("pfcount", "KEY"),
          entry("pfdebug", "ENCODING KEY"),
          entry("pfmerge", "KEY"),
          entry("psetex", "KEY 100000 v"),
          entry("pttl", "KEY"),
          entry("rename", "KEY renamed"),
          entry("renamenx", "KEY renamed"),
          entry("restore", "KEY 0 payload"),
          entry("restore-asking", "KEY 0 payload"),
          entry("rpop", "KEY"),
          entry("rpoplpush", "KEY other"),
          entry("rpush", "KEY v"),
          entry("rpushx", "KEY v"),
          entry("sadd", "KEY v"),
          entry("scard", "KEY"),
          entry("sdiff", "KEY"),
          entry("sdiffstore", "stored KEY"),
          entry("set", "KEY v"),
          entry("setbit", "KEY 1 1"),
          entry("setex", "KEY 1000 v"),
          entry("setnx", "KEY v"),
          entry("setrange", "KEY 1 v"),
          entry("sinter", "KEY"),
          entry("sintercard", "1 KEY"),
          entry("sinterstore", "stored KEY"),
          entry("sismember", "KEY v"),
          entry("smembers", "KEY"),
          entry("smismember", "KEY v w"),
          entry("smove", "KEY other a"),
          entry("sort", "KEY ALPHA"),
          entry("sort_ro", "KEY ALPHA"),
          entry("spop", "KEY"),
          entry("srandmember", "KEY"),
          entry("srem", "KEY v"),
          entry("sscan", "KEY 0"),
          entry("strlen", "KEY"),
          entry("substr", "KEY 0 -1"),
          entry("sunion", "KEY"),
          entry("sunionstore", "stored KEY"),
          entry("touch", "KEY"),
          entry("ttl", "KEY"),
          entry("type", "KEY"),
          entry("unlink", "KEY"),
          entry("watch", "KEY"),
          entry("xack", "KEY g 1-1"),
          entry("xadd", "KEY 9-9 f v"),
          entry("xautoclaim", "KEY g c 0 0"),
          entry("xclaim", "KEY g c 0 1-1"),
          entry("xdel", "KEY 1-1"),
          entry("xgroup|create", "KEY fresh $ MKSTREAM"),
          entry("xgroup|createconsumer", "KEY g c"),
          entry("xgroup|delconsumer", "KEY g c"),
          entry("xgroup|destroy", "KEY g"),
          entry("xgroup|setid", "KEY g $"),
          entry("xinfo|consumers", "KEY g"),
          entry("xinfo|groups", "KEY"),
          entry("xinfo|stream", "KEY"),
          entry("xlen", "KEY"),
          entry("xpending", "KEY g"),
          entry("xrange", "KEY - +"),
          entry("xread", "STREAMS KEY 0"),
          entry("xreadgroup", "GROUP g c STREAMS KEY >"),
          entry("xrevrange", "KEY + -"),
          entry("xsetid", "KEY 9-9"),
          entry("xtrim", "KEY MAXLEN 5"),
          entry("zadd", "KEY 1 a"),
          entry("zcard", "KEY"),
          entry("zcount", "KEY 0 1"),
          entry("zdiff", "1 KEY"),
          entry("zdiffstore", "stored 1 KEY"),
          entry("zincrby", "KEY 1 a"),
          entry("zinter", "1 KEY"),
          entry("zintercard", "1 KEY"),
          entry("zinterstore", "stored 1 KEY"),
          entry("zlexcount", "KEY - +"),
          entry("zmpop", "1 KEY MIN"),
          entry("zmscore", "KEY a"),
          entry("zpopmax", "KEY"),
          entry("zpopmin", "KEY"),
          entry("zrandmember", "KEY"),
          entry("zrange", "KEY 0 -1"),
          entry("zrangebylex", "KEY - +"),
          entry("zrangebyscore", "KEY 0 1"),
          entry("zrangestore", "stored KEY 0 -1"),
          entry("zrank", "KEY a"),
          entry("zrem", "KEY a"),
          entry("zremrangebylex", "KEY - +"),
          entry("zremrangebyrank", "KEY 0 0"),
          entry("zremrangebyscore", "KEY 0 1"),
          entry("zrevrange", "KEY 0 -1"),
          entry("zrevrangebylex", "KEY + -"),
          entry("zrevrangebyscore", "KEY 1 0"),
          entry("zrevrank", "KEY a"),
          entry("zscan", "KEY 0"),
          entry("zscore", "KEY a"),
          entry("zunion", "1 KEY"),
          entry("zunionstore", "stored 1 KEY"));

  /** Requests of reading commands without keys. */
  private static final List<String> WITHOUT_KEYS =
      List.of("KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE");

  /** The groups of commands that work on values of one type. */
  private static final Set<String> ONE_TYPE =
      Set.of(
          "string", "bitmap", "hyperloglog", "list", "set", "hash", "sorted-set", "geo", "stream");

  /** Commands on strings that take whatever type a key has: they overwrite it or pass it by. */
  private static final Set<String> ANY_TYPE =
      Set.of("set", "setnx", "setex", "psetex", "mset", "msetnx", "mget");

  private static final String NO_GROUP = "NOGROUP No such key 'missing' or consumer group 'g'";
  private static final String NO_STREAM =
      "ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may want to"
          + " use the MKSTREAM option to create an empty stream automatically.";

  /** Commands that need more than a right request: a payload, a policy, a key of their own. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          entry("evalsha", Errors.NO_SCRIPT),
          entry("evalsha_ro", Errors.NO_SCRIPT),
          entry("fcall", "ERR Function not found"),
          entry("fcall_ro", "ERR Function not found"),
          entry("lset", Errors.NO_SUCH_KEY),
          entry("object|freq", Errors.NO_FREQUENCY),
          entry("pfdebug", Errors.NO_SPECIFIED_KEY),
          entry("migrate", "IOERR error or timeout connecting to the client"),
          entry("restore", Errors.DUMP_FOOTER),
          entry("restore-asking", Errors.DUMP_FOOTER),
          entry("rename", Errors.NO_SUCH_KEY),
          entry("renamenx", Errors.NO_SUCH_KEY),
          entry("xautoclaim", NO_GROUP),
          entry("xclaim", NO_GROUP),
          entry("xgroup|createconsumer", NO_STREAM),
          entry("xgroup|delconsumer", NO_STREAM),
          entry("xgroup|destroy", NO_STREAM),
          entry("xgroup|setid", NO_STREAM),
          entry("xinfo|consumers", Errors.NO_SUCH_KEY),
          entry("xinfo|groups", Errors.NO_SUCH_KEY),
          entry("xinfo|stream", Errors.NO_SUCH_KEY),
          entry("xpending", NO_GROUP),
          entry("xreadgroup", NO_GROUP + " in XREADGROUP with GROUP option"),
          entry("xsetid", Errors.NO_SUCH_KEY));

  private final CommandDriver driver = CommandDriver.open(2);

  @AfterEach
  void check() {
    assertThat(driver.problems()).isEmpty();
    driver.close();
  }

  static Stream<Command> all() {
    return CommandDriver.table().withSubcommands().stream();
  }

  static Stream<Command> onKeys() {
    return all().filter(Command::hasKeys);
  }

  static Stream<Command> onOneType() {
    return onKeys()
        .filter(command -> ONE_TYPE.contains(command.group()))
        .filter(command -> !ANY_TYPE.contains(command.name()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyCommand_withTooFewOrTooManyArguments_namesItself(Command command) {
    String arity = Errors.arity(command);
    String aborted =
        "EXECABORT Transaction discarded because of: " + arity.substring("ERR ".length());
    Reply expected = error(command.is(Flag.EXECUTES) ? aborted : arity);
    int least = Math.abs(command.arity());
    int words = command.name().split("\\|", -1).length;
    if (least > words) {
      assertThat(driver.run(request(command, least - 1))).isEqualTo(expected);
    }
    if (command.arity() > 0) {
      assertThat(driver.run(request(command, least + 1))).isEqualTo(expected);
    }
  }

  private static String[] request(Command command, int count) {
    String[] request = new String[count];
    Arrays.fill(request, "x");
    String[] words = command.name().split("\\|", -1);
    System.arraycopy(words, 0, request, 0, words.length);
    return request;
  }

  @ParameterizedTest
  @MethodSource("onKeys")
  void everyCommandOnKeys_hasASampleThatWorks(Command command) {
    driver.run("SET", "number", "5");
    driver.run("RPUSH", "list", "a", "b");
    driver.run("PFADD", "counted", "a", "b");
    driver.run("SADD", "set", "a", "b");
    driver.run("HSET", "hash", "a", "1");
    driver.run("GEOADD", "zset", "0", "0", "a", "1", "1", "b");
    driver.run("XADD", "stream", "1-1", "f", "v");
    driver.run("XGROUP", "CREATE", "stream", "g", "0");
    assertNoFailure(command, driver.run(sample(command, key(command))));
  }

  /** A key of the type that a command is for. */
  private static String key(Command command) {
    return switch (command.group()) {
      case "set", "list", "hash", "stream" -> command.group();
      case "sorted-set", "geo" -> "zset";
      case "hyperloglog" -> "counted";
      default -> {
        boolean list = command.categories().contains("list");
        yield command.name().startsWith("restore") ? "free" : list ? "list" : "number";
      }
    };
  }

  @ParameterizedTest
  @MethodSource("onKeys")
  void everyCommandOnKeys_withMissingKey_isNoError(Command command) {
    driver.send(sample(command, "missing"));
    if (!driver.isAnswered()) {
      assertThat(command.is(Flag.BLOCKING)).as("only what blocks waits").isTrue();
      driver.clock().advance(Duration.ofSeconds(1));
    }
    assertNoFailure(command, driver.receive());
    if (!command.is(Flag.DENYOOM)) {
      assertThat(dump()).as("only what takes memory makes keys").isEmpty();
    }
  }

  private static void assertNoFailure(Command command, Reply reply) {
    String refused = REFUSED.get(command.name());
    if (refused == null || !reply.equals(error(refused))) {
      assertThat(reply).isNotInstanceOf(Reply.Failure.class);
    }
  }

  @ParameterizedTest
  @MethodSource("onOneType")
  void everyCommandOfOneType_onAnother_isRefusedAndChangesNothing(Command command) {
    boolean string = Set.of("string", "bitmap", "hyperloglog").contains(command.group());
    driver.run(string ? new String[] {"RPUSH", "k", "v"} : new String[] {"SET", "k", "v"});
    driver.run("EXPIREAT", "k", "9000000000");
    List<String> before = dump();
    String words = command.name().equals("lcs") ? Errors.NOT_STRINGS : Errors.WRONG_TYPE;
    assertThat(driver.run(sample(command, "k"))).isEqualTo(error(words));
    assertThat(dump()).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("onKeys")
  void everyReadingCommand_leavesTheStoreUnchanged(Command command) {
    if (command.is(Flag.READONLY)) {
      fill();
      List<String> before = dump();
      driver.run(sample(command, "text"));
      driver.run(sample(command, "list"));
      driver.run(sample(command, "hash"));
      driver.run(sample(command, "zset"));
      driver.run(sample(command, "stream"));
      driver.run(sample(command, "number"));
      driver.run(sample(command, "set"));
      assertThat(dump()).isEqualTo(before);
    }
  }

  @Test
  void readingCommandsWithoutKeys_leaveTheStoreUnchanged() {
    fill();
    List<String> before = dump();
    for (String request : WITHOUT_KEYS) {
      assertThat(driver.run(request.split(" ", -1))).isNotInstanceOf(Reply.Failure.class);
    }
    assertThat(dump()).isEqualTo(before);
  }

  @Test
  void samples_areOfCommandsThatAreThere() {
    assertThat(onKeys().map(Command::name).toList())
        .containsExactlyInAnyOrderElementsOf(SAMPLES.keySet());
  }

  private static String[] sample(Command command, String key) {
    String arguments = SAMPLES.get(command.name());
    if (arguments == null) {
      throw new AssertionError(command + " works on keys: add a sample of a right request");
    }
    return (command.name().replace('|', ' ') + " " + arguments.replace("KEY", key)).split(" ", -1);
  }

  private void fill() {
    driver.run("SET", "text", "some text", "EXAT", "9000000000");
    driver.run("SET", "number", "5");
    driver.run("RPUSH", "list", "a", "b", "c");
    driver.run("SADD", "set", "3", "1", "2");
    driver.run("HSET", "hash", "a", "1", "b", "2");
    driver.run("GEOADD", "zset", "0", "0", "a", "1", "1", "b");
    driver.run("XADD", "stream", "1-1", "f", "v");
    driver.run("XGROUP", "CREATE", "stream", "g", "0");
  }

  /** All there is, as text. */
  private List<String> dump() {
    List<String> lines = new ArrayList<>();
    for (Reply key : ((Reply.Array) driver.run("KEYS", "*")).items()) {
      String name = ((Reply.Bulk) key).text();
      lines.add(
          name
              + driver.run("TYPE", name)
              + driver.run("PEXPIRETIME", name)
              + driver.run("GET", name)
              + driver.run("LRANGE", name, "0", "-1")
              + driver.run("SMEMBERS", name)
              + driver.run("HGETALL", name)
              + driver.run("ZRANGE", name, "0", "-1", "WITHSCORES")
              + driver.run("XINFO", "STREAM", name, "FULL"));
    }
    return lines.stream().sorted().toList();
  }
}
