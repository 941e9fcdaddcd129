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
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Hashes: fields by their names. */
final class HashScenarioTest extends CommandScenario {
  @Test
  void hset_countsNewFieldsOnly() {
    assertThat(run("HSET", "h", "a", "1", "b", "2")).isEqualTo(integer(2));
    assertThat(run("HSET", "h", "b", "3", "c", "4")).isEqualTo(integer(1));
    assertThat(run("HSET", "h", "d", "5", "d", "6")).isEqualTo(integer(1));
    assertThat(run("HMGET", "h", "a", "b", "c", "d", "e"))
        .isEqualTo(array(bulk("1"), bulk("3"), bulk("4"), bulk("6"), nil()));
    assertThat(run("HLEN", "h")).isEqualTo(integer(4));
    assertThat(run("TYPE", "h")).isEqualTo(simple("hash"));
  }

  @Test
  void hset_fieldWithoutValue_isWrongArity() {
    assertThat(run("HSET", "h", "a", "1", "b"))
        .isEqualTo(error("ERR wrong number of arguments for 'hset' command"));
    assertThat(run("HMSET", "h", "a", "1", "b"))
        .isEqualTo(error("ERR wrong number of arguments for 'hmset' command"));
    assertThat(run("HSET", "h", "a"))
        .isEqualTo(error("ERR wrong number of arguments for 'hset' command"));
    run("SET", "s", "v");
    assertThat(run("HSET", "s", "a", "1", "b"))
        .isEqualTo(error("ERR wrong number of arguments for 'hset' command"));
    assertThat(run("EXISTS", "h")).isEqualTo(integer(0));
  }

  @Test
  void hmset_saysOk() {
    assertThat(run("HMSET", "h", "a", "1", "b", "2")).isEqualTo(ok());
    assertThat(run("HGET", "h", "b")).isEqualTo(bulk("2"));
  }

  @Test
  void hsetnx_setsOnlyWhatIsNotThere() {
    assertThat(run("HSETNX", "h", "a", "1")).isEqualTo(integer(1));
    assertThat(run("HSETNX", "h", "a", "2")).isEqualTo(integer(0));
    assertThat(run("HSETNX", "h", "b", "")).isEqualTo(integer(1));
    assertThat(run("HSETNX", "h", "b", "x")).isEqualTo(integer(0));
    assertThat(run("HMGET", "h", "a", "b")).isEqualTo(bulks("1", ""));
  }

  @Test
  void hget_absentFieldOrKey_isNil() {
    run("HSET", "h", "a", "1");
    assertThat(run("HGET", "h", "b")).isEqualTo(nil());
    assertThat(run("HGET", "missing", "a")).isEqualTo(nil());
    assertThat(run("HMGET", "missing", "a", "b")).isEqualTo(array(nil(), nil()));
    assertThat(run("HSTRLEN", "h", "b")).isEqualTo(integer(0));
    assertThat(run("HSTRLEN", "missing", "a")).isEqualTo(integer(0));
    assertThat(run("HEXISTS", "h", "b")).isEqualTo(integer(0));
    assertThat(run("HEXISTS", "missing", "a")).isEqualTo(integer(0));
    assertThat(run("HLEN", "missing")).isEqualTo(integer(0));
  }

  @Test
  void hexistsAndHstrlen_sayWhatIsThere() {
    run("HSET", "h", "a", "12345", "b", "");
    assertThat(run("HEXISTS", "h", "a")).isEqualTo(integer(1));
    assertThat(run("HEXISTS", "h", "b")).isEqualTo(integer(1));
    assertThat(run("HSTRLEN", "h", "a")).isEqualTo(integer(5));
    assertThat(run("HSTRLEN", "h", "b")).isEqualTo(integer(0));
  }

