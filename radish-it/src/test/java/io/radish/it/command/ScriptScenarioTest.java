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

import io.radish.resp.Reply;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Scripts and functions of one client, here and on a real server. */
final class ScriptScenarioTest extends CommandScenario {
  private Reply eval(String script, String... keysAndArguments) {
    String[] request = new String[3 + keysAndArguments.length];
    request[0] = "EVAL";
    request[1] = script;
    request[2] = Integer.toString(Math.min(1, keysAndArguments.length));
    System.arraycopy(keysAndArguments, 0, request, 3, keysAndArguments.length);
    return run(request);
  }

  @Test
  void eval_givesKeysAndArguments() {
    assertThat(eval("return {KEYS[1], ARGV[1], ARGV[2], #KEYS, #ARGV}", "k", "a", "b"))
        .isEqualTo(array(bulk("k"), bulk("a"), bulk("b"), integer(1), integer(2)));
  }

  @Test
  void eval_convertsValues() {
    assertThat(eval("return 3.99")).isEqualTo(integer(3));
    assertThat(eval("return {1, 2, nil, 4}")).isEqualTo(array(integer(1), integer(2)));
    assertThat(eval("return {ok='fine'}")).isEqualTo(simple("fine"));
    assertThat(eval("return {err='MY error'}")).isEqualTo(error("MY error"));
    assertThat(eval("return true")).isEqualTo(integer(1));
    assertThat(eval("return false")).isEqualTo(nil());
    assertThat(eval("return redis.call('GET', 'missing')")).isEqualTo(nil());
    assertThat(eval("return redis.call('PING')")).isEqualTo(simple("PONG"));
  }

  @Test
  void eval_runsCommands_andPassesTheirErrors() {
    assertThat(eval("return redis.call('RPUSH', KEYS[1], 'a', 1.5, 2)", "k")).isEqualTo(integer(3));
    assertThat(run("LRANGE", "k", "0", "-1")).isEqualTo(bulks("a", "1.5", "2"));
    assertThat(eval("return redis.pcall('INCR', KEYS[1])", "k"))
        .isEqualTo(error("WRONGTYPE Operation against a key holding the wrong kind of value"));
    assertThat(eval("local ok, e = pcall(redis.call, 'INCR', KEYS[1]) return e", "k"))
        .isEqualTo(bulk("WRONGTYPE Operation against a key holding the wrong kind of value"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "error('hi') | ERR user_script:1: hi script: 69182155b37d47e14707caf1be65b6f12d041493",
        "return x | ERR user_script:1: Script attempted to access nonexistent global variable 'x'"
            + " script: 03c387736bb5cc009ff35151572cee04677aa374",
        "x=1 | ERR user_script:1: Attempt to modify a readonly table script:"
            + " 7caf6056913504f0508c65faf2dc3f94ff65bcfd",
        "return redis.call('foo') | ERR Unknown Redis command called from script script:"
            + " cc78c5a793d041f28ab0f6b117a82d1428ccfd13",
        "return redis.call('set') | ERR Wrong number of args calling Redis command from script"
            + " script: 452141d5a2fed3fc879df25ef317b9e62b0de909",
        "return redis.call('subscribe','a') | ERR This Redis command is not allowed from script"
            + " script: fd4a0444fc6d87da49683765d56f05403bc78066",
      })
  void eval_ofAMistake_saysWhere(String script, String error) {
    assertThat(eval(script)).isEqualTo(error(error + ", on @user_script:1."));
  }

  @Test
  void eval_ofBadArguments_isRefused() {
    assertThat(run("EVAL", "foo bar", "0"))
        .isEqualTo(
            error(
                "ERR Error compiling script (new function): user_script:1: '=' expected near"
                    + " 'bar'"));
    assertThat(run("EVAL", "return 1", "5"))
        .isEqualTo(error("ERR Number of keys can't be greater than number of args"));
    assertThat(run("EVAL", "return 1", "-1"))
        .isEqualTo(error("ERR Number of keys can't be negative"));
    assertThat(run("EVAL", "return 1", "x"))
        .isEqualTo(error("ERR value is not an integer or out of range"));
  }

  @Test
  void evalsha_runsWhatWasLoaded_untilItIsFlushed() {
    String digest = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";
    assertThat(run("SCRIPT", "LOAD", "return 1")).isEqualTo(bulk(digest));
    assertThat(run("EVALSHA", digest.toUpperCase(Locale.ROOT), "0")).isEqualTo(integer(1));
    assertThat(run("SCRIPT", "EXISTS", digest, "x")).isEqualTo(array(integer(1), integer(0)));
    assertThat(run("SCRIPT", "FLUSH")).isEqualTo(ok());
    assertThat(run("EVALSHA", digest, "0"))
        .isEqualTo(error("NOSCRIPT No matching script. Please use EVAL."));
    assertThat(run("SCRIPT", "KILL"))
        .isEqualTo(error("NOTBUSY No scripts in execution right now."));
  }

  @Test
  void readOnlyScript_changesNothing() {
    assertThat(run("EVAL_RO", "return redis.pcall('set', 'a', 1)", "0"))
        .isEqualTo(error("ERR Write commands are not allowed from read-only scripts."));
    assertThat(run("EVAL", "#!lua flags=no-writes\nreturn redis.pcall('set', 'a', 1)", "0"))
        .isEqualTo(error("ERR Write commands are not allowed from read-only scripts."));
    assertThat(run("EVAL_RO", "#!lua\nreturn 1", "0"))
        .isEqualTo(error("ERR Can not execute a script with write flag using *_ro command."));
    assertThat(run("EXISTS", "a")).isEqualTo(integer(0));
  }

  @Test
  void function_isLoaded_called_listedAndDeleted() {
    run("FUNCTION", "FLUSH");
    String code =
        "#!lua name=lib\nredis.register_function('twice', function(keys, args) return args[1] * 2"
            + " end)";
    assertThat(run("FUNCTION", "LOAD", code)).isEqualTo(bulk("lib"));
    assertThat(run("FUNCTION", "LOAD", code)).isEqualTo(error("ERR Library 'lib' already exists"));
    assertThat(run("FCALL", "twice", "0", "21")).isEqualTo(integer(42));
    assertThat(run("FCALL", "thrice", "0")).isEqualTo(error("ERR Function not found"));
    assertThat(run("FUNCTION", "DELETE", "lib")).isEqualTo(ok());
    assertThat(run("FCALL", "twice", "0", "21")).isEqualTo(error("ERR Function not found"));
  }

  @Test
  void script_inATransaction_isOneOfItsCommands() {
    run("MULTI");
    run("EVAL", "return redis.call('INCR', KEYS[1])", "1", "n");
    run("EVAL", "return redis.call('INCR', KEYS[1])", "1", "n");
    assertThat(run("EXEC")).isEqualTo(array(integer(1), integer(2)));
  }
}
