// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists, packed and in chunks. */
final class ListScenarioTest extends CommandScenario {
  @Test
  void push_bothEnds_keepsTheOrder() {
    assertThat(run("RPUSH", "k", "c", "d")).isEqualTo(integer(2));
    assertThat(run("LPUSH", "k", "b", "a")).isEqualTo(integer(4));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a", "b", "c", "d"));
    assertThat(run("LLEN", "k")).isEqualTo(integer(4));
  }

  @Test
  void pushx_onlyWhereTheListIsThere() {
    assertThat(run("LPUSHX", "k", "a")).isEqualTo(integer(0));
    assertThat(run("RPUSHX", "k", "a")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    run("RPUSH", "k", "b");
    assertThat(run("LPUSHX", "k", "a")).isEqualTo(integer(2));
    assertThat(run("RPUSHX", "k", "c", "d")).isEqualTo(integer(4));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a", "b", "c", "d"));
  }

  @Test
  void pop_withoutCount_givesOneElement() {
    run("RPUSH", "k", "a", "b");
    assertThat(run("LPOP", "k")).isEqualTo(bulk("a"));
    assertThat(run("RPOP", "k")).isEqualTo(bulk("b"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    assertThat(run("LPOP", "k")).isEqualTo(nil());
    assertThat(run("RPOP", "k")).isEqualTo(nil());
  }

  @Test
  void pop_withCount_givesAnArrayInTheOrderTaken() {
    run("RPUSH", "k", "a", "b", "c", "d", "e");
    assertThat(run("LPOP", "k", "2")).isEqualTo(bulks("a", "b"));
    assertThat(run("RPOP", "k", "2")).isEqualTo(bulks("e", "d"));
    assertThat(run("LPOP", "k", "0")).isEqualTo(array());
    assertThat(run("LPOP", "k", "9223372036854775807")).isEqualTo(bulks("c"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    assertThat(run("RPOP", "k", "0")).isEqualTo(nil());
  }

  @Test
  void pop_countThatIsNone_isRefused() {
    assertThat(run("LPOP", "k", "-1")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("LPOP", "k", "abc")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("LPOP", "k", "1", "2"))
        .isEqualTo(error("ERR wrong number of arguments for 'lpop' command"));
    run("SET", "s", "v");
    assertThat(run("RPOP", "s", "-1")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("RPOP", "s", "0")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void lrange_countsFromBothEnds() {
    run("RPUSH", "k", "a", "b", "c");
    assertThat(run("LRANGE", "k", "0", "0")).isEqualTo(bulks("a"));
    assertThat(run("LRANGE", "k", "-2", "-1")).isEqualTo(bulks("b", "c"));
    assertThat(run("LRANGE", "k", "-100", "100")).isEqualTo(bulks("a", "b", "c"));
    assertThat(run("LRANGE", "k", "2", "1")).isEqualTo(array());
    assertThat(run("LRANGE", "k", "3", "9")).isEqualTo(array());
    assertThat(run("LRANGE", "k", "0", "-9")).isEqualTo(array());
    assertThat(run("LRANGE", "missing", "0", "-1")).isEqualTo(array());
    assertThat(run("LRANGE", "missing", "a", "-1")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void lindex_outsideTheList_isNil() {
    run("RPUSH", "k", "a", "b", "c");
    assertThat(run("LINDEX", "k", "0")).isEqualTo(bulk("a"));
    assertThat(run("LINDEX", "k", "-1")).isEqualTo(bulk("c"));
    assertThat(run("LINDEX", "k", "3")).isEqualTo(nil());
    assertThat(run("LINDEX", "k", "-4")).isEqualTo(nil());
    assertThat(run("LINDEX", "k", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("LINDEX", "missing", "x")).isEqualTo(nil());
  }

  @Test
  void lists_overStrings_areRefused() {
    run("SET", "s", "v");
    for (String[] request :
        new String[][] {
          {"LPUSH", "s", "a"},
          {"RPUSHX", "s", "a"},
          {"LPOP", "s"},
          {"LLEN", "s"},
          {"LRANGE", "s", "0", "1"},
          {"LINDEX", "s", "x"}
        }) {
      assertThat(run(request)).as(request[0]).isEqualTo(error(Errors.WRONG_TYPE));
    }
    assertThat(run("GET", "s")).isEqualTo(bulk("v"));
  }

  @Test
  void push_toListWithDeadline_keepsIt() {
    run("RPUSH", "k", "a");
    run("EXPIREAT", "k", "9000000000");
    run("LPUSH", "k", "b");
    run("RPOP", "k");
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(9_000_000_000L));
  }

  @Test
  void longList_isReadAndPoppedAtBothEnds() {
    List<String> elements = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      elements.add("element-" + i);
    }
    List<String> request = new ArrayList<>(List.of("RPUSH", "k"));
    request.addAll(elements);
    assertThat(run(request.toArray(String[]::new))).isEqualTo(integer(5_000));
    assertThat(run("LINDEX", "k", "2500")).isEqualTo(bulk("element-2500"));
    assertThat(run("LINDEX", "k", "-1")).isEqualTo(bulk("element-4999"));
    assertThat(run("LRANGE", "k", "1990", "2010"))
        .isEqualTo(bulks(elements.subList(1990, 2011).toArray(String[]::new)));
    assertThat(run("RPOP", "k", "2000"))
        .isEqualTo(bulks(elements.subList(3000, 5000).reversed().toArray(String[]::new)));
    assertThat(run("LPOP", "k", "2990"))
        .isEqualTo(bulks(elements.subList(0, 2990).toArray(String[]::new)));
    assertThat(run("LRANGE", "k", "0", "-1"))
        .isEqualTo(bulks(elements.subList(2990, 3000).toArray(String[]::new)));
    assertThat(run("RPOP", "k", "100"))
        .isEqualTo(bulks(elements.subList(2990, 3000).reversed().toArray(String[]::new)));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void largeElements_areKeptWhole() {
    String large = "x".repeat(100_000);
    assertThat(run("RPUSH", "k", "a", large, "", "b")).isEqualTo(integer(4));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a", large, "", "b"));
    assertThat(run("RPOP", "k", "4")).isEqualTo(bulks("b", "", large, "a"));
  }

  @Test
  void lpos_findsByRankCountAndLength() {
    run("RPUSH", "k", "a", "b", "c", "1", "2", "3", "c", "c");
    assertThat(run("LPOS", "k", "c")).isEqualTo(integer(2));
    assertThat(run("LPOS", "k", "c", "RANK", "2")).isEqualTo(integer(6));
    assertThat(run("LPOS", "k", "c", "RANK", "-1")).isEqualTo(integer(7));
    assertThat(run("LPOS", "k", "c", "RANK", "4")).isEqualTo(nil());
    assertThat(run("LPOS", "k", "c", "COUNT", "2")).isEqualTo(array(integer(2), integer(6)));
    assertThat(run("LPOS", "k", "c", "count", "0", "rank", "-2"))
        .isEqualTo(array(integer(6), integer(2)));
    assertThat(run("LPOS", "k", "c", "COUNT", "0", "MAXLEN", "7"))
        .isEqualTo(array(integer(2), integer(6)));
    assertThat(run("LPOS", "k", "c", "RANK", "-1", "MAXLEN", "1", "COUNT", "9"))
        .isEqualTo(array(integer(7)));
    assertThat(run("LPOS", "k", "x")).isEqualTo(nil());
    assertThat(run("LPOS", "k", "x", "COUNT", "1")).isEqualTo(array());
    assertThat(run("LPOS", "no", "x", "COUNT", "1")).isEqualTo(array());
    assertThat(run("LPOS", "no", "x")).isEqualTo(nil());
  }

  @Test
  void lpos_withWrongOptions_isRefused() {
    assertThat(run("LPOS", "k", "c", "RANK", "0"))
        .isEqualTo(
            error(
                "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second"
                    + " ... or use negative to start from the end of the list"));
    assertThat(run("LPOS", "k", "c", "RANK", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("LPOS", "k", "c", "COUNT", "-1"))
        .isEqualTo(error("ERR COUNT can't be negative"));
    assertThat(run("LPOS", "k", "c", "MAXLEN", "x"))
        .isEqualTo(error("ERR MAXLEN can't be negative"));
    assertThat(run("LPOS", "k", "c", "MAXLEN")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("LPOS", "k", "c", "BOGUS", "1")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void linsert_putsAnElementBesideAnother() {
    assertThat(run("LINSERT", "k", "BEFORE", "b", "x")).isEqualTo(integer(0));
    run("RPUSH", "k", "a", "b", "b");
    assertThat(run("LINSERT", "k", "BEFORE", "b", "x")).isEqualTo(integer(4));
    assertThat(run("LINSERT", "k", "after", "b", "y")).isEqualTo(integer(5));
    assertThat(run("LINSERT", "k", "BEFORE", "a", "first")).isEqualTo(integer(6));
    assertThat(run("LINSERT", "k", "BEFORE", "none", "z")).isEqualTo(integer(-1));
    assertThat(run("LINSERT", "k", "BESIDE", "a", "z")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("first", "a", "x", "b", "y", "b"));
  }

  @Test
  void lset_exchangesAnElement() {
    assertThat(run("LSET", "k", "0", "x")).isEqualTo(error(Errors.NO_SUCH_KEY));
    run("RPUSH", "k", "a", "b", "c");
    assertThat(run("LSET", "k", "0", "longer than before")).isEqualTo(ok());
    assertThat(run("LSET", "k", "-1", "")).isEqualTo(ok());
    assertThat(run("LSET", "k", "3", "x")).isEqualTo(error(Errors.INDEX_OUT_OF_RANGE));
    assertThat(run("LSET", "k", "-4", "x")).isEqualTo(error(Errors.INDEX_OUT_OF_RANGE));
    assertThat(run("LSET", "k", "-9223372036854775808", "x"))
        .isEqualTo(error(Errors.INDEX_OUT_OF_RANGE));
    assertThat(run("LSET", "k", "x", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("longer than before", "b", ""));
  }

  @Test
  void lrem_removesFromEitherEnd() {
    run("RPUSH", "k", "a", "x", "b", "x", "x", "c", "x");
    assertThat(run("LREM", "k", "1", "x")).isEqualTo(integer(1));
    assertThat(run("LREM", "k", "-2", "x")).isEqualTo(integer(2));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a", "b", "x", "c"));
    assertThat(run("LREM", "k", "-9223372036854775808", "x")).isEqualTo(integer(1));
    assertThat(run("LREM", "k", "0", "none")).isEqualTo(integer(0));
    assertThat(run("LREM", "no", "0", "x")).isEqualTo(integer(0));
    assertThat(run("LREM", "k", "many", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    run("RPUSH", "all", "x", "x", "x");
    assertThat(run("LREM", "all", "0", "x")).isEqualTo(integer(3));
    assertThat(run("EXISTS", "all")).isEqualTo(integer(0));
  }

  @Test
  void ltrim_keepsWhatIsBetween() {
    run("RPUSH", "k", "a", "b", "c", "d", "e");
    assertThat(run("LTRIM", "k", "1", "-2")).isEqualTo(ok());
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("b", "c", "d"));
    assertThat(run("LTRIM", "k", "-100", "100")).isEqualTo(ok());
    assertThat(run("LLEN", "k")).isEqualTo(integer(3));
    assertThat(run("LTRIM", "k", "2", "1")).isEqualTo(ok());
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
    assertThat(run("LTRIM", "k", "0", "1")).isEqualTo(ok());
    assertThat(run("LTRIM", "k", "x", "1")).isEqualTo(error(Errors.NOT_INTEGER));
    run("RPUSH", "k", "a");
    assertThat(run("LTRIM", "k", "5", "9223372036854775807")).isEqualTo(ok());
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void lmove_movesBetweenEnds() {
    run("RPUSH", "from", "a", "b", "c", "d");
    assertThat(run("LMOVE", "from", "to", "LEFT", "RIGHT")).isEqualTo(bulk("a"));
    assertThat(run("LMOVE", "from", "to", "right", "left")).isEqualTo(bulk("d"));
    assertThat(run("RPOPLPUSH", "from", "to")).isEqualTo(bulk("c"));
    assertThat(run("LRANGE", "to", "0", "-1")).isEqualTo(bulks("c", "d", "a"));
    assertThat(run("LMOVE", "from", "to", "LEFT", "LEFT")).isEqualTo(bulk("b"));
    assertThat(run("EXISTS", "from")).isEqualTo(integer(0));
    assertThat(run("LMOVE", "from", "to", "LEFT", "LEFT")).isEqualTo(nil());
    assertThat(run("LMOVE", "to", "to", "LEFT", "RIGHT")).isEqualTo(bulk("b"));
    assertThat(run("LMOVE", "to", "to", "LEFT", "LEFT")).isEqualTo(bulk("c"));
    assertThat(run("LRANGE", "to", "0", "-1")).isEqualTo(bulks("c", "d", "a", "b"));
    assertThat(run("LMOVE", "to", "to", "UP", "LEFT")).isEqualTo(error(Errors.SYNTAX));
    run("SET", "text", "x");
    assertThat(run("LMOVE", "to", "text", "LEFT", "LEFT")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("LLEN", "to")).isEqualTo(integer(4));
  }

  @Test
  void lmpop_takesFromTheFirstListThatIsThere() {
    run("RPUSH", "b", "1", "2", "3");
    assertThat(run("LMPOP", "2", "a", "b", "LEFT")).isEqualTo(array(bulk("b"), bulks("1")));
    assertThat(run("LMPOP", "2", "a", "b", "RIGHT", "COUNT", "5"))
        .isEqualTo(array(bulk("b"), bulks("3", "2")));
    assertThat(run("LMPOP", "2", "a", "b", "LEFT")).isEqualTo(nil());
    assertThat(run("LMPOP", "0", "a", "LEFT"))
        .isEqualTo(error("ERR numkeys should be greater than 0"));
    assertThat(run("LMPOP", "3", "a", "LEFT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("LMPOP", "1", "a", "LEFT", "COUNT", "0"))
        .isEqualTo(error("ERR count should be greater than 0"));
    assertThat(run("LMPOP", "1", "a", "LEFT", "COUNT", "1", "COUNT", "1"))
        .isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void longList_isChangedInside() {
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      expected.add("element-" + i % 100 + "-" + "y".repeat(i % 30));
    }
    List<String> request = new ArrayList<>(List.of("RPUSH", "k"));
    request.addAll(expected);
    run(request.toArray(String[]::new));
    for (int i = 0; i < 300; i++) {
      String pivot = expected.get(i * 7);
      run("LINSERT", "k", i % 2 == 0 ? "BEFORE" : "AFTER", pivot, "new-" + i);
      expected.add(expected.indexOf(pivot) + i % 2, "new-" + i);
      run("LSET", "k", Integer.toString(i * 9), "set-" + "z".repeat(i * 3));
      expected.set(i * 9, "set-" + "z".repeat(i * 3));
    }
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks(expected.toArray(String[]::new)));
    String often = expected.get(2_999);
    long count = expected.stream().filter(often::equals).count();
    assertThat(run("LREM", "k", "0", often)).isEqualTo(integer(count));
    expected.removeIf(often::equals);
    assertThat(run("LTRIM", "k", "100", "-100")).isEqualTo(ok());
    assertThat(run("LRANGE", "k", "0", "-1"))
        .isEqualTo(bulks(expected.subList(100, expected.size() - 99).toArray(String[]::new)));
  }
}