  @Test
  void hdel_lastField_removesTheKey() {
    run("HSET", "h", "a", "1", "b", "2", "c", "3");
    assertThat(run("HDEL", "h", "a", "x", "a")).isEqualTo(integer(1));
    assertThat(run("HDEL", "h", "b", "c", "d")).isEqualTo(integer(2));
    assertThat(run("EXISTS", "h")).isEqualTo(integer(0));
    assertThat(run("HDEL", "h", "a")).isEqualTo(integer(0));
  }

  @Test
  void hash_withOddBytes_comesBack() {
    byte[][] fields = {
      {}, {0}, {'\r', '\n'}, {(byte) 0xff, (byte) 0xfe}, "é".getBytes(StandardCharsets.UTF_8)
    };
    for (byte[] field : fields) {
      assertThat(run(ascii("HSET"), ascii("h"), field, field)).isEqualTo(integer(1));
    }
    for (byte[] field : fields) {
      assertThat(run(ascii("HGET"), ascii("h"), field)).isEqualTo(new Reply.Bulk(field));
    }
    assertThat(run("HLEN", "h")).isEqualTo(integer(fields.length));
  }

  @Test
  void hset_keepsTheDeadline() {
    run("HSET", "h", "a", "1");
    run("EXPIREAT", "h", "9000000000");
    run("HSET", "h", "a", "2", "b", "3");
    run("HINCRBY", "h", "b", "1");
    run("HDEL", "h", "a");
    assertThat(run("EXPIRETIME", "h")).isEqualTo(integer(9_000_000_000L));
  }

  // ---- counting ----

  @Test
  void hincrby_countsFromNothing() {
    assertThat(run("HINCRBY", "h", "a", "5")).isEqualTo(integer(5));
    assertThat(run("HINCRBY", "h", "a", "-7")).isEqualTo(integer(-2));
    assertThat(run("HGET", "h", "a")).isEqualTo(bulk("-2"));
    assertThat(run("HINCRBY", "h", "b", "-9223372036854775808")).isEqualTo(integer(Long.MIN_VALUE));
    assertThat(run("HINCRBY", "h", "b", "-1")).isEqualTo(error(Errors.OVERFLOW));
    assertThat(run("HINCRBY", "h", "c", "9223372036854775807")).isEqualTo(integer(Long.MAX_VALUE));
    assertThat(run("HINCRBY", "h", "c", "1")).isEqualTo(error(Errors.OVERFLOW));
  }

  @Test
  void hincrby_whatIsNoNumber_isRefused() {
    run("HSET", "h", "text", "abc", "blank", " 1", "zero", "01", "float", "1.5", "none", "");
    for (String field : new String[] {"text", "blank", "zero", "float", "none"}) {
      assertThat(run("HINCRBY", "h", field, "1"))
          .as(field)
          .isEqualTo(error("ERR hash value is not an integer"));
    }
    for (String by : new String[] {"abc", "", "1.5", " 1", "9223372036854775808"}) {
      assertThat(run("HINCRBY", "h", "new", by)).as(by).isEqualTo(error(Errors.NOT_INTEGER));
      assertThat(run("HINCRBY", "missing", "f", by)).as(by).isEqualTo(error(Errors.NOT_INTEGER));
    }
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
    assertThat(run("HLEN", "h")).isEqualTo(integer(5));
  }

  @Test
  void hincrbyfloat_givesRedisDigits() {
    assertThat(run("HINCRBYFLOAT", "h", "a", "2.5")).isEqualTo(bulk("2.5"));
    assertThat(run("HINCRBYFLOAT", "h", "a", "3.5")).isEqualTo(bulk("6"));
    assertThat(run("HINCRBYFLOAT", "h", "a", "0.1")).isEqualTo(bulk("6.1"));
    assertThat(run("HINCRBYFLOAT", "h", "b", "1e17")).isEqualTo(bulk("100000000000000000"));
    run("HSET", "h", "c", "10.50");
    assertThat(run("HINCRBYFLOAT", "h", "c", "0.1")).isEqualTo(bulk("10.6"));
    assertThat(run("HINCRBYFLOAT", "h", "c", "-0.1")).isEqualTo(bulk("10.5"));
    assertThat(run("HGET", "h", "c")).isEqualTo(bulk("10.5"));
    assertThat(run("HSTRLEN", "h", "c")).isEqualTo(integer(4));
  }

