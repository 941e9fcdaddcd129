// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.array;
import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.resp.Reply;
import org.junit.jupiter.api.Test;

/** Requests queued and run together by one client, here and on a real server. */
final class TransactionScenarioTest extends CommandScenario {
  private static final Reply QUEUED = simple("QUEUED");
  private static final Reply ABORTED = error(Errors.EXEC_ABORTED);

  private void queue(String... request) {
    assertThat(run(request)).as("%s", (Object) request).isEqualTo(QUEUED);
  }

  private void multi() {
    assertThat(run("MULTI")).isEqualTo(ok());
  }

  @Test
  void exec_runsWhatWasQueuedInOrder() {
    run("SET", "n", "41");
    multi();
    queue("INCR", "n");
    queue("GET", "n");
    queue("RPUSH", "l", "a", "b");
    queue("LRANGE", "l", "0", "-1");
    queue("GET", "missing");
    queue("PING");
    queue("ECHO", "\r\n");
    assertThat(run("EXEC"))
        .isEqualTo(
            array(
                integer(42),
                bulk("42"),
                integer(2),
                bulks("a", "b"),
                nil(),
                simple("PONG"),
                bulk("\r\n")));
    assertThat(run("GET", "n")).isEqualTo(bulk("42"));
  }

  @Test
  void exec_ofNothing_isAnEmptyArray() {
    multi();
    assertThat(run("EXEC")).isEqualTo(array());
  }

  @Test
  void discard_forgetsWhatWasQueued() {
    multi();
    queue("SET", "k", "v");
    assertThat(run("DISCARD")).isEqualTo(ok());
    assertThat(run("GET", "k")).isEqualTo(nil());
    assertThat(run("EXEC")).isEqualTo(error("ERR EXEC without MULTI"));
  }

  @Test
  void outOfPlace_isRefused() {
    assertThat(run("EXEC")).isEqualTo(error("ERR EXEC without MULTI"));
    assertThat(run("DISCARD")).isEqualTo(error("ERR DISCARD without MULTI"));
    assertThat(run("UNWATCH")).isEqualTo(ok());
    multi();
    assertThat(run("MULTI")).isEqualTo(error("ERR MULTI calls can not be nested"));
    assertThat(run("WATCH", "k")).isEqualTo(error("ERR WATCH inside MULTI is not allowed"));
    queue("SET", "k", "v");
    assertThat(run("EXEC")).isEqualTo(array(ok()));
  }

  @Test
  void wrongArity_isRefused() {
    assertThat(run("MULTI", "x"))
        .isEqualTo(error("ERR wrong number of arguments for 'multi' command"));
    assertThat(run("WATCH")).isEqualTo(error("ERR wrong number of arguments for 'watch' command"));
    assertThat(run("EXEC", "x"))
        .isEqualTo(
            error(
                "EXECABORT Transaction discarded because of: wrong number of arguments for 'exec'"
                    + " command"));
    multi();
    queue("SET", "k", "v");
    assertThat(run("EXEC", "x"))
        .isEqualTo(
            error(
                "EXECABORT Transaction discarded because of: wrong number of arguments for 'exec'"
                    + " command"));
    assertThat(run("SET", "k", "w")).isEqualTo(ok());
    assertThat(run("EXEC")).isEqualTo(error("ERR EXEC without MULTI"));
    multi();
    assertThat(run("DISCARD", "x"))
        .isEqualTo(error("ERR wrong number of arguments for 'discard' command"));
    assertThat(run("EXEC")).isEqualTo(ABORTED);
  }

  @Test
  void requestThatIsRefused_abortsAll() {
    String[][] refused = {{"SET", "k"}, {"NOSUCH", "k"}, {"CLIENT", "NOSUCH"}, {"SAVE"}};
    for (String[] request : refused) {
      multi();
      queue("SET", "k", "before");
      assertThat(run(request)).isInstanceOf(Reply.Failure.class);
      queue("SET", "k", "after");
      assertThat(run("EXEC")).isEqualTo(ABORTED);
      assertThat(run("GET", "k")).isEqualTo(nil());
      assertThat(run("EXEC")).isEqualTo(error("ERR EXEC without MULTI"));
    }
    multi();
    assertThat(run("SAVE")).isEqualTo(error("ERR Command not allowed inside a transaction"));
    assertThat(run("DISCARD")).isEqualTo(ok());
  }

