// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.ForeignTable.WithoutEffect.APPEND_ONLY_FILE;
import static io.radish.server.config.ForeignTable.WithoutEffect.BACKUPS;
import static io.radish.server.config.ForeignTable.WithoutEffect.CLUSTER;
import static io.radish.server.config.ForeignTable.WithoutEffect.CRASHES;
import static io.radish.server.config.ForeignTable.WithoutEffect.DEFRAGMENTATION;
import static io.radish.server.config.ForeignTable.WithoutEffect.FREEING;
import static io.radish.server.config.ForeignTable.WithoutEffect.LISTS;
import static io.radish.server.config.ForeignTable.WithoutEffect.LOGGING;
import static io.radish.server.config.ForeignTable.WithoutEffect.MODULES;
import static io.radish.server.config.ForeignTable.WithoutEffect.PROCESS;
import static io.radish.server.config.ForeignTable.WithoutEffect.REPLICATION;
import static io.radish.server.config.ForeignTable.WithoutEffect.TLS;

import java.util.List;
import java.util.Optional;

/**
 * Redis' settings that have nothing here to act on: accepted with Redis' names, bounds and
 * defaults, so that its files, tools and tests go on, and shown by {@code CONFIG GET}.
 *
 * <p>Where it would matter to somebody that a setting does nothing, only the value is accepted that
 * says what Radish does anyway; the refusal says why.
 */
public final class ForeignParameters {
  private static final ForeignTable TABLE = new ForeignTable();

  public static final Parameter<Long> MIN_REPLICAS_TO_WRITE =
      TABLE.effective(
          "min-replicas-to-write",
          0,
          "Replicas that a command needs which changes data; as there are none, such commands are"
              + " refused where it is not 0.");

  public static final Parameter<Long> MIN_REPLICAS_MAX_LAG =
      TABLE.effective(
          "min-replicas-max-lag",
          10,
          "Seconds for which such a replica may be silent; 0 for no rule.");

  static {
    replication();
    cluster();
    persistence();
    memory();
    process();
    network();
  }

  private ForeignParameters() {}

  /** All of them, in the order of the table. */
  public static List<Parameter<?>> all() {
    return TABLE.all();
  }

  /** Those that do nothing, whatever their value. */
  static List<Parameter<?>> withoutEffect() {
    return TABLE.withoutEffect();
  }

  /** The one with that name, in any case. */
  static Optional<Parameter<?>> find(String name) {
    return TABLE.find(name);
  }

  /** Whether commands that change data are to be refused, because they need replicas. */
  public static boolean needReplicas(Settings settings) {
    return settings.get(MIN_REPLICAS_TO_WRITE) > 0 && settings.get(MIN_REPLICAS_MAX_LAG) > 0;
  }

  private static void replication() {
    TABLE.nothingBut("", "replicaof", "there is no replication");
    TABLE.text(REPLICATION, "masteruser");
    TABLE.secret(REPLICATION, "masterauth");
    TABLE.flag(REPLICATION, "replica-serve-stale-data", true);
    TABLE.flag(REPLICATION, "replica-read-only", true);
    TABLE.flag(REPLICATION, "replica-ignore-maxmemory", true);
    TABLE.flag(REPLICATION, "replica-lazy-flush", false);
    TABLE.flag(REPLICATION, "replica-announced", true);
    TABLE.flag(REPLICATION, "replica-ignore-disk-write-errors", false);
    TABLE.text(REPLICATION, "replica-announce-ip");
    TABLE.number(REPLICATION, "replica-announce-port", 0, 0, 65535);
    TABLE.number(REPLICATION, "replica-priority", 100, 0, Integer.MAX_VALUE);
    TABLE.size(REPLICATION, "repl-backlog-size", 1 << 20, 1);
    TABLE.number(REPLICATION, "repl-backlog-ttl", 3600, 0, Long.MAX_VALUE);
    TABLE.number(REPLICATION, "repl-timeout", 60, 1, Integer.MAX_VALUE);
    TABLE.number(REPLICATION, "repl-ping-replica-period", 10, 1, Integer.MAX_VALUE);
    TABLE.flag(REPLICATION, "repl-disable-tcp-nodelay", false);
    TABLE.flag(REPLICATION, "repl-diskless-sync", true);
    TABLE.number(REPLICATION, "repl-diskless-sync-delay", 5, 0, Integer.MAX_VALUE);
    TABLE.number(REPLICATION, "repl-diskless-sync-max-replicas", 0, 0, Integer.MAX_VALUE);
    TABLE.choice(REPLICATION, "repl-diskless-load", "disabled", "on-empty-db", "swapdb");
    TABLE.choice(REPLICATION, "propagation-error-behavior", "ignore", "panic", "panic-on-replicas");
    TABLE.flag(REPLICATION, "rdb-del-sync-files", false);
    TABLE.number(REPLICATION, "shutdown-timeout", 10, 0, Integer.MAX_VALUE);
  }