  @Test
  void hincrbyfloat_whatIsNoNumber_isRefused() {
    run("HSET", "h", "text", "abc", "blank", " 1", "inf", "inf");
    assertThat(run("HINCRBYFLOAT", "h", "text", "1"))
        .isEqualTo(error("ERR hash value is not a float"));
    assertThat(run("HINCRBYFLOAT", "h", "blank", "1"))
        .isEqualTo(error("ERR hash value is not a float"));
    assertThat(run("HINCRBYFLOAT", "h", "inf", "1")).isEqualTo(error(Errors.NAN_OR_INFINITY));
    assertThat(run("HINCRBYFLOAT", "h", "new", "abc")).isEqualTo(error(Errors.NOT_FLOAT));
    assertThat(run("HINCRBYFLOAT", "h", "new", "nan")).isEqualTo(error(Errors.NOT_FLOAT));
    assertThat(run("HINCRBYFLOAT", "h", "new", "")).isEqualTo(error(Errors.NOT_FLOAT));
    assertThat(run("HINCRBYFLOAT", "h", "new", "inf"))
        .isEqualTo(error("ERR value is NaN or Infinity"));
    assertThat(run("HINCRBYFLOAT", "missing", "f", "-infinity"))
        .isEqualTo(error("ERR value is NaN or Infinity"));
    assertThat(run("EXISTS", "missing")).isEqualTo(integer(0));
    assertThat(run("HLEN", "h")).isEqualTo(integer(3));
  }

  // ---- what is no hash ----

  @Test
  void hashes_overStrings_areRefused() {
    run("SET", "s", "v");
    for (String[] request :
        new String[][] {
          {"HSET", "s", "a", "1"},
          {"HMSET", "s", "a", "1"},
          {"HSETNX", "s", "a", "1"},
          {"HGET", "s", "a"},
          {"HMGET", "s", "a"},
          {"HLEN", "s"},
          {"HEXISTS", "s", "a"},
          {"HSTRLEN", "s", "a"},
          {"HDEL", "s", "a"},
          {"HINCRBY", "s", "a", "1"},
          {"HINCRBYFLOAT", "s", "a", "1"},
          {"HGETALL", "s"},
          {"HKEYS", "s"},
          {"HVALS", "s"},
          {"HRANDFIELD", "s"},
          {"HRANDFIELD", "s", "1"},
          {"HSCAN", "s", "0"}
        }) {
      assertThat(run(request)).as(request[0]).isEqualTo(error(Errors.WRONG_TYPE));
    }
    assertThat(run("GET", "s")).isEqualTo(bulk("v"));
    run("HSET", "h", "a", "1");
    assertThat(run("GET", "h")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("LPUSH", "h", "x")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("SET", "h", "x")).isEqualTo(ok());
  }

  @Test
  void objectEncoding_followsRedisLimits() {
    run("HSET", "h", "a", "1");
    assertThat(run("OBJECT", "ENCODING", "h")).isEqualTo(bulk("listpack"));
    run("HSET", "h", "b", "x".repeat(64));
    assertThat(run("OBJECT", "ENCODING", "h")).isEqualTo(bulk("listpack"));
    run("HSET", "h", "b", "x".repeat(65));
    assertThat(run("OBJECT", "ENCODING", "h")).isEqualTo(bulk("hashtable"));
    run("HSET", "h", "b", "x");
    assertThat(run("OBJECT", "ENCODING", "h")).isEqualTo(bulk("hashtable"));
    for (int i = 0; i < 128; i++) {
      run("HSET", "many", "f" + i, "v");
    }
    assertThat(run("OBJECT", "ENCODING", "many")).isEqualTo(bulk("listpack"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
