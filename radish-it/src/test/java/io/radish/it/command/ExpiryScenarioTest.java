// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import org.junit.jupiter.api.Test;

/** Deadlines set, asked for and taken back; what depends on time passing is in its own test. */
final class ExpiryScenarioTest extends CommandScenario {
  @Test
  void ttl_tellsMissingFromEverlasting() {
    run("SET", "k", "v");
    for (String ask : new String[] {"TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"}) {
      assertThat(run(ask, "missing")).isEqualTo(integer(-2));
      assertThat(run(ask, "k")).isEqualTo(integer(-1));
    }
  }

  @Test
  void expire_setsTheTimeLeft() {
    run("SET", "k", "v");
    assertThat(run("EXPIRE", "k", "5000")).isEqualTo(integer(1));
    assertThat(number(run("TTL", "k"))).isBetween(4990L, 5000L);
    assertThat(number(run("PTTL", "k"))).isBetween(4_990_000L, 5_000_000L);
    assertThat(run("PEXPIRE", "k", "1500000")).isEqualTo(integer(1));
    assertThat(number(run("TTL", "k"))).isBetween(1490L, 1500L);
    assertThat(run("EXPIRE", "missing", "10")).isEqualTo(integer(0));
  }

  @Test
  void expireat_setsTheTimeItself() {
    run("RPUSH", "k", "v");
    assertThat(run("EXPIREAT", "k", "9000000000")).isEqualTo(integer(1));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_000L));
    assertThat(run("PEXPIREAT", "k", "9000000000499")).isEqualTo(integer(1));
    assertThat(run("PEXPIRETIME", "k")).isEqualTo(integer(9_000_000_000_499L));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_000L));
    run("PEXPIREAT", "k", "9000000000500");
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_001L));
  }

  @Test
  void expire_inThePast_deletesTheKey() {
    for (String[] request :
        new String[][] {
          {"EXPIRE", "k", "0"}, {"EXPIRE", "k", "-1"}, {"PEXPIRE", "k", "-9223372036854775808"},
          {"EXPIREAT", "k", "1"}, {"EXPIREAT", "k", "-1"}, {"PEXPIREAT", "k", "-5"}
        }) {
      run("SET", "k", "v");
      assertThat(run(request)).as(String.join(" ", request)).isEqualTo(integer(1));
      assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    }
  }

  @Test
  void expire_beyondAllTime_isRefused() {
    run("SET", "k", "v");
    for (String name : new String[] {"EXPIRE", "EXPIREAT"}) {
      for (String time :
          new String[] {"9223372036854775807", "9223372036854776", "-9223372036854775808"}) {
        assertThat(run(name, "k", time)).isEqualTo(error(invalid(name)));
      }
      assertThat(run(name, "k", "9223372036854775808")).isEqualTo(error(Errors.NOT_INTEGER));
    }
    assertThat(run("PEXPIRE", "k", "9223372036854775807")).isEqualTo(error(invalid("PEXPIRE")));
    assertThat(run("PEXPIREAT", "k", "9223372036854775807")).isEqualTo(integer(1));
    assertThat(run("PEXPIRETIME", "k")).isEqualTo(integer(Long.MAX_VALUE));
    assertThat(run("EXPIRE", "missing", "9223372036854775807")).isEqualTo(error(invalid("EXPIRE")));
  }

  @Test
  void expire_withConditions_changesOnlyWhereTheyHold() {
    run("SET", "k", "v");
    assertThat(run("EXPIREAT", "k", "9000000000", "XX")).isEqualTo(integer(0));
    assertThat(run("EXPIREAT", "k", "9000000000", "GT")).isEqualTo(integer(0));
    assertThat(run("EXPIREAT", "k", "9000000000", "LT")).isEqualTo(integer(1));
    assertThat(run("EXPIREAT", "k", "9000000001", "NX")).isEqualTo(integer(0));
    assertThat(run("EXPIREAT", "k", "9000000000", "GT")).isEqualTo(integer(0));
    assertThat(run("EXPIREAT", "k", "9000000000", "LT")).isEqualTo(integer(0));
    assertThat(run("EXPIREAT", "k", "9000000001", "gt")).isEqualTo(integer(1));
    assertThat(run("EXPIREAT", "k", "8000000000", "XX", "LT")).isEqualTo(integer(1));
    assertThat(run("EXPIREAT", "k", "1", "LT")).isEqualTo(integer(1));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void expire_conditionsThatContradict_areRefused() {
    assertThat(run("EXPIRE", "k", "x", "NX", "XX")).isEqualTo(error(Errors.NX_AND_OTHERS));
    assertThat(run("EXPIRE", "k", "1", "NX", "GT", "LT")).isEqualTo(error(Errors.NX_AND_OTHERS));
    assertThat(run("EXPIRE", "k", "1", "GT", "LT")).isEqualTo(error(Errors.GT_AND_LT));
    assertThat(run("EXPIRE", "k", "x", "NX", "bogus"))
        .isEqualTo(error("ERR Unsupported option bogus"));
    assertThat(run("EXPIRE", "k", "x")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void expire_oddOption_isQuotedAsSent() {
    byte[][] request = {
      "EXPIRE".getBytes(UTF_8),
      "k".getBytes(UTF_8),
      "1".getBytes(UTF_8),
      "a\r\nb\0c".getBytes(ISO_8859_1)
    };
    assertThat(run(request)).isEqualTo(error("ERR Unsupported option a  b"));
  }

  @Test
  void persist_takesTheDeadlineBack() {
    run("SET", "k", "v", "EX", "1000");
    assertThat(run("PERSIST", "k")).isEqualTo(integer(1));
    assertThat(run("PERSIST", "k")).isEqualTo(integer(0));
    assertThat(run("PERSIST", "missing")).isEqualTo(integer(0));
    assertThat(run("TTL", "k")).isEqualTo(integer(-1));
  }

  private static String invalid(String name) {
    return "ERR invalid expire time in '" + name.toLowerCase(java.util.Locale.ROOT) + "' command";
  }

  private static long number(Reply reply) {
    return ((Reply.Int) reply).value();
  }
}
