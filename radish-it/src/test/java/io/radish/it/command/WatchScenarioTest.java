// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What several clients do to each other's transactions, here and on real servers. */
final class WatchScenarioTest extends BlockingScenario {
  private static final Reply QUEUED = simple("QUEUED");

  /** Whether a transaction of the first client, which has watched, still runs. */
  private boolean runs() {
    client(0).run("MULTI");
    assertThat(client(0).run("PING")).isEqualTo(QUEUED);
    Reply reply = client(0).run("EXEC");
    assertThat(reply).isIn(array(simple("PONG")), nil());
    return !reply.equals(nil());
  }

  private void watch(String... keys) {
    String[] request = new String[keys.length + 1];
    request[0] = "WATCH";
    System.arraycopy(keys, 0, request, 1, keys.length);
    assertThat(client(0).run(request)).isEqualTo(ok());
  }

  private void assertTouched(String... change) {
    watch("k", "unchanged");
    run(change);
    assertThat(runs()).as("%s leaves k as it is", String.join(" ", change)).isFalse();
    assertThat(runs()).as("a new one").isTrue();
  }

  private void assertLeft(String... request) {
    watch("k", "unchanged");
    run(request);
    assertThat(runs()).as("%s leaves k as it is", String.join(" ", request)).isTrue();
  }

  @Test
  void keyThatIsWritten_isAnother() {
    assertTouched("SET", "k", "v");
    assertTouched("SET", "k", "v");
    assertTouched("APPEND", "k", "");
    assertTouched("SETRANGE", "k", "0", "v");
    assertTouched("GETSET", "k", "1");
    assertTouched("INCR", "k");
    assertTouched("INCRBYFLOAT", "k", "1");
    assertTouched("MSET", "other", "1", "k", "2");
    assertTouched("EXPIRE", "k", "1000");
    assertTouched("GETEX", "k", "EX", "1000");
    assertTouched("PERSIST", "k");
    assertTouched("SET", "k", "v", "KEEPTTL");
    assertTouched("GETDEL", "k");
    assertTouched("SETNX", "k", "v");
    assertTouched("UNLINK", "k");
    assertTouched("MSETNX", "k", "v");
    assertTouched("DEL", "k");
  }

  @Test
  void listThatIsChanged_isAnother() {
    assertTouched("RPUSH", "k", "a", "b", "c", "d", "e", "f", "g", "h");
    assertTouched("LPUSH", "k", "a");
    assertTouched("LPUSHX", "k", "a");
    assertTouched("LSET", "k", "0", "a");
    assertTouched("LINSERT", "k", "BEFORE", "b", "x");
    assertTouched("LREM", "k", "1", "x");
    assertTouched("LTRIM", "k", "0", "-1");
    assertTouched("LTRIM", "k", "1", "-1");
    assertTouched("LMOVE", "k", "k", "LEFT", "RIGHT");
    assertTouched("LMOVE", "k", "to", "LEFT", "RIGHT");
    assertTouched("RPOPLPUSH", "to", "k");
    assertTouched("LPOP", "k");
    assertTouched("LMPOP", "2", "none", "k", "LEFT");
    assertTouched("BLPOP", "k", "0");
    assertTouched("LTRIM", "k", "5", "2");
  }

  @Test
  void keyThatIsMoved_isAnotherAtBothEnds() {
    run("SET", "k", "v");
    assertTouched("RENAME", "k", "l");
    assertTouched("RENAME", "l", "k");
    assertTouched("RENAMENX", "k", "l");
    assertTouched("COPY", "l", "k");
    run("SELECT", "1");
    run("SET", "k", "v");
    run("SELECT", "0");
    assertLeft("MOVE", "k", "1");
    run("SELECT", "1");
    run("DEL", "k");
    run("SELECT", "0");
    assertTouched("MOVE", "k", "1");
    run("SELECT", "1");
    assertTouched("MOVE", "k", "0");
    run("SELECT", "0");
    run("RPUSH", "numbers", "2", "1");
    assertTouched("SORT", "numbers", "STORE", "k");
    assertTouched("SORT", "none", "STORE", "k");
  }

  @Test
  void keyThatIsRestored_isAnother() {
    run("SET", "source", "v");
    byte[] payload = ((Reply.Bulk) run("DUMP", "source")).bytes();
    watch("k");
    client(1)
        .run(
            "RESTORE".getBytes(StandardCharsets.US_ASCII),
            "k".getBytes(StandardCharsets.US_ASCII),
            "0".getBytes(StandardCharsets.US_ASCII),
            payload);
    assertThat(runs()).isFalse();
  }

