// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server and its connections, where Radish says the same as Redis. */
final class AdminScenarioTest extends CommandScenario {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CLIENT PAUSE x | ERR timeout is not an integer or out of range",
        "CLIENT PAUSE -1 | ERR timeout is negative",
        "CLIENT PAUSE 10 foo | ERR CLIENT PAUSE mode must be WRITE or ALL",
        "CLIENT REPLY x | ERR syntax error",
        "CLIENT NO-EVICT x | ERR syntax error",
        "CLIENT TRACKING x | ERR syntax error",
        "CLIENT TRACKING off foo | ERR syntax error",
        "CLIENT LIST TYPE foo | ERR Unknown client type 'foo'",
        "CLIENT LIST ID x | ERR Invalid client ID",
        "CLIENT LIST ID | ERR syntax error",
        "CLIENT KILL ID x | ERR client-id should be greater than 0",
        "CLIENT KILL OLDER 3 | ERR syntax error",
        "CLIENT KILL TYPE foo | ERR Unknown client type 'foo'",
        "CLIENT KILL USER foo | ERR No such user 'foo'",
        "CLIENT KILL SKIPME foo | ERR syntax error",
        "SLOWLOG GET x | ERR count should be greater than or equal to -1",
        "SLOWLOG GET -2 | ERR count should be greater than or equal to -1",
        "SLOWLOG foo | ERR unknown subcommand 'foo'. Try SLOWLOG HELP.",
        "LATENCY GRAPH foo | ERR No samples available for event 'foo'",
        "LATENCY foo | ERR unknown subcommand 'foo'. Try LATENCY HELP.",
        "MEMORY foo | ERR unknown subcommand 'foo'. Try MEMORY HELP.",
        "COMMAND LIST FILTERBY foo bar | ERR syntax error",
        "COMMAND GETKEYS nosuch k | ERR Invalid command specified",
        "COMMAND GETKEYS PING x | ERR The command has no key arguments",
        "COMMAND GETKEYS GET a b | ERR Invalid number of arguments specified for command",
        "COMMAND GETKEYS command foo x | ERR Invalid command specified",
        "COMMAND GETKEYS lmpop 0 a b left | ERR Invalid arguments specified for command",
        "COMMAND GETKEYS lmpop x a b left | ERR Invalid arguments specified for command",
        "COMMAND GETKEYS zdiffstore a 9 b | ERR Invalid arguments specified for command",
        "SLOWLOG GET -1 x | ERR unknown subcommand or wrong number of arguments for 'GET'. Try"
            + " SLOWLOG HELP.",
        "CLIENT TRACKING on BCAST OPTIN | ERR OPTIN and OPTOUT are not compatible with BCAST",
        "CLIENT TRACKING on OPTIN OPTOUT | ERR You can't specify both OPTIN mode and OPTOUT mode",
        "CLIENT TRACKING on OPTIN OPTOUT PREFIX a | ERR PREFIX option requires BCAST mode to be"
            + " enabled",
        "CLIENT TRACKING on BCAST PREFIX x PREFIX ab PREFIX a | ERR Prefix 'ab' overlaps with"
            + " another provided prefix 'a'. Prefixes for a single client must not overlap.",
        "DEBUG QUICKLIST-PACKED-THRESHOLD 5gb | ERR argument must be a memory value bigger than 1"
            + " and smaller than 4gb",
        "DEBUG QUICKLIST-PACKED-THRESHOLD 4293918721 | ERR argument must be a memory value bigger"
            + " than 1 and smaller than 4gb",
        "DEBUG foo | ERR unknown subcommand or wrong number of arguments for 'foo'. Try DEBUG HELP.",
        "DEBUG OBJECT nosuch | ERR no such key",
        "DEBUG LISTPACK nosuch | ERR no such key",
        "DEBUG SLEEP | ERR unknown subcommand or wrong number of arguments for 'SLEEP'. Try DEBUG"
            + " HELP.",
        "DEBUG ERROR anything | anything",
        "DEBUG QUICKLIST-PACKED-THRESHOLD x | ERR argument must be a memory value bigger than 1 and"
            + " smaller than 4gb"
      })
  void mistakes_areAnsweredInRedisWords(String request, String expected) {
    assertThat(run(request.split(" ", -1))).isEqualTo(error(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "string",
        "integer",
        "double",
        "bignum",
        "null",
        "array",
        "set",
        "map",
        "verbatim",
        "true",
        "false"
      })
  void debugProtocol_answersOneOfEachType(String type) {
    Reply expected =
        switch (type) {
          case "string" -> bulk("Hello World");
          case "integer" -> integer(12345);
          case "array" -> array(integer(0), integer(1), integer(2));
          default -> run("DEBUG", "PROTOCOL", type);
        };
    assertThat(run("DEBUG", "PROTOCOL", type)).isEqualTo(expected);
    assertThat(expected).isNotInstanceOf(Reply.Failure.class);
  }

  @Test
  void digest_ofTheSameData_isThatOfRedis() {
    run("SET", "a", "1");
    run("SET", "b", "xyz", "PXAT", "9000000000000");
    run("RPUSH", "l", "1", "a", "bbb");
    run("SELECT", "3");
    run("SET", "q", "r");
    assertThat(run("DEBUG", "DIGEST"))
        .isEqualTo(simple("45b07cbfccc181391484109ee9ba073d9b82adea"));
    run("SELECT", "0");
    assertThat(run("DEBUG", "DIGEST-VALUE", "a", "none", "l"))
        .isEqualTo(
            array(
                simple("b4fc66738120fba0b5aa500ab5c2bf89cea1c5da"),
                simple("0000000000000000000000000000000000000000"),
                simple("1efa0575fd9772a70fe34d01cbbc01ffe6025d7e")));
  }

  @Test
  void tracking_offAndAskedFor_isOff() {
    assertThat(run("CLIENT", "TRACKING", "off")).isEqualTo(ok());
    assertThat(run("CLIENT", "GETREDIR")).isEqualTo(integer(-1));
    assertThat(run("CLIENT", "TRACKINGINFO").toText()).contains("off", "-1");
    assertThat(run("CLIENT", "CACHING", "yes"))
        .isEqualTo(
            error(
                "ERR CLIENT CACHING can be called only when the client is in tracking mode with"
                    + " OPTIN or OPTOUT mode enabled"));
  }

  @Test
  void getKeysAndFlags_ofSet_dependOnGet() {
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "SET", "a", "b").toText())
        .contains("\"a\"", "OW", "update");
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "SET", "a", "b", "EX", "9", "get").toText())
        .contains("\"a\"", "RW", "access", "update");
    assertThat(run("COMMAND", "GETKEYS", "MSET", "a", "b", "c", "d")).isEqualTo(bulks("a", "c"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sort b get -1 1 store 99 | b 99",
        "sort nx 1 store x | nx x",
        "sort k limit 1 store a store b | k b",
        "sort_ro k 1 store x | k",
        "lmpop 02 a b left | a b",
        "lmpop +2 a b left | a b",
        "lmpop 2x a b left | a b",
        "blmpop 1 02 a b left | a b",
      })
  void getKeys_ofRequestsThatAreWrong_givesWhatTheyName(String request, String keys) {
    assertThat(run(("COMMAND GETKEYS " + request).split(" ", -1)))
        .isEqualTo(bulks(keys.split(" ", -1)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"eval x 0", "evalsha x 1", "eval x y", "eval x -1", "fcall x 2 a"})
  void getKeys_ofScriptsWithoutThem_areNone(String request) {
    assertThat(run(("COMMAND GETKEYS " + request).split(" ", -1))).isEqualTo(array());
  }

  @Test
  void list_byCategory_takesAnyWord() {
    assertThat(run("COMMAND", "LIST", "FILTERBY", "ACLCAT", "foo")).isEqualTo(array());
    assertThat(run("COMMAND", "LIST", "FILTERBY", "ACLCAT", "@read")).isEqualTo(array());
    assertThat(run("COMMAND", "LIST", "FILTERBY", "ACLCAT", "READ").toText()).contains("\"get\"");
  }

  @Test
  void unknownCommand_isQuotedByteByByte() {
    assertThat(run(latin1("F\u00ff\0x"), latin1("\u00fea"), latin1("\0"), latin1("b\r\nb")))
        .isEqualTo(
            error("ERR unknown command 'F\uFFFD', with args beginning with: '\uFFFDa' '' 'b  b' "));
    String a = "a".repeat(100);
    assertThat(run("FOO", a, a, a))
        .isEqualTo(
            error(
                "ERR unknown command 'FOO', with args beginning with: '"
                    + a
                    + "' '"
                    + "a".repeat(25)
                    + "' "));
    assertThat(run(latin1("OBJECT"), latin1("a\0b")))
        .isEqualTo(error("ERR unknown subcommand 'a'. Try OBJECT HELP."));
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void touch_ofClientThatLeavesNoTrace_touches() {
    run("SET", "k", "v");
    byte[] payload = ((Reply.Bulk) run("DUMP", "k")).bytes();
    run(
        latin1("RESTORE"),
        latin1("k"),
        latin1("0"),
        payload,
        latin1("REPLACE"),
        latin1("IDLETIME"),
        latin1("1000"));
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "k")).value()).isBetween(1000L, 1010L);
    run("CLIENT", "NO-TOUCH", "ON");
    run("TOUCH", "k");
    run("CLIENT", "NO-TOUCH", "OFF");
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "k")).value()).isBetween(0L, 10L);
  }

  @Test
  void memoryUsage_countsNeitherHitNorMiss() {
    run("SET", "k", "v");
    run("CONFIG", "RESETSTAT");
    run("MEMORY", "USAGE", "k");
    run("MEMORY", "USAGE", "missing");
    assertThat(text(run("INFO", "stats"))).contains("keyspace_hits:0", "keyspace_misses:0");
  }

  @Test
  void unknownSubcommand_isNotCountedAsItsContainer() {
    run("CONFIG", "RESETSTAT");
    run("CLIENT", "FOO");
    assertThat(text(run("INFO", "commandstats"))).doesNotContain("cmdstat_client:");
  }

  @Test
  void slowLog_shortensArgumentsAndHidesPasswords() {
    run("CONFIG", "SET", "slowlog-log-slower-than", "0");
    run("SLOWLOG", "RESET");
    String[] keys = new String[41];
    for (int i = 1; i < keys.length; i++) {
      keys[i] = "k" + i;
    }
    keys[0] = "DEL";
    run(keys);
    run("SET", "k", "x".repeat(200));
    run("AUTH", "secret");
    run("CONFIG", "SET", "requirepass", "", "slowlog-log-slower-than", "-1");
    List<Reply> entries = ((Reply.Array) run("SLOWLOG", "GET")).items();
    assertThat(run("SLOWLOG", "LEN")).isEqualTo(integer(entries.size()));
    assertThat(argumentsOf(entries, "AUTH")).isEqualTo(bulks("AUTH", "(redacted)"));
    assertThat(argumentsOf(entries, "SET"))
        .isEqualTo(bulks("SET", "k", "x".repeat(128) + "... (72 more bytes)"));
    List<Reply> del = ((Reply.Array) argumentsOf(entries, "DEL")).items();
    assertThat(del).hasSize(32);
    assertThat(del.getLast()).isEqualTo(bulk("... (10 more arguments)"));
    assertThat(run("SLOWLOG", "RESET")).isEqualTo(ok());
    assertThat(run("SLOWLOG", "LEN")).isEqualTo(integer(0));
  }

  private static Reply argumentsOf(List<Reply> entries, String name) {
    return entries.stream()
        .map(entry -> ((Reply.Array) entry).items().get(3))
        .filter(arguments -> ((Reply.Array) arguments).items().getFirst().equals(bulk(name)))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void info_countsCallsFailuresAndRefusalsOfEachCommand() {
    run("CONFIG", "RESETSTAT");
    run("SET", "k", "v");
    run("SET", "k");
    run("RPUSH", "k", "v");
    run("NOSUCH");
    String info = text(run("INFO", "commandstats", "errorstats"));
    assertThat(info)
        .containsPattern("cmdstat_set:calls=1,usec=\\d+,usec_per_call=[0-9.]+,rejected_calls=1")
        .containsPattern("cmdstat_rpush:calls=1,.*rejected_calls=0,failed_calls=1")
        .contains("errorstat_ERR:count=2", "errorstat_WRONGTYPE:count=1");
    run("CONFIG", "RESETSTAT");
    assertThat(text(run("INFO", "commandstats", "errorstats")))
        .doesNotContain("cmdstat_set:", "errorstat_");
  }

  @Test
  void info_tellsPercentilesOfEachCommand() {
    run("CONFIG", "RESETSTAT");
    run("SET", "k", "v");
    assertThat(text(run("INFO", "latencystats")))
        .containsPattern("latency_percentiles_usec_set:p50=[0-9.]+,p99=[0-9.]+,p99.9=[0-9.]+\r\n");
    String histogram = run("LATENCY", "HISTOGRAM", "set", "nosuch").toText();
    assertThat(histogram).contains("set", "calls", "(integer) 1", "histogram_usec");
    assertThat(run("LATENCY", "RESET", "nosuch")).isEqualTo(integer(0));
  }

  private static String text(Reply reply) {
    return reply instanceof Reply.Verbatim verbatim ? verbatim.text() : ((Reply.Bulk) reply).text();
  }
}
