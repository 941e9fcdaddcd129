// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.store.EvictionPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients see of limits; the replies but those of CACHECONFIG are a real server's. */
class MemoryLimitTest {
  private static final String OOM =
      "(error) OOM command not allowed when used memory > 'maxmemory'.";

  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();

  @Test
  void outOfMemory_refusesWhatNeedsMemoryAndNothingElse() {
    client.run("SET", "a", "1");
    client.run("RPUSH", "l", "1", "2");
    desk.store.limits().setMaxBytes(1);
    assertThat(client.text("SET", "b", "1")).isEqualTo(OOM);
    assertThat(client.text("LPUSH", "l", "1")).isEqualTo(OOM);
    assertThat(client.text("CACHESET", "c", "k", "v")).isEqualTo(OOM);
    assertThat(client.text("CACHE", "c", "SET", "k", "v")).isEqualTo(OOM);
    assertThat(client.text("GET", "a")).isEqualTo("\"1\"");
    assertThat(client.text("RPOP", "l")).isEqualTo("\"2\"");
    assertThat(client.text("DEL", "a")).isEqualTo("(integer) 1");
    desk.store.limits().setMaxBytes(0);
    assertThat(client.text("SET", "b", "1")).isEqualTo("OK");
  }

  @Test
  void transaction_outOfMemory_queuesNothingAndIsAborted() {
    desk.store.limits().setMaxBytes(1);
    assertThat(client.text("MULTI")).isEqualTo("OK");
    assertThat(client.text("GET", "a")).isEqualTo(OOM);
    assertThat(client.text("WATCH", "a")).isEqualTo(OOM);
    assertThat(client.text("EXEC"))
        .isEqualTo("(error) EXECABORT Transaction discarded because of previous errors.");
    client.run("MULTI");
    client.run("SET", "c", "1");
    assertThat(client.text("DISCARD")).isEqualTo("OK");

    desk.store.limits().setMaxBytes(0);
    client.run("MULTI");
    assertThat(client.text("SET", "c", "1")).isEqualTo("QUEUED");
    desk.store.limits().setMaxBytes(1);
    assertThat(client.text("EXEC"))
        .isEqualTo(
            "(error) EXECABORT Transaction discarded because of: OOM command not allowed when used"
                + " memory > 'maxmemory'.");
    assertThat(client.text("EXEC")).isEqualTo("(error) ERR EXEC without MULTI");

    desk.store.limits().setMaxBytes(0);
    client.run("MULTI");
    client.run("DEL", "c");
    desk.store.limits().setMaxBytes(1);
    assertThat(client.text("EXEC")).contains("(integer) 0");
  }

  @Test
  void script_outOfMemory_runsUntilItNeedsSome() {
    String set = "return redis.pcall('SET', 'a', 2)";
    client.run("SET", "a", "1");
    desk.store.limits().setMaxBytes(1);
    assertThat(client.text("EVAL", set, "0")).isEqualTo(OOM);
    assertThat(client.text("EVAL", "return redis.pcall('CACHE', 'c', 'SET', 'a', 2)", "0"))
        .isEqualTo(OOM);
    assertThat(client.text("EVAL", "return redis.call('GET', 'a')", "0")).isEqualTo("\"1\"");
    assertThat(client.text("EVAL", "redis.call('DEL', 'b') " + set, "0")).isEqualTo("OK");
    assertThat(client.text("EVAL", "#!lua\nreturn 1", "0")).isEqualTo(OOM);
    assertThat(client.text("EVAL", "#!lua flags=no-writes\nreturn 1", "0"))
        .isEqualTo("(integer) 1");
    assertThat(client.text("EVAL", "#!lua flags=allow-oom\n" + set, "0")).isEqualTo("OK");
  }

  @Test
  void script_inACacheOverItsQuota_runsUntilItNeedsMemory() {
    client.run("CREATECACHE", "c");
    client.run("CACHE", "c", "SET", "a", "1");
    client.run("CACHECONFIG", "SET", "c", "maxmemory", "1");
    String set = "return redis.pcall('CACHE', 'c', 'SET', 'b', 2)";
    assertThat(client.text("EVAL", set, "0")).contains("OOM").contains("quota");
    assertThat(client.text("EVAL", "return redis.call('SET', 'b', 2)", "0")).isEqualTo("OK");
  }

  @Test
  void frequency_isCountedUnderLfuOnly_andIdleTimeNotThen() {
    client.run("SET", "a", "1");
    assertThat(client.text("OBJECT", "FREQ", "a"))
        .startsWith("(error) ERR An LFU maxmemory policy");
    assertThat(client.text("OBJECT", "IDLETIME", "a")).isEqualTo("(integer) 0");
    desk.store.limits().setPolicy(EvictionPolicy.ALLKEYS_LFU);
    client.run("SET", "b", "1");
    assertThat(client.text("OBJECT", "FREQ", "b")).isEqualTo("(integer) 5");
    client.run("GET", "b");
    assertThat(client.text("OBJECT", "FREQ", "b")).isEqualTo("(integer) 6");
    assertThat(client.text("OBJECT", "IDLETIME", "b"))
        .isEqualTo(
            "(error) ERR An LFU maxmemory policy is selected, idle time not tracked. Please note"
                + " that when switching between policies at runtime LRU and LFU data will take some"
                + " time to adjust.");
    desk.time.advance(Duration.ofMinutes(4));
    assertThat(client.text("OBJECT", "FREQ", "b")).isEqualTo("(integer) 2");
    desk.time.advance(Duration.ofHours(1));
    assertThat(client.text("OBJECT", "FREQ", "b")).isEqualTo("(integer) 0");
    for (int i = 0; i < 1000; i++) {
      client.run("GET", "b");
    }
    // A thousand uses make about 18 at a factor of 10.
    String count = client.text("OBJECT", "FREQ", "b").substring("(integer) ".length());
    assertThat(Integer.parseInt(count)).isBetween(10, 26);
    client.run("SADD", "s", "x");
    assertThat(client.text("OBJECT", "FREQ", "s")).isEqualTo("(integer) 5");
    client.run("CLIENT", "NO-TOUCH", "on");
    client.run("SMEMBERS", "s");
    assertThat(client.text("OBJECT", "FREQ", "s")).isEqualTo("(integer) 5");
  }

