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
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Waiting for sorted sets, as on Redis 7.2. */
final class BlockingZSetScenarioTest extends BlockingScenario {
  private Reply score(String digits) {
    return where().name().endsWith("RESP3")
        ? new Reply.Dbl(Double.parseDouble(digits), digits)
        : bulk(digits);
  }

  private Reply popped(String key, String member, String score) {
    return array(bulk(key), bulk(member), score(score));
  }

  @Test
  void bzpop_ofSetsThatAreThere_takesFromTheFirstAtOnce() {
    run("ZADD", "b", "1", "x", "2", "y");
    run("ZADD", "c", "3", "z");
    assertThat(run("BZPOPMIN", "a", "b", "c", "0")).isEqualTo(popped("b", "x", "1"));
    assertThat(run("BZPOPMAX", "c", "b", "0")).isEqualTo(popped("c", "z", "3"));
    run("SET", "s", "text");
    assertThat(run("BZPOPMIN", "s", "b", "0")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("BZMPOP", "0", "2", "a", "b", "MAX", "COUNT", "9"))
        .isEqualTo(array(bulk("b"), array(array(bulk("y"), score("2")))));
    assertThat(run("EXISTS", "b")).isEqualTo(integer(0));
  }

  @Test
  void bzpop_ofNoSet_waitsForOne() {
    block(0, "BZPOPMIN", "k", "0");
    block(1, "BZPOPMAX", "k", "0");
    assertThat(run("ZADD", "k", "2", "b", "1", "a", "3", "c")).isEqualTo(integer(3));
    assertThat(answer(0)).isEqualTo(popped("k", "a", "1"));
    assertThat(answer(1)).isEqualTo(popped("k", "c", "3"));
    assertThat(run("ZCARD", "k")).isEqualTo(integer(1));
  }

  @Test
  void bzmpop_waitsAndTakesSeveral() {
    block(0, "BZMPOP", "0", "2", "k", "l", "MIN", "COUNT", "2");
    assertThat(run("ZADD", "l", "2", "b", "1", "a", "3", "c")).isEqualTo(integer(3));
    assertThat(answer(0))
        .isEqualTo(
            array(bulk("l"), array(array(bulk("a"), score("1")), array(bulk("b"), score("2")))));
    assertThat(run("ZCARD", "l")).isEqualTo(integer(1));
  }

  @Test
  void clientsInLine_areServedInTheOrderInWhichTheyCame() {
    for (int i = 0; i < 4; i++) {
      block(i, "BZPOPMIN", "k", "0");
    }
    run("ZADD", "k", "1", "a", "2", "b", "3", "c");
    assertThat(answer(0)).isEqualTo(popped("k", "a", "1"));
    assertThat(answer(1)).isEqualTo(popped("k", "b", "2"));
    assertThat(answer(2)).isEqualTo(popped("k", "c", "3"));
    assertWaits(3);
    run("ZINCRBY", "k", "4", "d");
    assertThat(answer(3)).isEqualTo(popped("k", "d", "4"));
  }

  @Test
  void everyWayInWhichASetComesIntoBeing_serves() {
    run("ZADD", "source", "1", "a", "2", "b");
    String[][] ways = {
      {"ZUNIONSTORE", "k", "1", "source"},
      {"ZINTERSTORE", "k", "1", "source"},
      {"ZDIFFSTORE", "k", "1", "source"},
      {"ZRANGESTORE", "k", "source", "0", "-1"},
      {"COPY", "source", "k"},
      {"ZADD", "k", "1", "a"},
      {"ZINCRBY", "k", "1", "a"},
      {"GEOSEARCHSTORE", "k", "source", "FROMMEMBER", "a", "BYRADIUS", "9", "km", "STOREDIST"},
      {"RENAME", "source", "k"}
    };
    for (String[] way : ways) {
      block(0, "BZPOPMIN", "k", "0");
      run(way);
      Reply.Array popped = (Reply.Array) answer(0);
      assertThat(popped.items().get(1)).as(way[0]).isEqualTo(bulk("a"));
      run("DEL", "k");
    }
  }

  @Test
  void keysOfOtherTypes_serveNobody() {
    block(0, "BZPOPMIN", "k", "0");
    run("SET", "k", "text");
    assertWaits(0);
    run("DEL", "k");
    run("RPUSH", "k", "a");
    assertWaits(0);
    run("DEL", "k");
    block(1, "BLPOP", "k", "0");
    run("ZADD", "k", "1", "a");
    assertThat(answer(0)).isEqualTo(popped("k", "a", "1"));
    assertWaits(1);
    run("RPUSH", "k", "x");
    assertThat(answer(1)).isEqualTo(array(bulk("k"), bulk("x")));
  }

  @Test
  void elapsedTime_isAnsweredWithNothing() {
    client(0).send("BZPOPMIN", "k", "0.05");
    client(1).send("BZPOPMAX", "k", "l", "0.01");
    client(2).send("BZMPOP", "0.02", "2", "k", "l", "MIN");
    pass(Duration.ofMillis(49));
    assertThat(answer(1)).isEqualTo(nil());
    assertThat(answer(2)).isEqualTo(nil());
    pass(Duration.ofMillis(1));
    assertThat(answer(0)).isEqualTo(nil());
  }

  @Test
  void requests_thatAreWrong_areRefusedAtOnce() {
    assertThat(run("BZPOPMIN", "k", "-1")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    assertThat(run("BZPOPMAX", "k", "x")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
    assertThat(run("BZMPOP", "0", "0", "k", "MIN"))
        .isEqualTo(error("ERR numkeys should be greater than 0"));
    assertThat(run("BZMPOP", "0", "1", "k", "LEFT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BZMPOP", "x", "1", "k", "MIN")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
  }
}
