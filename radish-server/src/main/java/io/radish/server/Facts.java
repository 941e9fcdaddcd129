// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.server.config.Parameters;
import io.radish.server.config.Settings;
import io.radish.server.config.TlsParameters;
import io.radish.server.net.Traffic;
import io.radish.server.net.Transport;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What the server knows of itself for {@code INFO}: sections of fields, in Redis' names. */
final class Facts {
  private static final int RUN_ID_BYTES = 20;

  private final Settings settings;
  private final Clock clock;
  private final Sampler sampler;
  private final ClientMemory clients;
  private final Instant started;
  private final String runId;
  private final String executable = ProcessHandle.current().info().command().orElse("");

  Facts(Settings settings, Clock clock, Sampler sampler, ClientMemory clients) {
    this.settings = settings;
    this.clients = clients;
    this.sampler = sampler;
    this.clock = clock;
    this.started = clock.instant();
    byte[] random = new byte[RUN_ID_BYTES];
    new SecureRandom().nextBytes(random);
    this.runId = HexFormat.of().formatHex(random);
  }

  /** The fields of one section, found out when asked for: some are read from the system. */
  Map<String, String> of(String section, Transport transport) {
    return switch (section) {
      case "server" -> server(transport);
      case "clients" -> clients(transport);
      case "memory" -> memory();
      case "stats" -> stats(transport);
      case "cpu" -> cpu();
      default -> Map.of();
    };
  }

  /** Seconds since the start. */
  private long uptimeSeconds() {
    return clock.instant().getEpochSecond() - started.getEpochSecond();
  }

  private Map<String, String> server(Transport transport) {
    long uptime = uptimeSeconds();
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("radish_version", Version.TEXT);
    fields.put(
        "os", property("os.name") + " " + property("os.version") + " " + property("os.arch"));
    fields.put("arch_bits", "64");
    fields.put("multiplexing_api", transport.socketKind());
    fields.put("java_version", Runtime.version().toString());
    fields.put("monotonic_clock", "System.nanoTime");
    fields.put("process_supervised", "no");
    fields.put("executable", executable);
    fields.put("process_id", Long.toString(ProcessHandle.current().pid()));
    fields.put("run_id", runId);
    long port = settings.get(Parameters.PORT);
    fields.put("tcp_port", Long.toString(port == 0 ? settings.get(TlsParameters.PORT) : port));
    fields.put("server_time_usec", Long.toString(micros(clock.instant())));
    fields.put("uptime_in_seconds", Long.toString(uptime));
    fields.put("uptime_in_days", Long.toString(TimeUnit.SECONDS.toDays(uptime)));
    fields.put("hz", settings.get(Parameters.HZ).toString());
    fields.put("config_file", settings.configFile().map(Path::toString).orElse(""));
    fields.put("io_threads_active", settings.get(Parameters.IO_THREADS) > 1 ? "1" : "0");
    fields.put("listener0", listener());
    return fields;
  }

  private String listener() {
    String addresses =
        settings.get(Parameters.BIND).stream()
            .map(address -> ",bind=" + address)
            .collect(Collectors.joining());
    return "name=tcp" + addresses + ",port=" + settings.get(Parameters.PORT);
  }

  private Map<String, String> clients(Transport transport) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("connected_clients", Integer.toString(transport.clientCount()));
    fields.put("maxclients", settings.get(Parameters.MAX_CLIENTS).toString());
    return fields;
  }

  private Map<String, String> memory() {
    Map<String, String> fields = new LinkedHashMap<>();
    ProcessFigures figures = ProcessFigures.now();
    if (figures.residentBytes() > 0) {
      fields.put("used_memory_rss", Long.toString(figures.residentBytes()));
    }
    if (figures.systemBytes() > 0) {
      fields.put("total_system_memory", Long.toString(figures.systemBytes()));
    }
    Runtime heap = Runtime.getRuntime();
    fields.put("used_heap", Long.toString(heap.totalMemory() - heap.freeMemory()));
    fields.put("max_heap", Long.toString(heap.maxMemory()));
    fields.put("used_memory_peak", Long.toString(sampler.peakBytes()));
    return fields;
  }

  private Map<String, String> stats(Transport transport) {
    Traffic traffic = transport.traffic();
    boolean threaded = settings.get(Parameters.IO_THREADS) > 1;
    String reads = Long.toString(transport.reads());
    String writes = Long.toString(transport.writes());
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("total_connections_received", Long.toString(traffic.accepted()));
    fields.put("total_net_input_bytes", Long.toString(traffic.bytesIn()));
    fields.put("total_net_output_bytes", Long.toString(traffic.bytesOut()));
    fields.putAll(sampler.rates());
    fields.put("rejected_connections", Long.toString(traffic.refused()));
    fields.put("total_reads_processed", reads);
    fields.put("total_writes_processed", writes);
    fields.put("io_threaded_reads_processed", threaded ? reads : "0");
    fields.put("io_threaded_writes_processed", threaded ? writes : "0");
    fields.put("evicted_clients", Long.toString(clients.evictedClients()));
    fields.put("client_output_buffer_limit_disconnections", Long.toString(traffic.cutOff()));
    return fields;
  }

  private static Map<String, String> cpu() {
    Map<String, String> fields = new LinkedHashMap<>();
    ProcessFigures figures = ProcessFigures.now();
    fields.put("used_cpu_sys", seconds(figures.systemNanos()));
    fields.put("used_cpu_user", seconds(figures.userNanos()));
    fields.put("used_cpu_sys_children", seconds(0));
    fields.put("used_cpu_user_children", seconds(0));
    return fields;
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.6f", nanos / 1e9);
  }

  private static long micros(Instant instant) {
    return TimeUnit.SECONDS.toMicros(instant.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(instant.getNano());
  }

  private static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
