// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Sorted sets: members added, looked up, removed, popped and walked. */
final class ZSetScenarioTest extends ScoredScenario {
  private static final int MANY = 3_000;

  @Test
  void zadd_countsNewMembersOrChanges() {
    assertThat(run("ZADD", "z", "1", "a", "2", "b")).isEqualTo(integer(2));
    assertThat(run("ZADD", "z", "3", "a", "4", "c", "4", "c")).isEqualTo(integer(1));
    assertThat(run("ZADD", "z", "CH", "3", "a", "5", "b", "6", "d")).isEqualTo(integer(2));
    assertThat(run("ZRANGE", "z", "0", "-1", "WITHSCORES"))
        .isEqualTo(scored("a", "3", "c", "4", "b", "5", "d", "6"));
    assertThat(run("ZCARD", "z")).isEqualTo(integer(4));
    assertThat(run("TYPE", "z")).isEqualTo(simple("zset"));
  }

  @Test
  void zadd_underConditions_leavesTheOthers() {
    run("ZADD", "z", "5", "a");
    assertThat(run("ZADD", "z", "NX", "1", "a", "1", "b")).isEqualTo(integer(1));
    assertThat(run("ZADD", "z", "XX", "CH", "6", "a", "1", "c")).isEqualTo(integer(1));
    assertThat(run("ZADD", "z", "gt", "ch", "5", "a", "7", "b", "3", "d")).isEqualTo(integer(2));
    assertThat(run("ZADD", "z", "LT", "CH", "7", "a", "2", "b")).isEqualTo(integer(1));
    assertThat(run("ZADD", "z", "XX", "GT", "9", "e")).isEqualTo(integer(0));
    assertThat(run("ZADD", "missing", "XX", "1", "a")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
    assertThat(run("ZRANGE", "z", "0", "-1", "WITHSCORES"))
        .isEqualTo(scored("b", "2", "d", "3", "a", "6"));
  }

  @Test
  void zaddIncr_givesTheScoreOrNothing() {
    assertThat(run("ZADD", "z", "INCR", "2.5", "a")).isEqualTo(score("2.5"));
    assertThat(run("ZADD", "z", "XX", "INCR", "1", "a")).isEqualTo(score("3.5"));
    assertThat(run("ZADD", "z", "NX", "INCR", "1", "a")).isEqualTo(nil());
    assertThat(run("ZADD", "z", "XX", "INCR", "1", "b")).isEqualTo(nil());
    assertThat(run("ZADD", "z", "GT", "INCR", "-1", "a")).isEqualTo(nil());
    assertThat(run("ZADD", "z", "LT", "INCR", "-1", "a")).isEqualTo(score("2.5"));
    assertThat(run("ZADD", "z", "INCR", "0", "a")).isEqualTo(score("2.5"));
    assertThat(run("ZADD", "missing", "XX", "INCR", "1", "a")).isEqualTo(nil());
    assertThat(run("ZINCRBY", "z", "-0.5", "a")).isEqualTo(score("2"));
    assertThat(run("ZINCRBY", "z", "inf", "i")).isEqualTo(score("inf"));
    assertThat(run("ZINCRBY", "z", "-inf", "i"))
        .isEqualTo(error("ERR resulting score is not a number (NaN)"));
    assertThat(run("ZSCORE", "z", "i")).isEqualTo(score("inf"));
  }

  @Test
  void zadd_thatIsWrong_changesNothing() {
    String notCompatible = "ERR GT, LT, and/or NX options at the same time are not compatible";
    assertThat(run("ZADD", "z", "1"))
        .isEqualTo(error("ERR wrong number of arguments for 'zadd' command"));
    assertThat(run("ZADD", "z", "1", "a", "2")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZADD", "z", "NX", "CH")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZADD", "z", "NX", "XX", "1", "a"))
        .isEqualTo(error("ERR XX and NX options at the same time are not compatible"));
    assertThat(run("ZADD", "z", "GT", "LT", "1", "a")).isEqualTo(error(notCompatible));
    assertThat(run("ZADD", "z", "GT", "NX", "1", "a")).isEqualTo(error(notCompatible));
    assertThat(run("ZADD", "z", "INCR", "1", "a", "2", "b"))
        .isEqualTo(error("ERR INCR option supports a single increment-element pair"));
    for (String wrong : new String[] {"x", "", " 1", "1 ", "nan", "1e400", "1e-400", "1\0"}) {
      assertThat(run("ZADD", "z", "1", "a", wrong, "b"))
          .as(wrong)
          .isEqualTo(error(Errors.NOT_FLOAT));
      assertThat(run("ZINCRBY", "z", wrong, "b")).as(wrong).isEqualTo(error(Errors.NOT_FLOAT));
    }
    assertThat(run("ZINCRBY", "z", "NX", "b")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("EXISTS", "z")).isEqualTo(integer(0));
  }