  private static void cluster() {
    TABLE.nothingBut("no", "cluster-enabled", "there is no cluster");
    TABLE.fixedText(CLUSTER, "cluster-config-file", "nodes.conf");
    TABLE.number(CLUSTER, "cluster-node-timeout", 15_000, 0, Long.MAX_VALUE);
    TABLE.number(CLUSTER, "cluster-port", 0, 0, 65535);
    TABLE.number(CLUSTER, "cluster-migration-barrier", 1, 0, Integer.MAX_VALUE);
    TABLE.number(CLUSTER, "cluster-replica-validity-factor", 10, 0, Integer.MAX_VALUE);
    TABLE.flag(CLUSTER, "cluster-replica-no-failover", false);
    TABLE.flag(CLUSTER, "cluster-require-full-coverage", true);
    TABLE.flag(CLUSTER, "cluster-allow-reads-when-down", false);
    TABLE.flag(CLUSTER, "cluster-allow-pubsubshard-when-down", true);
    TABLE.flag(CLUSTER, "cluster-allow-replica-migration", true);
    TABLE.size(CLUSTER, "cluster-link-sendbuf-limit", 0, 0);
    TABLE.text(CLUSTER, "cluster-announce-ip");
    TABLE.text(CLUSTER, "cluster-announce-hostname");
    TABLE.text(CLUSTER, "cluster-announce-human-nodename");
    TABLE.number(CLUSTER, "cluster-announce-port", 0, 0, 65535);
    TABLE.number(CLUSTER, "cluster-announce-tls-port", 0, 0, 65535);
    TABLE.number(CLUSTER, "cluster-announce-bus-port", 0, 0, 65535);
    TABLE.choice(CLUSTER, "cluster-preferred-endpoint-type", "ip", "hostname", "unknown-endpoint");
  }

  private static void persistence() {
    TABLE.guarded(BACKUPS, "dir", ".");
    TABLE.guarded(BACKUPS, "dbfilename", "dump.rdb");
    TABLE.flag(BACKUPS, "stop-writes-on-bgsave-error", true);
    TABLE.flag(BACKUPS, "rdbcompression", true);
    TABLE.fixedFlag(BACKUPS, "rdbchecksum", true);
    TABLE.flag(BACKUPS, "rdb-save-incremental-fsync", true);
    TABLE.choice(BACKUPS, "sanitize-dump-payload", "no", "yes", "clients");
    TABLE.fixedText(APPEND_ONLY_FILE, "appendfilename", "appendonly.aof");
    TABLE.fixedText(APPEND_ONLY_FILE, "appenddirname", "appendonlydir");
    TABLE.flag(APPEND_ONLY_FILE, "no-appendfsync-on-rewrite", false);
    TABLE.flag(APPEND_ONLY_FILE, "aof-load-truncated", true);
    TABLE.flag(APPEND_ONLY_FILE, "aof-use-rdb-preamble", true);
    TABLE.flag(APPEND_ONLY_FILE, "aof-rewrite-incremental-fsync", true);
    TABLE.flag(APPEND_ONLY_FILE, "aof-timestamp-enabled", false);
    TABLE.flag(APPEND_ONLY_FILE, "aof-disable-auto-gc", false);
  }

