// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import org.junit.jupiter.api.Test;

/** Sorted sets: ranges by place, score and member. */
final class ZSetRangeScenarioTest extends ScoredScenario {
  private static final String NOT_FLOATS = "ERR min or max is not a float";
  private static final String NOT_MEMBERS = "ERR min or max not valid string range item";

  private void fill() {
    run("ZADD", "z", "1", "a", "2", "b", "3", "c", "4", "d", "-inf", "low", "+inf", "top");
  }

  @Test
  void zrange_byPlace_countsFromBothEnds() {
    fill();
    assertThat(run("ZRANGE", "z", "0", "1")).isEqualTo(bulks("low", "a"));
    assertThat(run("ZRANGE", "z", "-2", "-1", "WITHSCORES"))
        .isEqualTo(scored("d", "4", "top", "inf"));
    assertThat(run("ZRANGE", "z", "0", "1", "REV")).isEqualTo(bulks("top", "d"));
    assertThat(run("ZREVRANGE", "z", "-1", "100", "withscores")).isEqualTo(scored("low", "-inf"));
    assertThat(run("ZRANGE", "z", "-100", "0")).isEqualTo(bulks("low"));
    assertThat(run("ZRANGE", "z", "3", "2")).isEqualTo(array());
    assertThat(run("ZRANGE", "z", "6", "9")).isEqualTo(array());
    assertThat(run("ZRANGE", "z", "0", "-9")).isEqualTo(array());
    assertThat(run("ZRANGE", "missing", "0", "-1")).isEqualTo(array());
  }

  @Test
  void zrange_byScore_takesBoundsWithAndWithout() {
    fill();
    assertThat(run("ZRANGE", "z", "1", "3", "BYSCORE")).isEqualTo(bulks("a", "b", "c"));
    assertThat(run("ZRANGEBYSCORE", "z", "(1", "3")).isEqualTo(bulks("b", "c"));
    assertThat(run("ZRANGEBYSCORE", "z", "(1", "(3", "WITHSCORES")).isEqualTo(scored("b", "2"));
    assertThat(run("ZRANGEBYSCORE", "z", "-inf", "(1")).isEqualTo(bulks("low"));
    assertThat(run("ZRANGEBYSCORE", "z", "(-inf", "(inf")).isEqualTo(bulks("a", "b", "c", "d"));
    assertThat(run("ZRANGEBYSCORE", "z", "3", "1")).isEqualTo(array());
    assertThat(run("ZRANGEBYSCORE", "z", "(2", "2")).isEqualTo(array());
    assertThat(run("ZREVRANGEBYSCORE", "z", "3", "1")).isEqualTo(bulks("c", "b", "a"));
    assertThat(run("ZRANGE", "z", "+inf", "(2", "REV", "BYSCORE"))
        .isEqualTo(bulks("top", "d", "c"));
    assertThat(run("ZRANGEBYSCORE", "z", "", "0x2")).isEqualTo(bulks("a", "b"));
    assertThat(run("ZCOUNT", "z", "2", "inf")).isEqualTo(integer(4));
    assertThat(run("ZCOUNT", "z", "(2", "(2")).isEqualTo(integer(0));
  }

  @Test
  void limit_passesSomeBy() {
    fill();
    assertThat(run("ZRANGEBYSCORE", "z", "-inf", "inf", "LIMIT", "1", "2"))
        .isEqualTo(bulks("a", "b"));
    assertThat(run("ZREVRANGEBYSCORE", "z", "inf", "-inf", "LIMIT", "1", "2"))
        .isEqualTo(bulks("d", "c"));
    assertThat(run("ZRANGEBYSCORE", "z", "1", "4", "LIMIT", "2", "-1")).isEqualTo(bulks("c", "d"));
    assertThat(run("ZRANGEBYSCORE", "z", "1", "4", "LIMIT", "9", "1")).isEqualTo(array());
    assertThat(run("ZRANGEBYSCORE", "z", "1", "4", "LIMIT", "-1", "2")).isEqualTo(array());
    assertThat(run("ZRANGEBYSCORE", "z", "1", "4", "LIMIT", "0", "0")).isEqualTo(array());
    assertThat(
            run("ZRANGEBYSCORE", "z", "1", "4", "WITHSCORES", "LIMIT", "3", "9223372036854775807"))
        .isEqualTo(scored("d", "4"));
  }

  @Test
  void lex_ofOneScore_goesByBytes() {
    run("ZADD", "z", "0", "a", "0", "aa", "0", "b", "0", "c", "0", "");
    assertThat(run("ZRANGEBYLEX", "z", "-", "+")).isEqualTo(bulks("", "a", "aa", "b", "c"));
    assertThat(run("ZRANGEBYLEX", "z", "[a", "(b")).isEqualTo(bulks("a", "aa"));
    assertThat(run("ZRANGEBYLEX", "z", "(a", "[b")).isEqualTo(bulks("aa", "b"));
    assertThat(run("ZREVRANGEBYLEX", "z", "+", "(a", "LIMIT", "1", "5"))
        .isEqualTo(bulks("b", "aa"));
    assertThat(run("ZRANGE", "z", "(b", "-", "BYLEX", "REV")).isEqualTo(bulks("aa", "a", ""));
    assertThat(run("ZRANGEBYLEX", "z", "+", "-")).isEqualTo(array());
    assertThat(run("ZRANGEBYLEX", "z", "(a", "(a")).isEqualTo(array());
    assertThat(run("ZRANGEBYLEX", "z", "[", "[")).isEqualTo(bulks(""));
    assertThat(run("ZLEXCOUNT", "z", "[a", "[b")).isEqualTo(integer(3));
    assertThat(run("ZREMRANGEBYLEX", "z", "[a", "(b")).isEqualTo(integer(2));
    assertThat(run("ZRANGE", "z", "0", "-1")).isEqualTo(bulks("", "b", "c"));
  }

