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
import io.radish.event.KeyEvents;
import io.radish.event.Notification;
import io.radish.resp.Reply;
import io.radish.testkit.CommandDriver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Deadlines of fields while time passes. No server at hand has them: what is expected is what Redis
 * 7.4's own tests and source say.
 */
final class FieldExpiryTest {
  private final CommandDriver driver = CommandDriver.open(2);

  @AfterEach
  void check() {
    assertThat(driver.problems()).isEmpty();
    driver.close();
  }

  private Reply run(String request) {
    return driver.run(request.split(" "));
  }

  private void pass(long millis) {
    driver.clock().advance(Duration.ofMillis(millis));
  }

  private static Reply integers(long... values) {
    Reply[] items = new Reply[values.length];
    for (int i = 0; i < values.length; i++) {
      items[i] = integer(values[i]);
    }
    return array(items);
  }

  /** A small hash with fields f1 to f3, or one that lies in trees. */
  private void hash(String key, boolean large) {
    run("DEL " + key);
    run("HSET " + key + " f1 1 f2 2 f3 3");
    if (large) {
      for (int i = 0; i < 1000; i++) {
        run("HSET " + key + " filler" + i + " value" + i);
      }
    }
  }

  @Test
  void hashOrFields_notThere_areMinusTwo() {
    for (String name : new String[] {"HEXPIRE", "HPEXPIRE", "HEXPIREAT", "HPEXPIREAT"}) {
      assertThat(run(name + " missing 1000 FIELDS 2 a b")).isEqualTo(integers(-2, -2));
    }
    run("HSET h a 1");
    for (String name : new String[] {"HTTL", "HPTTL", "HEXPIRETIME", "HPEXPIRETIME", "HPERSIST"}) {
      assertThat(run(name + " missing FIELDS 2 a b")).isEqualTo(integers(-2, -2));
      assertThat(run(name + " h FIELDS 2 b a")).isEqualTo(integers(-2, -1));
    }
    assertThat(run("EXISTS missing")).isEqualTo(integer(0));
  }

