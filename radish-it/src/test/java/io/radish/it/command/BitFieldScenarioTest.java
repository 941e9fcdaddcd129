// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Whole numbers of any width within a string. */
final class BitFieldScenarioTest extends CommandScenario {
  private static Reply integers(long... values) {
    return array(Arrays.stream(values).mapToObj(Reply.Int::new).toArray(Reply[]::new));
  }

  @Test
  void numbers_areSetReadAndCountedUpInOrder() {
    assertThat(
            run(
                "BITFIELD",
                "k",
                "SET",
                "u8",
                "0",
                "200",
                "GET",
                "i8",
                "0",
                "INCRBY",
                "u8",
                "0",
                "60",
                "GET",
                "u4",
                "#1",
                "SET",
                "i64",
                "#1",
                "-1",
                "get",
                "i5",
                "100"))
        .isEqualTo(integers(0, -56, 4, 4, 0, -1));
    assertThat(run("STRLEN", "k")).isEqualTo(integer(16));
    assertThat(run("BITFIELD_RO", "k", "GET", "u63", "64", "GET", "u8", "4000000000"))
        .isEqualTo(integers(Long.MAX_VALUE, 0));
    assertThat(run("OBJECT", "ENCODING", "k")).isEqualTo(bulk("raw"));
  }

  @Test
  void overflow_isWrappedSaturatedOrRefused() {
    assertThat(run("BITFIELD", "k", "SET", "i8", "0", "127", "INCRBY", "i8", "0", "1"))
        .isEqualTo(integers(0, -128));
    assertThat(
            run(
                "BITFIELD",
                "k",
                "OVERFLOW",
                "SAT",
                "INCRBY",
                "i8",
                "0",
                "-9",
                "SET",
                "u4",
                "8",
                "99",
                "GET",
                "u4",
                "8"))
        .isEqualTo(integers(-128, 0, 15));
    assertThat(
            run(
                "BITFIELD",
                "k",
                "overflow",
                "fail",
                "INCRBY",
                "i8",
                "0",
                "-1",
                "SET",
                "u4",
                "8",
                "16",
                "OVERFLOW",
                "WRAP",
                "INCRBY",
                "u4",
                "8",
                "1"))
        .isEqualTo(array(nil(), nil(), integer(0)));
    run("DEL", "k");
    assertThat(
            run(
                "BITFIELD",
                "k",
                "OVERFLOW",
                "SAT",
                "SET",
                "i64",
                "0",
                "-9223372036854775808",
                "INCRBY",
                "i64",
                "0",
                "-1"))
        .isEqualTo(integers(0, Long.MIN_VALUE));
  }

  @Test
  void numberThatDoesNotFit_makesRoomAllTheSame() {
    assertThat(run("BITFIELD", "k", "OVERFLOW", "FAIL", "INCRBY", "u8", "100", "256"))
        .isEqualTo(array(nil()));
    assertThat(run("STRLEN", "k")).isEqualTo(integer(14));
  }

  @Test
  void reading_makesNoKey() {
    assertThat(run("BITFIELD", "k", "GET", "u8", "0")).isEqualTo(integers(0));
    assertThat(run("BITFIELD", "k")).isEqualTo(array());
    assertThat(run("BITFIELD_RO", "k", "OVERFLOW", "SAT")).isEqualTo(array());
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    run("SET", "n", "12");
    assertThat(run("BITFIELD", "n", "GET", "u8", "#1")).isEqualTo(integers('2'));
    assertThat(run("OBJECT", "ENCODING", "n")).isEqualTo(bulk("int"));
  }

  @Test
  void wrongRequests_areRefusedAndChangeNothing() {
    for (String type : new String[] {"u64", "i65", "i0", "u08", "U8", "u", "8", "", "i1000"}) {
      assertThat(run("BITFIELD", "k", "SET", type, "0", "1"))
          .isEqualTo(error(Errors.BAD_FIELD_TYPE));
    }
    for (String offset : new String[] {"-1", "#-1", "#", "x", "4294967296", "#536870912"}) {
      assertThat(run("BITFIELD", "k", "SET", "u8", offset, "1"))
          .isEqualTo(error(Errors.BAD_BIT_OFFSET));
    }
    assertThat(run("BITFIELD", "k", "SET", "u8", "0", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("BITFIELD", "k", "SET", "u8", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITFIELD", "k", "GET", "u8", "0", "OVERFLOW")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITFIELD", "k", "SET", "u8", "0", "1", "OVERFLOW", "NONE"))
        .isEqualTo(error(Errors.BAD_OVERFLOW));
    assertThat(run("BITFIELD_RO", "k", "GET", "u8", "0", "SET", "u8", "0", "1"))
        .isEqualTo(error(Errors.ONLY_GET));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    run("RPUSH", "list", "a");
    assertThat(run("BITFIELD", "list")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void keysAndFlags_sayWhetherItReads() {
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "BITFIELD", "k", "GET", "u8", "0").toText())
        .contains("RO");
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "BITFIELD", "k", "GET", "u8", "0", "x").toText())
        .contains("RW");
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "BITFIELD", "k", "OVERFLOW", "SAT").toText())
        .contains("RO");
    assertThat(run("COMMAND", "GETKEYSANDFLAGS", "BITFIELD", "k", "SET", "u8", "0", "1").toText())
        .contains("RW");
  }
}
