// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Lists and sorted sets sorted; sets are, too, with their own commands. */
final class SortScenarioTest extends CommandScenario {
  /** Members c, a, b and 10 with the scores 1, 2, 3 and 30, as {@code DUMP} gives them. */
  private static final String SORTED_SET =
      "111a1a00000008008163020101816102020181620203010a011e01ff0a00" + "f8014f6b1b7f3bc2";

  /** Hashes that hold 9, and 3, in their field f. */
  private static final String HASH_OF_9 = "100c0c00000002008166020901ff0a00aac1a99c46aa9d5e";

  private static final String HASH_OF_3 = "100c0c00000002008166020301ff0a000d00452e5e6beab7";

  private void restore(String key, String payload) {
    run(
        "RESTORE".getBytes(US_ASCII),
        key.getBytes(US_ASCII),
        "0".getBytes(US_ASCII),
        HexFormat.of().parseHex(payload));
  }

  private void push(String... elements) {
    run("DEL", "l");
    String[] request = new String[elements.length + 2];
    request[0] = "RPUSH";
    request[1] = "l";
    System.arraycopy(elements, 0, request, 2, elements.length);
    run(request);
  }

  @Test
  void sort_byNumber_bothWays() {
    push("3", "10", "-1", "2.5", "1e1", "0x10", "inf", "-inf", "");
    Reply up = bulks("-inf", "-1", "", "2.5", "3", "10", "1e1", "0x10", "inf");
    assertThat(run("SORT", "l")).isEqualTo(up);
    assertThat(run("SORT", "l", "desc", "ASC")).isEqualTo(up);
    assertThat(run("SORT_RO", "l", "DESC"))
        .isEqualTo(bulks("inf", "0x10", "1e1", "10", "3", "2.5", "", "-1", "-inf"));
  }

  @Test
  void sort_ofWhatIsNoNumber_isRefused() {
    for (String odd : new String[] {"abc", "1 ", "nan", "0x", "1e", "--1", " "}) {
      push("1", odd);
      assertThat(run("SORT", "l")).as(odd).isEqualTo(error(Errors.NOT_DOUBLES));
      assertThat(run("SORT", "l", "STORE", "m")).as(odd).isEqualTo(error(Errors.NOT_DOUBLES));
    }
    push("1", " 2", "\t3", "+4", "5\0x");
    assertThat(run("SORT", "l", "DESC")).isEqualTo(bulks("5\0x", "+4", "\t3", " 2", "1"));
    assertThat(run("EXISTS", "m")).isEqualTo(integer(0));
  }

  @Test
  void sort_byText_isBytewise() {
    push("b", "a", "B", "ab", "", "\u00e9", "10", "9");
    assertThat(run("SORT", "l", "ALPHA"))
        .isEqualTo(bulks("", "10", "9", "B", "a", "ab", "b", "\u00e9"));
    assertThat(run("SORT", "l", "ALPHA", "LIMIT", "1", "2")).isEqualTo(bulks("10", "9"));
  }

  @Test
  void sort_withinLimits_givesThosePlaces() {
    push("5", "4", "3", "2", "1");
    assertThat(run("SORT", "l", "LIMIT", "1", "2")).isEqualTo(bulks("2", "3"));
    assertThat(run("SORT", "l", "LIMIT", "-5", "2")).isEqualTo(bulks("1", "2"));
    assertThat(run("SORT", "l", "LIMIT", "3", "-1")).isEqualTo(bulks("4", "5"));
    assertThat(run("SORT", "l", "LIMIT", "0", "0")).isEqualTo(array());
    assertThat(run("SORT", "l", "LIMIT", "5", "1")).isEqualTo(array());
    assertThat(run("SORT", "l", "LIMIT", "9223372036854775807", "9223372036854775807"))
        .isEqualTo(array());
    assertThat(run("SORT", "l", "LIMIT", "4", "9223372036854775807")).isEqualTo(bulks("5"));
    assertThat(run("SORT", "l", "LIMIT", "0", "1", "LIMIT", "1", "1")).isEqualTo(bulks("2"));
  }

  @Test
  void sort_byNosort_keepsTheOrderOrTurnsIt() {
    push("5", "x", "3");
    assertThat(run("SORT", "l", "BY", "nosort")).isEqualTo(bulks("5", "x", "3"));
    assertThat(run("SORT", "l", "BY", "nosort", "DESC")).isEqualTo(bulks("3", "x", "5"));
    assertThat(run("SORT", "l", "BY", "", "LIMIT", "1", "5")).isEqualTo(bulks("x", "3"));
    assertThat(run("SORT", "l", "BY", "nosort", "DESC", "LIMIT", "1", "1")).isEqualTo(bulks("x"));
    assertThat(run("SORT", "l", "BY", "nosort", "BY", "w_*")).isEqualTo(bulks("5", "x", "3"));
  }

  @Test
  void sort_byOtherKeys_looksThemUp() {
    push("1", "2", "3");
    run("MSET", "w_1", "30", "w_2", "10", "w_3", "20", "o_1", "one", "o_3", "three");
    assertThat(run("SORT", "l", "BY", "w_*")).isEqualTo(bulks("2", "3", "1"));
    assertThat(run("SORT", "l", "BY", "w_*", "GET", "#", "GET", "o_*"))
        .isEqualTo(array(bulk("2"), nil(), bulk("3"), bulk("three"), bulk("1"), bulk("one")));
    assertThat(run("SORT", "l", "BY", "missing_*", "DESC")).isEqualTo(bulks("3", "2", "1"));
    assertThat(run("SORT", "l", "BY", "o_*", "ALPHA")).isEqualTo(bulks("2", "1", "3"));
    assertThat(run("SORT", "l", "BY", "o_*")).isEqualTo(error(Errors.NOT_DOUBLES));
    assertThat(run("SORT", "l", "GET", "w_1", "GET", "l*", "LIMIT", "0", "1"))
        .isEqualTo(array(nil(), nil()));
    assertThat(run("SORT_RO", "l", "BY", "w_*", "GET", "w_*")).isEqualTo(bulks("10", "20", "30"));
  }

