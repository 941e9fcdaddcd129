// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static io.radish.server.config.Parameter.Mutability.ANY_TIME;
import static io.radish.server.config.Parameter.Mutability.AT_START;

import io.radish.backup.BackupAlerts;
import io.radish.backup.CacheIntervals;
import io.radish.backup.RetentionPolicy;
import io.radish.backup.RetentionRules;
import io.radish.command.pubsub.NotificationChoice;
import io.radish.server.config.ParameterType.Choice;
import io.radish.server.config.ParameterType.Flag;
import io.radish.server.config.ParameterType.Octal;
import io.radish.server.config.ParameterType.SavePoints;
import io.radish.server.config.ParameterType.Size;
import io.radish.server.config.ParameterType.Text;
import io.radish.server.config.ParameterType.Whole;
import io.radish.server.config.ParameterType.Words;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The table of all settings: the one source for the file, the command line, the environment, {@code
 * CONFIG} and the help.
 *
 * <p>Where Redis has a setting, it has Redis' name, unit and bounds.
 */
public final class Parameters {
  private static final ParameterTable TABLE = new ParameterTable();

  /** A day and a year, in seconds: bounds for intervals, far from the overflow of any sum. */
  private static final long YEAR_SECONDS = 366L * 24 * 60 * 60;

  private static final int MAX_IO_THREADS = 128;

  // The network

  public static final Parameter<List<String>> BIND =
      TABLE.add(
          "bind",
          new Words("up to 16 addresses; '-' in front of one: skip it where it is missing", 0, 16),
          List.of("127.0.0.1", "-::1"),
          AT_START,
          "Addresses to listen on; loopback, because a cache that the network can reach by accident"
              + " is a leak. * stands for all of IPv4, ::* for all of IPv6.");

  public static final Parameter<Long> PORT =
      TABLE.add(
          "port",
          new Whole(0, 65535),
          6379L,
          AT_START,
          "TCP port to listen on; 0 listens on no TCP port.");

  public static final Parameter<String> UNIX_SOCKET =
      TABLE.add(
          "unixsocket",
          new Text("a path", false),
          "",
          AT_START,
          "Path of a Unix socket to listen on; none where empty.");

  public static final Parameter<Integer> UNIX_SOCKET_PERM =
      TABLE.add(
          "unixsocketperm",
          new Octal(),
          0700,
          AT_START,
          "Permissions of the Unix socket; the owner's only, because who may connect may read.");

  public static final Parameter<Boolean> PROTECTED_MODE =
      TABLE.add(
          "protected-mode",
          new Flag(),
          true,
          ANY_TIME,
          "Refuse clients from other machines as long as the default user needs no password.");

  public static final Parameter<String> REQUIREPASS =
      TABLE.add(
          "requirepass",
          new Text("a password", true),
          "",
          ANY_TIME,
          "Password of the default user, which clients have to give with AUTH; none where empty.");

  static {
    AccessParameters.all().forEach(TABLE::add);
    TlsParameters.all().forEach(TABLE::add);
  }

  public static final Parameter<Long> TIMEOUT =
      TABLE.add(
          "timeout",
          new Whole(0, Integer.MAX_VALUE),
          0L,
          ANY_TIME,
          "Seconds after which an idle client is disconnected; 0 never.");

  public static final Parameter<Long> TCP_KEEPALIVE =
      TABLE.add(
          "tcp-keepalive",
          new Whole(0, Integer.MAX_VALUE),
          300L,
          ANY_TIME,
          "Seconds between probes of silent connections; 0 sends none. Applies to new connections.");

  public static final Parameter<Long> TCP_BACKLOG =
      TABLE.add(
          "tcp-backlog",
          new Whole(1, 65535),
          511L,
          AT_START,
          "Connections that may wait to be accepted; the system's own limit applies as well.");

  public static final Parameter<Long> MAX_CLIENTS =
      TABLE.add(
          "maxclients",
          new Whole(1, 1_000_000),
          10_000L,
          ANY_TIME,
          "Clients that may be connected at the same time; one more is told so and disconnected.");

  public static final Parameter<Long> IO_THREADS =
      TABLE.add(
          "io-threads",
          new Whole(1, MAX_IO_THREADS),
          (long) Math.min(MAX_IO_THREADS, Runtime.getRuntime().availableProcessors()),
          AT_START,
          "Threads that serve connections, each running its connections' commands itself; as many"
              + " as the machine has cores.");

