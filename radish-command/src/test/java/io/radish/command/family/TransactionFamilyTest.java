// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.resp.Reply;
import io.radish.snapshot.KeyspaceLoad;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.KeyspaceName;
import io.radish.store.StoreValidator;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Transactions over caches and stores, and what is held against them, without a server around. */
class TransactionFamilyTest {
  private static final String QUEUED = "QUEUED";

  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();
  private final DeskClient other = desk.connect();

  @AfterEach
  void check() {
    client.go();
    other.go();
    assertThat(desk.store.watching()).isZero();
    assertThat(StoreValidator.problemsOf(desk.store)).isEmpty();
  }

  private void queue(String... request) {
    assertThat(client.text(request)).as("%s", (Object) request).isEqualTo(QUEUED);
  }

  private void multi() {
    assertThat(client.text("MULTI")).isEqualTo("OK");
  }

  private String exec() {
    return client.text("EXEC");
  }

  @Test
  void transaction_overSeveralKeyspaces_runsInEach() {
    client.run("CREATESTORE", "users", "sessions", "60");
    multi();
    queue("SET", "k", "default");
    queue("CACHE", "users", "SET", "k", "cache");
    queue("CACHE", "3", "SET", "k", "three");
    queue("CACHE", "users:sessions", "SET", "k", "store");
    queue("CACHESET", "orders", "k", "orders");
    queue("SELECT", "users");
    queue("GET", "k");
    queue("SELECT", "users:sessions");
    queue("TTL", "k");
    assertThat(exec())
        .isEqualTo(
            """
            1) OK
            2) OK
            3) OK
            4) OK
            5) OK
            6) OK
            7) "cache"
            8) OK
            9) (integer) 60""");
    assertThat(client.text("CACHEGET", "orders", "k")).isEqualTo("\"orders\"");
    assertThat(client.text("CACHEGET", "3", "k")).isEqualTo("\"three\"");
    assertThat(client.text("GET", "k")).isEqualTo("\"store\"");
  }

  @Test
  void wholeCaches_areMadeAndDeletedInside() {
    client.run("CACHE", "users", "SET", "old", "1");
    multi();
    queue("DELETECACHE", "users");
    queue("CREATESTORE", "users", "sessions", "5");
    queue("CACHE", "users:sessions", "SET", "k", "v");
    queue("LISTCACHES");
    queue("LISTSTORES", "users");
    queue("DELETESTORE", "users", "sessions");
    queue("CACHE", "users:sessions", "SET", "k", "v");
    queue("CREATECACHE", "users");
    queue("CACHE", "users", "EXISTS", "old");
    assertThat(exec())
        .contains("1) OK", "2) OK", "3) OK")
        .contains("6) OK", "7) (error) ERR no such store 'users:sessions'")
        .contains("8) (error) ERR cache 'users' exists already", "9) (integer) 0");
  }

  @Test
  void requestInsideOfCache_isCheckedWhenItIsQueued() {
    String[][] refused = {
      {"CACHE", "users", "GET"},
      {"CACHE", "users", "NOSUCH"},
      {"CACHE", "users", "MULTI"},
      {"CACHE", "users", "WATCH", "k"},
      {"CACHE", "users", "EXEC"},
      {"CACHE", "users", "CACHE", "users", "GET", "k"},
      {"CACHE", "users", "SAVE"},
      {"CACHEKEYS", "users"},
      {"INSPECT"},
    };
    for (String[] request : refused) {
      multi();
      assertThat(client.run(request)).as("%s", (Object) request).isInstanceOf(Reply.Failure.class);
      assertThat(exec()).isEqualTo("(error) " + Errors.EXEC_ABORTED);
    }
    assertThat(client.text("CACHE", "users", "UNWATCH")).startsWith("(error) ERR 'unwatch'");
  }

  @Test
  void watch_isOfTheCacheThatWasCurrent() {
    client.run("SELECT", "users");
    client.run("WATCH", "k");
    client.run("SELECT", "0");
    other.run("SET", "k", "other");
    multi();
    queue("PING");
    assertThat(exec()).isEqualTo("1) PONG");
    client.run("SELECT", "users");
    client.run("WATCH", "k");
    client.run("SELECT", "0");
    other.run("CACHESET", "users", "k", "v");
    multi();
    queue("PING");
    assertThat(exec()).isEqualTo("(nil)");
  }

