// SPDX-License-Identifier: Apache-2.0
package io.radish.it.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.resp.Reply;
import io.radish.server.config.CommandLine;
import io.radish.server.config.ConfigLoader;
import io.radish.server.config.Parameters;
import io.radish.testkit.CommandPeer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every setting that a real server shows is understood, with its default where it does nothing. */
@ParameterizedClass(name = "{0}")
@EnumSource(RealServers.class)
final class ConfigCoverageTest {
  /** What Valkey 8 has beside 7.2; {@code docs/differences.md} says so. */
  private static final Set<String> VALKEYS =
      Set.of(
          "availability-zone",
          "cluster-announce-client-ipv4",
          "cluster-announce-client-ipv6",
          "cluster-blacklist-ttl",
          "cluster-slot-stats-enabled",
          "dual-channel-replication-enabled",
          "events-per-io-thread",
          "extended-redis-compatibility",
          "hide-user-data-from-log",
          "max-new-connections-per-cycle",
          "max-new-tls-connections-per-cycle",
          "prefetch-batch-max-size");

  /** What the server of this test was told, or finds out for itself. */
  private static final Set<String> TOLD = Set.of("dir", "logfile", "pidfile", "dbfilename");

  @Parameter RealServers real = RealServers.REDIS;

  private static Map<String, String> ours() throws Exception {
    return ConfigLoader.load(CommandLine.parse(List.of()), Map.of(), Path.of("/home/you"))
        .show(List.of("*"));
  }

  private Map<String, String> theirs() {
    real.assumeThere();
    try (CommandPeer peer = real.connect(2)) {
      List<Reply> all = ((Reply.Array) peer.run("CONFIG", "GET", "*")).items();
      Map<String, String> values = new TreeMap<>();
      for (int i = 0; i < all.size(); i += 2) {
        values.put(((Reply.Bulk) all.get(i)).text(), ((Reply.Bulk) all.get(i + 1)).text());
      }
      return values;
    }
  }

  @Test
  void everySettingOfARealServer_isUnderstood() throws Exception {
    Set<String> missing = new TreeSet<>(theirs().keySet());
    missing.removeAll(ours().keySet());
    if (real == RealServers.VALKEY) {
      missing.removeAll(VALKEYS);
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void settingsThatDoNothing_haveRedisDefaults() throws Exception {
    Map<String, String> theirs = theirs();
    Map<String, String> ours = ours();
    int own = Parameters.all().size();
    List<String> different =
        Parameters.understood().stream()
            .skip(own)
            .map(io.radish.server.config.Parameter::name)
            .filter(name -> theirs.containsKey(name) && !TOLD.contains(name))
            .filter(name -> !Objects.equals(theirs.get(name), ours.get(name)))
            .toList();
    if (real == RealServers.REDIS) {
      assertThat(different).isEmpty();
    } else {
      assertThat(different)
          .as("8.0 frees lazily, and has a longer backlog")
          .allMatch(
              name -> name.matches(".*lazy.*|repl-backlog-size|io-threads-do-reads|syslog-.*"));
    }
  }
}
