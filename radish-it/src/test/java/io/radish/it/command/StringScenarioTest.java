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
import org.junit.jupiter.api.Test;

/** Strings set and read whole. */
final class StringScenarioTest extends CommandScenario {
  private static final String INVALID_EXPIRE = "ERR invalid expire time in '%s' command";

  @Test
  void get_afterSet_givesTheValue() {
    assertThat(run("SET", "k", "v")).isEqualTo(ok());
    assertThat(run("GET", "k")).isEqualTo(bulk("v"));
    assertThat(run("GET", "other")).isEqualTo(nil());
  }

  @Test
  void set_emptyKeyAndValue_areAsGoodAsAny() {
    assertThat(run("SET", "", "")).isEqualTo(ok());
    assertThat(run("GET", "")).isEqualTo(bulk(""));
    assertThat(run("EXISTS", "")).isEqualTo(integer(1));
  }

  @Test
  void set_overList_replacesIt() {
    run("RPUSH", "k", "a", "b");
    assertThat(run("SET", "k", "v")).isEqualTo(ok());
    assertThat(run("TYPE", "k").toText()).isEqualTo("string");
  }

  @Test
  void set_withCondition_dependsOnTheKey() {
    assertThat(run("SET", "k", "1", "XX")).isEqualTo(nil());
    assertThat(run("SET", "k", "1", "NX")).isEqualTo(ok());
    assertThat(run("SET", "k", "2", "nx")).isEqualTo(nil());
    assertThat(run("SET", "k", "2", "xx")).isEqualTo(ok());
    assertThat(run("GET", "k")).isEqualTo(bulk("2"));
  }

  @Test
  void set_withGet_givesTheOldValueWhetherOrNotItSets() {
    assertThat(run("SET", "k", "1", "GET")).isEqualTo(nil());
    assertThat(run("SET", "k", "2", "GET")).isEqualTo(bulk("1"));
    assertThat(run("SET", "k", "3", "NX", "GET")).isEqualTo(bulk("2"));
    assertThat(run("GET", "k")).isEqualTo(bulk("2"));
    assertThat(run("SET", "k", "3", "XX", "GET")).isEqualTo(bulk("2"));
    assertThat(run("SET", "new", "1", "XX", "GET")).isEqualTo(nil());
    assertThat(run("EXISTS", "new")).isEqualTo(integer(0));
  }