  @Test
  void watchedKey_ofACacheThatIsDeletedOrRestored_isAnother() {
    for (Runnable change :
        new Runnable[] {
          () -> other.run("DELETECACHE", "users"),
          () -> other.run("FLUSHALL"),
          () -> desk.store.swap(KeyspaceName.ofCache("users"), KeyspaceName.ofCache("orders")),
          this::restoreUsers
        }) {
      other.run("CACHESET", "users", "k", "v");
      client.run("SELECT", "users");
      client.run("WATCH", "k");
      change.run();
      multi();
      queue("PING");
      assertThat(exec()).isEqualTo("(nil)");
    }
  }

  private void restoreUsers() {
    KeyspaceName users = KeyspaceName.ofCache("users");
    try (KeyspaceLoad load = new StoreSnapshots(desk.store).load(users, 0)) {
      load.sink().string(ByteView.of("k"), -1, ByteView.of("v"));
      load.commit();
    }
  }

  @Test
  void watch_inAStoreThatIsNotThere_isRefused() {
    client.run("CREATESTORE", "users", "sessions");
    client.run("SELECT", "users:sessions");
    client.run("WATCH", "k");
    other.run("DELETESTORE", "users", "sessions");
    assertThat(client.text("WATCH", "l")).startsWith("(error) ERR no such store");
    multi();
    queue("GET", "k");
    assertThat(exec()).startsWith("1) (error) ERR no such store");
  }

  @Test
  void time_isTheSameForAll() {
    client.run("SET", "k", "v", "PX", "100");
    multi();
    queue("GET", "k");
    queue("PEXPIRE", "k", "100");
    queue("PEXPIRETIME", "k");
    assertThat(exec()).isEqualTo("1) \"v\"\n2) (integer) 1\n3) (integer) " + (Desk.START + 100));
    client.run("WATCH", "k");
    multi();
    queue("PING");
    desk.time.advance(Duration.ofMillis(100));
    assertThat(exec()).isEqualTo("(nil)");
  }

  @Test
  void pause_holdsATransactionThatWrites() {
    multi();
    queue("SET", "k", "v");
    other.run("CLIENT", "PAUSE", "1000", "WRITE");
    assertThat(client.bytes("EXEC")).isEmpty();
    assertThat(client.postponedMillis).isEqualTo(1000);
    assertThat(client.bytes("EXEC")).isEmpty();
    other.run("CLIENT", "UNPAUSE");
    assertThat(exec()).isEqualTo("1) OK");
    client.postponedMillis = 0;
    multi();
    queue("GET", "k");
    other.run("CLIENT", "PAUSE", "1000", "WRITE");
    assertThat(exec()).isEqualTo("1) \"v\"");
    multi();
    assertThat(client.bytes("CACHE", "users", "SET", "k", "v")).isEmpty();
    assertThat(client.postponedMillis).isEqualTo(1000);
    other.run("CLIENT", "UNPAUSE");
    queue("CACHE", "users", "SET", "k", "v");
    assertThat(exec()).isEqualTo("1) OK");
  }

  @Test
  void pauseInside_holdsWhatComesBehind() {
    multi();
    queue("CLIENT", "PAUSE", "1000", "ALL");
    queue("CACHE", "users", "SET", "k", "v");
    assertThat(exec()).isEqualTo("1) OK\n2) OK");
    assertThat(client.bytes("PING")).isEmpty();
    desk.time.advance(Duration.ofSeconds(1));
    assertThat(client.text("PING")).isEqualTo("PONG");
  }

  @Test
  void transactionThatWrites_isGivenUpWhereWritesAreRefused() {
    String refusal = "MISCONF the disk is full";
    multi();
    queue("SET", "k", "v");
    desk.services.supervision().setRefusal(refusal);
    assertThat(exec()).isEqualTo("(error) EXECABORT Transaction discarded because of: " + refusal);
    assertThat(exec()).isEqualTo("(error) ERR EXEC without MULTI");
    multi();
    queue("GET", "k");
    assertThat(exec()).isEqualTo("1) (nil)");
    multi();
    assertThat(client.text("SET", "k", "v")).isEqualTo("(error) " + refusal);
    assertThat(exec()).isEqualTo("(error) " + Errors.EXEC_ABORTED);
    desk.services.supervision().setRefusal(null);
  }