  // Limits on clients

  public static final Parameter<Long> PROTO_MAX_BULK_LEN =
      TABLE.add(
          "proto-max-bulk-len",
          new Size(1L << 20, Integer.MAX_VALUE),
          512L << 20,
          ANY_TIME,
          "Longest single argument of a command.");

  public static final Parameter<Long> CLIENT_QUERY_BUFFER_LIMIT =
      TABLE.add(
          "client-query-buffer-limit",
          new Size(1L << 20, Long.MAX_VALUE),
          1L << 30,
          ANY_TIME,
          "Longest command of a client, all its arguments together.");

  public static final Parameter<OutputLimits> CLIENT_OUTPUT_BUFFER_LIMIT =
      TABLE.add(
          "client-output-buffer-limit",
          new OutputLimits.Type(),
          OutputLimits.DEFAULT,
          ANY_TIME,
          "Bytes of replies that a client may leave unread before it is disconnected: at once past"
              + " the hard limit, after some seconds past the soft one.");

  public static final Parameter<Long> BUSY_REPLY_THRESHOLD =
      TABLE.add(
          new Parameter<>(
              "busy-reply-threshold",
              List.of("lua-time-limit"),
              new Whole(0, Long.MAX_VALUE),
              5000L,
              ANY_TIME,
              "Milliseconds a command waits for a slow one before it answers BUSY; 0 waits for"
                  + " ever."));

  // Data

  public static final Parameter<Long> DATABASES =
      TABLE.add(
          "databases",
          new Whole(1, 16),
          16L,
          AT_START,
          "Numbered databases that SELECT knows; number 0 is the default store, others are the"
              + " caches db1 to db15.");

  static {
    MemoryParameters.all().forEach(TABLE::add);
    CollectionParameters.all().forEach(TABLE::add);
  }

  public static final Parameter<Long> HLL_SPARSE_MAX_BYTES =
      TABLE.add(
          "hll-sparse-max-bytes",
          new Size(0, Long.MAX_VALUE),
          3000L,
          ANY_TIME,
          "Longest HyperLogLog in the sparse form, which takes less memory and more time.");

  public static final Parameter<NotificationChoice> NOTIFY_KEYSPACE_EVENTS =
      TABLE.add(
          "notify-keyspace-events",
          new Parsed<>(
              "letters of Ag$lshzxeKEtmdn, such as KEA, or \"\"",
              words -> NotificationChoice.parse(String.join(" ", words)),
              choice -> choice.toString().isEmpty() ? List.of() : List.of(choice.toString())),
          NotificationChoice.NONE,
          ANY_TIME,
          "What happens to keys that is published to channels: K to those of keys, E to those of"
              + " events, and which events; none where empty, because each costs a message.");

  public static final Parameter<Long> TRACKING_TABLE_MAX_KEYS =
      TABLE.add(
          "tracking-table-max-keys",
          new Whole(0, Long.MAX_VALUE),
          1_000_000L,
          ANY_TIME,
          "Most keys remembered for clients that keep copies of them (CLIENT TRACKING); 0 for any"
              + " number, as far as the heap has room.");

  // Backups

  public static final Parameter<String> BACKUP_DIR =
      TABLE.add(
          "backup-dir",
          new Text("a folder", false),
          "~/.radish/cache_backup",
          AT_START,
          "Folder of the backups; made where it is missing.");

  public static final Parameter<Long> BACKUP_INTERVAL =
      TABLE.add(
          "backup-interval",
          new Whole(0, YEAR_SECONDS),
          300L,
          ANY_TIME,
          "Seconds from one automatic backup to the next; 0 for none.");

  public static final Parameter<CacheIntervals> BACKUP_CACHE_INTERVALS =
      TABLE.add(
          "backup-cache-intervals",
          new Parsed<>(
              "caches or patterns with seconds, such as users=60",
              CacheIntervals::parse,
              CacheIntervals::words),
          CacheIntervals.NONE,
          ANY_TIME,
          "Caches that are backed up on a schedule of their own besides, by glob pattern; the first"
              + " that matches counts.");

  public static final Parameter<Boolean> BACKUP_ON_SHUTDOWN =
      TABLE.add(
          "backup-on-shutdown", new Flag(), true, ANY_TIME, "Take a backup when the server stops.");