  @Test
  void scores_ofManyForms_areRead() {
    run("ZADD", "z", "0x10", "hex", "1e3", "power", "+5", "plus", ".5", "point", "5.", "whole");
    run("ZADD", "z", "-Infinity", "low", "+inf", "high", "4.9e-324", "tiny");
    assertThat(run("ZMSCORE", "z", "hex", "power", "plus", "point", "whole", "low", "high", "no"))
        .isEqualTo(
            array(
                score("16"),
                score("1000"),
                score("5"),
                score("0.5"),
                score("5"),
                score("-inf"),
                score("inf"),
                nil()));
    assertThat(run("ZRANGE", "z", "0", "2")).isEqualTo(bulks("low", "tiny", "point"));
  }

  @Test
  void scores_areShownInTheFewestDigits() {
    String[] digits = {
      "0.1",
      "0.30000000000000004",
      "1e+300",
      "1.5e-9",
      "0.000001",
      "1e-7",
      "12345678.9",
      "-0.25",
      "100000000000000000",
      "123456789012345680",
      "1e+20",
      "3.0517578125e-5",
      "9007199254740992"
    };
    for (String each : digits) {
      run("ZADD", "z", each, each);
    }
    if (!isOlder()) {
      for (String each : digits) {
        assertThat(run("ZSCORE", "z", each)).isEqualTo(score(each));
      }
    }
    assertThat(run("ZADD", "n", "9007199254740993", "a")).isEqualTo(integer(1));
    assertThat(run("ZSCORE", "n", "a")).isEqualTo(score("9007199254740992"));
  }

  @Test
  void minusZero_isTheSameAsZero() {
    run("ZADD", "z", "0", "b", "-0", "a", "0", "c");
    assertThat(run("ZRANGE", "z", "0", "-1")).isEqualTo(bulks("a", "b", "c"));
    assertThat(run("ZADD", "z", "CH", "-0", "c")).isEqualTo(integer(0));
    assertThat(run("ZCOUNT", "z", "-0", "0")).isEqualTo(integer(3));
  }

  @Test
  void zrem_lastMember_removesTheKey() {
    run("ZADD", "z", "1", "a", "2", "b", "3", "c");
    assertThat(run("ZREM", "z", "a", "x", "a")).isEqualTo(integer(1));
    assertThat(run("ZREM", "z", "b", "c", "d")).isEqualTo(integer(2));
    assertThat(run("EXISTS", "z")).isEqualTo(integer(0));
    assertThat(run("ZREM", "z", "a")).isEqualTo(integer(0));
  }

  @Test
  void zrank_countsFromEitherEnd() {
    run("ZADD", "z", "1", "b", "1", "a", "2", "c");
    assertThat(run("ZRANK", "z", "a")).isEqualTo(integer(0));
    assertThat(run("ZRANK", "z", "c")).isEqualTo(integer(2));
    assertThat(run("ZREVRANK", "z", "a")).isEqualTo(integer(2));
    assertThat(run("ZRANK", "z", "x")).isEqualTo(nil());
    assertThat(run("ZRANK", "missing", "x")).isEqualTo(nil());
    if (!isOlder()) {
      assertThat(run("ZRANK", "z", "c", "WITHSCORE")).isEqualTo(array(integer(2), score("2")));
      assertThat(run("ZREVRANK", "z", "a", "withscore")).isEqualTo(array(integer(2), score("1")));
      assertThat(run("ZRANK", "z", "x", "WITHSCORE")).isEqualTo(nil());
      assertThat(run("ZRANK", "z", "a", "WITHSCORES")).isEqualTo(error(Errors.SYNTAX));
      assertThat(run("ZRANK", "z", "a", "WITHSCORE", "x"))
          .isEqualTo(error("ERR wrong number of arguments for 'zrank' command"));
    }
  }