  @Test
  void requestThatFails_keepsNoOtherFromRunning() {
    run("SET", "text", "x");
    multi();
    queue("SET", "a", "1");
    queue("LPUSH", "text", "y");
    queue("INCR", "text");
    queue("MSET", "a", "1", "b");
    queue("SELECT", "99");
    queue("SET", "b", "2");
    assertThat(run("EXEC"))
        .isEqualTo(
            array(
                ok(),
                error(Errors.WRONG_TYPE),
                error(Errors.NOT_INTEGER),
                error("ERR wrong number of arguments for 'mset' command"),
                error(Errors.DB_OUT_OF_RANGE),
                ok()));
    assertThat(run("MGET", "a", "b")).isEqualTo(bulks("1", "2"));
  }

  @Test
  void select_takesEffectWhenItsTurnComes() {
    multi();
    queue("SET", "k", "zero");
    queue("SELECT", "1");
    queue("SET", "k", "one");
    queue("EXISTS", "k");
    assertThat(run("EXEC")).isEqualTo(array(ok(), ok(), ok(), integer(1)));
    assertThat(run("GET", "k")).isEqualTo(bulk("one"));
    run("SELECT", "0");
    assertThat(run("GET", "k")).isEqualTo(bulk("zero"));
  }

  @Test
  void wholeDatabases_areEmptiedAndSwappedInside() {
    run("SET", "k", "old");
    multi();
    queue("FLUSHALL");
    queue("SET", "k", "new");
    queue("DBSIZE");
    queue("KEYS", "*");
    queue("SWAPDB", "0", "1");
    queue("DBSIZE");
    queue("SELECT", "1");
    queue("RANDOMKEY");
    queue("FLUSHDB");
    queue("SCAN", "0");
    assertThat(run("EXEC"))
        .isEqualTo(
            array(
                ok(),
                ok(),
                integer(1),
                bulks("k"),
                ok(),
                integer(0),
                ok(),
                bulk("k"),
                ok(),
                array(bulk("0"), array())));
  }

  @Test
  void blockingCommands_doNotWait() {
    run("RPUSH", "full", "a", "b");
    multi();
    queue("BLPOP", "empty", "0");
    queue("BRPOP", "empty", "full", "0");
    queue("BLMPOP", "0", "1", "empty", "LEFT");
    queue("BLMOVE", "empty", "full", "LEFT", "LEFT", "0");
    queue("BRPOPLPUSH", "empty", "full", "0");
    queue("BLPOP", "empty", "x");
    queue("WAIT", "1", "0");
    assertThat(run("EXEC"))
        .isEqualTo(
            array(
                nil(),
                bulks("full", "b"),
                nil(),
                nil(),
                nil(),
                error(Errors.TIMEOUT_NOT_FLOAT),
                integer(0)));
  }