  @Test
  void set_withGetOverList_isRefusedAndChangesNothing() {
    run("RPUSH", "k", "a");
    assertThat(run("SET", "k", "v", "GET")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a"));
  }

  @Test
  void set_optionsThatContradict_areSyntaxErrors() {
    for (String[] options :
        new String[][] {
          {"NX", "XX"},
          {"EX", "1000", "PX", "1000"},
          {"EX", "1000", "KEEPTTL"},
          {"KEEPTTL", "EXAT", "1"},
          {"EX"},
          {"PXAT"},
          {"PERSIST"},
          {"bogus"},
          {""}
        }) {
      String[] request = new String[3 + options.length];
      request[0] = "SET";
      request[1] = "k";
      request[2] = "v";
      System.arraycopy(options, 0, request, 3, options.length);
      assertThat(run(request)).as(String.join(" ", request)).isEqualTo(error(Errors.SYNTAX));
    }
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void set_sameOptionTwice_takesTheLast() {
    assertThat(run("SET", "k", "v", "NX", "NX", "EX", "5000", "EX", "9000")).isEqualTo(ok());
    assertThat(run("EXPIRE", "k", "7000", "GT")).isEqualTo(integer(0));
  }

  @Test
  void set_timeThatIsNone_isRefused() {
    for (String time : new String[] {"0", "-1", "9223372036854775807", "-9223372036854775808"}) {
      assertThat(run("SET", "k", "v", "EX", time))
          .isEqualTo(error(INVALID_EXPIRE.formatted("set")));
      assertThat(run("SETEX", "k", time, "v")).isEqualTo(error(INVALID_EXPIRE.formatted("setex")));
    }
    assertThat(run("PSETEX", "k", "9223372036854775807", "v"))
        .isEqualTo(error(INVALID_EXPIRE.formatted("psetex")));
    assertThat(run("SET", "k", "v", "EXAT", "9223372036854776"))
        .isEqualTo(error(INVALID_EXPIRE.formatted("set")));
    assertThat(run("SET", "k", "v", "PX", "1.5")).isEqualTo(error(Errors.NOT_INTEGER));
    assertThat(run("SET", "k", "v", "PX", "abc", "bogus")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void set_overKeyWithDeadline_dropsOrKeepsIt() {
    long at = now() / 1000 + 5000;
    run("SET", "k", "1", "EXAT", Long.toString(at));
    assertThat(run("SET", "k", "2", "KEEPTTL")).isEqualTo(ok());
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(at));
    run("SET", "k", "3");
    assertThat(run("TTL", "k")).isEqualTo(integer(-1));
    assertThat(run("SET", "k", "a longer value", "PXAT", at + "123")).isEqualTo(ok());
    assertThat(run("PEXPIRETIME", "k")).isEqualTo(integer(at * 1000 + 123));
  }

  @Test
  void set_deadlineInThePast_leavesNoKey() {
    run("SET", "k", "old");
    assertThat(run("SET", "k", "v", "PXAT", "1")).isEqualTo(ok());
    assertThat(run("GET", "k")).isEqualTo(nil());
  }

  @Test
  void setnx_setsOnce() {
    assertThat(run("SETNX", "k", "1")).isEqualTo(integer(1));
    assertThat(run("SETNX", "k", "2")).isEqualTo(integer(0));
    assertThat(run("GET", "k")).isEqualTo(bulk("1"));
  }

  @Test
  void getset_givesTheOldValueAndDropsTheDeadline() {
    assertThat(run("GETSET", "k", "1")).isEqualTo(nil());
    run("EXPIRE", "k", "1000");
    assertThat(run("GETSET", "k", "2")).isEqualTo(bulk("1"));
    assertThat(run("TTL", "k")).isEqualTo(integer(-1));
    run("RPUSH", "list", "a");
    assertThat(run("GETSET", "list", "v")).isEqualTo(error(Errors.WRONG_TYPE));
  }

  @Test
  void getdel_takesTheKeyAway() {
    run("SET", "k", "v");
    assertThat(run("GETDEL", "k")).isEqualTo(bulk("v"));
    assertThat(run("GETDEL", "k")).isEqualTo(nil());
    run("RPUSH", "list", "a");
    assertThat(run("GETDEL", "list")).isEqualTo(error(Errors.WRONG_TYPE));
    assertThat(run("EXISTS", "list")).isEqualTo(integer(1));
  }

  @Test
  void getex_changesTheDeadline() {
    run("SET", "k", "v");
    long at = now() / 1000 + 5000;
    assertThat(run("GETEX", "k", "EXAT", Long.toString(at))).isEqualTo(bulk("v"));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(at));
    assertThat(run("GETEX", "k")).isEqualTo(bulk("v"));
    assertThat(run("EXPIRETIME", "k")).isEqualTo(integer(at));
    assertThat(run("GETEX", "k", "PERSIST")).isEqualTo(bulk("v"));
    assertThat(run("TTL", "k")).isEqualTo(integer(-1));
    assertThat(run("GETEX", "k", "PXAT", "1")).isEqualTo(bulk("v"));
    assertThat(run("EXISTS", "k")).isEqualTo(integer(0));
  }

  @Test
  void getex_mistakes_areFoundInRedisOrder() {
    assertThat(run("GETEX", "k", "EX", "0")).isEqualTo(nil());
    assertThat(run("GETEX", "k", "PERSIST", "EX", "5")).isEqualTo(error(Errors.SYNTAX));
    assertThat(run("GETEX", "k", "KEEPTTL")).isEqualTo(error(Errors.SYNTAX));
    run("RPUSH", "list", "a");
    assertThat(run("GETEX", "list", "EX", "0")).isEqualTo(error(Errors.WRONG_TYPE));
    run("SET", "k", "v");
    assertThat(run("GETEX", "k", "EX", "0")).isEqualTo(error(INVALID_EXPIRE.formatted("getex")));
    assertThat(run("GETEX", "k", "EX", "abc")).isEqualTo(error(Errors.NOT_INTEGER));
  }

  @Test
  void mget_givesNilForMissingAndForOtherTypes() {
    run("SET", "a", "1");
    run("RPUSH", "list", "x");
    assertThat(run("MGET", "a", "b", "list", "a"))
        .isEqualTo(array(bulk("1"), nil(), nil(), bulk("1")));
  }

  @Test
  void mset_setsAllAndTheLastOfTwoWins() {
    assertThat(run("MSET", "a", "1", "b", "2", "a", "3")).isEqualTo(ok());
    assertThat(run("MGET", "a", "b")).isEqualTo(bulks("3", "2"));
    assertThat(run("MSET", "a", "1", "b"))
        .isEqualTo(error("ERR wrong number of arguments for 'mset' command"));
    assertThat(run("MSETNX", "a", "1", "b"))
        .isEqualTo(error("ERR wrong number of arguments for 'msetnx' command"));
  }

  @Test
  void msetnx_setsAllOrNothing() {
    assertThat(run("MSETNX", "a", "1", "b", "2")).isEqualTo(integer(1));
    assertThat(run("MSETNX", "c", "1", "b", "9")).isEqualTo(integer(0));
    assertThat(run("MGET", "a", "b", "c")).isEqualTo(array(bulk("1"), bulk("2"), nil()));
  }

  @Test
  void largeValue_isReadWhereItLiesWhileItIsReplaced() {
    String large = "0123456789".repeat(10_000);
    String other = "x".repeat(100_000);
    assertThat(run("SET", "k", large)).isEqualTo(ok());
    assertThat(run("GET", "k")).isEqualTo(bulk(large));
    assertThat(run("SET", "k", other, "GET")).isEqualTo(bulk(large));
    assertThat(run("GETSET", "k", large)).isEqualTo(bulk(other));
    assertThat(run("GETEX", "k", "EX", "5000")).isEqualTo(bulk(large));
    assertThat(run("MGET", "k", "k")).isEqualTo(bulks(large, large));
    assertThat(run("GETRANGE", "k", "5", "50004")).isEqualTo(bulk(large.substring(5, 50_005)));
    assertThat(run("GETDEL", "k")).isEqualTo(bulk(large));
  }
}