  @Test
  void keyThatIsReadOrNotChanged_isTheSame() {
    assertLeft("DEL", "k");
    assertLeft("LPUSHX", "k", "v");
    assertLeft("SET", "k", "v", "XX");
    assertLeft("EXPIRE", "k", "100");
    assertLeft("FLUSHDB");
    assertLeft("FLUSHALL");
    assertLeft("SWAPDB", "0", "1");
    run("SET", "k", "v");
    assertLeft("GET", "k");
    assertLeft("SET", "k", "w", "NX");
    assertLeft("SETNX", "k", "w");
    assertLeft("MSETNX", "other", "w", "k", "w");
    assertLeft("PERSIST", "k");
    assertLeft("GETEX", "k");
    assertLeft("GETEX", "k", "PERSIST");
    assertLeft("SETRANGE", "k", "0", "");
    assertLeft("LPUSH", "k", "wrong type");
    assertLeft("INCR", "k");
    assertLeft("RENAME", "k", "k");
    assertLeft("SWAPDB", "0", "0");
    assertLeft("EXPIRE", "k", "100", "XX");
    assertLeft("RPUSH", "list", "a");
    assertLeft("LREM", "list", "0", "x");
    assertLeft("TOUCH", "k");
  }

  @Test
  void sameKeyOfAnotherDatabase_isAnotherKey() {
    watch("k");
    run("SELECT", "1");
    run("SET", "k", "v");
    assertThat(runs()).isTrue();
    watch("k");
    client(0).run("SELECT", "1");
    watch("k");
    client(0).run("SELECT", "0");
    run("SET", "k", "w");
    assertThat(runs()).isFalse();
  }

  @Test
  void databaseThatIsEmptied_changesTheKeysItHad() {
    run("SET", "k", "v");
    assertTouched("FLUSHDB");
    run("SET", "k", "v");
    assertTouched("FLUSHALL");
    run("SET", "k", "v");
    run("SELECT", "1");
    assertLeft("FLUSHDB");
    assertTouched("FLUSHALL");
  }

  @Test
  void databasesThatAreSwapped_changeTheKeysOfBoth() {
    run("SET", "k", "v");
    assertTouched("SWAPDB", "0", "1");
    assertTouched("SWAPDB", "1", "0");
    run("SET", "l", "v");
    assertLeft("SWAPDB", "2", "3");
    run("DEL", "k");
    assertLeft("SWAPDB", "0", "1");
  }

  @Test
  void keyWhoseTimePasses_isAnother() throws InterruptedException {
    run("SET", "k", "v", "PX", "20");
    watch("k");
    pass(Duration.ofMillis(20));
    awaitGone("k");
    assertThat(runs()).isFalse();
  }

  @Test
  void keyWhoseTimeHasPassedBefore_isGoneAlready() throws InterruptedException {
    run("DEBUG", "SET-ACTIVE-EXPIRE", "0");
    try {
      run("SET", "k", "v", "PX", "1");
      pass(Duration.ofMillis(1));
      awaitOver("k");
      assertLeft("PING");
      assertLeft("DEL", "k");
      assertLeft("EXISTS", "k");
      assertTouched("SET", "k", "v");
    } finally {
      run("DEBUG", "SET-ACTIVE-EXPIRE", "1");
    }
  }

  /** Waits, where the clock is not ours, until a key that nobody asks for is over. */
  private void awaitOver(String key) {
    while (!run("PTTL", key).equals(integer(-2))) {
      Thread.onSpinWait();
    }
  }

  private void awaitGone(String key) {
    while (!run("EXISTS", key).equals(integer(0))) {
      Thread.onSpinWait();
    }
  }

  @Test
  void clientsWatchingOneKey_areAllTold() {
    for (int i = 0; i < 4; i++) {
      client(i).run("WATCH", "k");
      client(i).run("MULTI");
      client(i).run("INCR", "k");
    }
    client(2).run("DISCARD");
    assertThat(client(1).run("EXEC")).isEqualTo(array(integer(1)));
    assertThat(client(0).run("EXEC")).isEqualTo(nil());
    assertThat(client(3).run("EXEC")).isEqualTo(nil());
    assertThat(run("GET", "k")).isEqualTo(bulk("1"));
  }

  @Test
  void clientsThatWait_areServedWhenTheTransactionIsOver() {
    block(0, "BLPOP", "k", "0");
    client(1).run("MULTI");
    client(1).run("RPUSH", "k", "a");
    client(1).run("LPUSH", "k", "b");
    client(1).run("LLEN", "k");
    assertWaits(0);
    assertThat(client(1).run("EXEC")).isEqualTo(array(integer(1), integer(2), integer(2)));
    assertThat(answer(0)).isEqualTo(bulks("k", "b"));
    run("DEL", "k");
    block(0, "BLPOP", "k", "l", "0");
    client(1).run("MULTI");
    client(1).run("RPUSH", "k", "c");
    client(1).run("DEL", "k");
    assertThat(client(1).run("EXEC")).isEqualTo(array(integer(1), integer(1)));
    assertWaits(0);
    client(1).run("MULTI");
    client(1).run("RPUSH", "l", "l");
    client(1).run("RPUSH", "k", "k");
    client(1).run("EXEC");
    // From 7.2 on the command is run again, and looks at its keys in its own order.
    String taken = isOlder() ? "l" : "k";
    assertThat(answer(0)).isEqualTo(bulks(taken, taken));
  }

  @Test
  void whatOneWhoWaitedTook_changesTheKeyForThoseWhoWatch() {
    block(1, "BLMOVE", "from", "k", "LEFT", "LEFT", "0");
    assertTouched("RPUSH", "from", "x");
    assertThat(answer(1)).isEqualTo(bulk("x"));
  }
}
