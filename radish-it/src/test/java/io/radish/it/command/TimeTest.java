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

import io.radish.testkit.CommandDriver;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys while time passes, which a fake clock lets it do. */
final class TimeTest {
  private final CommandDriver driver = CommandDriver.open(2);

  @BeforeEach
  void makeStore() {
    driver.store().createStore("users", "tokens", 60);
  }

  @AfterEach
  void check() {
    assertThat(driver.problems()).isEmpty();
    driver.close();
  }

  @Test
  void ttl_roundsToTheNearestSecond() {
    driver.run("SET", "k", "v", "PX", "2000");
    pass(500);
    assertThat(driver.run("TTL", "k")).isEqualTo(integer(2));
    pass(1);
    assertThat(driver.run("TTL", "k")).isEqualTo(integer(1));
    assertThat(driver.run("PTTL", "k")).isEqualTo(integer(1499));
    pass(1000);
    assertThat(driver.run("TTL", "k")).isEqualTo(integer(0));
  }

  @Test
  void key_whoseTimeHasPassed_isGoneForEveryCommand() {
    driver.run("SET", "k", "v", "PX", "1000");
    driver.run("RPUSH", "l", "a");
    driver.run("PEXPIRE", "l", "1000");
    driver.run("SET", "stays", "v");
    pass(999);
    assertThat(driver.run("EXISTS", "k", "l")).isEqualTo(integer(2));
    pass(1);
    assertThat(driver.run("KEYS", "*")).isEqualTo(bulks("stays"));
    assertThat(driver.run("SCAN", "0", "COUNT", "100")).isEqualTo(array(bulk("0"), bulks("stays")));
    assertThat(driver.run("RANDOMKEY")).isEqualTo(bulk("stays"));
    assertThat(driver.run("GET", "k")).isEqualTo(nil());
    assertThat(driver.run("TTL", "k")).isEqualTo(integer(-2));
    assertThat(driver.run("LLEN", "l")).isEqualTo(integer(0));
    assertThat(driver.run("DBSIZE")).isEqualTo(integer(1));
  }

  @Test
  void write_afterTheTimePassed_startsAnew() {
    driver.run("SET", "n", "41", "PX", "1000");
    driver.run("RPUSH", "l", "old");
    driver.run("PEXPIRE", "l", "1000");
    driver.run("SET", "s", "old", "PX", "1000");
    pass(1000);
    assertThat(driver.run("INCR", "n")).isEqualTo(integer(1));
    assertThat(driver.run("RPUSH", "l", "new")).isEqualTo(integer(1));
    assertThat(driver.run("APPEND", "s", "new")).isEqualTo(integer(3));
    assertThat(driver.run("SET", "x", "v", "XX")).isEqualTo(nil());
    assertThat(driver.run("TTL", "n")).isEqualTo(integer(-1));
    assertThat(driver.run("TTL", "l")).isEqualTo(integer(-1));
  }

  @Test
  void expiringStore_givesNewKeysItsTimeToLive() {
    driver.run("SELECT", "users:tokens");
    String[][] writes = {
      {"SET", "a", "v"},
      {"SETNX", "b", "v"},
      {"GETSET", "c", "v"},
      {"MSET", "d", "v"},
      {"MSETNX", "e", "v"},
      {"APPEND", "f", "v"},
      {"INCR", "g"},
      {"INCRBYFLOAT", "h", "1"},
      {"SETRANGE", "i", "2", "v"},
      {"RPUSH", "j", "v"},
      {"SET", "k", "v", "NX"},
      {"SET", "l", "v", "KEEPTTL"}
    };
    for (String[] write : writes) {
      driver.run(write);
      assertThat(driver.run("TTL", write[1])).as(write[0]).isEqualTo(integer(60));
    }
    driver.run("SET", "own", "v", "EX", "5");
    assertThat(driver.run("TTL", "own")).isEqualTo(integer(5));
    pass(60_000);
    assertThat(driver.run("KEYS", "*")).isEqualTo(array());
  }

  @Test
  void expiringStore_changesInPlace_keepTheDeadline() {
    driver.run("SELECT", "users:tokens");
    driver.run("SET", "n", "1");
    driver.run("RPUSH", "l", "a");
    pass(10_000);
    driver.run("INCR", "n");
    driver.run("APPEND", "n", "0");
    driver.run("RPUSH", "l", "b");
    assertThat(driver.run("TTL", "n")).isEqualTo(integer(50));
    assertThat(driver.run("TTL", "l")).isEqualTo(integer(50));
    driver.run("PERSIST", "n");
    driver.run("SET", "n", "2", "KEEPTTL");
    assertThat(driver.run("TTL", "n")).isEqualTo(integer(-1));
    driver.run("SET", "n", "3");
    assertThat(driver.run("TTL", "n")).isEqualTo(integer(60));
  }

  @Test
  void expiringStore_deleted_isAnErrorForEveryCommand() {
    driver.run("SELECT", "users:tokens");
    driver.store().deleteStore("users", "tokens");
    String text = "ERR no such store 'users:tokens'; make it with CREATESTORE cache store [ttl]";
    for (String request :
        new String[] {"GET k", "SET k v", "KEYS *", "SCAN 0", "RANDOMKEY", "DBSIZE", "FLUSHDB"}) {
      assertThat(driver.run(request.split(" ", -1))).as(request).isEqualTo(error(text));
    }
    assertThat(driver.run("FLUSHALL")).isEqualTo(ok());
  }

  @Test
  void namedCache_comesWithItsFirstWrite() {
    driver.run("SELECT", "sessions");
    assertThat(driver.run("DBSIZE")).isEqualTo(integer(0));
    assertThat(driver.run("KEYS", "*")).isEqualTo(array());
    assertThat(driver.run("TYPE", "k")).isEqualTo(simple("none"));
    assertThat(driver.store().keyspaces()).hasSize(3);
    driver.run("RPUSH", "k", "v");
    assertThat(driver.store().keyspaces()).hasSize(4);
  }

  private void pass(long millis) {
    driver.clock().advance(Duration.ofMillis(millis));
  }
}
