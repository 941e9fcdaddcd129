// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import org.junit.jupiter.api.Test;

/** Values dumped and restored; what is kept of them beside their content. */
final class DumpScenarioTest extends CommandScenario {
  private byte[] dump(String key) {
    return ((Reply.Bulk) run("DUMP", key)).bytes();
  }

  private Reply restore(String key, String ttl, byte[] payload, String... options) {
    byte[][] request = new byte[4 + options.length][];
    request[0] = "RESTORE".getBytes(UTF_8);
    request[1] = key.getBytes(UTF_8);
    request[2] = ttl.getBytes(UTF_8);
    request[3] = payload;
    for (int i = 0; i < options.length; i++) {
      request[4 + i] = options[i].getBytes(UTF_8);
    }
    return run(request);
  }

  @Test
  void dumpAndRestore_giveTheValueBack() {
    run("SET", "s", "some value, some value, some value", "EX", "5000");
    run("RPUSH", "l", "a", "17", "");
    assertThat(run("DUMP", "missing")).isEqualTo(nil());
    assertThat(restore("t", "0", dump("s"))).isEqualTo(ok());
    assertThat(restore("m", "7000000", dump("l"))).isEqualTo(ok());
    assertThat(run("GET", "t")).isEqualTo(bulk("some value, some value, some value"));
    assertThat(run("TTL", "t")).isEqualTo(integer(-1));
    assertThat(run("LRANGE", "m", "0", "-1")).isEqualTo(bulks("a", "17", ""));
    assertThat(run("TTL", "m")).isEqualTo(integer(7000));
  }

  @Test
  void restore_overAKey_wantsReplace() {
    run("SET", "a", "1", "EX", "100");
    run("RPUSH", "l", "x");
    byte[] list = dump("l");
    assertThat(restore("a", "0", list)).isEqualTo(error(Errors.BUSY_KEY));
    assertThat(restore("a", "0", list, "replace")).isEqualTo(ok());
    assertThat(run("LRANGE", "a", "0", "-1")).isEqualTo(bulks("x"));
    assertThat(run("TTL", "a")).isEqualTo(integer(-1));
  }

  @Test
  void restore_withDeadline_countsItOrTakesIt() {
    run("SET", "a", "1");
    byte[] payload = dump("a");
    long deadline = now() + 9_000_000;
    assertThat(restore("b", Long.toString(deadline), payload, "ABSTTL")).isEqualTo(ok());
    assertThat(run("PEXPIRETIME", "b")).isEqualTo(integer(deadline));
    assertThat(restore("b", "1", payload, "ABSTTL", "REPLACE")).isEqualTo(ok());
    assertThat(run("EXISTS", "b")).isEqualTo(integer(0));
    assertThat(restore("c", "1", payload, "ABSTTL")).isEqualTo(ok());
    assertThat(run("EXISTS", "c")).isEqualTo(integer(0));
  }

