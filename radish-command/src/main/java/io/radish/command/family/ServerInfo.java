// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupRun;
import io.radish.backup.BackupStatus;
import io.radish.backup.PersistenceHandler;
import io.radish.command.Call;
import io.radish.command.Client;
import io.radish.command.RedisVersion;
import io.radish.command.Session;
import io.radish.store.CutPause;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What {@code INFO} says, section by section.
 *
 * <p>The engine, the sessions and the backups are looked at here; facts of the process come from
 * {@link io.radish.command.ServerControl#facts}, and take the place of fields of the same name.
 */
final class ServerInfo {
  /** The sections, in order, with their headings. */
  private static final Map<String, String> HEADINGS = headings();

  /** Sections that are shown only when asked for. */
  private static final Set<String> ON_REQUEST = Set.of("commandstats", "latencystats", "caches");

  private static final String NO_REPLICATION_ID = "0".repeat(40);

  private final Call call;
  private final Map<String, Map<String, String>> facts = new HashMap<>();
  private @Nullable ActivityInfo activity;
  private InfoFields fields = new InfoFields(Map.of());

  private ServerInfo(Call call) {
    this.call = call;
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
    String uptime = call.server().facts("server").get("uptime_in_seconds");
    return call.now() / 1000 - (uptime == null ? 0 : Long.parseLong(uptime));
  }

  private Map<String, String> section(String section) {
    fields = new InfoFields(factsOf(section));
    switch (section) {
      case "server" -> server();
      case "clients" -> clients();
      case "memory" -> MemoryFigures.of(call, factsOf(section)).write(call, fields);
      case "persistence" -> persistence();
      case "stats" -> activity().stats(fields);
      case "commandstats" -> activity().commands(fields);
      case "errorstats" -> activity().errors(fields);
      case "latencystats" -> activity().latencies(fields);
      case "replication" -> replication();
      case "cluster" -> fields.put("cluster_enabled", 0);
      case "keyspace" -> keyspace();
      case "radish" -> radish();
      case "caches" -> caches();
      default -> {
        // What there is to say of it, the server's facts say.
      }
    }
    fields.allFacts();
    return fields.all();
  }

  /** What commands did, added up once for all sections that tell of it. */
  private ActivityInfo activity() {
    ActivityInfo known = activity;
    if (known == null) {
      known = new ActivityInfo(call);
      activity = known;
    }
    return known;
  }

  private Map<String, String> factsOf(String section) {
    return facts.computeIfAbsent(section, call.server()::facts);
  }

  private void server() {
    fields.put("redis_version", RedisVersion.SPOKEN);
    fields.facts("radish_version");
    fields.put("redis_git_sha1", "00000000");
    fields.put("redis_git_dirty", 0);
    fields.put("redis_build_id", "0");
    fields.put("redis_mode", "standalone");
    fields.facts(
        "os",
        "arch_bits",
        "java_version",
        "monotonic_clock",
        "multiplexing_api",
        "process_id",
        "process_supervised",
        "run_id",
        "tcp_port");
    Instant now = call.store().instant();
    fields.put("server_time_usec", now.getEpochSecond() * 1_000_000 + now.getNano() / 1000);
    fields.facts("uptime_in_seconds", "uptime_in_days");
    fields.put("hz", call.server().setting("hz"));
    fields.put("configured_hz", call.server().setting("hz"));
    fields.put("lru_clock", call.now() / 1000 & 0xFFFFFF);
    fields.facts("executable", "config_file", "io_threads_active", "listener0");
  }

  private void clients() {
    Collection<Session> sessions = call.server().sessions();
    long waiting =
        sessions.stream().filter(each -> each.isBlocked() || each.client().isPostponed()).count();
    fields.put("connected_clients", sessions.size());
    fields.put("cluster_connections", 0);
    fields.put("maxclients", call.server().setting("maxclients"));
    fields.put("client_recent_max_input_buffer", most(sessions, Client::queryBytes));
    fields.put("client_recent_max_output_buffer", most(sessions, Client::replyBytes));
    fields.put("blocked_clients", waiting);
    fields.put("tracking_clients", call.services().tracking().clients());
    fields.put("pubsub_clients", sessions.stream().filter(Session::isListening).count());
    fields.put(
        "watching_clients", sessions.stream().filter(each -> each.watchedKeys() > 0).count());
    fields.put("clients_in_timeout_table", 0);
    fields.put("total_watched_keys", sum(sessions, Session::watchedKeys));
    fields.put("total_blocking_keys", sum(sessions, each -> each.waitedKeys(false)));
    fields.put("total_blocking_keys_on_nokey", sum(sessions, each -> each.waitedKeys(true)));
  }

  private static long sum(Collection<Session> sessions, ToLongFunction<Session> count) {
    return sessions.stream().mapToLong(count).sum();
  }

  /** The most that any client takes at the moment. */
  private static long most(Collection<Session> sessions, ToLongFunction<Client> bytes) {
    return sessions.stream().map(Session::client).mapToLong(bytes).max().orElse(0);
  }

  private void persistence() {
    PersistenceHandler persistence = call.services().persistence();
    BackupStatus status = persistence == null ? null : persistence.status();
    BackupRun last = status == null ? null : status.lastRun();
    fields.put("loading", call.services().supervision().isLoading() ? 1 : 0);
    fields.put("async_loading", 0);
    fields.zero("current_cow_peak", "current_cow_size", "current_cow_size_age");
    fields.put("current_fork_perc", "0.00");
    fields.zero("current_save_keys_processed", "current_save_keys_total");
    fields.put("rdb_changes_since_last_save", call.store().stats().unsavedChanges());
    fields.put("rdb_bgsave_in_progress", status != null && status.running() ? 1 : 0);
    fields.put("rdb_last_save_time", lastSaveSeconds(call));
    fields.put("rdb_last_bgsave_status", last == null || last.ok() ? "ok" : "err");
    fields.put("rdb_last_bgsave_time_sec", last == null ? -1 : last.duration().toSeconds());
    fields.put("rdb_current_bgsave_time_sec", -1);
    fields.put("rdb_saves", status == null ? 0 : status.runs() - status.failedRuns());
    fields.zero("rdb_last_cow_size", "rdb_last_load_keys_expired", "rdb_last_load_keys_loaded");
    JournalInfo.write(fields, call.services().durability());
    fields.zero("aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size");
    if (persistence != null) {
      BackupReport.info(persistence, fields);
    }
  }

  private void replication() {
    fields.put("role", "master");
    fields.put("connected_slaves", 0);
    fields.put("master_failover_state", "no-failover");
    fields.put("master_replid", NO_REPLICATION_ID);
    fields.put("master_replid2", NO_REPLICATION_ID);
    fields.put("master_repl_offset", 0);
    fields.put("second_repl_offset", -1);
    fields.put("repl_backlog_active", 0);
    fields.put("repl_backlog_size", 0);
    fields.put("repl_backlog_first_byte_offset", 0);
    fields.put("repl_backlog_histlen", 0);
  }

  private void keyspace() {
    long databases = Long.parseLong(call.server().setting("databases"));
    for (int number = 0; number < databases; number++) {
      Keyspace keyspace = call.store().find(KeyspaceName.ofDatabase(number));
      if (keyspace != null && keyspace.size() > 0) {
        fields.put("db" + number, sizes(keyspace));
      }
    }
  }

  private static String sizes(Keyspace keyspace) {
    return "keys="
        + keyspace.size()
        + ",expires="
        + keyspace.withDeadline()
        + ",avg_ttl="
        + keyspace.averageTtlMillis();
  }

  private void radish() {
    String version = factsOf("server").get("radish_version");
    if (version != null) {
      fields.put("radish_version", version);
    }
    Collection<Keyspace> all = call.store().keyspaces();
    fields.put("caches", all.stream().filter(each -> each.name().isCache()).count());
    fields.put("stores", all.stream().filter(each -> each.name().isStore()).count());
    fields.put("shards", call.store().stats().shards());
    CutPause cut = call.store().lastCutPause();
    fields.put("last_cut_usec", cut == null ? 0 : cut.nanos() / 1000);
    PersistenceHandler persistence = call.services().persistence();
    if (persistence != null) {
      BackupStatus status = persistence.status();
      fields.put("backup_dir", status.folder().toString());
      fields.put("backup_interval", status.interval().toSeconds());
      fields.put("backup_runs", status.runs());
      fields.put("backup_failed_runs", status.failedRuns());
      fields.put("backup_next_run", seconds(status.nextRun()));
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
        fields.put(
            (store == null ? "cache_" : "store_") + encode(keyspace.name().cache()) + suffix,
            sizes(keyspace) + limit(keyspace));
      }
    }
  }

  /** What a keyspace may take, where anybody has said so. */
  private static String limit(Keyspace keyspace) {
    return keyspace.limit().isNone()
        ? ""
        : ",used_memory="
            + keyspace.usedBytes()
            + ",maxmemory="
            + keyspace.limit().maxBytes()
            + ",maxmemory_policy="
            + keyspace.policy().label();
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
