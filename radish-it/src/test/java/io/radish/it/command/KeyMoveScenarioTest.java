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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys under other names, and in other databases. */
final class KeyMoveScenarioTest extends CommandScenario {
  /** Enough to leave a list's packed form. */
  private void pushMany(String key) {
    List<String> request = new ArrayList<>(List.of("RPUSH", key));
    for (int i = 0; i < 3000; i++) {
      request.add("element " + i);
    }
    run(request.toArray(String[]::new));
  }

  @Test
  void rename_takesValueAndDeadlineAlong() {
    long deadline = now() + 5_000_000;
    run("SET", "a", "1");
    run("PEXPIREAT", "a", Long.toString(deadline));
    run("SET", "b", "in the way");
    assertThat(run("RENAME", "a", "b")).isEqualTo(ok());
    assertThat(run("GET", "b")).isEqualTo(bulk("1"));
    assertThat(run("PEXPIRETIME", "b")).isEqualTo(integer(deadline));
    assertThat(run("EXISTS", "a")).isEqualTo(integer(0));
    run("SET", "c", "2");
    assertThat(run("RENAME", "c", "b")).isEqualTo(ok());
    assertThat(run("TTL", "b")).isEqualTo(integer(-1));
    assertThat(run("DBSIZE")).isEqualTo(integer(1));
  }

  /** Some of the copies lie where the source does; {@link #check} finds what is counted wrongly. */
  @Test
  void copy_ofLargeValues_ofAllTypes_isWhole() {
    pushMany("list");
    for (int i = 0; i < 600; i++) {
      String name = "member " + i;
      run("HSET", "hash", name, "v");
      run("SADD", "set", name);
      run("ZADD", "zset", Integer.toString(i), name);
      run("XADD", "stream", (i + 1) + "-1", "f", name);
    }
    for (String source : List.of("list", "hash", "set", "zset", "stream")) {
      for (int i = 0; i < 40; i++) {
        String copy = source + i % 20;
        assertThat(run("COPY", source, copy, "REPLACE")).isEqualTo(integer(1));
        assertThat(run("DEBUG", "DIGEST-VALUE", copy))
            .isEqualTo(run("DEBUG", "DIGEST-VALUE", source));
      }
    }
  }

  @Test
  void rename_ofWhatIsNotThere_isRefused() {
    assertThat(run("RENAME", "a", "b")).isEqualTo(error(Errors.NO_SUCH_KEY));
    assertThat(run("RENAME", "a", "a")).isEqualTo(error(Errors.NO_SUCH_KEY));
    assertThat(run("RENAMENX", "a", "b")).isEqualTo(error(Errors.NO_SUCH_KEY));
  }

