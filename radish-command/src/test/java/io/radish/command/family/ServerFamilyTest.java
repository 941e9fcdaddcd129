// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.command.ServerControl.ShutdownMode;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerFamilyTest {
  @AutoClose private final Desk desk = new Desk(null);
  private final DeskClient client = desk.connect();

  @Test
  void info_hasWhatToolsRead() {
    client.run("SET", "k", "v");
    client.run("GET", "k");
    client.run("GET", "none");
    client.run("CACHE", "db3", "SET", "k", "v");
    client.run("CACHESET", "users", "k", "v");
    client.run("NOSUCH");

    assertThat(client.info().split("\r\n"))
        .contains(
            "# Server",
            "redis_version:7.2.5",
            "redis_mode:standalone",
            "radish_version:0.1.0",
            "process_id:17",
            "uptime_in_seconds:60",
            "hz:10",
            "# Clients",
            "connected_clients:1",
            "maxclients:10000",
            "blocked_clients:0",
            "# Memory",
            "maxmemory:0",
            "maxmemory_human:0B",
            "maxmemory_policy:noeviction",
            "# Persistence",
            "loading:0",
            "rdb_bgsave_in_progress:0",
            "rdb_last_save_time:" + (Desk.START / 1000 - 60),
            "rdb_last_bgsave_status:ok",
            "aof_enabled:0",
            "# Stats",
            "keyspace_hits:1",
            "keyspace_misses:1",
            "total_error_replies:1",
            "evicted_keys:0",
            "# Replication",
            "role:master",
            "connected_slaves:0",
            "# CPU",
            "# Modules",
            "# Errorstats",
            "# Cluster",
            "cluster_enabled:0",
            "# Keyspace",
            "db0:keys=1,expires=0,avg_ttl=0",
            "db3:keys=1,expires=0,avg_ttl=0",
            "# Radish",
            "caches:2",
            "stores:0")
        .doesNotContain("# Caches", "# Commandstats")
        .noneMatch(line -> line.startsWith("db1:"));
    assertThat(client.info("memory"))
        .containsPattern("used_memory:[1-9]\\d*\r\nused_memory_human:[0-9.]+[BKM]");
  }

  @Test
  void info_sections() {
    assertThat(client.info("CLUSTER")).isEqualTo("# Cluster\r\ncluster_enabled:0\r\n");
    assertThat(client.info("cluster", "modules"))
        .isEqualTo("# Modules\r\n\r\n# Cluster\r\ncluster_enabled:0\r\n");
    assertThat(client.info("nosuch")).isEmpty();
    assertThat(client.info("all")).contains("# Commandstats", "# Caches");
    assertThat(client.info("default").replaceAll("processed:\\d+", ""))
        .isEqualTo(client.info().replaceAll("processed:\\d+", ""));
    client.run("HELLO", "3");
    assertThat(client.bytes("INFO", "cluster")).startsWith("=34\r\ntxt:# Cluster\r\n");
  }

  @Test
  void info_factsOfTheServer_takePlace() {
    desk.facts.put("memory", Map.of("used_memory_rss", "1536", "used_memory", "1024"));
    desk.facts.put("stats", Map.of("total_connections_received", "9", "own_field", "8"));
    assertThat(client.info("memory"))
        .contains("used_memory_rss:1536\r\nused_memory_rss_human:1.50K\r\n", "_ratio:1.50\r\n");
    assertThat(client.info("stats")).startsWith("# Stats\r\ntotal_connections_received:9\r\n");
    assertThat(client.info("stats")).endsWith("own_field:8\r\n");
  }

  @Test
  void info_cachesWithOddNames_keepLinesAndFieldsWhole() {
    client.run("CREATECACHE", "a b=.%");
    client.run("CREATESTORE", "users", "temp.x");
    assertThat(client.info("caches"))
        .isEqualTo(
            """
            # Caches
            cache_a%20b%3D%2E%25:keys=0,expires=0,avg_ttl=0
            cache_users:keys=0,expires=0,avg_ttl=0
            store_users.temp%2Ex:keys=0,expires=0,avg_ttl=0
            """
                .replace("\n", "\r\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "0,0B",
    "1023,1023B",
    "1024,1.00K",
    "1610612736,1.50G",
    "9223372036854775807,8192.00P"
  })
  void human_asRedisShowsIt(long bytes, String text) {
    assertThat(InfoFields.human(bytes)).isEqualTo(text);
  }

  @Test
  void config_getAndSet() {
    assertThat(client.bytes("CONFIG", "GET", "HZ")).isEqualTo("*2\r\n$2\r\nhz\r\n$2\r\n10\r\n");
    assertThat(client.text("CONFIG", "SET", "Hz", "20", "maxclients", "5")).isEqualTo("OK");
    client.run("HELLO", "3");
    assertThat(client.bytes("CONFIG", "GET", "hz", "maxclients"))
        .isEqualTo("%2\r\n$10\r\nmaxclients\r\n$1\r\n5\r\n$2\r\nhz\r\n$2\r\n20\r\n");
    assertThat(client.bytes("CONFIG", "GET", "nosuch")).isEqualTo("%0\r\n");
    assertThat(client.text("CONFIG", "SET", "nosuch", "1"))
        .isEqualTo("(error) ERR Unknown option 'nosuch'");
    assertThat(client.text("CONFIG", "SET", "hz", "1", "x")).isEqualTo("(error) ERR syntax error");
    assertThat(client.text("CONFIG", "GET"))
        .isEqualTo("(error) ERR wrong number of arguments for 'config|get' command");
    assertThat(client.text("CONFIG", "REWRITE"))
        .isEqualTo("(error) ERR The server is running without a config file");
  }

  @Test
  void resetStat_startsCountingAnew() {
    client.run("GET", "none");
    assertThat(client.text("CONFIG", "RESETSTAT")).isEqualTo("OK");
    assertThat(client.info("stats")).contains("keyspace_misses:0");
    assertThat(desk.statisticsResets).isEqualTo(1);
  }

  @Test
  void time_isSecondsAndMicroseconds() {
    assertThat(client.text("TIME")).isEqualTo("1) \"1763223078\"\n2) \"27000\"");
  }

  @ParameterizedTest
  @CsvSource({
    "SHUTDOWN, DEFAULT",
    "SHUTDOWN NOSAVE, NOSAVE",
    "shutdown save, SAVE",
    "SHUTDOWN SAVE NOW FORCE, SAVE"
  })
  void shutdown_answersNothing(String request, ShutdownMode mode) {
    assertThat(client.bytes(request.split(" "))).isEmpty();
    assertThat(desk.shutdown).isEqualTo(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SHUTDOWN SAVE NOSAVE", "SHUTDOWN x", "SHUTDOWN ABORT NOW"})
  void shutdown_mistakes_stopNothing(String request) {
    assertThat(client.text(request.split(" "))).isEqualTo("(error) ERR syntax error");
    assertThat(client.text("SHUTDOWN", "ABORT")).isEqualTo("(error) ERR No shutdown in progress.");
    assertThat(desk.shutdown).isNull();
  }
}