  @Test
  void cacheConfig_setsAndShowsAQuotaThatHolds() {
    client.run("CREATECACHE", "users");
    assertThat(
            client.text(
                "CACHECONFIG", "SET", "users", "maxmemory", "100kb", "policy", "allkeys-LRU"))
        .isEqualTo("OK");
    desk.store.limits().setTenacity(100);
    assertThat(client.bytes("CACHECONFIG", "GET", "users"))
        .startsWith("*6\r\n$9\r\nmaxmemory\r\n:102400\r\n")
        .contains("policy\r\n$11\r\nallkeys-lru\r\n")
        .endsWith("used-memory\r\n:0\r\n");
    for (int i = 0; i < 3000; i++) {
      assertThat(client.text("CACHE", "users", "SET", "k" + i, "v".repeat(100))).isEqualTo("OK");
    }
    assertThat(desk.store.limits().evictedKeys()).isPositive();
    assertThat(client.text("INFO", "stats"))
        .contains("evicted_keys:" + desk.store.limits().evictedKeys());
    assertThat(client.text("INFO", "caches"))
        .contains(",maxmemory=102400,maxmemory_policy=allkeys-lru");

    client.run("CACHECONFIG", "SET", "users", "policy", "noeviction", "maxmemory", "10k");
    String refusal =
        "(error) OOM command not allowed when 'users' takes more than its quota of 10000 bytes;"
            + " delete keys, or see CACHECONFIG SET users maxmemory";
    assertThat(client.text("CACHESET", "users", "more", "v")).isEqualTo(refusal);
    assertThat(client.text("CACHE", "users", "SET", "more", "v")).isEqualTo(refusal);
    client.run("SELECT", "users");
    assertThat(client.text("SET", "more", "v")).isEqualTo(refusal);
    client.run("MULTI");
    assertThat(client.text("SET", "more", "v")).isEqualTo(refusal);
    assertThat(client.text("EXEC")).startsWith("(error) EXECABORT");
    client.run("FLUSHDB");
    assertThat(client.text("SET", "more", "v")).isEqualTo("OK");
    assertThat(client.text("CACHECONFIG", "GET", "users")).contains("10000", "noeviction");
    client.run("CACHECONFIG", "SET", "users", "policy", "server", "maxmemory", "0");
    assertThat(desk.store.limits().isLimited()).isFalse();
  }

  @Test
  void cacheConfig_withMistakes_saysWhatIsRight() {
    client.run("CREATECACHE", "users");
    for (String size : List.of("x", "-1", "1x", "99999999999999999999", "9999999999gb", "")) {
      assertThat(client.text("CACHECONFIG", "SET", "users", "maxmemory", size))
          .isEqualTo(
              "(error) ERR maxmemory must be a memory value such as 100mb, or 0 for no quota");
    }
    assertThat(client.text("CACHECONFIG", "SET", "users", "policy", "x"))
        .startsWith("(error) ERR policy must be one of Redis'");
    assertThat(client.text("CACHECONFIG", "SET", "users", "x", "y"))
        .isEqualTo("(error) ERR a cache has no setting 'x'; there are maxmemory and policy");
    assertThat(client.text("CACHECONFIG", "SET", "users", "maxmemory", "1", "policy"))
        .isEqualTo("(error) ERR syntax error");
    assertThat(client.text("CACHECONFIG", "GET", "nobody"))
        .isEqualTo("(error) ERR no such cache 'nobody'; LISTCACHES shows those there are");
    assertThat(client.text("CACHECONFIG", "GET", "users:none"))
        .startsWith("(error) ERR no such store");
    assertThat(client.text("CACHECONFIG", "GET", "users")).contains("server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1024", "1kb", "1KB", "1024b"})
  void sizes_areReadAsInTheSettings(String size) {
    client.run("CACHECONFIG", "SET", "default_store", "maxmemory", size);
    assertThat(client.text("CACHECONFIG", "GET", "default_store")).contains("1024");
  }

  @Test
  void evictedKey_isChangedForThoseWhoWatchIt() {
    desk.store.limits().setTenacity(100);
    desk.store.limits().setPolicy(EvictionPolicy.ALLKEYS_RANDOM);
    DeskClient other = desk.connect();
    other.run("WATCH", "watched");
    client.run("SET", "watched", "1");
    other.run("UNWATCH");
    other.run("WATCH", "watched");
    desk.store.limits().setMaxBytes(1);
    client.run("SET", "more", "1");
    assertThat(client.text("DBSIZE")).isEqualTo("(integer) 0");
    desk.store.limits().setMaxBytes(0);
    other.run("MULTI");
    other.run("PING");
    assertThat(other.text("EXEC")).isEqualTo("(nil)");
  }
}
