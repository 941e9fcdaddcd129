// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Sets: what they have in common, what any of them has, what only one has. */
final class SetAlgebraScenarioTest extends CommandScenario {
  private void add(String key, String prefix, int from, int to) {
    String[] request = new String[to - from + 2];
    request[0] = "SADD";
    request[1] = key;
    for (int i = from; i < to; i++) {
      request[2 + i - from] = prefix + i;
    }
    run(request);
  }

  private static String[] numbered(String prefix, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> prefix + i).toArray(String[]::new);
  }

  private List<String> members(String... request) {
    Reply reply = run(request);
    List<Reply> items =
        reply instanceof Reply.SetReply set ? set.items() : ((Reply.Array) reply).items();
    return items.stream().map(item -> ((Reply.Bulk) item).text()).toList();
  }

  @Test
  void smallSets_areCombined() {
    run("SADD", "a", "1", "2", "3", "x");
    run("SADD", "b", "2", "3", "4", "y");
    run("SADD", "c", "3", "x", "y");
    assertThat(members("SINTER", "a", "b")).containsExactlyInAnyOrder("2", "3");
    assertThat(members("SINTER", "a", "b", "c")).containsExactly("3");
    assertThat(members("SINTER", "a", "a")).containsExactlyInAnyOrder("1", "2", "3", "x");
    assertThat(members("SUNION", "a", "b", "c"))
        .containsExactlyInAnyOrder("1", "2", "3", "4", "x", "y");
    assertThat(members("SDIFF", "a", "b")).containsExactlyInAnyOrder("1", "x");
    assertThat(members("SDIFF", "a", "b", "c")).containsExactly("1");
    assertThat(members("SDIFF", "a", "c", "a")).isEmpty();
    assertThat(members("SDIFF", "a")).containsExactlyInAnyOrder("1", "2", "3", "x");
  }

  @Test
  void setsOfIntegers_giveAscendingOnes() {
    add("a", "", 0, 100);
    add("b", "", 50, 150);
    assertThat(members("SINTER", "a", "b")).containsExactly(numbered("", 50, 100));
    assertThat(members("SUNION", "b", "a")).containsExactly(numbered("", 0, 150));
    assertThat(members("SDIFF", "a", "b")).containsExactly(numbered("", 0, 50));
  }

  @Test
  void largeSets_areCombined() {
    add("a", "member:", 0, 5_000);
    add("b", "member:", 3_000, 8_000);
    add("c", "member:", 4_990, 5_010);
    add("d", "m", 0, 1_500);
    assertThat(members("SINTER", "a", "b"))
        .containsExactlyInAnyOrder(numbered("member:", 3_000, 5_000));
    assertThat(members("SINTER", "a", "b", "c"))
        .containsExactlyInAnyOrder(numbered("member:", 4_990, 5_000));
    assertThat(members("SUNION", "a", "b")).hasSize(8_000);
    assertThat(members("SUNION", "a", "b", "d", "missing")).hasSize(9_500);
    assertThat(members("SDIFF", "a", "b", "c"))
        .containsExactlyInAnyOrder(numbered("member:", 0, 3_000));
    assertThat(members("SDIFF", "d", "a")).hasSize(1_500);
    assertThat(run("SINTERSTORE", "r", "a", "b")).isEqualTo(integer(2_000));
    assertThat(run("SUNIONSTORE", "u", "a", "b", "d")).isEqualTo(integer(9_500));
    assertThat(run("SCARD", "u")).isEqualTo(integer(9_500));
    assertThat(run("SDIFFSTORE", "u", "u", "a", "b", "c", "d")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "u")).isEqualTo(integer(0));
    assertThat(members("SMEMBERS", "r"))
        .containsExactlyInAnyOrder(numbered("member:", 3_000, 5_000));
  }

  @Test
  void missingSets_areEmptyOnes() {
    run("SADD", "a", "1");
    assertThat(members("SINTER", "a", "missing")).isEmpty();
    assertThat(members("SUNION", "missing", "a")).containsExactly("1");
    assertThat(members("SUNION", "missing", "other")).isEmpty();
    assertThat(members("SDIFF", "missing", "a")).isEmpty();
    assertThat(members("SDIFF", "a", "missing")).containsExactly("1");
    assertThat(run("SINTERCARD", "2", "a", "missing")).isEqualTo(integer(0));
  }

  @Test
  void stored_takesThePlaceOfWhatWasThere() {
    run("SADD", "a", "1", "2");
    run("SADD", "b", "2", "3");
    for (String name : List.of("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE")) {
      run("SET", "r", "in the way", "EX", "5000");
      assertThat(run(name, "r", "a", "missing"))
          .isEqualTo(integer(name.equals("SINTERSTORE") ? 0 : 2));
      run("SET", "r", "in the way", "EX", "5000");
      run(name, "r", "a", "b");
      assertThat(run("TTL", "r")).isEqualTo(integer(-1));
      assertThat(run("TYPE", "r")).isEqualTo(new Reply.Simple("set"));
      assertThat(run(name, "r", "missing", "missing")).isEqualTo(integer(0));
      assertThat(run("EXISTS", "r")).isEqualTo(integer(0));
    }
    assertThat(run("SUNIONSTORE", "a", "a", "b")).isEqualTo(integer(3));
    assertThat(members("SMEMBERS", "a")).containsExactly("1", "2", "3");
    assertThat(run("SDIFFSTORE", "a", "a", "b")).isEqualTo(integer(1));
    assertThat(run("SINTERSTORE", "a", "a", "a")).isEqualTo(integer(1));
  }

  @Test
  void otherTypes_areRefused_evenBehindMissingSets() {
    run("SADD", "a", "1");
    run("SET", "text", "v");
    for (String name : List.of("SINTER", "SUNION", "SDIFF")) {
      assertThat(run(name, "a", "text")).isEqualTo(error(Errors.WRONG_TYPE));
      assertThat(run(name, "missing", "text")).isEqualTo(error(Errors.WRONG_TYPE));
      assertThat(run(name + "STORE", "a", "missing", "text")).isEqualTo(error(Errors.WRONG_TYPE));
    }
    assertThat(run("SINTERCARD", "2", "missing", "text")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(members("SMEMBERS", "a")).containsExactly("1");
  }

  @Test
  void sintercard_countsUpToItsLimit() {
    add("a", "m", 0, 300);
    add("b", "m", 100, 400);
    assertThat(run("SINTERCARD", "2", "a", "b")).isEqualTo(integer(200));
    assertThat(run("SINTERCARD", "2", "a", "b", "LIMIT", "0")).isEqualTo(integer(200));
    assertThat(run("SINTERCARD", "2", "a", "b", "limit", "50")).isEqualTo(integer(50));
    assertThat(run("SINTERCARD", "2", "a", "b", "LIMIT", "500")).isEqualTo(integer(200));
    assertThat(run("SINTERCARD", "1", "a", "LIMIT", "3", "LIMIT", "4")).isEqualTo(integer(4));
  }

  @Test
  void sintercard_mistakes_areFoundInOrder() {
    String tooFew = "ERR numkeys should be greater than 0";
    for (String odd : new String[] {"0", "-1", "x", "", "1.5", "9223372036854775808"}) {
      assertThat(run("SINTERCARD", odd, "a")).as(odd).isEqualTo(error(tooFew));
    }
    assertThat(run("SINTERCARD", "2", "a"))
        .isEqualTo(error("ERR Number of keys can't be greater than number of args"));
    assertThat(run("SINTERCARD", "1", "a", "b")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SINTERCARD", "1", "a", "LIMIT")).isEqualTo(error(Errors.SYNTAX));
    for (String odd : new String[] {"-1", "x", ""}) {
      assertThat(run("SINTERCARD", "1", "a", "LIMIT", odd))
          .as(odd)
          .isEqualTo(error("ERR LIMIT can't be negative"));
    }
  }

  // ---- sorted ----

  @Test
  void sort_ofASet_ordersIt() {
    run("SADD", "s", "10", "9", "-1", "100");
    assertThat(members("SORT", "s")).containsExactly("-1", "9", "10", "100");
    assertThat(members("SORT_RO", "s", "DESC", "LIMIT", "1", "2")).containsExactly("10", "9");
    assertThat(members("SORT", "s", "ALPHA")).containsExactly("-1", "10", "100", "9");
    assertThat(members("SORT", "s", "BY", "nosort"))
        .containsExactlyInAnyOrder("-1", "9", "10", "100");
    assertThat(members("SORT", "s", "BY", "nosort", "LIMIT", "1", "2")).hasSize(2);
    run("SADD", "t", "b", "a", "c");
    assertThat(run("SORT", "t")).isEqualTo(error(Errors.NOT_DOUBLES));
    assertThat(run("SORT", "t", "BY", "nosort", "STORE", "l")).isEqualTo(integer(3));
    assertThat(members("LRANGE", "l", "0", "-1")).containsExactly("a", "b", "c");
    assertThat(run("SORT", "t", "BY", "nosort", "DESC", "STORE", "l")).isEqualTo(integer(3));
    assertThat(members("LRANGE", "l", "0", "-1")).containsExactly("c", "b", "a");
  }

  @Test
  void sort_ofALargeSet_ordersIt() {
    add("s", "m", 1_000, 4_000);
    assertThat(members("SORT", "s", "ALPHA")).containsExactly(numbered("m", 1_000, 4_000));
    assertThat(run("SORT", "s", "BY", "nosort", "STORE", "s")).isEqualTo(integer(3_000));
    assertThat(members("LRANGE", "s", "0", "-1")).containsExactly(numbered("m", 1_000, 4_000));
    assertThat(run("SMEMBERS", "missing")).isIn(array(), new Reply.SetReply(List.of()));
  }
}