  @Test
  void sort_byFieldsOfHashes_findsNone() {
    push("1", "2");
    run("MSET", "w_1", "9", "w_2", "8", "w_2->", "7", "w_1->", "x");
    assertThat(run("SORT", "l", "BY", "w_*->f", "GET", "w_*->f")).isEqualTo(array(nil(), nil()));
    assertThat(run("SORT", "l", "GET", "w_*->")).isEqualTo(bulks("x", "7"));
  }

  @Test
  void sort_byFieldsOfHashes_looksThemUp() {
    push("1", "2", "3");
    restore("w_1", HASH_OF_9);
    restore("w_2", HASH_OF_3);
    run("SET", "w_3", "text");
    assertThat(run("SORT", "l", "BY", "w_*->f")).isEqualTo(bulks("3", "2", "1"));
    assertThat(run("SORT", "l", "BY", "w_*->f", "GET", "#", "GET", "w_*->f", "GET", "w_*->g"))
        .isEqualTo(
            array(
                bulk("3"), nil(), nil(), bulk("2"), bulk("3"), nil(), bulk("1"), bulk("9"), nil()));
    assertThat(run("SORT", "l", "GET", "w_*")).isEqualTo(array(nil(), nil(), bulk("text")));
    assertThat(run("SORT", "l", "GET", "w_*->f", "STORE", "m")).isEqualTo(integer(3));
    assertThat(run("LRANGE", "m", "0", "-1")).isEqualTo(bulks("9", "3", ""));
  }

  @Test
  void sort_ofASortedSet_ordersItsMembers() {
    restore("z", SORTED_SET);
    assertThat(run("SORT", "z", "ALPHA")).isEqualTo(bulks("10", "a", "b", "c"));
    assertThat(run("SORT", "z")).isEqualTo(error(Errors.NOT_DOUBLES));
    assertThat(run("SORT", "z", "BY", "nosort")).isEqualTo(bulks("c", "a", "b", "10"));
    assertThat(run("SORT", "z", "BY", "nosort", "DESC")).isEqualTo(bulks("10", "b", "a", "c"));
    assertThat(run("SORT", "z", "BY", "nosort", "LIMIT", "1", "2")).isEqualTo(bulks("a", "b"));
    assertThat(run("SORT", "z", "BY", "nosort", "DESC", "LIMIT", "1", "2"))
        .isEqualTo(bulks("b", "a"));
    assertThat(run("SORT", "z", "BY", "nosort", "LIMIT", "9", "2")).isEqualTo(array());
    assertThat(run("SORT", "z", "BY", "nosort", "STORE", "l")).isEqualTo(integer(4));
    assertThat(run("LRANGE", "l", "0", "-1")).isEqualTo(bulks("c", "a", "b", "10"));
  }

  @Test
  void sort_store_makesAList() {
    push("3", "1", "2");
    run("SET", "m", "in the way", "EX", "5000");
    assertThat(run("SORT", "l", "STORE", "m")).isEqualTo(integer(3));
    assertThat(run("LRANGE", "m", "0", "-1")).isEqualTo(bulks("1", "2", "3"));
    assertThat(run("TTL", "m")).isEqualTo(integer(-1));
    assertThat(run("SORT", "l", "DESC", "STORE", "l")).isEqualTo(integer(3));
    assertThat(run("LRANGE", "l", "0", "-1")).isEqualTo(bulks("3", "2", "1"));
    run("SET", "o_2", "two");
    assertThat(run("SORT", "l", "GET", "o_*", "GET", "#", "STORE", "m")).isEqualTo(integer(6));
    assertThat(run("LRANGE", "m", "0", "-1")).isEqualTo(bulks("", "1", "two", "2", "", "3"));
    assertThat(run("SORT", "l", "STORE", "n", "STORE", "m", "LIMIT", "0", "1"))
        .isEqualTo(integer(1));
    assertThat(run("EXISTS", "n")).isEqualTo(integer(0));
    assertThat(run("SORT", "l", "LIMIT", "7", "1", "STORE", "m")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "m")).isEqualTo(integer(0));
    assertThat(run("SORT", "missing", "STORE", "l")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "l")).isEqualTo(integer(0));
  }

  @Test
  void sort_ofManyElements_storesThemInOrder() {
    String[] request = new String[20_002];
    request[0] = "RPUSH";
    request[1] = "l";
    for (int i = 0; i < 20_000; i++) {
      request[i + 2] = Integer.toString(i * 7919 % 20_000);
    }
    run(request);
    assertThat(run("SORT", "l", "STORE", "l")).isEqualTo(integer(20_000));
    assertThat(run("LINDEX", "l", "0")).isEqualTo(bulk("0"));
    assertThat(run("LINDEX", "l", "12345")).isEqualTo(bulk("12345"));
    assertThat(run("LLEN", "l")).isEqualTo(integer(20_000));
  }

  @Test
  void sort_mistakes_areFoundInOrder() {
    run("SET", "s", "1");
    assertThat(run("SORT", "s")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SORT", "s", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SORT", "s", "LIMIT", "1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SORT", "s", "LIMIT", "a", "b")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("SORT", "s", "BY")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SORT", "s", "GET")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SORT_RO", "s", "STORE", "m")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SORT", "missing")).isEqualTo(array());
    assertThat(run("SORT", "missing", "BY", "a*", "GET", "b*")).isEqualTo(array());
  }
}
