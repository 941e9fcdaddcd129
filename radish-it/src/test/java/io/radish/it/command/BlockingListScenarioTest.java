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
import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Waiting for lists, as on Redis 7.2. */
final class BlockingListScenarioTest extends BlockingScenario {
  @Test
  void blpop_ofListsThatAreThere_takesFromTheFirstAtOnce() {
    run("RPUSH", "b", "1", "2");
    run("RPUSH", "c", "3");
    assertThat(run("BLPOP", "a", "b", "c", "0")).isEqualTo(bulks("b", "1"));
    assertThat(run("BRPOP", "c", "b", "0")).isEqualTo(bulks("c", "3"));
    assertThat(run("EXISTS", "c")).isEqualTo(integer(0));
    run("SET", "s", "text");
    assertThat(run("BLPOP", "s", "b", "0")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("BLPOP", "b", "s", "0")).isEqualTo(bulks("b", "2"));
  }

  @Test
  void blpop_ofNoList_waitsForOne() {
    block(0, "BLPOP", "k", "0");
    assertThat(run("RPUSH", "k", "a")).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void blpop_whereSeveralAreAdded_takesWhatIsAtTheEndWhenAllAre() {
    block(0, "BLPOP", "k", "0");
    assertThat(run("LPUSH", "k", "a", "b", "c")).isEqualTo(integer(3));
    assertThat(answer(0)).isEqualTo(bulks("k", "c"));
    block(1, "BRPOP", "other", "0");
    assertThat(run("RPUSH", "other", "a", "b", "c")).isEqualTo(integer(3));
    assertThat(answer(1)).isEqualTo(bulks("other", "c"));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("b", "a"));
  }

  @Test
  void clientsInLine_areServedInTheOrderInWhichTheyCame() {
    for (int i = 0; i < 4; i++) {
      block(i, "BLPOP", "k", "0");
    }
    run("RPUSH", "k", "a", "b", "c");
    for (int i = 0; i < 3; i++) {
      assertThat(answer(i)).isEqualTo(bulks("k", "abc".substring(i, i + 1)));
    }
    assertWaits(3);
    block(0, "BLPOP", "k", "0");
    run("RPUSH", "k", "d");
    assertThat(answer(3)).isEqualTo(bulks("k", "d"));
    run("RPUSH", "k", "e");
    assertThat(answer(0)).isEqualTo(bulks("k", "e"));
  }

  @Test
  void clientInSeveralLines_isServedOnce() {
    block(0, "BLPOP", "a", "b", "a", "0");
    block(1, "BLPOP", "b", "a", "0");
    run("RPUSH", "b", "1", "2", "3");
    assertThat(answer(0)).isEqualTo(bulks("b", "1"));
    assertThat(answer(1)).isEqualTo(bulks("b", "2"));
    run("RPUSH", "a", "x");
    assertThat(run("LLEN", "a")).isEqualTo(integer(1));
    assertThat(run("LLEN", "b")).isEqualTo(integer(1));
  }

  @Test
  void keyThatBecomesAString_servesNobody() {
    block(0, "BLPOP", "k", "0");
    run("SET", "k", "text");
    assertWaits(0);
    run("DEL", "k");
    run("RPUSH", "k", "a");
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
  }

