// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.radish.it.RunningServer;
import io.radish.resp.Reply;
import io.radish.testkit.CommandPeer;
import io.radish.testkit.SocketPeer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What tools read of a server: every section and field of {@code INFO} that a real one has. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
@Timeout(60)
final class InfoExchangeTest {
  /** What is not there; {@code docs/differences.md} says why. */
  private static final Set<String> ABSENT =
      Set.of(
          "CPU/used_cpu_sys_main_thread",
          "CPU/used_cpu_user_main_thread",
          "Server/atomicvar_api",
          "Server/gcc_version");

  /** What Valkey 8 has beside 7.2, or of 7.2's loop, of which there is none here. */
  private static final Set<String> VALKEYS =
      Set.of(
          "Memory/allocator_muzzy",
          "Memory/mem_overhead_db_hashtable_rehashing",
          "Replication/replicas_waiting_psync",
          "Server/availability_zone",
          "Server/server_mode",
          "Server/server_name",
          "Server/valkey_version",
          "Stats/client_query_buffer_limit_disconnections",
          "Stats/eventloop_cycles",
          "Stats/eventloop_duration_cmd_sum",
          "Stats/eventloop_duration_sum",
          "Stats/evicted_scripts",
          "Stats/instantaneous_eventloop_cycles_per_sec",
          "Stats/instantaneous_eventloop_duration_usec",
          "Stats/io_threaded_freed_objects",
          "Stats/io_threaded_poll_processed",
          "Stats/io_threaded_total_prefetch_batches",
          "Stats/io_threaded_total_prefetch_entries");

  @Parameter RealServers real = RealServers.REDIS;

  private RunningServer server;
  private CommandPeer ours;
  private CommandPeer theirs;

  @BeforeEach
  void start(@TempDir Path home) throws Exception {
    real.assumeThere();
    server = RunningServer.start(home);
    ours = SocketPeer.connect(server.port(), 2);
    theirs = real.connect(2);
  }

  @AfterEach
  void stop() {
    if (theirs != null) {
      ours.close();
      theirs.close();
      server.close();
    }
  }

  /** Sections, and fields as {@code Section/field}, but for those named after commands and keys. */
  private static Set<String> fields(CommandPeer peer, String... request) {
    Set<String> fields = new TreeSet<>();
    String section = "";
    for (String line : ((Reply.Bulk) peer.run(request)).text().split("\r\n", -1)) {
      if (line.startsWith("# ")) {
        section = line.substring(2);
        fields.add(section);
      } else if (line.contains(":")
          && !line.matches("(cmdstat|latency_percentiles|errorstat)_.*|db\\d+:.*")) {
        fields.add(section + "/" + line.substring(0, line.indexOf(':')));
      }
    }
    return fields;
  }

  @Test
  void info_hasEveryFieldOfARealServer() {
    for (String which : List.of("everything", "all", "default")) {
      Set<String> missing = fields(theirs, "INFO", which);
      missing.removeAll(fields(ours, "INFO", which));
      missing.removeAll(ABSENT);
      if (real == RealServers.VALKEY) {
        missing.removeAll(VALKEYS);
      }
      assertThat(missing).as(which).isEmpty();
    }
  }

  @Test
  void info_ofSections_hasThoseOnly() {
    for (String which :
        List.of(
            "server",
            "clients",
            "memory",
            "persistence",
            "stats",
            "replication",
            "cpu",
            "modules",
            "commandstats",
            "errorstats",
            "latencystats",
            "cluster",
            "keyspace",
            "nope",
            "SERVER",
            "server clients",
            "server server",
            "default keyspace",
            "all server")) {
      List<String> request = new ArrayList<>(List.of("INFO"));
      request.addAll(List.of(which.split(" ", -1)));
      String[] words = request.toArray(String[]::new);
      assertThat(sections(ours, words)).as(which).isEqualTo(sections(theirs, words));
    }
  }

  private static List<String> sections(CommandPeer peer, String... request) {
    String text = ((Reply.Bulk) peer.run(request)).text();
    return text.lines()
        .filter(line -> line.startsWith("# ") && !line.matches("# (Radish|Caches)"))
        .toList();
  }

  @Test
  void memoryStats_hasEveryFieldOfRedis() {
    assumeTrue(real == RealServers.REDIS, "Valkey 8 has other names for what tables take");
    for (CommandPeer peer : List.of(ours, theirs)) {
      peer.run("FLUSHALL");
      peer.run("SET", "k", "v");
    }
    List<String> missing = new ArrayList<>(names(theirs.run("MEMORY", "STATS")));
    missing.removeAll(names(ours.run("MEMORY", "STATS")));
    assertThat(missing).isEmpty();
  }

  /** The names in a map and in the maps that it holds. */
  private static List<String> names(Reply map) {
    List<Reply> items = ((Reply.Array) map).items();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < items.size(); i += 2) {
      names.add(((Reply.Bulk) items.get(i)).text());
      if (items.get(i + 1) instanceof Reply.Array inner) {
        names.addAll(names(inner));
      }
    }
    return names;
  }

  /** How often each kind of thing was denied to users. */
  private static List<Long> denied(CommandPeer peer) {
    String info = ((Reply.Bulk) peer.run("INFO", "stats")).text();
    return info.lines()
        .filter(line -> line.matches("acl_access_denied_(auth|cmd|key|channel):.*"))
        .map(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .toList();
  }

  @Test
  void infoStats_countsWhatUsersAreDenied_asARealServer() {
    assumeTrue(real == RealServers.VALKEY, "came with 7.2");
    for (CommandPeer peer : List.of(ours, theirs)) {
      // The real server's are not reset by CONFIG RESETSTAT, and others have been denied there.
      List<Long> before = denied(peer);
      peer.run("ACL", "SETUSER", "denied", "on", "nopass", "~a*", "&a*", "+@all", "-get");
      peer.run("AUTH", "nobody", "x");
      peer.run("AUTH", "denied", "x");
      peer.run("GET", "a");
      peer.run("SET", "b", "c");
      peer.run("PUBLISH", "b", "c");
      assertThat(denied(peer)).isEqualTo(before.stream().map(count -> count + 1).toList());
    }
    for (CommandPeer peer : List.of(ours, theirs)) {
      peer.run("AUTH", "default", "");
      peer.run("ACL", "DELUSER", "denied");
    }
  }

  @Test
  void clientList_hasEveryFieldOfARealServer_inItsOrder() {
    List<String> expected = new ArrayList<>(clientFields(theirs));
    expected.removeIf(each -> each.startsWith("tot-net-") || each.equals("tot-cmds"));
    expected.remove("watch"); // not in 7.2
    assertThat(clientFields(ours)).containsSubsequence(expected);
  }

  private static List<String> clientFields(CommandPeer peer) {
    String text = ((Reply.Bulk) peer.run("CLIENT", "INFO")).text();
    return List.of(text.strip().split(" ", -1)).stream()
        .map(field -> field.substring(0, field.indexOf('=')))
        .toList();
  }
}
