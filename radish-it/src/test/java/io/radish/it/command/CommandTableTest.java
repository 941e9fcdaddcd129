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
          entry("blmove", "KEY other LEFT RIGHT 0.01"),
          entry("blmpop", "0.01 1 KEY LEFT"),
          entry("blpop", "KEY 0.01"),
          entry("brpop", "KEY 0.01"),
          entry("brpoplpush", "KEY other 0.01"),
          entry("cachedel", "users KEY"),
          entry("cacheget", "users KEY"),
          entry("cacheset", "users KEY v"),
          entry("copy", "KEY copied"),
          entry("decr", "KEY"),
          entry("decrby", "KEY 1"),
          entry("del", "KEY"),
          entry("dump", "KEY"),
          entry("exists", "KEY"),
          entry("expire", "KEY 1000"),
          entry("expireat", "KEY 9000000000"),
          entry("expiretime", "KEY"),
          entry("get", "KEY"),
          entry("getdel", "KEY"),
          entry("getex", "KEY EX 1000"),
          entry("getrange", "KEY 0 -1"),
          entry("getset", "KEY v"),
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
          entry("psetex", "KEY 100000 v"),
          entry("pttl", "KEY"),
          entry("rename", "KEY renamed"),
          entry("renamenx", "KEY renamed"),
          entry("restore", "KEY 0 payload"),
          entry("rpop", "KEY"),
          entry("rpoplpush", "KEY other"),
          entry("rpush", "KEY v"),
          entry("rpushx", "KEY v"),
          entry("set", "KEY v"),
          entry("setex", "KEY 1000 v"),
          entry("setnx", "KEY v"),
          entry("setrange", "KEY 1 v"),
          entry("sort", "KEY ALPHA"),
          entry("sort_ro", "KEY ALPHA"),
          entry("strlen", "KEY"),
          entry("substr", "KEY 0 -1"),
          entry("touch", "KEY"),
          entry("ttl", "KEY"),
          entry("type", "KEY"),
          entry("unlink", "KEY"),
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
          entry("xtrim", "KEY MAXLEN 5"));

  /** Requests of reading commands without keys. */
  private static final List<String> WITHOUT_KEYS =
      List.of("KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE");

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
          entry("lset", Errors.NO_SUCH_KEY),
          entry("object|freq", Errors.NO_FREQUENCY),
          entry("restore", Errors.DUMP_FOOTER),
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
    return all().filter(command -> !command.keys().isEmpty());
  }

  static Stream<Command> onOneType() {
    return onKeys()
        .filter(command -> Set.of("string", "list", "stream").contains(command.group()))
        .filter(command -> !ANY_TYPE.contains(command.name()));
  }

  @ParameterizedTest
  @MethodSource("all")
  void everyCommand_withTooFewOrTooManyArguments_namesItself(Command command) {
    Reply expected = error(Errors.arity(command));
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
    driver.run("XADD", "stream", "1-1", "f", "v");
    driver.run("XGROUP", "CREATE", "stream", "g", "0");
    boolean list = command.categories().contains("list");
    boolean stream = command.categories().contains("stream");
    String key = list ? "list" : stream ? "stream" : "number";
    key = command.name().equals("restore") ? "free" : key;
    assertNoFailure(command, driver.run(sample(command, key)));
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
    boolean list = command.group().equals("list");
    driver.run(list ? new String[] {"SET", "k", "v"} : new String[] {"RPUSH", "k", "v"});
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
      driver.run(sample(command, "stream"));
      driver.run(sample(command, "number"));
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
              + driver.run("XINFO", "STREAM", name, "FULL"));
    }
    return lines.stream().sorted().toList();
  }
}