  private static void memory() {
    TABLE.flag(FREEING, "lazyfree-lazy-eviction", false);
    TABLE.flag(FREEING, "lazyfree-lazy-expire", false);
    TABLE.flag(FREEING, "lazyfree-lazy-server-del", false);
    TABLE.flag(FREEING, "lazyfree-lazy-user-del", false);
    TABLE.flag(FREEING, "lazyfree-lazy-user-flush", false);
    TABLE.number(FREEING, "active-expire-effort", 1, 1, 10);
    TABLE.flag(DEFRAGMENTATION, "activedefrag", false);
    TABLE.size(DEFRAGMENTATION, "active-defrag-ignore-bytes", 100 << 20, 1);
    TABLE.number(DEFRAGMENTATION, "active-defrag-threshold-lower", 10, 0, 1000);
    TABLE.number(DEFRAGMENTATION, "active-defrag-threshold-upper", 100, 0, 1000);
    TABLE.number(DEFRAGMENTATION, "active-defrag-cycle-min", 1, 1, 99);
    TABLE.number(DEFRAGMENTATION, "active-defrag-cycle-max", 25, 1, 99);
    TABLE.number(DEFRAGMENTATION, "active-defrag-max-scan-fields", 1000, 1, Long.MAX_VALUE);
    TABLE.flag(DEFRAGMENTATION, "activerehashing", true);
    TABLE.flag(DEFRAGMENTATION, "jemalloc-bg-thread", true);
    TABLE.number(LISTS, "list-compress-depth", 0, 0, Integer.MAX_VALUE);
  }

  private static void process() {
    TABLE.nothingBut(
        "no", "supervised", "no supervisor is told of the start: with systemd use Type=exec");
    TABLE.nothingBut(
        "no", "oom-score-adj", "the service manager sets it: OOMScoreAdjust with systemd");
    TABLE.nothingBut(
        "default", "shutdown-on-sigint", "backup-on-shutdown says what is saved at the end");
    TABLE.nothingBut(
        "default", "shutdown-on-sigterm", "backup-on-shutdown says what is saved at the end");
    TABLE.nothingBut("no", "syslog-enabled", "logs go into files of log-dir");
    TABLE.nothingBut("no", "enable-module-command", "there are no modules");
    TABLE.text(PROCESS, "oom-score-adj-values", "0 200 800");
    TABLE.choiceAtStart(MODULES, "enable-protected-configs", "no", "yes", "local");
    TABLE.fixedText(PROCESS, "pidfile", "");
    TABLE.flag(PROCESS, "dynamic-hz", true);
    TABLE.fixedFlag(PROCESS, "disable-thp", true);
    TABLE.fixedFlag(PROCESS, "io-threads-do-reads", false);
    TABLE.fixedFlag(PROCESS, "set-proc-title", true);
    TABLE.text(PROCESS, "proc-title-template", "{title} {listen-addr} {server-mode}");
    TABLE.fixedText(PROCESS, "server-cpulist", "");
    TABLE.fixedText(PROCESS, "bio-cpulist", "");
    TABLE.fixedText(PROCESS, "aof-rewrite-cpulist", "");
    TABLE.fixedText(PROCESS, "bgsave-cpulist", "");
    TABLE.fixedFlag(LOGGING, "always-show-logo", false);
    TABLE.fixedText(LOGGING, "logfile", "");
    TABLE.fixedText(LOGGING, "syslog-ident", "redis");
    TABLE.fixedText(LOGGING, "syslog-facility", "local0");
    TABLE.flag(CRASHES, "crash-log-enabled", true);
    TABLE.flag(CRASHES, "crash-memcheck-enabled", true);
    TABLE.fixedText(CRASHES, "ignore-warnings", "");
    TABLE.nothingBut("", "locale-collate", "SORT ALPHA goes by bytes everywhere");
  }

  private static void network() {
    TABLE.nothingBut(
        "", "unixsocketgroup", "the group of the socket is that of its folder's rules");
    TABLE.nothingBut(
        "", "bind-source-addr", "connections to other servers take the system's choice");
    TABLE.nothingBut("0", "socket-mark-id", "sockets are not marked");
    TABLE.nothingBut("", "tls-ciphers", "Java's TLS chooses those of TLSv1.2");
    TABLE.nothingBut("", "tls-dh-params-file", "Java's TLS has its own");
    TABLE.nothingBut("no", "tls-prefer-server-ciphers", "Java's TLS decides");
    TABLE.nothingBut("", "tls-client-cert-file", "no encrypted connections to others are made");
    TABLE.nothingBut("", "tls-client-key-file", "no encrypted connections to others are made");
    TABLE.secret(TLS, "tls-client-key-file-pass");
    TABLE.nothingBut("no", "tls-replication", "there is no replication");
    TABLE.nothingBut("no", "tls-cluster", "there is no cluster");
    TABLE.flag(TLS, "tls-session-caching", true);
    TABLE.number(TLS, "tls-session-cache-size", 20_480, 0, Integer.MAX_VALUE);
    TABLE.number(TLS, "tls-session-cache-timeout", 300, 0, Integer.MAX_VALUE);
  }
}
