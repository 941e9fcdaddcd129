// SPDX-License-Identifier: Apache-2.0
package io.radish.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.it.RunningProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code redis-cli} and {@code redis-benchmark}, and Valkey's, with all they can do to a server.
 */
final class RedisToolsTest {
  @RegisterExtension
  static final SharedServer SERVER = new SharedServer("--maxmemory-policy", "allkeys-lfu");

  /** Every test that {@code redis-benchmark} has a name for, with what it prints of it. */
  private static final Map<String, String> BENCHMARKS =
      Map.ofEntries(
          Map.entry("ping_inline", "PING_INLINE"),
          Map.entry("ping_mbulk", "PING_MBULK"),
          Map.entry("set", "SET"),
          Map.entry("get", "GET"),
          Map.entry("incr", "INCR"),
          Map.entry("lpush", "LPUSH"),
          Map.entry("rpush", "RPUSH"),
          Map.entry("lpop", "LPOP"),
          Map.entry("rpop", "RPOP"),
          Map.entry("sadd", "SADD"),
          Map.entry("hset", "HSET"),
          Map.entry("spop", "SPOP"),
          Map.entry("zadd", "ZADD"),
          Map.entry("zpopmin", "ZPOPMIN"),
          Map.entry("lrange", "LRANGE_600"),
          Map.entry("mset", "MSET (10 keys)"));

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"redis-benchmark", "valkey-benchmark"})
  void benchmark_withEveryTestOfItsOwn_runsThemAll(String tool) throws Exception {
    Program program = Program.onPath(tool);
    RunningProcess.Outcome outcome =
        program.run(
            Map.of(),
            folder,
            "-p",
            port(),
            "-n",
            "400",
            "-r",
            "100",
            "-P",
            "4",
            "-c",
            "5",
            "--csv",
            "-t",
            String.join(",", BENCHMARKS.keySet()));
    assertThat(outcome.code()).as(outcome.output()).isZero();
    assertThat(outcome.output()).doesNotContainIgnoringCase("error");
    BENCHMARKS.values().forEach(name -> assertThat(outcome.output()).contains(name));
    RunningProcess.Outcome own =
        program.run(
            Map.of(),
            folder,
            "-p",
            port(),
            "-n",
            "200",
            "-q",
            "-3",
            "--threads",
            "2",
            "-r",
            "50",
            "eval",
            "return redis.call('incr', KEYS[1])",
            "1",
            "n:__rand_int__");
    assertThat(own.code()).as(own.output()).isZero();
    assertThat(own.output()).contains("requests per second");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-cli", "valkey-cli"})
  void cli_lookingForLargeKeys_findsThem(String tool) throws Exception {
    String cli = cli(tool);
    shell("for i in $(seq 50); do echo \"SET s:$i $i\"; done | " + cli + " > /dev/null");
    shell(
        cli
            + " RPUSH biglist a b c d > /dev/null; "
            + cli
            + " HSET h f v > /dev/null; "
            + cli
            + " XADD x '*' f v > /dev/null; "
            + cli
            + " ZADD z 1 m > /dev/null; "
            + cli
            + " SADD set m > /dev/null");
    assertThat(shell(cli + " --scan --pattern 's:*' | wc -l").strip()).isEqualTo("50");
    assertThat(shell(cli + " --bigkeys"))
        .contains("Biggest   list found", "biglist", "has 4 items", "Biggest stream found")
        .contains("50 strings with", "1 hashs with 1 fields");
    assertThat(shell(cli + " --memkeys")).contains("Biggest   list found", "bytes");
    shell("for i in $(seq 300); do echo 'GET s:7'; done | " + cli + " > /dev/null");
    assertThat(shell(cli + " --hotkeys")).contains("hot key found with counter", "s:7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-cli", "valkey-cli"})
  void cli_withInput_sendsItWholeAndFast(String tool) throws Exception {
    String cli = cli(tool);
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      String key = "k" + i;
      requests.append(
          String.format(
              Locale.ROOT, "*3\r\n$3\r\nSET\r\n$%d\r\n%s\r\n$1\r\nv\r\n", key.length(), key));
    }
    Files.writeString(folder.resolve("requests"), requests);
    assertThat(shell("cat requests | " + cli + " --pipe")).contains("errors: 0, replies: 5000");
    assertThat(shell(cli + " DBSIZE").strip()).isEqualTo("5000");
    assertThat(shell("printf 'a\\nb' | " + cli + " -x SET multi")).contains("OK");
    assertThat(shell(cli + " STRLEN multi").strip()).isEqualTo("3");
    assertThat(shell(cli + " -r 3 INCR n")).isEqualTo("1\n2\n3\n");
    assertThat(shell("printf 'SET a 1\\nINCR a\\nMULTI\\nINCR a\\nEXEC\\n' | " + cli))
        .isEqualTo("OK\n2\nOK\nQUEUED\n3\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-cli", "valkey-cli"})
  void cli_evaluatingAScriptFile_passesKeysAndArguments(String tool) throws Exception {
    String cli = cli(tool);
    Files.writeString(
        folder.resolve("script.lua"),
        "redis.call('set', KEYS[1], ARGV[1]); return {KEYS[2], ARGV[2], 1.9, redis.call('get', KEYS[1])}");
    assertThat(shell(cli + " --eval script.lua k1 k2 , a1 a2")).isEqualTo("k2\na2\n1\na1\n");
    assertThat(shell(cli + " -3 HSET h f v")).isEqualTo("1\n");
    assertThat(shell(cli + " -3 --json HGETALL h").replace(" ", "")).contains("{\"f\":\"v\"}");
    assertThat(shell(cli + " --csv LRANGE nothing 0 -1; " + cli + " --csv MGET k1 none"))
        .contains("\"a1\",NULL");
    assertThat(shell(cli + " -e INCR h || echo failed")).contains("WRONGTYPE", "failed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-cli", "valkey-cli"})
  void cli_watchingTheServer_showsItsFigures(String tool) throws Exception {
    String cli = cli(tool);
    assertThat(shell("timeout 20 " + cli + " --stat -i 0.01 2>&1 | head -n 3"))
        .contains("keys", "requests");
    assertThat(shell("timeout 20 " + cli + " --raw -i 1 --latency").strip())
        .matches("\\d+ \\d+ [\\d.]+ \\d+");
    assertThat(shell(cli + " INFO everything")).contains("redis_version:7.", "# Commandstats");
    assertThat(shell(cli + " COMMAND DOCS GET")).contains("summary");
    assertThat(shell(cli + " COMMAND COUNT").strip()).matches("\\d{3}");
  }

  private String cli(String tool) {
    return Program.onPath(tool).file() + " -p " + port();
  }

  private static String port() {
    return Integer.toString(SERVER.port());
  }

  private String shell(String script) throws IOException, InterruptedException {
    RunningProcess.Outcome outcome = Program.shell(folder, script);
    assertThat(outcome.code()).as(outcome.output()).isZero();
    return outcome.output();
  }
}
