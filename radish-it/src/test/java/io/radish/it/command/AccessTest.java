// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static io.radish.testkit.Replies.bulk;
import static io.radish.testkit.Replies.bulks;
import static io.radish.testkit.Replies.error;
import static io.radish.testkit.Replies.integer;
import static io.radish.testkit.Replies.nil;
import static io.radish.testkit.Replies.ok;
import static io.radish.testkit.Replies.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What users may do, where Redis has nothing of the kind or another client's doing matters. */
final class AccessTest {
  private static final Reply NO_CACHE = error("NOPERM No permissions to access a cache");

  private final CommandDriver admin = CommandDriver.open(2);
  private final CommandDriver client = admin.another(2);

  @AfterEach
  void close() {
    assertThat(admin.problems()).isEmpty();
    client.leave();
    admin.close();
  }

  private void user(String rules) {
    String all = "ACL SETUSER ann on nopass +@all ~* &* " + rules;
    assertThat(admin.run(all.strip().split(" "))).isEqualTo(ok());
    assertThat(run("AUTH ann x")).isEqualTo(ok());
  }

  private Reply run(String request) {
    return client.run(request.split(" "));
  }

  // ---- caches ----

  @Test
  void scripts_reachNoFurtherThanTheirUser_throughCacheEither() {
    admin.run("CREATECACHE", "users");
    admin.run("CREATECACHE", "secret");
    user("caches:users -append");
    run("SELECT users");
    for (String denied :
        List.of(
            "'CACHE', 'secret', 'GET', 'a'",
            "'SELECT', 'secret'",
            "'CACHE', 'users', 'APPEND', 'a', 'b'")) {
      assertThat(client.run("EVAL", "return redis.pcall(" + denied + ")", "0").toString())
          .as(denied)
          .contains("ermissions");
    }
    assertThat(client.run("EVAL", "return redis.pcall('CACHE', 'users', 'SET', 'a', 1)", "0"))
        .isEqualTo(ok());
    assertThat(client.run("EVAL_RO", "return redis.pcall('CACHE', 'users', 'SET', 'a', 1)", "0"))
        .isEqualTo(error("ERR Write commands are not allowed from read-only scripts."));
  }

  @Test
  void cacheRules_judgeEveryWayIntoACache() {
    admin.run("CREATECACHE", "users");
    admin.run("CREATECACHE", "secret");
    user("caches:users caches:tmp*");
    for (String denied :
        List.of(
            "GET a",
            "SET a 1",
            "KEYS *",
            "SCAN 0",
            "DBSIZE",
            "RANDOMKEY",
            "FLUSHDB",
            "FLUSHALL",
            "INSPECT",
            "SELECT secret",
            "SELECT default_store",
            "SELECT 0",
            "SELECT 3",
            "CACHE secret GET a",
            "CACHE users MOVE a secret",
            "CACHE users COPY a b DB secret",
            "CACHE users COPY a b REPLACE DB 3",
            "CACHE users COPY a b DB users DB secret",
            "CACHE secret SWAPDB users users",
            "SWAPDB users secret",
            "SWAPDB 0 1",
            "CACHEGET secret a",
            "CACHESET secret a 1",
            "CACHEDEL secret a",
            "CACHEKEYS secret",
            "CACHEGETALL secret",
            "CREATECACHE other",
            "DELETECACHE secret",
            "CREATESTORE secret s",
            "DELETESTORE secret s",
            "LISTSTORES secret",
            "BACKUP LIST",
            "BACKUP NOW users",
            "DEBUG JMAP",
            "MONITOR",
            "WATCH a",
            "SORT a")) {
      assertThat(run(denied)).as(denied).isEqualTo(NO_CACHE);
    }
    for (String allowed :
        List.of(
            "CREATECACHE tmp1",
            "CACHE users SET a 1",
            "CACHE users COPY a b DB tmp1",
            "CREATESTORE tmp1 s",
            "SELECT tmp1:s",
            "SELECT users",
            "GET a",
            "SWAPDB users tmp1",
            "DELETECACHE tmp1",
            "PING",
            "PUBLISH c x",
            "CLIENT GETNAME",
            "MULTI",
            "DISCARD")) {
      assertThat(run(allowed)).as(allowed).isNotInstanceOf(Reply.Failure.class);
    }
    assertThat(run("LISTCACHES")).isEqualTo(new Reply.Array(List.of(bulk("users"), integer(1))));
    assertThat(admin.run("DBSIZE")).isEqualTo(integer(0));
  }