  @Test
  void lex_ofManyMembers_goesByBytes() {
    for (int i = 0; i < 2000; i++) {
      run("ZADD", "z", "5", "member-%04d".formatted(i));
    }
    assertThat(run("ZLEXCOUNT", "z", "[member-0100", "(member-0200")).isEqualTo(integer(100));
    assertThat(run("ZLEXCOUNT", "z", "-", "[member-0100")).isEqualTo(integer(101));
    assertThat(run("ZLEXCOUNT", "z", "(member-19", "+")).isEqualTo(integer(100));
    assertThat(run("ZRANGEBYLEX", "z", "(member-1000", "[member-1002"))
        .isEqualTo(bulks("member-1001", "member-1002"));
    assertThat(run("ZREVRANGEBYLEX", "z", "[member-1002", "-", "LIMIT", "0", "2"))
        .isEqualTo(bulks("member-1002", "member-1001"));
    assertThat(run("ZREMRANGEBYLEX", "z", "[member-0001", "(member-1999")).isEqualTo(integer(1998));
    assertThat(run("ZRANGE", "z", "0", "-1")).isEqualTo(bulks("member-0000", "member-1999"));
  }

  @Test
  void zremrange_removesNeighbours() {
    fill();
    assertThat(run("ZREMRANGEBYRANK", "z", "0", "0")).isEqualTo(integer(1));
    assertThat(run("ZREMRANGEBYRANK", "z", "-1", "-1")).isEqualTo(integer(1));
    assertThat(run("ZREMRANGEBYSCORE", "z", "(1", "(3")).isEqualTo(integer(1));
    assertThat(run("ZREMRANGEBYSCORE", "z", "9", "99")).isEqualTo(integer(0));
    assertThat(run("ZRANGE", "z", "0", "-1")).isEqualTo(bulks("a", "c", "d"));
    assertThat(run("ZREMRANGEBYRANK", "z", "0", "-1")).isEqualTo(integer(3));
    assertThat(run("EXISTS", "z")).isEqualTo(integer(0));
    assertThat(run("ZREMRANGEBYRANK", "z", "0", "-1")).isEqualTo(integer(0));
  }

  @Test
  void zrangestore_storesWhatItFinds() {
    fill();
    assertThat(run("ZRANGESTORE", "to", "z", "1", "2")).isEqualTo(integer(2));
    assertThat(run("ZRANGE", "to", "0", "-1", "WITHSCORES")).isEqualTo(scored("a", "1", "b", "2"));
    run("SET", "s", "text");
    assertThat(run("ZRANGESTORE", "s", "z", "(2", "inf", "BYSCORE", "LIMIT", "0", "1"))
        .isEqualTo(integer(1));
    assertThat(run("ZRANGE", "s", "0", "-1")).isEqualTo(bulks("c"));
    assertThat(run("ZRANGESTORE", "z", "z", "0", "0", "REV")).isEqualTo(integer(1));
    assertThat(run("ZRANGE", "z", "0", "-1")).isEqualTo(bulks("top"));
    assertThat(run("ZRANGESTORE", "to", "z", "5", "9")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
    assertThat(run("ZRANGESTORE", "s", "missing", "0", "-1")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "s")).isEqualTo(integer(0));
    assertThat(run("ZRANGESTORE", "s", "z", "0", "-1", "WITHSCORES"))
        .isEqualTo(error(Errors.SYNTAX));
    assertThat(run("SET", "s", "text")).isEqualTo(ok());
    assertThat(run("ZRANGESTORE", "z", "s", "0", "-1")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void ranges_thatAreWrong_areRefused() {
    fill();
    String limit =
        "ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX";
    assertThat(run("ZRANGE", "z", "0", "1", "LIMIT", "0", "1")).isEqualTo(error(limit));
    assertThat(run("ZREVRANGE", "z", "0", "1", "LIMIT", "0", "1")).isEqualTo(error(limit));
    assertThat(run("ZRANGE", "z", "-", "+", "BYLEX", "WITHSCORES"))
        .isEqualTo(error("ERR syntax error, WITHSCORES not supported in combination with BYLEX"));
    assertThat(run("ZRANGE", "z", "a", "1")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("ZRANGE", "z", "0", "1", "BYSCORE", "BYLEX")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZRANGEBYSCORE", "z", "0", "1", "REV")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZRANGEBYSCORE", "z", "0", "1", "LIMIT", "0")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZRANGEBYSCORE", "z", "0", "1", "LIMIT", "a", "1"))
        .isEqualTo(error(Errors.NOT_INTEGER));
    for (String wrong : new String[] {"a", "nan", "((1", "1 ", "[1"}) {
      assertThat(run("ZRANGEBYSCORE", "z", "0", wrong)).isEqualTo(error(NOT_FLOATS));
      assertThat(run("ZCOUNT", "z", wrong, "1")).isEqualTo(error(NOT_FLOATS));
      assertThat(run("ZREMRANGEBYSCORE", "missing", wrong, "1")).isEqualTo(error(NOT_FLOATS));
    }
    for (String wrong : new String[] {"a", "", "+x", "-1", "1"}) {
      assertThat(run("ZRANGEBYLEX", "z", "-", wrong)).isEqualTo(error(NOT_MEMBERS));
      assertThat(run("ZLEXCOUNT", "missing", wrong, "+")).isEqualTo(error(NOT_MEMBERS));
    }
  }
}