  @Test
  void transaction_isGivenUpWhileDataIsLoaded() {
    multi();
    queue("GET", "k");
    desk.services.supervision().setLoading(true);
    assertThat(exec())
        .isEqualTo("(error) EXECABORT Transaction discarded because of: " + Errors.LOADING);
    multi();
    queue("ECHO", "x");
    assertThat(exec()).isEqualTo("1) \"x\"");
    desk.services.supervision().setLoading(false);
  }

  @Test
  void monitor_showsEachAndThenExec() {
    other.run("MONITOR");
    multi();
    queue("SET", "k", "v");
    queue("CACHE", "users", "GET", "k");
    exec();
    assertThat(other.pushed.toString().lines().map(line -> line.substring(line.indexOf('['))))
        .containsExactly(
            "[0 127.0.0.1:50001] \"MULTI\"",
            "[0 127.0.0.1:50001] \"SET\" \"k\" \"v\"",
            "[users 127.0.0.1:50001] \"GET\" \"k\"",
            "[0 127.0.0.1:50001] \"EXEC\"");
    multi();
    queue("MONITOR");
    assertThat(exec()).isEqualTo("1) (error) ERR MONITOR isn't allowed for DENY BLOCKING client");
  }

  @Test
  void statistics_countTheCommandInsideOfCache() {
    multi();
    queue("CACHE", "users", "SET", "k", "v");
    queue("CACHE", "users", "INCR", "k");
    exec();
    assertThat(client.info("commandstats"))
        .contains("cmdstat_set:calls=1,", "cmdstat_exec:calls=1,")
        .containsPattern("cmdstat_incr:calls=1,.*failed_calls=1")
        .doesNotContain("cmdstat_cache:");
  }

  @Test
  void memoryOfQueuedRequests_isBounded() {
    desk.settings.put("client-query-buffer-limit", "10000");
    DeskClient small = desk.connect();
    small.run("MULTI");
    assertThat(small.text("SET", "k", "x".repeat(9000))).isEqualTo(QUEUED);
    assertThat(small.session.queuedBytes()).isBetween(9_000L, 10_000L);
    assertThat(small.text("SET", "k", "x".repeat(900)))
        .isEqualTo("(error) " + Errors.TRANSACTION_TOO_LARGE);
    assertThat(small.session.queuedBytes()).isZero();
    assertThat(small.text("SET", "k", "v")).isEqualTo(QUEUED);
    assertThat(small.text("EXEC")).isEqualTo("(error) " + Errors.EXEC_ABORTED);
    small.go();
  }

  @Test
  void memoryOfAllTransactions_isBounded() {
    String half = "x".repeat((int) Desk.MOST_WAITING_BYTES / 2);
    multi();
    queue("SET", "k", half);
    other.run("MULTI");
    assertThat(other.text("SET", "k", half)).isEqualTo("(error) " + Errors.TOO_MUCH_QUEUED);
    assertThat(other.text("EXEC")).isEqualTo("(error) " + Errors.EXEC_ABORTED);
    assertThat(exec()).isEqualTo("1) OK");
    other.run("MULTI");
    assertThat(other.text("SET", "k", half)).isEqualTo(QUEUED);
    other.go();
    multi();
    queue("SET", "k", half);
    assertThat(client.text("DISCARD")).isEqualTo("OK");
  }

  @Test
  void clientThatGoes_leavesNothingBehind() {
    DeskClient going = desk.connect();
    going.run("WATCH", "a", "b", "c", "a");
    going.run("MULTI");
    going.run("SET", "a", "1");
    assertThat(desk.store.watching()).isEqualTo(3);
    assertThat(going.session.watchedKeys()).isEqualTo(3);
    going.go();
    assertThat(desk.store.watching()).isZero();
    assertThat(client.text("EXISTS", "a")).isEqualTo("(integer) 0");
  }

  @Test
  void clientList_showsWhatIsQueuedAndWatched() {
    client.run("WATCH", "k", "l");
    multi();
    queue("SET", "a", "1");
    other.run("SET", "k", "v");
    queue("SET", "a", "2");
    assertThat(other.text("CLIENT", "LIST", "ID", "1"))
        .contains(" flags=xd ", " multi=1 ", " watch=2 ")
        .doesNotContain(" multi-mem=0 ", " tot-mem=0 ");
    assertThat(exec()).isEqualTo("(nil)");
    assertThat(other.text("CLIENT", "LIST", "ID", "1"))
        .contains(" flags=N ", " multi=-1 ", " watch=0 ", " multi-mem=0 ", " tot-mem=0 ");
  }