  @Test
  void zpop_takesFromEitherEnd() {
    run("ZADD", "z", "1", "a", "2", "b", "3", "c", "4", "d", "5", "e");
    assertThat(run("ZPOPMIN", "z")).isEqualTo(flat("a", "1"));
    assertThat(run("ZPOPMAX", "z")).isEqualTo(flat("e", "5"));
    assertThat(run("ZPOPMAX", "z", "2")).isEqualTo(scored("d", "4", "c", "3"));
    assertThat(run("ZPOPMIN", "z", "0")).isEqualTo(array());
    assertThat(run("ZPOPMIN", "z", "9223372036854775807")).isEqualTo(scored("b", "2"));
    assertThat(run("EXISTS", "z")).isEqualTo(integer(0));
    assertThat(run("ZPOPMIN", "z")).isEqualTo(array());
    assertThat(run("ZPOPMIN", "z", "2")).isEqualTo(array());
    assertThat(run("ZPOPMIN", "z", "-1")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("ZPOPMIN", "z", "x")).isEqualTo(error(Errors.NOT_POSITIVE));
    assertThat(run("ZPOPMIN", "z", "1", "2")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void zmpop_takesFromTheFirstThatIsThere() {
    run("ZADD", "b", "1", "x", "2", "y", "3", "z");
    assertThat(run("ZMPOP", "2", "a", "b", "MIN")).isEqualTo(array(bulk("b"), pairs("x", "1")));
    assertThat(run("ZMPOP", "2", "a", "b", "max", "count", "5"))
        .isEqualTo(array(bulk("b"), pairs("z", "3", "y", "2")));
    assertThat(run("ZMPOP", "2", "a", "b", "MIN")).isEqualTo(nil());
    assertThat(run("ZMPOP", "0", "a", "MIN"))
        .isEqualTo(error("ERR numkeys should be greater than 0"));
    assertThat(run("ZMPOP", "1", "a", "LEFT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZMPOP", "2", "a", "MIN")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZMPOP", "1", "a", "MIN", "COUNT", "0"))
        .isEqualTo(error("ERR count should be greater than 0"));
    assertThat(run("ZMPOP", "1", "a", "MIN", "COUNT", "1", "COUNT", "1"))
        .isEqualTo(error(Errors.SYNTAX));
    run("SET", "s", "v");
    assertThat(run("ZMPOP", "2", "a", "s", "MIN")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void zrandmember_choosesAmongThem() {
    run("ZADD", "z", "1", "a", "2", "b", "3", "c");
    assertThat(bulks("a", "b", "c"))
        .satisfies(
            all -> assertThat(((Reply.Array) all).items()).contains(run("ZRANDMEMBER", "z")));
    assertThat(run("ZRANDMEMBER", "z", "5")).isEqualTo(bulks("c", "b", "a"));
    assertThat(run("ZRANDMEMBER", "z", "3", "WITHSCORES"))
        .isEqualTo(scored("c", "3", "b", "2", "a", "1"));
    assertThat(((Reply.Array) run("ZRANDMEMBER", "z", "-20")).items()).hasSize(20);
    assertThat(new HashSet<>(((Reply.Array) run("ZRANDMEMBER", "z", "2")).items())).hasSize(2);
    assertThat(run("ZRANDMEMBER", "z", "0")).isEqualTo(array());
    assertThat(run("ZRANDMEMBER", "missing")).isEqualTo(nil());
    assertThat(run("ZRANDMEMBER", "missing", "1")).isEqualTo(array());
    assertThat(run("ZRANDMEMBER", "z", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("ZRANDMEMBER", "z", "1", "WITHVALUES")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZRANDMEMBER", "z", "-9223372036854775807", "WITHSCORES"))
        .isEqualTo(error(Errors.OUT_OF_RANGE));
  }

  @Test
  void zscan_ofSmallSet_givesAllInOrder() {
    run("ZADD", "z", "2", "b", "1", "a", "1.5", "c");
    assertThat(run("ZSCAN", "z", "0"))
        .isEqualTo(array(bulk("0"), bulks("a", "1", "c", "1.5", "b", "2")));
    assertThat(run("ZSCAN", "z", "0", "MATCH", "[ab]", "COUNT", "1"))
        .isEqualTo(array(bulk("0"), bulks("a", "1", "b", "2")));
    assertThat(run("ZSCAN", "missing", "0", "COUNT", "0")).isEqualTo(array(bulk("0"), array()));
    assertThat(run("ZSCAN", "z", "0", "COUNT", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZSCAN", "z", "0", "TYPE", "x")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZSCAN", "z", "x")).isEqualTo(error(Errors.INVALID_CURSOR));
  }

  @Test
  void zscan_whileScoresChange_givesEveryMember() {
    for (boolean same : new boolean[] {true, false}) {
      run("DEL", "z");
      fill(same);
      Set<String> seen = new HashSet<>();
      String cursor = "0";
      int round = 0;
      do {
        Reply.Array reply = (Reply.Array) run("ZSCAN", "z", cursor, "COUNT", "100");
        cursor = ((Reply.Bulk) reply.items().getFirst()).text();
        List<Reply> flat = ((Reply.Array) reply.items().get(1)).items();
        for (int i = 0; i < flat.size(); i += 2) {
          seen.add(((Reply.Bulk) flat.get(i)).text());
        }
        for (int i = 0; i < 50; i++) {
          run("ZINCRBY", "z", "100000", "member-" + (round * 50 + i) % MANY);
        }
        round++;
      } while (!cursor.equals("0"));
      assertThat(seen).hasSize(MANY);
    }
  }

  private void fill(boolean same) {
    List<String> request = new ArrayList<>(List.of("ZADD", "z"));
    for (int i = 0; i < MANY; i++) {
      request.add(same ? "7" : Integer.toString(i));
      request.add("member-" + i);
    }
    assertThat(run(request.toArray(String[]::new))).isEqualTo(integer(MANY));
  }

  @Test
  void largeSet_keepsTheOrder() {
    fill(false);
    assertThat(run("ZRANGE", "z", "1500", "1502", "WITHSCORES"))
        .isEqualTo(scored("member-1500", "1500", "member-1501", "1501", "member-1502", "1502"));
    assertThat(run("ZRANK", "z", "member-2999")).isEqualTo(integer(2999));
    assertThat(run("ZCOUNT", "z", "(1000", "2000")).isEqualTo(integer(1000));
    assertThat(run("ZREVRANGE", "z", "0", "1")).isEqualTo(bulks("member-2999", "member-2998"));
    assertThat(run("ZREMRANGEBYRANK", "z", "10", "-11")).isEqualTo(integer(MANY - 20));
    assertThat(run("ZRANGEBYSCORE", "z", "8", "2991"))
        .isEqualTo(bulks("member-8", "member-9", "member-2990", "member-2991"));
    assertThat(run("OBJECT", "ENCODING", "z")).isEqualTo(bulk("skiplist"));
    assertThat(((Reply.Array) run("ZPOPMAX", "z", "20")).items()).isNotEmpty();
    assertThat(run("EXISTS", "z")).isEqualTo(integer(0));
  }

  @Test
  void encoding_followsRedisLimits() {
    run("ZADD", "z", "1", "x".repeat(64));
    assertThat(run("OBJECT", "ENCODING", "z")).isEqualTo(bulk("listpack"));
    run("ZADD", "z", "1", "x".repeat(65));
    assertThat(run("OBJECT", "ENCODING", "z")).isEqualTo(bulk("skiplist"));
    run("ZREM", "z", "x".repeat(65));
    assertThat(run("OBJECT", "ENCODING", "z")).isEqualTo(bulk("skiplist"));
  }

  @Test
  void zadd_keepsTheDeadline() {
    run("ZADD", "z", "1", "a");
    run("EXPIREAT", "z", "9000000000");
    run("ZADD", "z", "2", "a", "3", "b");
    run("ZPOPMIN", "z");
    assertThat(run("EXPIRETIME", "z")).isEqualTo(integer(9_000_000_000L));
  }

  @Test
  void digest_isRedisOwn() {
    run("ZADD", "z", "0.1", "a", "-2", "b", "1e300", "c", "inf", "d", "12345678901234567", "e");
    assertThat(run("DEBUG", "DIGEST-VALUE", "z"))
        .isEqualTo(array(simple("0bec9768befa88e4a3931a23beb54e4bb4fc38ff")));
  }
}
