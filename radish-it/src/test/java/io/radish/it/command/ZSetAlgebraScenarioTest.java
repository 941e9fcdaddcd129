// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sorted sets: unions, intersections and differences. */
final class ZSetAlgebraScenarioTest extends ScoredScenario {
  private void fill() {
    run("ZADD", "a", "1", "x", "2", "y", "3", "z");
    run("ZADD", "b", "10", "y", "20", "z", "30", "w");
  }

  @Test
  void zunion_addsScores() {
    fill();
    assertThat(run("ZUNION", "2", "a", "b")).isEqualTo(bulks("x", "y", "z", "w"));
    assertThat(run("ZUNION", "2", "a", "b", "WITHSCORES"))
        .isEqualTo(scored("x", "1", "y", "12", "z", "23", "w", "30"));
    assertThat(run("ZUNION", "2", "a", "b", "weights", "2", "-1", "withscores"))
        .isEqualTo(scored("w", "-30", "z", "-14", "y", "-6", "x", "2"));
    assertThat(run("ZUNION", "2", "a", "b", "AGGREGATE", "MAX", "WITHSCORES"))
        .isEqualTo(scored("x", "1", "y", "10", "z", "20", "w", "30"));
    assertThat(run("ZUNION", "3", "a", "missing", "a", "WITHSCORES"))
        .isEqualTo(scored("x", "2", "y", "4", "z", "6"));
    assertThat(run("ZUNION", "1", "missing")).isEqualTo(array());
  }

  @Test
  void zinter_keepsWhatIsInAll() {
    fill();
    assertThat(run("ZINTER", "2", "a", "b", "WITHSCORES")).isEqualTo(scored("y", "12", "z", "23"));
    assertThat(run("ZINTER", "2", "b", "a", "AGGREGATE", "min", "WITHSCORES"))
        .isEqualTo(scored("y", "2", "z", "3"));
    assertThat(run("ZINTER", "2", "a", "missing")).isEqualTo(array());
    assertThat(run("ZINTERCARD", "2", "a", "b")).isEqualTo(integer(2));
    assertThat(run("ZINTERCARD", "2", "a", "b", "LIMIT", "1")).isEqualTo(integer(1));
    assertThat(run("ZINTERCARD", "2", "a", "b", "LIMIT", "0")).isEqualTo(integer(2));
    assertThat(run("ZINTERCARD", "2", "a", "missing")).isEqualTo(integer(0));
  }

  @Test
  void zdiff_keepsWhatOnlyTheFirstHas() {
    fill();
    assertThat(run("ZDIFF", "2", "a", "b", "WITHSCORES")).isEqualTo(scored("x", "1"));
    assertThat(run("ZDIFF", "2", "a", "missing")).isEqualTo(bulks("x", "y", "z"));
    assertThat(run("ZDIFF", "2", "missing", "a")).isEqualTo(array());
    assertThat(run("ZDIFF", "2", "a", "a")).isEqualTo(array());
    assertThat(run("ZDIFF", "2", "a", "b", "WEIGHTS", "1", "2")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void store_overwritesWhateverIsThere() {
    fill();
    run("SET", "to", "text");
    assertThat(run("ZUNIONSTORE", "to", "2", "a", "b")).isEqualTo(integer(4));
    assertThat(run("ZSCORE", "to", "z")).isEqualTo(score("23"));
    assertThat(run("ZINTERSTORE", "a", "2", "a", "b", "WEIGHTS", "0.5", "1")).isEqualTo(integer(2));
    assertThat(run("ZRANGE", "a", "0", "-1", "WITHSCORES"))
        .isEqualTo(scored("y", "11", "z", "21.5"));
    assertThat(run("ZDIFFSTORE", "to", "2", "a", "b")).isEqualTo(integer(0));
    assertThat(run("EXISTS", "to")).isEqualTo(integer(0));
    assertThat(run("ZUNIONSTORE", "to", "1", "a", "WITHSCORES")).isEqualTo(error(Errors.SYNTAX));
  }

  @Test
  void sums_ofInfinities_areNumbers() {
    run("ZADD", "a", "inf", "x", "0", "y");
    run("ZADD", "b", "-inf", "x");
    assertThat(run("ZUNION", "2", "a", "b", "WITHSCORES")).isEqualTo(scored("x", "0", "y", "0"));
    assertThat(run("ZUNION", "1", "a", "WEIGHTS", "inf", "WITHSCORES"))
        .isEqualTo(scored("y", "0", "x", "inf"));
    assertThat(run("ZINTER", "2", "a", "b", "WITHSCORES")).isEqualTo(scored("x", "0"));
  }

  @Test
  void requests_thatAreWrong_areRefused() {
    fill();
    assertThat(run("ZUNION", "0", "a"))
        .isEqualTo(error("ERR at least 1 input key is needed for 'zunion' command"));
    assertThat(run("ZINTERSTORE", "to", "-1", "a"))
        .isEqualTo(error("ERR at least 1 input key is needed for 'zinterstore' command"));
    assertThat(run("ZDIFF", "x", "a")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("ZUNION", "3", "a", "b")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZUNION", "2", "a", "b", "WEIGHTS", "1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZUNION", "2", "a", "b", "WEIGHTS", "1", "x"))
        .isEqualTo(error("ERR weight value is not a float"));
    assertThat(run("ZUNION", "1", "a", "AGGREGATE", "AVG")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("ZINTERCARD", "1", "a", "LIMIT", "-1"))
        .isEqualTo(error("ERR LIMIT can't be negative"));
    run("RPUSH", "l", "x");
    assertThat(run("ZUNION", "2", "a", "l", "bogus")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void large_sets_arePutTogether() {
    List<String> first = new ArrayList<>(List.of("ZADD", "a"));
    List<String> second = new ArrayList<>(List.of("ZADD", "b"));
    for (int i = 0; i < 2000; i++) {
      first.addAll(List.of(Integer.toString(i), "member-" + i));
      second.addAll(List.of("1", "member-" + (i + 1000)));
    }
    run(first.toArray(String[]::new));
    run(second.toArray(String[]::new));
    assertThat(run("ZUNIONSTORE", "u", "2", "a", "b")).isEqualTo(integer(3000));
    assertThat(run("ZINTERSTORE", "i", "2", "a", "b")).isEqualTo(integer(1000));
    assertThat(run("ZDIFFSTORE", "d", "2", "a", "b")).isEqualTo(integer(1000));
    assertThat(run("ZINTERCARD", "3", "a", "b", "u", "LIMIT", "999")).isEqualTo(integer(999));
    assertThat(run("ZRANGE", "u", "-1", "-1", "WITHSCORES"))
        .isEqualTo(scored("member-1999", "2000"));
    assertThat(run("ZRANGE", "d", "0", "0", "REV")).isEqualTo(bulks("member-999"));
  }
}