  @Test
  void conditions_decideFieldByField() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      assertThat(run("HPEXPIRE h 1000 NX FIELDS 1 f1")).isEqualTo(integers(1));
      assertThat(run("HPEXPIRE h 1000 nx FIELDS 2 f1 f2")).isEqualTo(integers(0, 1));
      assertThat(run("HPEXPIRE h 2000 XX FIELDS 2 f2 f3")).isEqualTo(integers(1, 0));
      assertThat(run("HPEXPIRE h 1500 GT FIELDS 3 f1 f2 f3")).isEqualTo(integers(1, 0, 0));
      assertThat(run("HPEXPIRE h 1200 LT FIELDS 3 f1 f2 f3")).isEqualTo(integers(1, 1, 1));
      assertThat(run("HPTTL h FIELDS 3 f1 f2 f3")).isEqualTo(integers(1200, 1200, 1200));
    }
  }

  @Test
  void times_areRoundedUp() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      long now = driver.clock().millis();
      run("HPEXPIRE h 1500 FIELDS 1 f1");
      assertThat(run("HTTL h FIELDS 1 f1")).isEqualTo(integers(2));
      pass(501);
      assertThat(run("HTTL h FIELDS 1 f1")).isEqualTo(integers(1));
      assertThat(run("HPTTL h FIELDS 1 f1")).isEqualTo(integers(999));
      assertThat(run("HPEXPIRETIME h FIELDS 1 f1")).isEqualTo(integers(now + 1500));
      run("HPEXPIREAT h 9000000000001 FIELDS 1 f1");
      assertThat(run("HEXPIRETIME h FIELDS 1 f1")).isEqualTo(integers(9_000_000_001L));
      run("HEXPIREAT h 9000000000 FIELDS 1 f1");
      assertThat(run("HPEXPIRETIME h FIELDS 1 f1")).isEqualTo(integers(9_000_000_000_000L));
    }
  }

  @Test
  void field_whoseTimeHasPassed_isGoneForEveryCommand() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      long length = large ? 1003 : 3;
      run("HPEXPIRE h 10 FIELDS 1 f1");
      pass(9);
      assertThat(run("HGET h f1")).isEqualTo(bulk("1"));
      pass(1);
      assertThat(run("HGET h f1")).isEqualTo(nil());
      assertThat(run("HMGET h f1 f2")).isEqualTo(array(nil(), bulk("2")));
      assertThat(run("HEXISTS h f1")).isEqualTo(integer(0));
      assertThat(run("HSTRLEN h f1")).isEqualTo(integer(0));
      assertThat(run("HLEN h")).isEqualTo(integer(length - 1));
      assertThat(run("HTTL h FIELDS 1 f1")).isEqualTo(integers(-2));
      for (String all : new String[] {"HGETALL", "HKEYS", "HVALS", "HSCAN h 0 COUNT 5000"}) {
        String request = all.startsWith("HSCAN") ? all : all + " h";
        boolean values = all.equals("HVALS");
        assertThat(run(request).toString())
            .doesNotContain(values ? "Bulk[1]" : "Bulk[f1]")
            .contains(values ? "Bulk[2]" : "Bulk[f2]");
      }
      for (int i = 0; i < 30; i++) {
        assertThat(run("HRANDFIELD h")).isNotEqualTo(bulk("f1"));
      }
      Reply.Array picked = (Reply.Array) run("HRANDFIELD h 5000");
      assertThat(picked.items()).hasSize((int) length - 1).doesNotContain(bulk("f1"));
      run("SADD of x");
      run("RENAME h hx");
      assertThat(run("SORT of BY nosort GET h*->f1 GET h*->f2")).isEqualTo(array(nil(), bulk("2")));
      run("RENAME hx h");
      assertThat(run("HDEL h f1")).isEqualTo(integer(0));
      assertThat(run("HSETNX h f1 again")).isEqualTo(integer(1));
      assertThat(run("HPTTL h FIELDS 1 f1")).isEqualTo(integers(-1));
    }
  }

  @Test
  void hash_whoseLastFieldIsDue_isGone() {
    run("HSET h a 1 b 2");
    run("HPEXPIRE h 10 FIELDS 2 a b");
    pass(10);
    assertThat(run("KEYS *")).isEqualTo(array());
    assertThat(run("RANDOMKEY")).isEqualTo(nil());
    assertThat(run("EXISTS h")).isEqualTo(integer(0));
    assertThat(run("TYPE h")).isEqualTo(simple("none"));
    assertThat(run("SET h v")).isEqualTo(ok());
  }

  @Test
  void deadlineInThePast_removesTheField() {
    run("HSET h a 1 b 2 c 3");
    run("HEXPIRE h 100 FIELDS 1 c");
    assertThat(run("HPEXPIREAT h 1 NX FIELDS 4 a b x c")).isEqualTo(integers(2, 2, -2, 0));
    assertThat(run("HGETALL h")).isEqualTo(bulks("c", "3"));
    assertThat(run("HEXPIRE h 0 FIELDS 2 c c")).isEqualTo(integers(2, -2));
    assertThat(run("EXISTS h")).isEqualTo(integer(0));
  }

  @Test
  void writers_takeADeadlineAway_countersKeepIt() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      run("HEXPIRE h 100 FIELDS 3 f1 f2 f3");
      assertThat(run("HSET h f1 x")).isEqualTo(integer(0));
      assertThat(run("HINCRBY h f2 1")).isEqualTo(integer(3));
      assertThat(run("HINCRBYFLOAT h f3 0.5")).isEqualTo(bulk("3.5"));
      assertThat(run("HTTL h FIELDS 3 f1 f2 f3")).isEqualTo(integers(-1, 100, 100));
      assertThat(run("HPERSIST h FIELDS 3 f1 f2 x")).isEqualTo(integers(-1, 1, -2));
      run("HMSET h f3 y");
      assertThat(run("HTTL h FIELDS 3 f1 f2 f3")).isEqualTo(integers(-1, -1, -1));
    }
  }

  @Test
  void counters_beginAnewWithAFieldThatIsDue() {
    run("HSET h n 41 other 1");
    run("HPEXPIRE h 10 FIELDS 1 n");
    pass(10);
    assertThat(run("HINCRBY h n 1")).isEqualTo(integer(1));
    assertThat(run("HTTL h FIELDS 1 n")).isEqualTo(integers(-1));
  }

  @Test
  void copies_keepDeadlines() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      run("HEXPIRE h 100 FIELDS 1 f1");
      run("COPY h copied REPLACE");
      run("MOVE copied 1");
      run("RENAME h named");
      assertThat(run("HTTL named FIELDS 2 f1 f2")).isEqualTo(integers(100, -1));
      run("SELECT 1");
      assertThat(run("HTTL copied FIELDS 2 f1 f2")).isEqualTo(integers(100, -1));
      run("DEL copied");
      run("SELECT 0");
    }
  }

  @Test
  void encoding_isListpackexWhileAFieldHasADeadline() {
    run("HSET h a 1 b 2");
    run("HEXPIRE h 100 FIELDS 1 a");
    assertThat(run("OBJECT ENCODING h")).isEqualTo(bulk("listpackex"));
    run("HPERSIST h FIELDS 1 a");
    assertThat(run("OBJECT ENCODING h")).isEqualTo(bulk("listpack"));
  }

  @Test
  void requests_thatAreWrong_areRefused() {
    run("HSET h a 1");
    run("SET s v");
    String wrong = Errors.WRONG_TYPE;
    assertThat(run("HEXPIRE s x FIELDS 1 a")).isEqualTo(error(wrong));
    assertThat(run("HTTL s x 1 a")).isEqualTo(error(wrong));
    assertThat(run("HPERSIST s FIELDS x a")).isEqualTo(error(wrong));
    assertThat(run("HEXPIRE h x FIELDS 1 a")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("HEXPIRE h -1 FIELDS 1 a"))
        .isEqualTo(error("ERR invalid expire time, must be >= 0"));
    for (String name : new String[] {"HEXPIRE", "HEXPIREAT"}) {
      assertThat(run(name + " h 281474976711 FIELDS 1 a")).isEqualTo(error(invalid(name)));
    }
    for (String name : new String[] {"HPEXPIRE", "HPEXPIREAT"}) {
      assertThat(run(name + " h 70368744177664 FIELDS 1 a")).isEqualTo(error(invalid(name)));
      assertThat(run(name + " h 9223372036854775807 FIELDS 1 a")).isEqualTo(error(invalid(name)));
    }
    assertThat(run("HPEXPIREAT h 70368744177663 FIELDS 1 a")).isEqualTo(integers(1));
    String missing = "ERR Mandatory argument FIELDS is missing or not at the right position";
    assertThat(run("HEXPIRE h 10 ZZ FIELDS 1 a")).isEqualTo(error(missing));
    assertThat(run("HEXPIRE h 10 NX GT FIELDS 1 a")).isEqualTo(error(missing));
    assertThat(run("HTTL h FELDER 1 a")).isEqualTo(error(missing));
    for (String count : new String[] {"0", "-1", "x", "9223372036854775808"}) {
      assertThat(run("HEXPIRE h 10 FIELDS " + count + " a"))
          .isEqualTo(error("ERR Parameter `numFields` should be greater than 0"));
      for (String name : new String[] {"HTTL", "HPEXPIRETIME", "HPERSIST"}) {
        assertThat(run(name + " h FIELDS " + count + " a"))
            .isEqualTo(error("ERR Number of fields must be a positive integer"));
      }
    }
    String mismatch = "ERR The `numfields` parameter must match the number of arguments";
    assertThat(run("HEXPIRE h 10 FIELDS 2 a")).isEqualTo(error(mismatch));
    assertThat(run("HEXPIRE h 10 NX FIELDS 1")).isEqualTo(error(mismatch));
    assertThat(run("HTTL h FIELDS 1 a b")).isEqualTo(error(mismatch));
    assertThat(run("HPERSIST h FIELDS 9223372036854775807 a")).isEqualTo(error(mismatch));
    assertThat(run("HEXPIRE h 10 FIELDS 1"))
        .isEqualTo(error("ERR wrong number of arguments for 'hexpire' command"));
    assertThat(run("HTTL h FIELDS 1"))
        .isEqualTo(error("ERR wrong number of arguments for 'httl' command"));
  }

  private static String invalid(String name) {
    return "ERR invalid expire time in '" + name.toLowerCase(Locale.ROOT) + "' command";
  }

  private byte[] dump(String key) {
    return ((Reply.Bulk) run("DUMP " + key)).bytes();
  }

  private Reply restore(String key, byte[] payload) {
    return driver.run(ascii("RESTORE"), ascii(key), ascii("0"), payload, ascii("REPLACE"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The version that a payload is written in. */
  private static int version(byte[] payload) {
    return payload[payload.length - 10];
  }

  @Test
  void payloads_keepDeadlines_andLeaveOutWhatIsDue() {
    for (boolean large : new boolean[] {false, true}) {
      hash("h", large);
      int ordinary = version(dump("h"));
      run("HPEXPIREAT h 9000000000000 FIELDS 1 f1");
      run("HPEXPIRE h 10 FIELDS 1 f2");
      pass(10);
      byte[] payload = dump("h");
      assertThat(version(payload)).isEqualTo(12);
      assertThat(restore("other", payload)).isEqualTo(ok());
      assertThat(run("HPEXPIRETIME other FIELDS 3 f1 f2 f3"))
          .isEqualTo(integers(9_000_000_000_000L, -2, -1));
      assertThat(run("HLEN other")).isEqualTo(run("HLEN h"));
      assertThat(run("DEBUG DIGEST-VALUE other")).isEqualTo(run("DEBUG DIGEST-VALUE h"));
      assertThat(run("HPERSIST h FIELDS 1 f1")).isEqualTo(integers(1));
      assertThat(version(dump("h"))).isEqualTo(ordinary).isEqualTo(11);
    }
  }

  @Test
  void digest_tellsWhetherAFieldHasADeadline() {
    run("HSET h a 1 b 2");
    Reply without = run("DEBUG DIGEST-VALUE h");
    run("HPEXPIREAT h 9000000000000 FIELDS 1 a");
    Reply with = run("DEBUG DIGEST-VALUE h");
    assertThat(with).isNotEqualTo(without);
    run("HPEXPIREAT h 9000000000001 FIELDS 1 a");
    assertThat(run("DEBUG DIGEST-VALUE h")).isEqualTo(with);
    run("HPERSIST h FIELDS 1 a");
    assertThat(run("DEBUG DIGEST-VALUE h")).isEqualTo(without);
  }

  @Test
  void transaction_whoseWatchedFieldIsDue_isNotRun() {
    run("HSET h a 1 b 2");
    run("HPEXPIRE h 10 FIELDS 1 a");
    run("WATCH h");
    pass(10);
    run("MULTI");
    run("HGET h b");
    assertThat(run("EXEC")).isEqualTo(nil());
    run("WATCH h");
    run("MULTI");
    run("HGET h b");
    assertThat(run("EXEC")).isEqualTo(bulks("2"));
  }

  @Test
  void notices_nameTheEventsOfRedis() {
    List<String> heard = new ArrayList<>();
    KeyEvents events = driver.store().keyEvents();
    events.setListener((event, keyspace, key) -> heard.add(event));
    events.choose(Notification.HASH.bit() | Notification.GENERIC.bit());
    run("HSET h a 1 b 2 c 3 d 4");
    run("HPEXPIRE h 10 FIELDS 1 a");
    run("HPERSIST h FIELDS 1 a");
    run("HPEXPIRE h 10 FIELDS 2 a b");
    run("HPEXPIRE h 0 FIELDS 1 c");
    pass(10);
    boolean _ = driver.store().maintenance().run(1000);
    run("HPEXPIRE h 10 FIELDS 1 d");
    pass(10);
    assertThat(run("EXISTS h")).isEqualTo(integer(0));
    assertThat(heard)
        .containsExactly(
            "hset",
            "hexpire",
            "hpersist",
            "hexpire",
            "hdel",
            "hexpired",
            "hexpire",
            "hexpired",
            "del");
  }
}