  @Test
  void rename_toItself_changesNothing() {
    run("SET", "a", "1", "EX", "5000");
    assertThat(run("RENAME", "a", "a")).isEqualTo(ok());
    assertThat(run("RENAMENX", "a", "a")).isEqualTo(integer(0));
    assertThat(run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(run("TTL", "a")).isEqualTo(integer(5000));
  }

  @Test
  void renamenx_stopsBeforeAKeyThatIsThere() {
    run("MSET", "a", "1", "b", "2");
    assertThat(run("RENAMENX", "a", "b")).isEqualTo(integer(0));
    assertThat(run("GET", "a")).isEqualTo(bulk("1"));
    assertThat(run("RENAMENX", "a", "c")).isEqualTo(integer(1));
    assertThat(run("MGET", "a", "b", "c")).isEqualTo(array(nil(), bulk("2"), bulk("1")));
  }

  @Test
  void longLists_goToManyNamesWhole() {
    pushMany("l");
    for (int i = 0; i < 40; i++) {
      assertThat(run("RENAME", i == 0 ? "l" : "l" + (i - 1), "l" + i)).isEqualTo(ok());
    }
    assertThat(run("LLEN", "l39")).isEqualTo(integer(3000));
    assertThat(run("LRANGE", "l39", "-2", "-1")).isEqualTo(bulks("element 2998", "element 2999"));
    assertThat(run("RPUSH", "l39", "more")).isEqualTo(integer(3001));
    assertThat(run("DBSIZE")).isEqualTo(integer(1));
  }

  @Test
  void copy_leavesTheSourceAndGoesItsOwnWay() {
    pushMany("l");
    run("EXPIRE", "l", "5000");
    assertThat(run("COPY", "l", "m")).isEqualTo(integer(1));
    assertThat(run("TTL", "m")).isEqualTo(integer(5000));
    run("LPOP", "l", "2999");
    run("LPUSH", "m", "first");
    assertThat(run("LLEN", "l")).isEqualTo(integer(1));
    assertThat(run("LLEN", "m")).isEqualTo(integer(3001));
    assertThat(run("COPY", "l", "m")).isEqualTo(integer(0));
    assertThat(run("COPY", "l", "m", "replace")).isEqualTo(integer(1));
    assertThat(run("LRANGE", "m", "0", "-1")).isEqualTo(bulks("element 2999"));
    assertThat(run("COPY", "missing", "m", "REPLACE")).isEqualTo(integer(0));
  }

  @Test
  void copy_toAnotherDatabase_findsItThere() {
    run("SET", "a", "1");
    assertThat(run("COPY", "a", "a", "DB", "3")).isEqualTo(integer(1));
    assertThat(run("COPY", "a", "a", "DB", "3")).isEqualTo(integer(0));
    assertThat(run("COPY", "a", "b", "REPLACE", "DB", "3")).isEqualTo(integer(1));
    run("SELECT", "3");
    assertThat(run("MGET", "a", "b")).isEqualTo(bulks("1", "1"));
    run("FLUSHDB");
  }

  @Test
  void copy_mistakes_areFoundInOrder() {
    run("SET", "a", "1");
    assertThat(run("COPY", "a", "a")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("COPY", "none", "none")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("COPY", "a", "a", "DB", "0")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("COPY", "a", "b", "DB")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("COPY", "a", "b", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("COPY", "a", "b", "DB", "16", "bogus")).isEqualTo(error(Errors.DB_OUT_OF_RANGE));
    assertThat(run("COPY", "a", "b", "DB", "-1")).isEqualTo(error(Errors.DB_OUT_OF_RANGE));
    assertThat(run("COPY", "a", "b", "DB", "2147483648")).isEqualTo(error(Errors.NOT_AN_INT));
    assertThat(run("EXISTS", "b")).isEqualTo(integer(0));
  }

  @Test
  void move_takesTheKeyWhole() {
    long deadline = now() + 5_000_000;
    run("SET", "s", "1", "PXAT", Long.toString(deadline));
    pushMany("l");
    assertThat(run("MOVE", "s", "3")).isEqualTo(integer(1));
    assertThat(run("MOVE", "s", "3")).isEqualTo(integer(0));
    assertThat(run("MOVE", "l", "3")).isEqualTo(integer(1));
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
    run("SET", "s", "another");
    assertThat(run("MOVE", "s", "3")).isEqualTo(integer(0));
    run("SELECT", "3");
    assertThat(run("GET", "s")).isEqualTo(bulk("1"));
    assertThat(run("PEXPIRETIME", "s")).isEqualTo(integer(deadline));
    assertThat(run("LINDEX", "l", "-1")).isEqualTo(bulk("element 2999"));
    run("FLUSHDB");
  }

  @Test
  void move_mistakes_areRefused() {
    run("SET", "a", "1");
    assertThat(run("MOVE", "a", "0")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("MOVE", "none", "0")).isEqualTo(error(Errors.SAME_OBJECT));
    assertThat(run("MOVE", "a", "16")).isEqualTo(error(Errors.DB_OUT_OF_RANGE));
    assertThat(run("MOVE", "a", "-2147483649")).isEqualTo(error(Errors.NOT_AN_INT));
  }

  @Test
  void swapdb_exchangesWhole() {
    run("SET", "a", "zero");
    run("SELECT", "3");
    run("SET", "a", "three");
    pushMany("l");
    assertThat(run("SWAPDB", "0", "3")).isEqualTo(ok());
    assertThat(run("GET", "a")).isEqualTo(bulk("zero"));
    assertThat(run("DBSIZE")).isEqualTo(integer(1));
    run("SELECT", "0");
    assertThat(run("GET", "a")).isEqualTo(bulk("three"));
    assertThat(run("LLEN", "l")).isEqualTo(integer(3000));
    assertThat(run("SWAPDB", "0", "0")).isEqualTo(ok());
    assertThat(run("SWAPDB", "0", "7")).isEqualTo(ok());
    assertThat(run("DBSIZE")).isEqualTo(integer(0));
    run("FLUSHALL");
  }

  @Test
  void swapdb_mistakes_areFoundInOrder() {
    assertThat(run("SWAPDB", "a b", "b c")).isEqualTo(error(Errors.INVALID_FIRST_DB));
    assertThat(run("SWAPDB", "0", "b c")).isEqualTo(error(Errors.INVALID_SECOND_DB));
    assertThat(run("SWAPDB", "16", "b c")).isEqualTo(error(Errors.INVALID_SECOND_DB));
    assertThat(run("SWAPDB", "99999999999", "1")).isEqualTo(error(Errors.INVALID_FIRST_DB));
    assertThat(run("SWAPDB", "16", "1")).isEqualTo(error(Errors.DB_OUT_OF_RANGE));
    assertThat(run("SWAPDB", "1", "-1")).isEqualTo(error(Errors.DB_OUT_OF_RANGE));
  }
}
