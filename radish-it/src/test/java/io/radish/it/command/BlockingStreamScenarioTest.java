// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.ok;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Waiting for entries of streams, as on Redis 7.2. */
final class BlockingStreamScenarioTest extends BlockingScenario {
  private static final String[] READ_GROUP = {
    "XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", "s", ">"
  };

  private static Reply entry(String id) {
    return array(bulk(id), bulks("f", "v"));
  }

  private void add(String key, String id) {
    assertThat(run("XADD", key, id, "f", "v")).isEqualTo(bulk(id));
  }

  private Reply read(String key, Reply... entries) {
    return where().name().endsWith("3")
        ? new Reply.MapReply(List.of(new Reply.Pair(bulk(key), array(entries))))
        : array(array(bulk(key), array(entries)));
  }

  @Test
  void xread_whereThereIsSomething_doesNotWait() {
    add("s", "1-0");
    assertThat(run("XREAD", "BLOCK", "0", "STREAMS", "t", "s", "0", "0"))
        .isEqualTo(read("s", entry("1-0")));
  }

  @Test
  void xread_behindTheLastEntry_waitsForTheNext() {
    add("s", "1-0");
    block(0, "XREAD", "BLOCK", "0", "STREAMS", "s", "$");
    block(1, "XREAD", "COUNT", "9", "BLOCK", "0", "STREAMS", "t", "s", "$", "1-0");
    block(2, "XREAD", "BLOCK", "0", "STREAMS", "s", "5-0");
    add("s", "2-0");
    assertThat(answer(0)).isEqualTo(read("s", entry("2-0")));
    assertThat(answer(1)).isEqualTo(read("s", entry("2-0")));
    assertWaits(2);
    add("s", "5-0");
    assertWaits(2);
    add("s", "5-1");
    assertThat(answer(2)).isEqualTo(read("s", entry("5-1")));
  }

  @Test
  void xread_ofAStreamThatIsNot_waitsForItToComeInWhateverWay() {
    add("other", "7-0");
    block(0, "XREAD", "BLOCK", "0", "STREAMS", "s", "$");
    run("SET", "s", "text");
    assertWaits(0);
    run("DEL", "s");
    assertWaits(0);
    run("RENAME", "other", "s");
    assertThat(answer(0)).isEqualTo(read("s", entry("7-0")));
  }

  @Test
  void xread_ofAStreamThatGoes_waitsOn() {
    add("s", "5-0");
    block(0, "XREAD", "BLOCK", "0", "STREAMS", "s", "$");
    run("DEL", "s");
    assertWaits(0);
    add("s", "2-0");
    assertWaits(0);
    add("s", "6-0");
    assertThat(answer(0)).isEqualTo(read("s", entry("6-0")));
  }

  @Test
  void elapsedTime_isAnsweredWithNothing() {
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    Reply nothing = run("XREAD", "STREAMS", "missing", "0");
    block(0, "XREAD", "BLOCK", "20", "STREAMS", "s", "$");
    block(1, "XREADGROUP", "GROUP", "g", "c", "BLOCK", "10", "STREAMS", "s", ">");
    pass(Duration.ofMillis(20));
    assertThat(answer(0)).isEqualTo(nothing);
    assertThat(answer(1)).isEqualTo(nothing);
  }

  @Test
  void consumersInLine_areServedInTheOrderInWhichTheyCame() {
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    for (int i = 0; i < 3; i++) {
      block(i, "XREADGROUP", "GROUP", "g", "c" + i, "BLOCK", "0", "STREAMS", "s", ">");
    }
    block(3, "XREAD", "BLOCK", "0", "STREAMS", "s", "$");
    add("s", "1-0");
    assertThat(answer(0)).isEqualTo(read("s", entry("1-0")));
    assertThat(answer(3)).isEqualTo(read("s", entry("1-0")));
    assertWaits(1);
    add("s", "2-0");
    assertThat(answer(1)).isEqualTo(read("s", entry("2-0")));
    assertWaits(2);
    run("XADD", "s", "3-0", "f", "v");
    assertThat(answer(2)).isEqualTo(read("s", entry("3-0")));
    assertThat(((Reply.Array) run("XPENDING", "s", "g")).items().getFirst()).isEqualTo(integer(3));
  }

  @Test
  void consumer_whoseGroupOrStreamGoes_isToldSo() {
    if (isOlder()) {
      return; // Redis 7.0 has other words.
    }
    Reply gone =
        error("NOGROUP No such key 's' or consumer group 'g' in XREADGROUP with GROUP option");
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    block(0, READ_GROUP);
    run("XGROUP", "CREATE", "s", "h", "$");
    assertWaits(0);
    run("XGROUP", "DESTROY", "s", "g");
    assertThat(answer(0)).isEqualTo(gone);
    for (String[] end :
        new String[][] {{"DEL", "s"}, {"FLUSHALL"}, {"RENAME", "s", "t"}, {"SWAPDB", "0", "3"}}) {
      run("FLUSHALL");
      run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
      block(1, READ_GROUP);
      run(end);
      assertThat(answer(1)).as(end[0]).isEqualTo(gone);
    }
  }

  @Test
  void consumer_whoseStreamBecomesSomethingElse_isToldSo() {
    if (isOlder()) {
      return; // Redis 7.0 has other words.
    }
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    block(0, READ_GROUP);
    assertThat(run("SET", "s", "text")).isEqualTo(ok());
    assertThat(answer(0)).isEqualTo(error(Errors.WRONG_TYPE));
    run("DEL", "s");
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    run("RPUSH", "list", "a");
    block(1, READ_GROUP);
    run("COPY", "list", "s", "REPLACE");
    assertThat(answer(1)).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void unblockedClient_isAnsweredAsItsUnblockerWants() {
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    long id = ((Reply.Int) client(0).run("CLIENT", "ID")).value();
    block(0, READ_GROUP);
    assertThat(run("CLIENT", "UNBLOCK", Long.toString(id), "ERROR")).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(error(Errors.UNBLOCKED));
    block(0, READ_GROUP);
    assertThat(run("CLIENT", "UNBLOCK", Long.toString(id))).isEqualTo(integer(1));
    assertThat(answer(0)).isEqualTo(run("XREAD", "STREAMS", "missing", "0"));
  }

  @Test
  void noack_servedLater_leavesNothingPending() {
    run("XGROUP", "CREATE", "s", "g", "$", "MKSTREAM");
    block(0, "XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "NOACK", "STREAMS", "s", ">");
    add("s", "1-0");
    assertThat(answer(0)).isEqualTo(read("s", entry("1-0")));
    assertThat(((Reply.Array) run("XPENDING", "s", "g")).items().getFirst()).isEqualTo(integer(0));
  }
}