  public static final Parameter<List<String>> BACKUP_EXCLUDE =
      TABLE.add(
          "backup-exclude",
          new Words("names or patterns such as temp*", 0, 1000),
          List.of(),
          ANY_TIME,
          "Caches that automatic backups leave out, by glob pattern.");

  public static final Parameter<RetentionPolicy> BACKUP_RETENTION =
      TABLE.add(
          "backup-retention",
          new Parsed<>(
              "rules such as all:24h hourly:7d, or none",
              RetentionPolicy::parse,
              policy -> List.of(policy.toString().split(" ", -1))),
          RetentionPolicy.DEFAULT,
          ANY_TIME,
          "Which backups stay after a run: all of some time, one an hour (day, week, month, year) of"
              + " a longer one; none keeps all. The newest good backup of a cache and the newest"
              + " whole run stay in any case.");

  public static final Parameter<Long> BACKUP_MAX_FILES =
      TABLE.add(
          "backup-max-files",
          new Whole(0, Integer.MAX_VALUE),
          (long) RetentionRules.DEFAULT_MAX_FILES,
          ANY_TIME,
          "Most backups in the folder; the oldest go after a run. 0 for no limit.");

  public static final Parameter<Long> BACKUP_MAX_SIZE =
      TABLE.add(
          "backup-max-size",
          new Size(0, Long.MAX_VALUE),
          0L,
          ANY_TIME,
          "Most bytes of all backups in the folder; the oldest go after a run. 0 for no limit.");

  public static final Parameter<Long> BACKUP_ALERT_AGE =
      TABLE.add(
          "backup-alert-age",
          new Whole(0, YEAR_SECONDS),
          BackupAlerts.DEFAULT.age().toSeconds(),
          ANY_TIME,
          "Seconds without a good backup of everything, or of one cache, past which the log warns;"
              + " where full runs are rarer, twice their interval. 0 for never.");

  public static final Parameter<Long> BACKUP_ALERT_SIZE =
      TABLE.add(
          "backup-alert-size",
          new Size(0, Long.MAX_VALUE),
          BackupAlerts.DEFAULT.bytes(),
          ANY_TIME,
          "Bytes of all backups in the folder past which the log warns; 0 for never.");

  public static final Parameter<String> BACKUP_COMPRESSION =
      TABLE.add(
          "backup-compression",
          Choice.of("none", "zstd"),
          "none",
          ANY_TIME,
          "How backups are packed: .json for any editor, or .json.zst; both are read.");

  public static final Parameter<String> RESTORE_ON_START =
      TABLE.add(
          "restore-on-start",
          Choice.of("latest", "none"),
          "latest",
          AT_START,
          "What a start without a journal begins with: the newest whole run of backups, or"
              + " nothing.");

  // The journal

  public static final Parameter<Boolean> APPENDONLY =
      TABLE.add(
          "appendonly",
          new Flag(),
          true,
          AT_START,
          "Whether every change is journaled, so that a start brings back what was there last.");

  public static final Parameter<String> APPENDFSYNC =
      TABLE.add(
          "appendfsync",
          Choice.of("everysec", "always", "no"),
          "everysec",
          ANY_TIME,
          "When the journal is brought to disk: before each reply, every second, or as the system"
              + " likes.");

  public static final Parameter<String> JOURNAL_DIR =
      TABLE.add(
          "journal-dir",
          new Text("a folder", false),
          "~/.radish/journal",
          AT_START,
          "Folder of the journal and its checkpoints; made where it is missing.");

  public static final Parameter<Long> AUTO_AOF_REWRITE_PERCENTAGE =
      TABLE.add(
          "auto-aof-rewrite-percentage",
          new Whole(0, Integer.MAX_VALUE),
          100L,
          ANY_TIME,
          "How much the journal grows until the next checkpoint, in percent of the last one's size;"
              + " 0 for no checkpoints of their own accord.");

  public static final Parameter<Long> AUTO_AOF_REWRITE_MIN_SIZE =
      TABLE.add(
          "auto-aof-rewrite-min-size",
          new Size(0, Long.MAX_VALUE),
          64L << 20,
          ANY_TIME,
          "How much the journal grows at least until the next checkpoint.");

  public static final Parameter<Long> JOURNAL_RESTORE_WINDOW =
      TABLE.add(
          "journal-restore-window",
          new Whole(0, YEAR_SECONDS),
          7L * 24 * 3600,
          ANY_TIME,
          "Seconds that caches can be restored back to from the journal.");