  @Test
  void reset_endsTheTransactionAndTheWatch() {
    run("WATCH", "k");
    multi();
    queue("SET", "k", "v");
    Reply reset = run("RESET");
    assertThat(reset).isEqualTo(simple("RESET"));
    assertThat(run("EXEC")).isEqualTo(error("ERR EXEC without MULTI"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void ownChangeOfAWatchedKey_makesExecAnswerNothing() {
    run("SET", "k", "1");
    assertThat(run("WATCH", "k", "other", "k")).isEqualTo(ok());
    run("SET", "k", "2");
    multi();
    queue("SET", "k", "3");
    assertThat(run("EXEC")).isEqualTo(nil());
    assertThat(run("GET", "k")).isEqualTo(bulk("2"));
    multi();
    queue("SET", "k", "3");
    assertThat(run("EXEC")).isEqualTo(array(ok()));
  }

  @Test
  void changeWithinTheTransaction_isNoneOfAWatchedKey() {
    run("WATCH", "k");
    multi();
    queue("SET", "k", "1");
    queue("INCR", "k");
    assertThat(run("EXEC")).isEqualTo(array(ok(), integer(2)));
  }

  @Test
  void unwatchAndDiscard_forgetTheChange() {
    run("WATCH", "k");
    run("SET", "k", "1");
    assertThat(run("UNWATCH")).isEqualTo(ok());
    multi();
    queue("PING");
    assertThat(run("EXEC")).isEqualTo(array(simple("PONG")));
    run("WATCH", "k");
    run("SET", "k", "2");
    multi();
    run("DISCARD");
    multi();
    queue("PING");
    assertThat(run("EXEC")).isEqualTo(array(simple("PONG")));
  }

  @Test
  void unwatchInside_comesTooLate() {
    run("WATCH", "k");
    run("SET", "k", "1");
    multi();
    queue("UNWATCH");
    assertThat(run("EXEC")).isEqualTo(nil());
  }

  @Test
  void abortedTransaction_saysSoThoughAWatchedKeyChanged() {
    run("WATCH", "k");
    run("SET", "k", "1");
    multi();
    run("NOSUCH");
    assertThat(run("EXEC")).isEqualTo(ABORTED);
  }

  @Test
  void clientInfo_tellsOfTheTransaction() {
    assertThat(run("CLIENT", "INFO").toText()).contains(" flags=N ").contains(" multi=-1 ");
    run("WATCH", "k");
    multi();
    queue("CLIENT", "INFO");
    queue("SET", "k", "1");
    Reply.Array replies = (Reply.Array) run("EXEC");
    assertThat(replies.items().getFirst().toText())
        .contains(" flags=x ")
        .contains(" multi=2 ")
        .doesNotContain(" multi-mem=0 ");
  }

  @Test
  void largeArguments_areKeptUntilExec() {
    String large = "x".repeat(3_000_000);
    multi();
    queue("SET", "large", large);
    queue("STRLEN", "large");
    queue("APPEND", "large", "y");
    queue("GETRANGE", "large", "2999999", "-1");
    queue("GET", "large");
    queue("SET", "large", "small");
    assertThat(run("EXEC"))
        .isEqualTo(
            array(
                ok(), integer(3_000_000), integer(3_000_001), bulk("xy"), bulk(large + "y"), ok()));
  }

  @Test
  void commandsWithoutKeys_runInside() {
    multi();
    queue("SET", "k", "v");
    queue("LASTSAVE");
    queue("TIME");
    queue("INFO", "keyspace", "cluster");
    queue("CONFIG", "GET", "databases");
    queue("COMMAND", "COUNT");
    Reply.Array replies = (Reply.Array) run("EXEC");
    assertThat(replies.items()).hasSize(6).noneMatch(each -> each instanceof Reply.Failure);
  }

  @Test
  void slowLog_hasEachButNotExec() {
    run("CONFIG", "SET", "slowlog-log-slower-than", "0");
    run("SLOWLOG", "RESET");
    multi();
    queue("SET", "k", "v");
    run("EXEC");
    assertThat(run("CONFIG", "SET", "slowlog-log-slower-than", "10000")).isEqualTo(ok());
    assertThat(run("SLOWLOG", "GET").toText())
        .contains("\"SET\"")
        .contains("\"MULTI\"")
        .doesNotContain("\"EXEC\"");
  }

  @Test
  void commandStatistics_countEachAndTheWhole() {
    run("CONFIG", "RESETSTAT");
    multi();
    queue("SET", "k", "v");
    queue("INCR", "k");
    run("EXEC");
    multi();
    run("GET");
    run("EXEC");
    assertThat(run("INFO", "commandstats").toText())
        .contains("cmdstat_multi:calls=2,")
        .contains("cmdstat_set:calls=1,")
        .containsPattern("cmdstat_incr:calls=1,.*rejected_calls=0,failed_calls=1")
        .containsPattern("cmdstat_get:calls=0,.*rejected_calls=1,failed_calls=0")
        .containsPattern("cmdstat_exec:calls=2,.*rejected_calls=0,failed_calls=1");
    assertThat(run("INFO", "errorstats").toText()).contains("errorstat_EXECABORT:count=1");
  }
}