  @Test
  void cacheRules_ofStores_letIntoThemAlone() {
    admin.run("CREATESTORE", "users", "tokens");
    admin.run("CREATESTORE", "users", "other");
    user("caches:users:tok*");
    assertThat(run("SELECT users:tokens")).isEqualTo(ok());
    assertThat(run("SET a 1")).isEqualTo(ok());
    assertThat(run("SELECT users")).isEqualTo(NO_CACHE);
    assertThat(run("CACHE users:other GET a")).isEqualTo(NO_CACHE);
  }

  @Test
  void cacheRules_ofSelectors_areHeldTogetherWithTheirOthers() {
    user("resetcaches -@all (+get ~* caches:a) (+set ~* caches:b)");
    assertThat(run("CACHE a GET k")).isEqualTo(noCommand("cache"));
    admin.run("ACL", "SETUSER", "ann", "(+cache)", "(+select)");
    assertThat(run("CACHE a GET k")).isEqualTo(nil());
    assertThat(run("CACHE b SET k 1")).isEqualTo(ok());
    assertThat(run("CACHE a SET k 1")).isEqualTo(NO_CACHE);
    assertThat(run("CACHE b GET k")).isEqualTo(NO_CACHE);
  }

  private static Reply noCommand(String name) {
    return error("NOPERM User ann has no permissions to run the '" + name + "' command");
  }

  @Test
  void cacheRules_inATransaction_followItsSelect() {
    user("caches:users +@all");
    assertThat(run("MULTI")).isEqualTo(ok());
    assertThat(run("SELECT users")).isEqualTo(simple("QUEUED"));
    assertThat(run("SET a 1")).isEqualTo(simple("QUEUED"));
    assertThat(run("CACHE users GET a")).isEqualTo(simple("QUEUED"));
    assertThat(run("EXEC")).isEqualTo(new Reply.Array(List.of(ok(), ok(), bulk("1"))));
    assertThat(run("MULTI")).isEqualTo(ok());
    assertThat(run("CACHE secret SET a 1")).isEqualTo(NO_CACHE);
    assertThat(run("EXEC"))
        .isEqualTo(error("EXECABORT Transaction discarded because of previous errors."));
  }

  @Test
  void cacheRules_areShownOnlyWhereThereAreSome() {
    user("caches:users caches:t*");
    assertThat(admin.run("ACL", "LIST"))
        .isEqualTo(
            bulks(
                "user ann on nopass sanitize-payload ~* &* resetcaches caches:users caches:t* +@all",
                "user default on nopass sanitize-payload ~* &* +@all"));
    assertThat(((Reply.Array) admin.run("ACL", "GETUSER", "ann")).items())
        .containsSubsequence(bulk("caches"), bulk("caches:users caches:t*"));
    admin.run("ACL", "SETUSER", "ann", "allcaches");
    assertThat(((Reply.Array) admin.run("ACL", "GETUSER", "ann")).items())
        .doesNotContain(bulk("caches"));
    assertThat(admin.run("ACL", "DRYRUN", "ann", "GET", "x")).isEqualTo(ok());
    admin.run("ACL", "SETUSER", "ann", "resetcaches");
    assertThat(admin.run("ACL", "DRYRUN", "ann", "GET", "x"))
        .isEqualTo(bulk("User ann has no permissions to access the 'default_store' cache"));
  }

  // ---- home ----