  @Test
  void repliesTurnedOff_leaveNothing() {
    client.bytes("CLIENT", "REPLY", "OFF");
    assertThat(client.bytes("MULTI")).isEmpty();
    assertThat(client.bytes("SET", "k", "v")).isEmpty();
    assertThat(client.bytes("CLIENT", "REPLY", "ON")).isEmpty();
    assertThat(client.bytes("GET", "k")).isEmpty();
    assertThat(client.bytes("EXEC")).isEqualTo("+OK\r\n$1\r\nv\r\n");
    multi();
    queue("CLIENT", "REPLY", "OFF");
    queue("GET", "k");
    assertThat(client.bytes("EXEC")).isEqualTo("*2\r\n");
    assertThat(client.bytes("PING")).isEmpty();
    assertThat(client.bytes("CLIENT", "REPLY", "ON")).isEqualTo("+OK\r\n");
    multi();
    queue("CLIENT", "REPLY", "SKIP");
    queue("GET", "k");
    assertThat(client.bytes("EXEC")).isEqualTo("*2\r\n$1\r\nv\r\n");
    assertThat(client.bytes("PING")).isEmpty();
    assertThat(client.text("PING")).isEqualTo("PONG");
  }

  @Test
  void protocolChosenInside_isThatOfTheRest() {
    multi();
    queue("GET", "k");
    queue("HELLO", "3");
    queue("GET", "k");
    assertThat(client.bytes("EXEC")).startsWith("*3\r\n$-1\r\n%7\r\n").endsWith("_\r\n");
    client.run("WATCH", "k");
    other.run("SET", "k", "v");
    multi();
    assertThat(client.bytes("EXEC")).isEqualTo("_\r\n");
  }

  @Test
  void commandsThatPutTheirAnswerOff_doWhatIsQuickOrAreRefused() {
    desk.settings.put("enable-debug-command", "yes");
    desk.holdBack = true;
    multi();
    queue("MEMORY", "PURGE");
    queue("DEBUG", "SLEEP", "0.001");
    queue("DEBUG", "RELOAD");
    queue("DEBUG", "JMAP");
    queue("WAIT", "1", "0");
    queue("WAITAOF", "0", "0", "0");
    queue("BGREWRITEAOF");
    queue("DEBUG", "DIGEST-VALUE", "k");
    assertThat(exec())
        .contains("1) OK", "2) OK")
        .contains("3) (error) " + Errors.NOT_IN_TRANSACTION)
        .contains("4) (error) " + Errors.NOT_IN_TRANSACTION)
        .contains("5) (integer) 0", "6) 1) (integer) 0")
        .contains("7) (error) ERR this server has no journal");
    assertThat(desk.held).hasSize(1);
    desk.held.forEach(Runnable::run);
  }

  @Test
  void everyCommandWithoutKeys_thatMayBeQueued_holdsWhatItNeeds() {
    multi();
    String[][] requests = {
      {"INFO", "all"},
      {"DBSIZE"},
      {"SCAN", "0"},
      {"KEYS", "*"},
      {"RANDOMKEY"},
      {"FLUSHDB"},
      {"FLUSHALL", "ASYNC"},
      {"SWAPDB", "0", "1"},
      {"LASTSAVE"},
      {"TIME"},
      {"CONFIG", "GET", "*"},
      {"CONFIG", "RESETSTAT"},
      {"SLOWLOG", "GET"},
      {"LATENCY", "DOCTOR"},
      {"MEMORY", "STATS"},
      {"MEMORY", "DOCTOR"},
      {"COMMAND", "COUNT"},
      {"CLIENT", "LIST"},
      {"CLIENT", "KILL", "ID", "99"},
      {"CLIENT", "UNBLOCK", "99"},
      {"CREATECACHE", "c"},
      {"CREATESTORE", "c", "s"},
      {"LISTCACHES"},
      {"SORT", "l", "BY", "x*"},
      {"UNWATCH"},
    };
    for (String[] request : requests) {
      queue(request);
    }
    Reply.Array replies = (Reply.Array) client.run("EXEC");
    assertThat(replies.items()).hasSize(requests.length);
    assertThat(replies.items()).noneMatch(Reply.Failure.class::isInstance);
  }

  @Test
  void quit_closesWithoutRunning() {
    multi();
    queue("SET", "k", "v");
    assertThat(client.text("QUIT")).isEqualTo("OK");
    assertThat(client.closing).isTrue();
    assertThat(other.text("EXISTS", "k")).isEqualTo("(integer) 0");
  }
}
