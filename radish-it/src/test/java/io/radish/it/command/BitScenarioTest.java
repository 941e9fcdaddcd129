// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import org.junit.jupiter.api.Test;

/** Strings as rows of bits. */
final class BitScenarioTest extends CommandScenario {
  private void set(String key, String latin1) {
    assertThat(run(bytes("SET"), bytes(key), bytes(latin1))).isEqualTo(ok());
  }

  private Reply get(String key) {
    return run("GET", key);
  }

  private static byte[] bytes(String latin1) {
    return latin1.getBytes(ISO_8859_1);
  }

  private static Reply latin1(String text) {
    return bulk(bytes(text));
  }

  @Test
  void setbit_growsTheStringWithZerosAndAnswersTheOldBit() {
    assertThat(run("SETBIT", "k", "7", "1")).isEqualTo(integer(0));
    assertThat(run("SETBIT", "k", "7", "0")).isEqualTo(integer(1));
    assertThat(run("SETBIT", "k", "7", "1")).isEqualTo(integer(0));
    assertThat(get("k")).isEqualTo(latin1("\1"));
    assertThat(run("SETBIT", "k", "31", "0")).isEqualTo(integer(0));
    assertThat(get("k")).isEqualTo(latin1("\1\0\0\0"));
    assertThat(run("GETBIT", "k", "7")).isEqualTo(integer(1));
    assertThat(run("GETBIT", "k", "6")).isEqualTo(integer(0));
    assertThat(run("GETBIT", "k", "4294967295")).isEqualTo(integer(0));
    assertThat(run("GETBIT", "missing", "0")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
  }

  @Test
  void setbit_onANumber_worksOnItsDigitsAndKeepsTheDeadline() {
    run("SET", "n", "123", "EXAT", "9000000000");
    assertThat(run("SETBIT", "n", "2", "1")).isEqualTo(integer(1));
    assertThat(run("OBJECT", "ENCODING", "n")).isEqualTo(bulk("raw"));
    assertThat(run("SETBIT", "n", "7", "0")).isEqualTo(integer(1));
    assertThat(get("n")).isEqualTo(bulk("023"));
    assertThat(run("EXPIRETIME", "n")).isEqualTo(integer(9_000_000_000L));
    assertThat(run("INCR", "n")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void bits_outOfRange_areRefused() {
    assertThat(run("SETBIT", "k", "-1", "1")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("SETBIT", "k", "4294967296", "1")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("SETBIT", "k", "9223372036854775807", "1"))
        .isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("SETBIT", "k", "x", "2")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("SETBIT", "k", "1", "2")).isEqualTo(error(Errors.BAD_BIT));
    assertThat(run("SETBIT", "k", "1", "-1")).isEqualTo(error(Errors.BAD_BIT));
    assertThat(run("SETBIT", "k", "1", "x")).isEqualTo(error(Errors.BAD_BIT));
    assertThat(run("GETBIT", "k", "4294967296")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void offsets_areBoundByTheLongestArgument() {
    run("CONFIG", "SET", "proto-max-bulk-len", "2097152");
    assertThat(run("SETBIT", "k", "16777215", "1")).isEqualTo(integer(0));
    assertThat(run("SETBIT", "k", "16777216", "1")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("GETBIT", "k", "16777216")).isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("BITFIELD", "k", "GET", "u8", "16777216"))
        .isEqualTo(error(Errors.BAD_BIT_OFFSET));
    assertThat(run("BITCOUNT", "k")).isEqualTo(integer(1));
    assertThat(run("BITPOS", "k", "1")).isEqualTo(integer(16_777_215));
    run("CONFIG", "SET", "proto-max-bulk-len", "536870912");
  }

  @Test
  void bitcount_countsBytesOrBits() {
    set("k", "foobar");
    assertThat(run("BITCOUNT", "k")).isEqualTo(integer(26));
    assertThat(run("BITCOUNT", "k", "0", "0")).isEqualTo(integer(4));
    assertThat(run("BITCOUNT", "k", "1", "1", "BYTE")).isEqualTo(integer(6));
    assertThat(run("BITCOUNT", "k", "5", "30", "bit")).isEqualTo(integer(17));
    assertThat(run("BITCOUNT", "k", "-2", "-1")).isEqualTo(integer(7));
    assertThat(run("BITCOUNT", "k", "-100", "-1")).isEqualTo(integer(26));
    assertThat(run("BITCOUNT", "k", "4", "2")).isEqualTo(integer(0));
    assertThat(run("BITCOUNT", "k", "-1", "-2", "nonsense")).isEqualTo(integer(0));
    assertThat(run("BITCOUNT", "k", "0", "1", "nonsense")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITCOUNT", "k", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITCOUNT", "k", "0", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("BITCOUNT", "k", "0", "1", "BIT", "BIT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITCOUNT", "missing", "x")).isEqualTo(integer(0));
  }

  @Test
  void bitpos_findsTheFirstBit() {
    set("k", "\377\360\0");
    assertThat(run("BITPOS", "k", "0")).isEqualTo(integer(12));
    assertThat(run("BITPOS", "k", "1", "1")).isEqualTo(integer(8));
    assertThat(run("BITPOS", "k", "1", "2")).isEqualTo(integer(-1));
    assertThat(run("BITPOS", "k", "1", "7", "15", "BIT")).isEqualTo(integer(7));
    assertThat(run("BITPOS", "k", "0", "-9", "-1", "BIT")).isEqualTo(integer(15));
    set("ones", "\377\377");
    assertThat(run("BITPOS", "ones", "0")).isEqualTo(integer(16));
    assertThat(run("BITPOS", "ones", "0", "1")).isEqualTo(integer(16));
    assertThat(run("BITPOS", "ones", "0", "0", "-1")).isEqualTo(integer(-1));
    assertThat(run("BITPOS", "ones", "0", "5")).isEqualTo(integer(-1));
    assertThat(run("BITPOS", "missing", "0", "x")).isEqualTo(integer(0));
    assertThat(run("BITPOS", "missing", "1")).isEqualTo(integer(-1));
    set("empty", "");
    assertThat(run("BITPOS", "empty", "0")).isEqualTo(integer(-1));
    assertThat(run("BITCOUNT", "empty")).isEqualTo(integer(0));
  }

  @Test
  void bitpos_ofWrongRequests_saysTheFirstThingWrong() {
    set("k", "abc");
    assertThat(run("BITPOS", "k", "2", "x")).isEqualTo(error(Errors.BIT_NOT_0_OR_1));
    assertThat(run("BITPOS", "k", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("BITPOS", "k", "1", "x", "2", "foo")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("BITPOS", "k", "1", "2", "x", "foo")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITPOS", "k", "1", "2", "x", "BIT")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("BITPOS", "k", "1", "1", "2", "BYTE", "x")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void bitop_combinesStringsOfDifferentLengths() {
    set("a", "\360\17\377");
    set("b", "\300\3");
    assertThat(run("BITOP", "AND", "to", "a", "b")).isEqualTo(integer(3));
    assertThat(get("to")).isEqualTo(latin1("\300\3\0"));
    assertThat(run("BITOP", "or", "to", "a", "b", "missing")).isEqualTo(integer(3));
    assertThat(get("to")).isEqualTo(latin1("\360\17\377"));
    assertThat(run("BITOP", "XOR", "to", "a", "b")).isEqualTo(integer(3));
    assertThat(get("to")).isEqualTo(latin1("\60\14\377"));
    assertThat(run("BITOP", "NOT", "to", "a")).isEqualTo(integer(3));
    assertThat(get("to")).isEqualTo(latin1("\17\360\0"));
    assertThat(run("BITOP", "NOT", "a", "a")).isEqualTo(integer(3));
    assertThat(get("a")).isEqualTo(latin1("\17\360\0"));
    assertThat(run("OBJECT", "ENCODING", "a")).isEqualTo(bulk("raw"));
  }

  @Test
  void bitop_overwritesWhatWasThere() {
    run("RPUSH", "to", "x");
    run("EXPIREAT", "to", "9000000000");
    set("a", "abc");
    assertThat(run("BITOP", "OR", "to", "a")).isEqualTo(integer(3));
    assertThat(get("to")).isEqualTo(bulk("abc"));
    assertThat(run("TTL", "to")).isEqualTo(integer(-1));
    assertThat(run("BITOP", "AND", "to", "missing")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
  }

  @Test
  void bitop_ofWrongRequests_changesNothing() {
    run("RPUSH", "list", "x");
    set("a", "abc");
    assertThat(run("BITOP", "NAND", "to", "a")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BITOP", "NOT", "to", "a", "a")).isEqualTo(error(Errors.BITOP_NOT));
    assertThat(run("BITOP", "OR", "to", "a", "list")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
  }

  @Test
  void longStrings_areCombinedAndCountedWhole() {
    String half = "\125".repeat(100_000);
    set("a", half);
    set("b", half + "\125\377");
    assertThat(run("BITOP", "XOR", "x", "a", "b")).isEqualTo(integer(100_002));
    assertThat(run("BITCOUNT", "x")).isEqualTo(integer(12));
    assertThat(run("BITPOS", "x", "1")).isEqualTo(integer(800_001));
    assertThat(run("BITOP", "NOT", "x", "x")).isEqualTo(integer(100_002));
    assertThat(run("BITPOS", "x", "0")).isEqualTo(integer(800_001));
    assertThat(run("BITCOUNT", "x", "0", "99999")).isEqualTo(integer(800_000));
  }
}