  @Test
  void home_isWhereAUserBegins_andWhatNumberZeroMeans() {
    admin.run("CACHESET", "users", "k", "there");
    user("home:users caches:users");
    assertThat(run("GET k")).isEqualTo(bulk("there"));
    assertThat(run("SELECT users")).isEqualTo(ok());
    assertThat(run("SELECT 0")).isEqualTo(ok());
    assertThat(run("GET k")).isEqualTo(bulk("there"));
    assertThat(((Reply.Bulk) run("CLIENT INFO")).text()).contains(" db=0 ", " user=ann ");
    assertThat(run("SELECT default_store")).isEqualTo(NO_CACHE);
    assertThat(run("COPY k k2 DB 0")).isEqualTo(integer(1));
    assertThat(run("RESET")).isEqualTo(simple("RESET"));
    assertThat(run("GET k")).isEqualTo(nil());
    assertThat(run("HELLO 3 AUTH ann x")).isInstanceOf(Reply.MapReply.class);
    assertThat(run("GET k2")).isEqualTo(bulk("there"));
  }

  @Test
  void home_ofTheUserBefore_isLeft() {
    user("home:users");
    assertThat(run("SET a 1")).isEqualTo(ok());
    assertThat(run("AUTH default x")).isEqualTo(ok());
    assertThat(run("GET a")).isEqualTo(nil());
    admin.run("ACL", "SETUSER", "default", "home:start");
    CommandDriver fresh = admin.another(2);
    assertThat(fresh.run("SET", "b", "1")).isEqualTo(ok());
    assertThat(admin.run("CACHEGET", "start", "b")).isEqualTo(bulk("1"));
    fresh.leave();
  }

  @Test
  void home_thatIsNoCache_isRefused() {
    for (String home : List.of("a:b", "12", "", "default_store", "x".repeat(200))) {
      assertThat(admin.run("ACL", "SETUSER", "ann", "home:" + home))
          .as(home)
          .isInstanceOf(Reply.Failure.class);
    }
    assertThat(admin.run("ACL", "GETUSER", "ann")).isEqualTo(new Reply.Nil());
  }

  @Test
  void databaseNames_leadNumbersToCaches() {
    admin.server().with("database-names", "3=users");
    assertThat(run("SELECT 3")).isEqualTo(ok());
    assertThat(run("SET a 1")).isEqualTo(ok());
    assertThat(admin.run("CACHEGET", "users", "a")).isEqualTo(bulk("1"));
    assertThat(((Reply.Bulk) run("CLIENT INFO")).text()).contains(" db=3 ");
    assertThat(run("MOVE a 4")).isEqualTo(integer(1));
    assertThat(admin.run("CACHEGET", "db4", "a")).isEqualTo(bulk("1"));
  }

  // ---- changes ----

  @Test
  void changes_holdFromTheNextRequestOn() {
    user("");
    assertThat(run("SET a 1")).isEqualTo(ok());
    admin.run("ACL", "SETUSER", "ann", "-set");
    assertThat(run("SET a 1")).isEqualTo(noCommand("set"));
    admin.run("ACL", "SETUSER", "ann", "+set", "resetkeys");
    assertThat(run("SET a 1")).isEqualTo(error("NOPERM No permissions to access a key"));
    admin.run("ACL", "SETUSER", "ann", "reset");
    assertThat(run("PING")).isEqualTo(noCommand("ping"));
    assertThat(run("AUTH default x")).isEqualTo(ok());
  }

  @Test
  void changes_betweenQueueAndExec_areFoundByExec() {
    user("");
    assertThat(run("MULTI")).isEqualTo(ok());
    assertThat(run("SET a 1")).isEqualTo(simple("QUEUED"));
    assertThat(run("GET a")).isEqualTo(simple("QUEUED"));
    admin.run("ACL", "SETUSER", "ann", "-set");
    assertThat(run("EXEC"))
        .isEqualTo(
            new Reply.Array(
                List.of(
                    error(
                        "NOPERM ACLs rules changed between the moment the transaction was"
                            + " accumulated and the EXEC call. This command is no longer allowed"
                            + " for the following reason: no permission to execute the command or"
                            + " subcommand"),
                    nil())));
    assertThat(admin.run("EXISTS", "a")).isEqualTo(integer(0));
  }

