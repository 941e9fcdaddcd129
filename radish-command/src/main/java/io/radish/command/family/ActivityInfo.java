// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.LatencyHistogram;
import io.radish.command.Meters;
import io.radish.command.access.AccessLog;
import io.radish.command.access.Denial;
import io.radish.command.pubsub.Kind;
import io.radish.command.pubsub.PubSub;
import io.radish.command.tracking.Tracking;
import io.radish.store.MemoryLimits;
import java.util.List;
import java.util.Locale;

/** The sections of {@code INFO} that tell what commands did. */
final class ActivityInfo {
  private final Call call;
  private final Meters meters;

  ActivityInfo(Call call) {
    this.call = call;
    this.meters = call.services().meters().total(call.services().table());
  }

  void stats(InfoFields fields) {
    fields.facts("total_connections_received");
    fields.put("total_commands_processed", meters.commands());
    fields.facts("instantaneous_ops_per_sec", "total_net_input_bytes", "total_net_output_bytes");
    fields.zero("total_net_repl_input_bytes", "total_net_repl_output_bytes");
    fields.facts("instantaneous_input_kbps", "instantaneous_output_kbps");
    fields.put("instantaneous_input_repl_kbps", "0.00");
    fields.put("instantaneous_output_repl_kbps", "0.00");
    fields.facts("rejected_connections");
    fields.zero("sync_full", "sync_partial_ok", "sync_partial_err");
    fields.put("expired_keys", call.store().stats().expiredKeys());
    fields.put("expired_subkeys", call.store().stats().expiredFields());
    fields.put("expired_stale_perc", "0.00");
    fields.zero("expired_time_cap_reached_count");
    fields.put(
        "expire_cycle_cpu_milliseconds", call.store().maintenance().expiryNanos() / 1_000_000);
    MemoryLimits limits = call.store().limits();
    fields.put("evicted_keys", limits.evictedKeys());
    fields.zero("evicted_clients");
    fields.put("total_eviction_exceeded_time", limits.totalExceededNanos() / 1_000_000);
    fields.put("current_eviction_exceeded_time", limits.currentlyExceededNanos() / 1_000_000);
    fields.put("keyspace_hits", meters.hits());
    fields.put("keyspace_misses", meters.misses());
    AccessLog refused = call.accounts().log();
    fields.put("acl_access_denied_auth", refused.count(Denial.AUTH));
    fields.put("acl_access_denied_cmd", refused.count(Denial.COMMAND));
    fields.put("acl_access_denied_key", refused.count(Denial.KEY));
    fields.put("acl_access_denied_channel", refused.count(Denial.CHANNEL));
    fields.put("acl_access_denied_cache", refused.count(Denial.CACHE));
    PubSub channels = call.pubSub();
    fields.put("pubsub_channels", channels.count(Kind.CHANNEL));
    fields.put("pubsub_patterns", channels.count(Kind.PATTERN));
    fields.put("pubsubshard_channels", channels.count(Kind.SHARD));
    fields.zero(
        "latest_fork_usec",
        "total_forks",
        "migrate_cached_sockets",
        "slave_expires_tracked_keys",
        "active_defrag_hits",
        "active_defrag_misses",
        "active_defrag_key_hits",
        "active_defrag_key_misses",
        "total_active_defrag_time",
        "current_active_defrag_time");
    Tracking tracking = call.services().tracking();
    fields.put("tracking_total_keys", tracking.keys().keys());
    fields.put("tracking_total_items", tracking.keys().items());
    fields.put("tracking_total_prefixes", tracking.prefixes());
    fields.zero("unexpected_error_replies");
    fields.put("total_error_replies", meters.errors());
    fields.zero("dump_payload_sanitizations");
    fields.facts(
        "total_reads_processed",
        "total_writes_processed",
        "io_threaded_reads_processed",
        "io_threaded_writes_processed");
    fields.zero("reply_buffer_shrinks", "reply_buffer_expands");
  }

  void commands(InfoFields fields) {
    for (Command command : all()) {
      if (meters.hasSeen(command)) {
        long calls = meters.calls(command);
        long micros = meters.micros(command);
        fields.put(
            "cmdstat_" + command.name(),
            String.format(
                Locale.ROOT,
                "calls=%d,usec=%d,usec_per_call=%s,rejected_calls=%d,failed_calls=%d",
                calls,
                micros,
                InfoFields.ratio(micros, calls),
                meters.rejected(command),
                meters.failed(command)));
      }
    }
  }

  void errors(InfoFields fields) {
    call.services()
        .supervision()
        .errors()
        .counts()
        .forEach((code, count) -> fields.put("errorstat_" + code, "count=" + count));
  }

  void latencies(InfoFields fields) {
    String percentiles = call.server().setting("latency-tracking-info-percentiles");
    List<String> wanted = percentiles.isEmpty() ? List.of() : List.of(percentiles.split(" ", -1));
    for (Command command : all()) {
      LatencyHistogram histogram = meters.latency(command);
      if (histogram != null) {
        List<String> parts = wanted.stream().map(percent -> show(percent, histogram)).toList();
        fields.put("latency_percentiles_usec_" + command.name(), String.join(",", parts));
      }
    }
  }

  private static String show(String percent, LatencyHistogram histogram) {
    double micros = histogram.nanosAt(Double.parseDouble(percent)) / 1000.0;
    return String.format(Locale.ROOT, "p%s=%.3f", percent, micros);
  }

  private List<Command> all() {
    return call.services().table().withSubcommands();
  }
}
