// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupRun;
import io.radish.backup.BackupStatus;
import io.radish.backup.PersistenceHandler;
import io.radish.command.Call;
import io.radish.command.MeterRegistry;
import io.radish.command.Meters;
import io.radish.command.Session;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.StoreStats;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What {@code INFO} says, section by section.
 *
 * <p>The engine, the sessions and the backups are looked at here; facts of the process come from
 * {@link io.radish.command.ServerControl#facts()}, and take the place of fields of the same name.
 */
final class ServerInfo {
  /** The sections, in order, with their headings. */
  private static final Map<String, String> HEADINGS = headings();

  /** Sections that are shown only when asked for. */
  private static final Set<String> ON_REQUEST = Set.of("commandstats", "latencystats", "caches");

  private static final String NO_REPLICATION_ID = "0".repeat(40);

  private final Call call;
  private final Map<String, Map<String, String>> facts;
  private Map<String, String> fields = new LinkedHashMap<>();

  private ServerInfo(Call call) {
    this.call = call;
    this.facts = call.server().facts();
  }

  private static Map<String, String> headings() {
    Map<String, String> all = new LinkedHashMap<>();
    for (String heading :
        List.of(
            "Server",
            "Clients",
            "Memory",
            "Persistence",
            "Stats",
            "Replication",
            "CPU",
            "Modules",
            "Commandstats",
            "Errorstats",
            "Latencystats",
            "Cluster",
            "Keyspace",
            "Radish",
            "Caches")) {
      all.put(heading.toLowerCase(Locale.ROOT), heading);
    }
    return all;
  }

  /** The text for the sections named in lower case; the usual ones for none. */
  static String text(Call call, List<String> asked) {
    Set<String> wanted = new LinkedHashSet<>();
    for (String section : asked.isEmpty() ? List.of("default") : asked) {
      switch (section) {
        case "all", "everything" -> wanted.addAll(HEADINGS.keySet());
        case "default" ->
            HEADINGS.keySet().stream()
                .filter(each -> !ON_REQUEST.contains(each))
                .forEach(wanted::add);
        default -> wanted.add(section);
      }
    }
    ServerInfo info = new ServerInfo(call);
    StringBuilder text = new StringBuilder();
    HEADINGS.forEach(
        (section, heading) -> {
          if (wanted.contains(section)) {
            text.append(text.isEmpty() ? "" : "\r\n").append("# ").append(heading).append("\r\n");
            info.section(section)
                .forEach((name, value) -> text.append(name + ":" + value + "\r\n"));
          }
        });
    return text.toString();
  }

  /** When everything was last backed up without a failure, or else when the server started. */
  static long lastSaveSeconds(Call call) {
    PersistenceHandler persistence = call.services().persistence();
    BackupRun last = persistence == null ? null : persistence.status().lastWholeRun();
    if (last != null) {
      return last.cut().getEpochSecond();
    }
    String uptime = call.server().facts().getOrDefault("server", Map.of()).get("uptime_in_seconds");
    return call.now() / 1000 - (uptime == null ? 0 : Long.parseLong(uptime));
  }

  private Map<String, String> section(String section) {
    fields = new LinkedHashMap<>();
    switch (section) {
      case "server" -> server();
      case "clients" -> clients();
      case "memory" -> memory();
      case "persistence" -> persistence();
      case "stats" -> stats();
      case "replication" -> replication();
      case "cluster" -> put("cluster_enabled", 0);
      case "keyspace" -> keyspace();
      case "radish" -> radish();
      case "caches" -> caches();
      default -> {
        // What there is to say of it, the server's facts say.
      }
    }
    fields.putAll(factsOf(section));
    if (section.equals("memory")) {
      forPeople();
    }
    return fields;
  }

  private Map<String, String> factsOf(String section) {
    return facts.getOrDefault(section, Map.of());
  }

  private void put(String name, long value) {
    fields.put(name, Long.toString(value));
  }

  private void put(String name, String value) {
    fields.put(name, value);
  }

  /** Gives facts their usual places; those there are not stay away. */
  private void putFacts(String section, String... names) {
    Map<String, String> known = factsOf(section);
    for (String name : names) {
      String value = known.get(name);
      if (value != null) {
        fields.put(name, value);
      }
    }
  }

  private void server() {
    put("redis_version", RedisVersion.SPOKEN);
    putFacts("server", "radish_version");
    put("redis_git_sha1", "00000000");
    put("redis_git_dirty", 0);
    put("redis_build_id", "0");
    put("redis_mode", "standalone");
    putFacts(
        "server",
        "os",
        "arch_bits",
        "java_version",
        "multiplexing_api",
        "process_id",
        "process_supervised",
        "run_id",
        "tcp_port");
    Instant now = call.store().instant();
    put("server_time_usec", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
    putFacts("server", "uptime_in_seconds", "uptime_in_days");
    put("hz", call.server().setting("hz"));
    put("configured_hz", call.server().setting("hz"));
    put("lru_clock", call.now() / 1000 & 0xFFFFFF);
    putFacts("server", "executable", "config_file", "io_threads_active");
  }

  private void clients() {
    put("connected_clients", call.server().sessions().size());
    put("cluster_connections", 0);
    put("maxclients", call.server().setting("maxclients"));
    putFacts("clients", "client_recent_max_input_buffer", "client_recent_max_output_buffer");
    put("blocked_clients", call.server().sessions().stream().filter(Session::isBlocked).count());
    put("tracking_clients", 0);
    put("clients_in_timeout_table", 0);
  }

  private void memory() {
    StoreStats stats = call.store().stats();
    put("used_memory", stats.usedBytes());
    put("used_memory_human", "");
    put("used_memory_rss", stats.reservedBytes());
    put("used_memory_rss_human", "");
    putFacts("memory", "used_memory_peak");
    put("used_memory_dataset", stats.usedBytes());
    put("allocator_allocated", stats.usedBytes());
    put("allocator_active", stats.reservedBytes());
    putFacts("memory", "total_system_memory");
    put("maxmemory", call.server().setting("maxmemory"));
    put("maxmemory_human", "");
    put("maxmemory_policy", call.server().setting("maxmemory-policy"));
    put("mem_fragmentation_ratio", "");
    put("mem_allocator", "radish");
    put("lazyfree_pending_objects", 0);
  }

  /** Fields that follow from others, once all facts are in. */
  private void forPeople() {
    for (String field : List.copyOf(fields.keySet())) {
      String bytes = fields.get(field + "_human") == null ? null : fields.get(field);
      if (bytes != null) {
        put(field + "_human", human(Long.parseLong(bytes)));
      }
    }
    long used = Long.parseLong(fields.getOrDefault("used_memory", "0"));
    long resident = Long.parseLong(fields.getOrDefault("used_memory_rss", "0"));
    double ratio = used == 0 ? 0 : (double) resident / used;
    put("mem_fragmentation_ratio", String.format(Locale.ROOT, "%.2f", ratio));
  }

  /** A number of bytes as Redis shows it to people: 1.50K, 3.20M. */
  static String human(long bytes) {
    if (bytes < 1024) {
      return bytes + "B";
    }
    double value = bytes;
    int unit = -1;
    do {
      value /= 1024;
      unit++;
    } while (value >= 1024 && unit < "KMGTP".length() - 1);
    return String.format(Locale.ROOT, "%.2f%c", value, "KMGTP".charAt(unit));
  }

  private void persistence() {
    PersistenceHandler persistence = call.services().persistence();
    BackupStatus status = persistence == null ? null : persistence.status();
    BackupRun last = status == null ? null : status.lastRun();
    put("loading", 0);
    put("async_loading", 0);
    put("rdb_changes_since_last_save", 0);
    put("rdb_bgsave_in_progress", status != null && status.running() ? 1 : 0);
    put("rdb_last_save_time", lastSaveSeconds(call));
    put("rdb_last_bgsave_status", last == null || last.ok() ? "ok" : "err");
    put("rdb_last_bgsave_time_sec", last == null ? -1 : last.duration().toSeconds());
    put("rdb_current_bgsave_time_sec", -1);
    put("rdb_saves", status == null ? 0 : status.runs() - status.failedRuns());
    put("aof_enabled", 0);
    put("aof_rewrite_in_progress", 0);
    put("aof_rewrite_scheduled", 0);
    put("aof_last_rewrite_time_sec", -1);
    put("aof_current_rewrite_time_sec", -1);
    put("aof_last_bgrewrite_status", "ok");
    put("aof_last_write_status", "ok");
  }

  private void stats() {
    MeterRegistry meters = call.services().meters();
    putFacts("stats", "total_connections_received");
    put("total_commands_processed", meters.sum(Meters::commands));
    putFacts(
        "stats",
        "instantaneous_ops_per_sec",
        "total_net_input_bytes",
        "total_net_output_bytes",
        "rejected_connections");
    put("expired_keys", call.store().stats().expiredKeys());
    put("evicted_keys", 0);
    put("keyspace_hits", meters.sum(Meters::hits));
    put("keyspace_misses", meters.sum(Meters::misses));
    put("pubsub_channels", 0);
    put("pubsub_patterns", 0);
    put("latest_fork_usec", 0);
    put("total_forks", 0);
    put("total_error_replies", meters.sum(Meters::errors));
  }

  private void replication() {
    put("role", "master");
    put("connected_slaves", 0);
    put("master_failover_state", "no-failover");
    put("master_replid", NO_REPLICATION_ID);
    put("master_replid2", NO_REPLICATION_ID);
    put("master_repl_offset", 0);
    put("second_repl_offset", -1);
    put("repl_backlog_active", 0);
    put("repl_backlog_size", 0);
    put("repl_backlog_first_byte_offset", 0);
    put("repl_backlog_histlen", 0);
  }

  private void keyspace() {
    long databases = Long.parseLong(call.server().setting("databases"));
    for (int number = 0; number < databases; number++) {
      Keyspace keyspace = call.store().find(KeyspaceName.ofDatabase(number));
      if (keyspace != null && keyspace.size() > 0) {
        put("db" + number, sizes(keyspace));
      }
    }
  }

  private static String sizes(Keyspace keyspace) {
    return "keys=" + keyspace.size() + ",expires=" + keyspace.withDeadline() + ",avg_ttl=0";
  }

  private void radish() {
    putFacts("server", "radish_version");
    Collection<Keyspace> all = call.store().keyspaces();
    put("caches", all.stream().filter(each -> each.name().isCache()).count());
    put("stores", all.stream().filter(each -> each.name().isStore()).count());
    put("shards", call.store().stats().shards());
    PersistenceHandler persistence = call.services().persistence();
    if (persistence != null) {
      BackupStatus status = persistence.status();
      put("backup_dir", status.folder().toString());
      put("backup_interval", status.interval().toSeconds());
      put("backup_runs", status.runs());
      put("backup_failed_runs", status.failedRuns());
      put("backup_next_run", seconds(status.nextRun()));
    }
  }

  private static long seconds(@Nullable Instant instant) {
    return instant == null ? 0 : instant.getEpochSecond();
  }

  /** All caches and stores; names are encoded where they would break a line or a field. */
  private void caches() {
    for (Keyspace keyspace : call.store().keyspaces()) {
      if (!keyspace.name().isDefault()) {
        String store = keyspace.name().store();
        String suffix = store == null ? "" : "." + encode(store);
        put(
            (store == null ? "cache_" : "store_") + encode(keyspace.name().cache()) + suffix,
            sizes(keyspace));
      }
    }
  }

  private static String encode(String name) {
    StringBuilder text = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            c -> {
              if (c == '.' || c == '%' || c == ' ' || c == '=') {
                text.append(String.format(Locale.ROOT, "%%%02X", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