  @Test
  void changes_whileACommandWaits_areFoundWhenItIsServed() {
    user("");
    client.send("BLPOP", "list", "0");
    assertThat(client.isAnswered()).isFalse();
    admin.run("ACL", "SETUSER", "ann", "resetkeys");
    assertThat(admin.run("RPUSH", "list", "a")).isEqualTo(integer(1));
    assertThat(client.receive()).isEqualTo(error("NOPERM No permissions to access a key"));
    assertThat(admin.run("LRANGE", "list", "0", "-1")).isEqualTo(bulks("a"));
  }

  @Test
  void deletedUser_isCutOff() {
    user("");
    assertThat(admin.run("ACL", "DELUSER", "ann", "nobody")).isEqualTo(integer(1));
    assertThat(client.client().isClosed()).isTrue();
    assertThat(client.session().isAuthenticated()).isFalse();
    assertThat(admin.run("ACL", "DELUSER", "default"))
        .isEqualTo(error("ERR The 'default' user cannot be removed"));
  }

  @Test
  void subscriptions_thatAreNotAllowedAnyMore_endTheConnection() {
    user("");
    client.run("SUBSCRIBE", "news");
    client.run("PSUBSCRIBE", "n*");
    admin.run("ACL", "SETUSER", "ann", "resetchannels", "&news", "&n*");
    assertThat(client.client().isClosed()).isFalse();
    admin.run("ACL", "SETUSER", "ann", "resetchannels", "&ne*");
    assertThat(client.client().isClosed()).isTrue();
  }

  @Test
  void password_ofTheDefaultUser_isThatOfRequirepass() {
    assertThat(admin.run("CONFIG", "SET", "requirepass", "secret")).isEqualTo(ok());
    assertThat(run("PING")).isEqualTo(simple("PONG"));
    CommandDriver fresh = admin.another(2);
    assertThat(fresh.run("PING")).isEqualTo(error("NOAUTH Authentication required."));
    assertThat(fresh.run("AUTH", "wrong"))
        .isEqualTo(error("WRONGPASS invalid username-password pair or user is disabled."));
    assertThat(fresh.run("AUTH", "secret")).isEqualTo(ok());
    CommandDriver another = admin.another(2);
    admin.run("CONFIG", "SET", "requirepass", "");
    assertThat(another.run("PING")).isEqualTo(simple("PONG"));
    fresh.leave();
    another.leave();
  }

  // ---- secrets ----

  @Test
  void secrets_areInNoErrorLogOrMonitor() {
    CommandDriver monitor = admin.another(2);
    monitor.run("MONITOR");
    admin.server().with("slowlog-log-slower-than", "0");
    admin.run("CONFIG", "SET", "slowlog-log-slower-than", "0");
    admin.run("ACL", "SETUSER", "bob", "on", ">hush1", "#hush2");
    admin.run("ACL", "SETUSER", "bob", "on", ">hush3", "<hush4");
    admin.run("ACL", "SETUSER", "bob", "(>hush5", "x)");
    admin.run("AUTH", "bob", "hush6");
    admin.run("HELLO", "3", "AUTH", "bob", "hush7");
    admin.run("HELLO", "2");
    String shown =
        admin.run("SLOWLOG", "GET", "100").toString()
            + admin.run("ACL", "LOG")
            + admin.run("ACL", "LIST")
            + admin.server().failures()
            + monitor.client().pushed().stream()
                .map(push -> new String(push.toBytes(2), StandardCharsets.UTF_8))
                .toList();
    assertThat(shown).contains("redacted").doesNotContain("hush");
    monitor.leave();
  }

  // ---- the log ----

  @Test
  void log_gathersWhatIsAlike_forAMinute() {
    user("-get");
    run("GET a");
    run("GET b");
    admin.clock().advance(Duration.ofSeconds(61));
    run("GET a");
    Reply.Array entries = (Reply.Array) admin.run("ACL", "LOG");
    assertThat(entries.items()).hasSize(2);
    assertThat(((Reply.Array) entries.items().getLast()).items())
        .startsWith(
            bulk("count"),
            integer(2),
            bulk("reason"),
            bulk("command"),
            bulk("context"),
            bulk("toplevel"),
            bulk("object"),
            bulk("get"),
            bulk("username"),
            bulk("ann"),
            bulk("age-seconds"),
            bulk("61"));
  }
}