  @Test
  void stringThatAListTakesThePlaceOf_servesWhoWaitsForTheList() {
    run("RPUSH", "list", "a");
    byte[] payload = ((Reply.Bulk) run("DUMP", "list")).bytes();
    block(0, "BLPOP", "k", "0");
    run("SET", "k", "text");
    run("RENAME", "list", "k");
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
    run("RPUSH", "list", "b");
    block(1, "BLPOP", "k", "0");
    run("SET", "k", "text");
    assertThat(run("COPY", "list", "k", "REPLACE")).isEqualTo(integer(1));
    assertThat(answer(1)).isEqualTo(bulks("k", "b"));
    block(2, "BLPOP", "k", "0");
    run("SET", "k", "text");
    assertThat(
            client(3)
                .run(
                    "RESTORE".getBytes(StandardCharsets.US_ASCII),
                    "k".getBytes(StandardCharsets.US_ASCII),
                    "0".getBytes(StandardCharsets.US_ASCII),
                    payload,
                    "REPLACE".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(ok());
    assertThat(answer(2)).isEqualTo(bulks("k", "a"));
  }

  @Test
  void earlierKeyThatBecameAString_isAnErrorWhenALaterOneIsServed() {
    block(0, "BLPOP", "a", "b", "0");
    run("SET", "a", "text");
    run("RPUSH", "b", "1");
    if (isOlder()) {
      assertThat(answer(0)).isEqualTo(bulks("b", "1"));
    } else {
      assertThat(answer(0)).isEqualTo(error(Errors.WRONG_TYPE));
      assertThat(run("LLEN", "b")).isEqualTo(integer(1));
    }
  }

  @Test
  void elapsedTime_isAnsweredWithNothing() {
    String[][] requests = {
      {"BLPOP", "k", "0.05"},
      {"BRPOP", "k", "l", "0.01"},
      {"BLMPOP", "0.02", "2", "k", "l", "LEFT"},
      {"BLMOVE", "k", "l", "LEFT", "RIGHT", "0.04"},
      {"BRPOPLPUSH", "k", "l", "0.03"},
    };
    for (int i = 0; i < requests.length; i++) {
      client(i).send(requests[i]);
    }
    pass(Duration.ofMillis(49));
    for (int i = 1; i < requests.length; i++) {
      assertThat(answer(i)).isEqualTo(nil());
    }
    pass(Duration.ofMillis(1));
    assertThat(answer(0)).isEqualTo(nil());
    run("RPUSH", "k", "a");
    assertThat(run("LLEN", "k")).isEqualTo(integer(1));
  }

  @Test
  void servedClient_isNotAnsweredAgainWhenItsTimeIsOver() {
    block(0, "BLPOP", "k", "0.1");
    run("RPUSH", "k", "a");
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
    block(0, "BLPOP", "k", "0");
    pass(Duration.ofSeconds(1));
    assertWaits(0);
    run("RPUSH", "k", "b");
    assertThat(answer(0)).isEqualTo(bulks("k", "b"));
  }

  @Test
  void timeouts_thatAreNone_areRefused() {
    assertThat(run("BLPOP", "k", "x")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
    assertThat(run("BLPOP", "k", "")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
    assertThat(run("BLPOP", "k", "nan")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
    assertThat(run("BRPOP", "k", "-1")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    assertThat(run("BRPOP", "k", "-0.0011")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    assertThat(run("BRPOP", "k", "-1e30")).isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
    if (!isOlder()) {
      assertThat(run("BLMOVE", "k", "l", "LEFT", "LEFT", "9223372036854775807"))
          .isEqualTo(error(Errors.TIMEOUT_OUT_OF_RANGE));
      assertThat(run("BRPOPLPUSH", "k", "l", "9223372036854775"))
          .isEqualTo(error(Errors.TIMEOUT_OUT_OF_RANGE));
      assertThat(run("BLMPOP", "1e400", "1", "k", "LEFT"))
          .isEqualTo(error(Errors.TIMEOUT_OUT_OF_RANGE));
      assertThat(run("BLPOP", "k", "inf")).isEqualTo(error(Errors.TIMEOUT_OUT_OF_RANGE));
    }
    run("RPUSH", "k", "a");
    assertThat(run("BLPOP", "k", "x")).isEqualTo(error(Errors.TIMEOUT_NOT_FLOAT));
    assertThat(run("LLEN", "k")).isEqualTo(integer(1));
  }

  @Test
  void arguments_thatAreWrong_areRefusedBeforeTheTimeout() {
    assertThat(run("BLMPOP", "-1", "0", "k", "LEFT"))
        .isEqualTo(error("ERR numkeys should be greater than 0"));
    assertThat(run("BLMPOP", "-1", "2", "k", "LEFT")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BLMPOP", "-1", "1", "k", "LEFT", "COUNT", "0"))
        .isEqualTo(error("ERR count should be greater than 0"));
    assertThat(run("BLMOVE", "k", "l", "UP", "LEFT", "-1")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("BLMOVE", "k", "l", "LEFT", "LEFT", "-1"))
        .isEqualTo(error(Errors.TIMEOUT_NEGATIVE));
  }

  @Test
  void blmpop_takesAsManyAsThereAreWhenItIsServed() {
    block(0, "BLMPOP", "0", "2", "a", "b", "RIGHT", "COUNT", "2");
    run("RPUSH", "b", "1", "2", "3");
    assertThat(answer(0)).isEqualTo(array(bulk("b"), bulks("3", "2")));
    assertThat(run("BLMPOP", "0", "2", "a", "b", "LEFT", "COUNT", "10"))
        .isEqualTo(array(bulk("b"), bulks("1")));
  }

  @Test
  void blmove_movesWhatItWaitedFor() {
    run("RPUSH", "to", "x");
    block(0, "BLMOVE", "from", "to", "LEFT", "RIGHT", "0");
    block(1, "BRPOPLPUSH", "from", "to", "0");
    run("RPUSH", "from", "1", "2", "3");
    assertThat(answer(0)).isEqualTo(bulk("1"));
    assertThat(answer(1)).isEqualTo(bulk("3"));
    assertThat(run("LRANGE", "to", "0", "-1")).isEqualTo(bulks("3", "x", "1"));
    assertThat(run("LRANGE", "from", "0", "-1")).isEqualTo(bulks("2"));
  }

  @Test
  void blmove_toAString_isAnErrorAndTakesNothing() {
    run("SET", "to", "text");
    block(0, "BLMOVE", "from", "to", "LEFT", "LEFT", "0");
    run("RPUSH", "from", "1");
    assertThat(answer(0)).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("LRANGE", "from", "0", "-1")).isEqualTo(bulks("1"));
  }

  @Test
  void blmove_ontoItself_turnsTheList() {
    block(0, "BLMOVE", "k", "k", "LEFT", "RIGHT", "0");
    block(1, "BLPOP", "k", "0");
    run("RPUSH", "k", "a", "b");
    assertThat(answer(0)).isEqualTo(bulk("a"));
    assertThat(answer(1)).isEqualTo(bulks("k", "b"));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a"));
  }

  @Test
  void chainOfMoves_isServedInOneGo() {
    block(0, "BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
    block(1, "BLMOVE", "b", "c", "LEFT", "RIGHT", "0");
    block(2, "BLMOVE", "c", "d", "LEFT", "RIGHT", "0");
    block(3, "BLPOP", "d", "0");
    run("RPUSH", "a", "x");
    assertThat(run("EXISTS", "a", "b", "c", "d")).isEqualTo(integer(0));
    assertThat(answer(0)).isEqualTo(bulk("x"));
    assertThat(answer(1)).isEqualTo(bulk("x"));
    assertThat(answer(2)).isEqualTo(bulk("x"));
    assertThat(answer(3)).isEqualTo(bulks("d", "x"));
  }

  @Test
  void ringOfMoves_endsWithTheLastOneInLine() {
    block(0, "BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
    block(1, "BLMOVE", "b", "a", "LEFT", "RIGHT", "0");
    block(2, "BLMOVE", "a", "b", "LEFT", "RIGHT", "0");
    run("RPUSH", "a", "x");
    assertThat(answer(0)).isEqualTo(bulk("x"));
    assertThat(answer(1)).isEqualTo(bulk("x"));
    assertThat(answer(2)).isEqualTo(bulk("x"));
    assertThat(run("LRANGE", "b", "0", "-1")).isEqualTo(bulks("x"));
  }

  @Test
  void moveByAClientThatDoesNotWait_servesThoseWhoDo() {
    block(0, "BLPOP", "to", "0");
    run("RPUSH", "from", "1", "2");
    assertThat(run("LMOVE", "from", "to", "LEFT", "LEFT")).isEqualTo(bulk("1"));
    assertThat(answer(0)).isEqualTo(bulks("to", "1"));
    block(1, "BLMPOP", "0", "1", "to", "LEFT");
    assertThat(run("BLMOVE", "from", "to", "LEFT", "LEFT", "0")).isEqualTo(bulk("2"));
    assertThat(answer(1)).isEqualTo(array(bulk("to"), bulks("2")));
  }

  @Test
  void linsertAndPushx_onNoList_serveNobody() {
    block(0, "BLPOP", "k", "0");
    assertThat(run("LPUSHX", "k", "a")).isEqualTo(integer(0));
    assertThat(run("LINSERT", "k", "BEFORE", "a", "b")).isEqualTo(integer(0));
    assertWaits(0);
    run("RPUSH", "k", "x");
    assertThat(answer(0)).isEqualTo(bulks("k", "x"));
  }

  @Test
  void otherDatabase_servesNobodyHere() {
    block(0, "BLPOP", "k", "0");
    run("SELECT", "1");
    run("RPUSH", "k", "other");
    assertWaits(0);
    run("DEL", "k");
    run("SELECT", "0");
    run("RPUSH", "k", "mine");
    assertThat(answer(0)).isEqualTo(bulks("k", "mine"));
  }

  @Test
  void keyThatComesFromAnotherKey_servesThoseWhoWait() {
    run("RPUSH", "source", "a", "b");
    block(0, "BLPOP", "renamed", "0");
    assertThat(run("RENAME", "source", "renamed")).isEqualTo(ok());
    assertThat(answer(0)).isEqualTo(bulks("renamed", "a"));
    block(1, "BLMPOP", "0", "1", "copied", "LEFT");
    assertThat(run("COPY", "renamed", "copied")).isEqualTo(integer(1));
    assertThat(answer(1)).isEqualTo(array(bulk("copied"), bulks("b")));
    block(2, "BLMOVE", "again", "renamed", "LEFT", "RIGHT", "0");
    assertThat(run("RENAMENX", "renamed", "again")).isEqualTo(integer(1));
    assertThat(answer(2)).isEqualTo(bulk("b"));
    assertThat(run("LRANGE", "renamed", "0", "-1")).isEqualTo(bulks("b"));
  }

  @Test
  void keyThatIsSortedOrRestored_servesThoseWhoWait() {
    run("RPUSH", "source", "3", "1", "2");
    block(0, "BRPOP", "sorted", "0");
    assertThat(run("SORT", "source", "STORE", "sorted")).isEqualTo(integer(3));
    assertThat(answer(0)).isEqualTo(bulks("sorted", "3"));
    byte[] dump = ((Reply.Bulk) run("DUMP", "source")).bytes();
    block(1, "BLPOP", "restored", "0");
    assertThat(client(2).run(bytes("RESTORE"), bytes("restored"), bytes("0"), dump))
        .isEqualTo(ok());
    assertThat(answer(1)).isEqualTo(bulks("restored", "3"));
  }

  @Test
  void keyThatComesFromAnotherDatabase_servesThoseWhoWait() {
    run("RPUSH", "k", "a");
    client(0).run("SELECT", "1");
    block(0, "BLPOP", "k", "0");
    assertThat(run("MOVE", "k", "1")).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
    run("RPUSH", "k", "b");
    block(0, "BLPOP", "k", "l", "0");
    assertThat(run("SWAPDB", "0", "1")).isEqualTo(ok());
    assertThat(answer(0)).isEqualTo(bulks("k", "b"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void flushing_sendsNobodyAway() {
    block(0, "BLPOP", "k", "0");
    assertThat(run("FLUSHALL")).isEqualTo(ok());
    assertWaits(0);
    run("RPUSH", "k", "a");
    assertThat(answer(0)).isEqualTo(bulks("k", "a"));
  }

  @Test
  void clientUnblock_endsTheWaiting() {
    String id = client(0).run("CLIENT", "ID").toText().replaceAll("\\D", "");
    assertThat(run("CLIENT", "UNBLOCK", id)).isEqualTo(integer(0));
    block(0, "BLPOP", "k", "0");
    assertThat(run("CLIENT", "LIST").toText()).contains("id=" + id + " ").contains("flags=b");
    assertThat(run("CLIENT", "UNBLOCK", id)).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(nil());
    block(0, "BLMOVE", "k", "l", "LEFT", "LEFT", "0");
    assertThat(run("CLIENT", "UNBLOCK", id, "ERROR")).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(error(Errors.UNBLOCKED));
    block(0, "BLPOP", "k", "0");
    assertThat(run("CLIENT", "UNBLOCK", id, "timeout")).isEqualTo(integer(1));
    assertThat(run("CLIENT", "UNBLOCK", id)).isEqualTo(integer(0));
    assertThat(answer(0)).isEqualTo(nil());
    run("RPUSH", "k", "a");
    assertThat(run("LLEN", "k")).isEqualTo(integer(1));
  }

  @Test
  void clientUnblock_withWrongArguments_isRefused() {
    assertThat(run("CLIENT", "UNBLOCK", "x")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("CLIENT", "UNBLOCK", "1", "SOON"))
        .isEqualTo(error("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"));
    assertThat(run("CLIENT", "UNBLOCK", "1", "ERROR", "x"))
        .isEqualTo(
            error(
                "ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT"
                    + " HELP."));
    assertThat(run("CLIENT", "UNBLOCK", "99999")).isEqualTo(integer(0));
  }

  @Test
  void oddKeys_areWaitedFor() {
    block(0, "BLPOP", "", "0");
    block(1, "BLPOP", "x".repeat(70_000), "0");
    run("RPUSH", "", "a");
    run("RPUSH", "x".repeat(70_000), "b".repeat(200_000));
    assertThat(answer(0)).isEqualTo(bulks("", "a"));
    assertThat(answer(1)).isEqualTo(bulks("x".repeat(70_000), "b".repeat(200_000)));
  }
}