  @Test
  void restore_mistakes_areFoundInOrder() {
    run("SET", "a", "1");
    byte[] good = dump("a");
    byte[] bad = good.clone();
    bad[0] ^= 1;
    assertThat(restore("b", "0", bad)).isEqualTo(error(Errors.DUMP_FOOTER));
    assertThat(restore("b", "0", new byte[0])).isEqualTo(error(Errors.DUMP_FOOTER));
    assertThat(restore("b", "-1", bad)).isEqualTo(error(Errors.INVALID_TTL));
    assertThat(restore("b", "x", bad)).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(restore("a", "x", bad)).isEqualTo(error(Errors.BUSY_KEY));
    assertThat(restore("a", "x", bad, "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(restore("a", "x", bad, "IDLETIME")).isEqualTo(error(Errors.SYNTAX));
    assertThat(restore("a", "x", bad, "IDLETIME", "-1")).isEqualTo(error(Errors.INVALID_IDLE_TIME));
    assertThat(restore("a", "x", bad, "FREQ", "256")).isEqualTo(error(Errors.INVALID_FREQUENCY));
    assertThat(restore("a", "x", bad, "FREQ", "1", "IDLETIME", "1"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(run("DBSIZE")).isEqualTo(integer(1));
  }

  @Test
  void idleTime_isRestored() {
    run("SET", "a", "1");
    byte[] payload = dump("a");
    assertThat(restore("b", "0", payload, "IDLETIME", "1000")).isEqualTo(ok());
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "b")).value()).isBetween(999L, 1005L);
    run("GET", "b");
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "b")).value()).isLessThan(5);
    assertThat(restore("c", "0", payload, "FREQ", "7")).isEqualTo(ok());
    assertThat(run("OBJECT", "FREQ", "c")).isEqualTo(error(Errors.NO_FREQUENCY));
  }

  @Test
  void encoding_ofStrings_dependsOnHowTheyCameAbout() {
    run("SET", "k", "123");
    assertEncoding("int");
    run("INCRBYFLOAT", "k", "1");
    assertEncoding("embstr");
    run("INCR", "k");
    assertEncoding("int");
    run("APPEND", "k", "5");
    assertEncoding("raw");
    run("INCR", "k");
    assertEncoding("int");
    run("SETRANGE", "k", "0", "9");
    assertEncoding("raw");
    run("SET", "k", "x".repeat(44));
    assertEncoding("embstr");
    run("SET", "k", "x".repeat(45));
    assertEncoding("raw");
    run("SET", "k", "0123");
    assertEncoding("embstr");
    run("SET", "k", "-9223372036854775808");
    assertEncoding("int");
    run("SET", "k", "9223372036854775808");
    assertEncoding("embstr");
    run("GETSET", "k", "7");
    assertEncoding("int");
    run("DEL", "k");
    run("APPEND", "k", "7");
    assertEncoding("int");
    run("DEL", "k");
    run("SETRANGE", "k", "0", "7");
    assertEncoding("raw");
    run("RENAME", "k", "j");
    run("COPY", "j", "k");
    assertEncoding("raw");
    byte[] payload = dump("k");
    restore("k", "0", payload, "REPLACE");
    assertEncoding("int");
    run("DEL", "k");
    run("INCRBYFLOAT", "k", "3.0");
    assertEncoding("embstr");
  }

  private void assertEncoding(String expected) {
    assertThat(run("OBJECT", "ENCODING", "k")).isEqualTo(bulk(expected));
  }

  @Test
  void restore_forALifePastAllTime_leavesAKeyThatHasExpired() {
    run("SET", "s", "v");
    byte[] payload = dump("s");
    String most = Long.toString(Long.MAX_VALUE);
    assertThat(restore("t", most, payload)).isEqualTo(ok());
    assertThat(run("EXISTS", "t")).isEqualTo(integer(0));
    assertThat(restore("s", most, payload, "REPLACE")).isEqualTo(ok());
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
    payload[payload.length - 1] ^= 1;
    assertThat(restore("t", most, payload)).isEqualTo(error(Errors.DUMP_FOOTER));
  }

  @Test
  void restore_withAnIdleTimeBeyondTheClock_isIdleAsLongAsTheClockTells() {
    run("SET", "s", "v");
    byte[] payload = dump("s");
    assertThat(restore("t", "0", payload, "IDLETIME", "99999999999")).isEqualTo(ok());
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "t")).value())
        .isBetween(7_792_638L, 7_792_650L);
    assertThat(restore("u", "0", payload, "IDLETIME", "10000000")).isEqualTo(ok());
    assertThat(((Reply.Int) run("OBJECT", "IDLETIME", "u")).value())
        .isBetween(9_999_999L, 10_000_010L);
  }

  @Test
  void object_ofOneKey_saysWhatThereIs() {
    run("SET", "small", "9999");
    run("SET", "large", "10000");
    run("SET", "text", "x");
    run("RPUSH", "l", "1");
    assertThat(run("OBJECT", "REFCOUNT", "small")).isEqualTo(integer(Integer.MAX_VALUE));
    assertThat(run("OBJECT", "REFCOUNT", "large")).isEqualTo(integer(1));
    assertThat(run("OBJECT", "REFCOUNT", "text")).isEqualTo(integer(1));
    assertThat(run("OBJECT", "REFCOUNT", "l")).isEqualTo(integer(1));
    for (String sub : new String[] {"REFCOUNT", "ENCODING", "IDLETIME", "FREQ"}) {
      assertThat(run("OBJECT", sub, "missing")).isEqualTo(nil());
    }
    assertThat(run("OBJECT", "bogus", "l"))
        .isEqualTo(error("ERR unknown subcommand 'bogus'. Try OBJECT HELP."));
    assertThat(((Reply.Array) run("OBJECT", "HELP")).items()).hasSize(15);
  }

  @Test
  void memoryUsage_isAboutWhatTheValueTakes() {
    run("SET", "s", "x".repeat(10_000));
    assertThat(((Reply.Int) run("MEMORY", "USAGE", "s")).value()).isBetween(10_000L, 13_000L);
    assertThat(run("MEMORY", "USAGE", "missing", "SAMPLES", "0")).isEqualTo(nil());
    assertThat(run("MEMORY", "USAGE", "s", "SAMPLES", "-1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("MEMORY", "USAGE", "s", "SAMPLES")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("MEMORY", "USAGE", "s", "SAMPLES", "x")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void wait_withoutReplicas_isZero() {
    assertThat(run("WAIT", "0", "100")).isEqualTo(integer(0));
    assertThat(run("WAIT", "1", "10")).isEqualTo(integer(0));
    assertThat(run("WAIT", "x", "-1")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("WAIT", "0", "-1")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    assertThat(run("WAIT", "0", "x")).isEqualTo(error(Errors.TIMEOUT_NOT_INTEGER));
  }

  @Test
  void migrate_thatCannotBegin_saysWhy() {
    run("SET", "a", "1");
    Reply keyAndKeys =
        error(
            "ERR When using MIGRATE KEYS option, the key argument must be set to the empty"
                + " string");
    assertThat(run("MIGRATE", "127.0.0.1", "1", "none", "0", "10")).isEqualTo(simple("NOKEY"));
    assertThat(run("MIGRATE", "127.0.0.1", "1", "", "0", "10")).isEqualTo(simple("NOKEY"));
    assertThat(run("MIGRATE", "127.0.0.1", "1", "", "0", "10", "KEYS")).isEqualTo(simple("NOKEY"));
    assertThat(run("MIGRATE", "h", "1", "a", "0", "10", "keys", "b")).isEqualTo(keyAndKeys);
    assertThat(run("MIGRATE", "h", "1", "a", "0", "10", "KEYS")).isEqualTo(keyAndKeys);
    for (String option : new String[] {"AUTH", "AUTH2", "fast", ""}) {
      assertThat(run("MIGRATE", "h", "1", "a", "x", "10", option)).isEqualTo(error(Errors.SYNTAX));
    }
    assertThat(run("MIGRATE", "h", "1", "a", "0", "10", "AUTH2", "u"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(run("MIGRATE", "h", "1", "a", "x", "10")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("MIGRATE", "h", "1", "a", "0", "1.5")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(
            run(
                "COMMAND", "GETKEYS", "MIGRATE", "h", "1", "", "0", "1", "AUTH", "keys", "KEYS",
                "a", "b"))
        .isEqualTo(bulks("a", "b"));
    assertThat(run("COMMAND", "GETKEYS", "MIGRATE", "h", "1", "k", "0", "1", "COPY"))
        .isEqualTo(bulks("k"));
    assertThat(run("COMMAND", "GETKEYS", "MIGRATE", "h", "1", "k", "0", "1", "KEYS", "a"))
        .isEqualTo(error("ERR Invalid arguments specified for command"));
  }
}
