// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.command.Command;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import io.radish.testkit.CommandPeer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the table says of each command, against what a real server says: {@code COMMAND INFO} whole,
 * {@code COMMAND DOCS} but for the words of our own.
 *
 * <p>The servers are Redis 7.0 and Valkey 8.0; Radish is as 7.2, between them. Where one of them
 * differs from that, the difference stands in {@link #EXCEPTIONS} with its reason; one that is
 * there no more fails, too, as does a command that no server has and that is not listed as our own.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
final class CommandFactsTest {
  /** The parts of an element of {@code COMMAND INFO}, in order. */
  private static final List<String> PARTS =
      List.of(
          "name",
          "arity",
          "flags",
          "first",
          "last",
          "step",
          "categories",
          "tips",
          "key specs",
          "subcommands");

  private static final int FLAGS = PARTS.indexOf("flags");
  private static final int TIPS = PARTS.indexOf("tips");
  private static final int SUBCOMMANDS = PARTS.indexOf("subcommands");

  /** Commands of Redis 7.4, which neither server has yet. */
  private static final Set<String> LATER =
      Set.of(
          "hexpire",
          "hexpireat",
          "hexpiretime",
          "hpersist",
          "hpexpire",
          "hpexpireat",
          "hpexpiretime",
          "hpttl",
          "httl");

  /** Commands of Radish's own, which no other server has. */
  private static final Set<String> OWN =
      Set.of(
          "backup",
          "cache",
          "cacheconfig",
          "cachedel",
          "cacheget",
          "cachegetall",
          "cachekeys",
          "cacheset",
          "createcache",
          "createstore",
          "deletecache",
          "deletestore",
          "inspect",
          "listcaches",
          "liststores");

  /** Where a server differs from 7.2: command and part, with the reason. */
  private static final Map<RealServers, Map<String, String>> EXCEPTIONS =
      Map.of(
          RealServers.REDIS,
          Map.ofEntries(
              entry("blmove flags", "7.2 lets scripts run it"),
              entry("blpop flags", "7.2 lets scripts run it"),
              entry("brpop flags", "7.2 lets scripts run it"),
              entry("brpoplpush flags", "7.2 lets scripts run it"),
              entry("bzpopmax flags", "7.2 lets scripts run it"),
              entry("bzpopmin flags", "7.2 lets scripts run it"),
              entry("zrank arity", "7.2 takes WITHSCORE"),
              entry("zrevrank arity", "7.2 takes WITHSCORE"),
              entry("wait flags", "7.2 lets scripts run it, and says that it blocks"),
              entry("wait categories", "7.2 says that it blocks"),
              entry("command|getkeys arity", "7.2 takes a command without arguments"),
              entry("command|getkeysandflags arity", "7.2 takes a command without arguments"),
              entry("msetnx tips", "7.2 has none"),
              entry("randomkey tips", "7.2 added response_policy:special"),
              entry("scan tips", "7.2 added response_policy:special")),
          RealServers.VALKEY,
          Map.ofEntries(
              entry("acl|deluser tips", "policies came with 7.4"),
              entry("acl|save tips", "policies came with 7.4"),
              entry("acl|setuser tips", "policies came with 7.4"),
              entry("client|setinfo tips", "policies came with 7.4"),
              entry("cluster|info flags", "Valkey answers while it loads"),
              entry("cluster|myid flags", "Valkey answers while it loads"),
              entry("cluster|myshardid flags", "Valkey answers while it loads"),
              entry("cluster|nodes flags", "Valkey answers while it loads"),
              entry("cluster|shards flags", "Valkey answers while it loads"),
              entry("cluster|slots flags", "Valkey answers while it loads"),
              entry("client|setname tips", "policies came with 7.4"),
              entry("config|resetstat tips", "policies came with 7.4"),
              entry("config|rewrite tips", "policies came with 7.4"),
              entry("latency|reset tips", "agg_sum came with 7.4"),
              entry("multi flags", "Valkey refuses it in a transaction by a flag"),
              entry("watch flags", "Valkey refuses it in a transaction by a flag"),
              entry("sinterstore key specs", "7.4 says that it does not read what was there")));

  /**
   * Commands and subcommands that a server has and 7.2, or Radish, has not; or the other way round.
   */
  private static final Map<RealServers, Map<String, String>> SUBCOMMAND_EXCEPTIONS =
      Map.of(
          RealServers.REDIS,
          Map.of(
              "client|setinfo", "came with 7.2",
              "client|no-touch", "came with 7.2",
              "cluster|myshardid", "came with 7.2",
              "waitaof", "came with 7.2"),
          RealServers.VALKEY,
          Map.of(
              "client|capa", "Valkey's own",
              "cluster|slot-stats", "Valkey's own",
              "script|show", "Valkey's own"));

  /** Names of arguments, and deprecations, that came between 7.0 and 7.2. */
  private static final Set<String> NEW_DOCS =
      Set.of(
          "acl|cat",
          "acl|log",
          "bitcount",
          "bitfield",
          "bitfield_ro",
          "bitop",
          "bitpos",
          "client|kill",
          "client|pause",
          "command|getkeys",
          "command|getkeysandflags",
          "function|flush",
          "script|flush",
          "flushall",
          "flushdb",
          "geoadd",
          "geohash",
          "geopos",
          "georadius",
          "georadius_ro",
          "georadiusbymember",
          "georadiusbymember_ro",
          "geosearch",
          "geosearchstore",
          "hmset",
          "hset",
          "mset",
          "msetnx",
          "pfmerge",
          "psetex",
          "quit",
          "setex",
          "setnx",
          "xadd",
          "xclaim",
          "xgroup|create",
          "xgroup|createconsumer",
          "xgroup|delconsumer",
          "xgroup|destroy",
          "xgroup|setid",
          "xinfo|consumers",
          "xinfo|stream",
          "xreadgroup",
          "xsetid",
          "zadd",
          "zrange",
          "zrangebylex",
          "zrangebyscore",
          "zrangestore",
          "zrank",
          "zrevrangebylex",
          "zrevrangebyscore",
          "zrevrank");

  /** In our own words, or not there before 7.2. */
  private static final Set<String> NOT_COMPARED =
      Set.of("summary", "complexity", "display_text", "subcommands");

  @Parameter RealServers server = RealServers.REDIS;

  private final CommandDriver ours = CommandDriver.open(3);
  private List<CommandPeer> theirs = List.of();

  @BeforeEach
  void connect() {
    server.assumeThere();
    theirs = List.of(server.connect(3));
  }

  @AfterEach
  void close() {
    theirs.forEach(CommandPeer::close);
    ours.close();
  }

  @Test
  void commandInfo_ofEveryCommand_isRedisOwn() {
    List<String> different = new ArrayList<>();
    Set<String> own = new TreeSet<>();
    for (Command command : CommandDriver.table().withSubcommands()) {
      List<Reply> expected = info(theirs.getFirst(), command);
      if (expected.isEmpty()) {
        own.add(command.name());
        continue;
      }
      List<Reply> actual = info(ours, command);
      for (int i = 0; i < PARTS.size(); i++) {
        if (!comparable(i, actual.get(i)).equals(comparable(i, expected.get(i)))) {
          different.add(command + " " + PARTS.get(i));
        }
      }
    }
    assertThat(different)
        .as("explain in EXCEPTIONS what is another server's mistake, mend what is ours")
        .containsExactlyInAnyOrderElementsOf(exceptions().keySet());
    own.removeIf(name -> name.contains("|") && own.contains(name.substring(0, name.indexOf('|'))));
    own.removeAll(SUBCOMMAND_EXCEPTIONS.getOrDefault(server, Map.of()).keySet());
    Set<String> expected = new TreeSet<>(OWN);
    expected.addAll(LATER);
    assertThat(own).isEqualTo(expected);
  }

  private Map<String, String> exceptions() {
    return EXCEPTIONS.getOrDefault(server, Map.of());
  }

  /** A part in the order that does not matter; of subcommands the names that are not excepted. */
  private Reply comparable(int part, Reply reply) {
    if (part != FLAGS && part != TIPS && part != SUBCOMMANDS) {
      return reply;
    }
    List<Reply> items =
        switch (reply) {
          case Reply.Array array -> array.items();
          case Reply.SetReply set -> set.items();
          default -> List.of(reply);
        };
    Map<String, String> excepted = SUBCOMMAND_EXCEPTIONS.getOrDefault(server, Map.of());
    return new Reply.Array(
        items.stream()
            .map(item -> part == SUBCOMMANDS ? ((Reply.Array) item).items().getFirst() : item)
            .filter(
                item -> part != SUBCOMMANDS || !excepted.containsKey(((Reply.Bulk) item).text()))
            .sorted(Comparator.comparing(Object::toString))
            .toList());
  }

  @Test
  void commandDocs_ofEveryCommand_areRedisOwn() {
    assumeTrue(server == RealServers.REDIS, "Valkey 8.0 has reworded its documents");
    for (Command command : CommandDriver.table().withSubcommands()) {
      Reply expected = docs(theirs.getFirst(), command);
      if (!expected.equals(new Reply.MapReply(List.of())) && !NEW_DOCS.contains(command.name())) {
        assertThat(docs(ours, command)).as(command.name()).isEqualTo(expected);
      }
    }
  }

  private static List<Reply> info(CommandPeer peer, Command command) {
    Reply all = peer.run("COMMAND", "INFO", command.name());
    return all instanceof Reply.Array array && array.items().getFirst() instanceof Reply.Array parts
        ? parts.items()
        : List.of();
  }

  private static Reply docs(CommandPeer peer, Command command) {
    return comparable(peer.run("COMMAND", "DOCS", command.name()));
  }

  private static Reply comparable(Reply reply) {
    return switch (reply) {
      case Reply.MapReply map ->
          new Reply.MapReply(
              map.pairs().stream()
                  .filter(pair -> NOT_COMPARED.stream().noneMatch(n -> bulk(n).equals(pair.key())))
                  .map(pair -> new Reply.Pair(pair.key(), comparable(pair.value())))
                  .toList());
      case Reply.Array array ->
          new Reply.Array(array.items().stream().map(CommandFactsTest::comparable).toList());
      default -> reply;
    };
  }
}
