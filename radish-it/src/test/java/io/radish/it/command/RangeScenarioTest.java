// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import org.junit.jupiter.api.Test;

/** Strings read and changed in part. */
final class RangeScenarioTest extends CommandScenario {
  @Test
  void append_growsTheStringAndKeepsTheDeadline() {
    assertThat(run("APPEND", "k", "Hello")).isEqualTo(integer(5));
    run("EXPIREAT", "k", "9000000000");
    assertThat(run("APPEND", "k", " World")).isEqualTo(integer(11));
    assertThat(run("APPEND", "k", "")).isEqualTo(integer(11));
    assertThat(run("GET", "k")).isEqualTo(bulk("Hello World"));
    assertThat(run("STRLEN", "k")).isEqualTo(integer(11));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_000L));
  }

  @Test
  void append_emptyToMissingKey_makesAnEmptyString() {
    assertThat(run("APPEND", "k", "")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(1));
  }

  @Test
  void getrange_countsFromBothEnds() {
    run("SET", "k", "This is a string");
    assertThat(run("GETRANGE", "k", "0", "3")).isEqualTo(bulk("This"));
    assertThat(run("GETRANGE", "k", "-3", "-1")).isEqualTo(bulk("ing"));
    assertThat(run("GETRANGE", "k", "0", "-1")).isEqualTo(bulk("This is a string"));
    assertThat(run("GETRANGE", "k", "10", "100")).isEqualTo(bulk("string"));
    assertThat(run("GETRANGE", "k", "5", "3")).isEqualTo(bulk(""));
    assertThat(run("GETRANGE", "k", "-1", "-3")).isEqualTo(bulk(""));
    assertThat(run("GETRANGE", "k", "0", "-100")).isEqualTo(bulk("T"));
    assertThat(run("GETRANGE", "k", "-9223372036854775808", "9223372036854775807"))
        .isEqualTo(bulk("This is a string"));
    assertThat(run("SUBSTR", "k", "-6", "-1")).isEqualTo(bulk("string"));
    assertThat(run("GETRANGE", "missing", "0", "1")).isEqualTo(bulk(""));
    assertThat(run("GETRANGE", "missing", "0", "x")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void setrange_overwritesAndFillsWithZeros() {
    run("SET", "k", "Hello World");
    assertThat(run("SETRANGE", "k", "6", "Redis")).isEqualTo(integer(11));
    assertThat(run("GET", "k")).isEqualTo(bulk("Hello Redis"));
    assertThat(run("SETRANGE", "new", "3", "x")).isEqualTo(integer(4));
    assertThat(run("GET", "new")).isEqualTo(bulk("\0\0\0x"));
    assertThat(run("SETRANGE", "new", "8", "yz")).isEqualTo(integer(10));
    assertThat(run("GET", "new")).isEqualTo(bulk("\0\0\0x\0\0\0\0yz"));
  }

  @Test
  void setrange_nothing_changesNothing() {
    assertThat(run("SETRANGE", "k", "5", "")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    run("SET", "k", "abc");
    assertThat(run("SETRANGE", "k", "9000000000", "")).isEqualTo(integer(3));
  }

  @Test
  void setrange_tooFar_isRefused() {
    run("SET", "k", "abc");
    assertThat(run("SETRANGE", "k", "-1", "x")).isEqualTo(error(Errors.OFFSET_OUT_OF_RANGE));
    assertThat(run("SETRANGE", "k", "536870912", "x")).isEqualTo(error(Errors.TOO_LARGE));
    assertThat(run("SETRANGE", "k", "9223372036854775807", "x")).isEqualTo(error(Errors.TOO_LARGE));
    assertThat(run("SETRANGE", "missing", "536870912", "x")).isEqualTo(error(Errors.TOO_LARGE));
    assertThat(run("SETRANGE", "k", "x", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("GET", "k")).isEqualTo(bulk("abc"));
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
  }

  @Test
  void parts_ofList_areRefused() {
    run("RPUSH", "list", "a");
    assertThat(run("APPEND", "list", "x")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("STRLEN", "list")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("GETRANGE", "list", "0", "1")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SETRANGE", "list", "0", "")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SETRANGE", "list", "-1", "x")).isEqualTo(error(Errors.OFFSET_OUT_OF_RANGE));
  }

  @Test
  void integer_isTextToo() {
    run("SET", "k", "12345");
    assertThat(run("STRLEN", "k")).isEqualTo(integer(5));
    assertThat(run("APPEND", "k", "6")).isEqualTo(integer(6));
    assertThat(run("INCR", "k")).isEqualTo(integer(123_457));
    assertThat(run("SETRANGE", "k", "0", "9")).isEqualTo(integer(6));
    assertThat(run("INCR", "k")).isEqualTo(integer(923_458));
  }
}
