// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
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
}
