// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import org.junit.jupiter.api.Test;

/** Strings counted up and down. */
final class CounterScenarioTest extends CommandScenario {
  private static final String MAX = "9223372036854775807";
  private static final String MIN = "-9223372036854775808";

  @Test
  void incr_missingKey_countsFromZero() {
    assertThat(run("INCR", "k")).isEqualTo(integer(1));
    assertThat(run("INCRBY", "k", "41")).isEqualTo(integer(42));
    assertThat(run("DECR", "k")).isEqualTo(integer(41));
    assertThat(run("DECRBY", "k", "51")).isEqualTo(integer(-10));
    assertThat(run("GET", "k")).isEqualTo(bulk("-10"));
  }

  @Test
  void incr_keepsTheDeadline() {
    run("SET", "k", "99", "EXAT", "9000000000");
    assertThat(run("INCR", "k")).isEqualTo(integer(100));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_000L));
  }

  @Test
  void incr_whatIsNoInteger_isRefused() {
    for (String value :
        new String[] {"abc", "", " 1", "1 ", "01", "+1", "-0", "1.0", "9223372036854775808"}) {
      run("SET", "k", value);
      assertThat(run("INCR", "k")).as(value).isEqualTo(error(Errors.NOT_INTEGER));
      assertThat(run("GET", "k")).isEqualTo(bulk(value));
    }
    assertThat(run("INCRBY", "k", "1.5")).isEqualTo(error(Errors.NOT_INTEGER));
    run("RPUSH", "list", "1");
    assertThat(run("INCR", "list")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("INCRBY", "list", "x")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void incr_beyondTheLimits_isRefused() {
    run("SET", "k", MAX);
    assertThat(run("INCR", "k")).isEqualTo(error(Errors.OVERFLOW));
    assertThat(run("DECRBY", "k", "-1")).isEqualTo(error(Errors.OVERFLOW));
    assertThat(run("DECRBY", "k", MIN)).isEqualTo(error("ERR decrement would overflow"));
    assertThat(run("GET", "k")).isEqualTo(bulk(MAX));
    run("SET", "k", MIN);
    assertThat(run("DECR", "k")).isEqualTo(error(Errors.OVERFLOW));
    assertThat(run("INCRBY", "k", MAX)).isEqualTo(integer(-1));
  }

  @Test
  void incrbyfloat_givesTheDigitsOfExtendedPrecision() {
    String[][] sums = {
      {"10.50", "0.1", "10.6"},
      {"5.0e3", "2.0e2", "5200"},
      {"0", "3.0e3", "3000"},
      {"0.1", "0.2", "0.3"},
      {"3", "1.1", "4.1"},
      {"1e17", "1", "100000000000000001"},
      {"99999999999999999999", "1", "100000000000000000000"},
      {"1e-17", "1e-18", "0.00000000000000001"},
      {"-1.5", "1.5", "0"},
      {"-1e-30", "0", "0"},
      {"0x1.8p3", "0", "12"},
      {"+1", ".5", "1.5"},
      {"5.", "-0", "5"},
      {"1e-4931", "1", "1"},
      {"0.30000000000000004", "0", "0.30000000000000004"},
      {"123456789.123456789", "987654321.987654321", "1111111111.11111110995989293"},
    };
    for (String[] sum : sums) {
      run("SET", "k", sum[0]);
      assertThat(run("INCRBYFLOAT", "k", sum[1]))
          .as(sum[0] + " + " + sum[1])
          .isEqualTo(bulk(sum[2]));
      assertThat(run("GET", "k")).isEqualTo(bulk(sum[2]));
    }
  }

  @Test
  void incrbyfloat_largestNumbers_areWrittenOut() {
    run("SET", "k", "1e4000");
    assertThat(run("INCRBYFLOAT", "k", "0").toText())
        .hasSize(4002)
        .startsWith("\"9999999999999999999965463873");
  }

  @Test
  void incrbyfloat_whatIsNoNumber_isRefused() {
    run("SET", "k", "1");
    for (String by :
        new String[] {
          "", "abc", " 1", "1 ", "1e", "nan", "1e5000", "1e-5000", "0x", ".", "1_0", "1e+"
        }) {
      assertThat(run("INCRBYFLOAT", "k", by)).as(by).isEqualTo(error(Errors.NOT_FLOAT));
    }
    for (String by : new String[] {"inf", "-inf", "+INFINITY"}) {
      assertThat(run("INCRBYFLOAT", "k", by)).as(by).isEqualTo(error(Errors.NAN_OR_INFINITY));
    }
    run("SET", "k", "1.1e4932");
    assertThat(run("INCRBYFLOAT", "k", "1.1e4932")).isEqualTo(error(Errors.NAN_OR_INFINITY));
    run("SET", "k", "abc");
    assertThat(run("INCRBYFLOAT", "k", "1")).isEqualTo(error(Errors.NOT_FLOAT));
    run("RPUSH", "list", "1");
    assertThat(run("INCRBYFLOAT", "list", "abc")).isEqualTo(error(Errors.WRONG_TYPE));
  }
}