  public static final Parameter<Long> JOURNAL_MAX_HISTORY =
      TABLE.add(
          "journal-max-history",
          new Size(0, Long.MAX_VALUE),
          4L << 30,
          ANY_TIME,
          "How much is kept for that at most, besides what a start needs.");

  public static final Parameter<String> SAVE =
      TABLE.add(
          "save",
          new SavePoints(),
          "",
          ANY_TIME,
          "Redis' save points; accepted for its tools and without effect, because backups follow"
              + " backup-interval.");

  // The process

  public static final Parameter<Boolean> DAEMONIZE =
      TABLE.add(
          "daemonize",
          new Flag(
              false,
              "Radish stays in the foreground; only 'no' is accepted, a service manager or"
                  + " 'nohup ./radish &' does the rest"),
          false,
          AT_START,
          "Whether to go into the background; Radish does not.");

  public static final Parameter<Long> HZ =
      TABLE.add(
          "hz",
          new Whole(1, 500),
          10L,
          ANY_TIME,
          "How often per second background work, such as reclaiming expired keys, is done.");

  public static final Parameter<String> ENABLE_DEBUG_COMMAND =
      TABLE.add(
          "enable-debug-command",
          Choice.of("no", "yes", "local"),
          "no",
          AT_START,
          "Who may use DEBUG: nobody, everybody, or clients on this machine; it can stop everybody"
              + " else.");

  // Logs

  public static final Parameter<String> LOGLEVEL =
      TABLE.add(
          "loglevel",
          Choice.of("debug", "verbose", "notice", "warning"),
          "notice",
          ANY_TIME,
          "How much is logged.");

  public static final Parameter<String> LOG_DIR =
      TABLE.add(
          "log-dir",
          new Text("a folder, or \"\" for no log files", false),
          "~/.radish/logs",
          AT_START,
          "Folder of the log files; made where it is missing.");

  public static final Parameter<Long> LOG_RETENTION_DAYS =
      TABLE.add(
          "log-retention-days",
          new Whole(1, 3650),
          14L,
          AT_START,
          "Days for which log files are kept.");

  public static final Parameter<Long> SLOWLOG_LOG_SLOWER_THAN =
      TABLE.add(
          "slowlog-log-slower-than",
          new Whole(-1, Long.MAX_VALUE),
          10_000L,
          ANY_TIME,
          "Microseconds past which a command counts as slow; 0 logs every one, -1 none.");

  public static final Parameter<Long> SLOWLOG_MAX_LEN =
      TABLE.add(
          "slowlog-max-len",
          new Whole(0, 1_000_000),
          128L,
          ANY_TIME,
          "Slow commands remembered for SLOWLOG.");

  public static final Parameter<Long> LATENCY_MONITOR_THRESHOLD =
      TABLE.add(
          "latency-monitor-threshold",
          new Whole(0, Long.MAX_VALUE),
          0L,
          ANY_TIME,
          "Milliseconds from which on LATENCY remembers what took so long; 0 for nothing.");

  public static final Parameter<Boolean> LATENCY_TRACKING =
      TABLE.add(
          "latency-tracking",
          new Flag(),
          true,
          ANY_TIME,
          "Count how long the calls of each command take, for INFO latencystats and LATENCY"
              + " HISTOGRAM.");

  public static final Parameter<List<String>> LATENCY_TRACKING_INFO_PERCENTILES =
      TABLE.add(
          "latency-tracking-info-percentiles",
          new Percentiles(),
          List.of("50", "99", "99.9"),
          ANY_TIME,
          "Percentiles that INFO latencystats shows.");

  private Parameters() {}

  /** All that have an effect, in the order of the table. */
  public static List<Parameter<?>> all() {
    return TABLE.all();
  }

  /** All that are understood: behind those of {@link #all} Redis' that do nothing here. */
  public static List<Parameter<?>> understood() {
    return Stream.concat(TABLE.all().stream(), ForeignParameters.all().stream())
        .<Parameter<?>>map(each -> each)
        .toList();
  }

  /** The one with that name, in any case. */
  public static Optional<Parameter<?>> find(String name) {
    return TABLE.find(name).or(() -> ForeignParameters.find(name));
  }

  /** The name in the table that is nearest to one that is not. */
  static Optional<String> nearest(String name) {
    return TABLE.nearest(name);
  }
}
