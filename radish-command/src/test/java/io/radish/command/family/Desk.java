// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.PastKeyspaces;
import io.radish.backup.PersistenceHandler;
import io.radish.command.Command;
import io.radish.command.Deferral;
import io.radish.command.LongWorkQueue;
import io.radish.command.MeterRegistry;
import io.radish.command.ServerControl;
import io.radish.command.Services;
import io.radish.command.Session;
import io.radish.command.Supervision;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.store.StoreValidator;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/**
 * A server without sockets: a store, a backup folder, settings, and the clients at it.
 *
 * <p>What runs in the background runs at once, unless {@link #holdBack} is set. The clock stands
 * still until a test moves it.
 */
final class Desk implements ServerControl, AutoCloseable {
  /** What all who wait may hold together: little, so that a test reaches it. */
  static final long MOST_WAITING_BYTES = 2 << 20;

  static final long START = Instant.parse("2025-11-15T16:11:18.027Z").toEpochMilli();

  final ManualClock time = new ManualClock(Instant.ofEpochMilli(START));
  final Store store = Store.builder().shards(16).clock(time).seed(42).build();
  final Map<String, String> settings = new LinkedHashMap<>();
  final Map<String, Map<String, String>> facts = new LinkedHashMap<>();
  final List<DeskClient> clients = new ArrayList<>();
  final List<Runnable> held = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final @Nullable PersistenceHandler persistence;

  /** What the handler asks for the past. */
  PastKeyspaces past = PastKeyspaces.NONE;

  final Services services;
  boolean holdBack;
  final LongWorkQueue longWork =
      new LongWorkQueue(
          work -> {
            if (holdBack) {
              held.add(work);
            } else {
              work.run();
            }
          });
  int statisticsResets;
  int resumed;
  @Nullable ShutdownMode shutdown;

  Desk(@Nullable Path folder) {
    settings.put("databases", "16");
    settings.put("database-names", "");
    settings.put("aclfile", "");
    settings.put("busy-reply-threshold", "5000");
    settings.put("client-query-buffer-limit", "1073741824");
    settings.put("slowlog-log-slower-than", "-1");
    settings.put("slowlog-max-len", "128");
    settings.put("latency-monitor-threshold", "0");
    settings.put("latency-tracking", "yes");
    settings.put("latency-tracking-info-percentiles", "50 99 99.9");
    settings.put("enable-debug-command", "no");
    settings.put("maxclients", "10000");
    settings.put("maxmemory", "0");
    settings.put("maxmemory-policy", "noeviction");
    settings.put("hz", "10");
    facts.put(
        "server", Map.of("radish_version", "0.1.0", "process_id", "17", "uptime_in_seconds", "60"));
    persistence =
        folder == null
            ? null
            : PersistenceHandler.builder(new StoreSnapshots(store))
                .folder(folder)
                .clock(time)
                .zone(ZoneOffset.UTC)
                .past((keyspace, asOf) -> past.write(keyspace, asOf))
                .build();
    services =
        new Services(
            store,
            persistence,
            null,
            this,
            Families.table(),
            new MeterRegistry(),
            new Supervision(MOST_WAITING_BYTES));
  }

  /** Connects a client. */
  DeskClient connect() {
    DeskClient client = new DeskClient(this, clients.size() + 1L);
    clients.add(client);
    return client;
  }

  void setPassword(String password) {
    services.accounts().users().setDefaultPassword(password);
  }

  /** Runs what was held back. */
  void release() {
    List<Runnable> work = List.copyOf(held);
    held.clear();
    work.forEach(Runnable::run);
  }

  @Override
  public Map<String, String> configGet(List<String> patterns) {
    Map<String, String> found = new LinkedHashMap<>(settings);
    found.keySet().removeIf(name -> !patterns.contains(name) && !patterns.contains("*"));
    return found;
  }

  @Override
  public @Nullable String configSet(List<String> namesAndValues) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      if (settings.replace(namesAndValues.get(i), namesAndValues.get(i + 1)) == null) {
        return "ERR Unknown option '" + namesAndValues.get(i) + "'";
      }
    }
    return null;
  }

  @Override
  public @Nullable String configRewrite() {
    return "ERR The server is running without a config file";
  }

  @Override
  public void resetStatistics() {
    statisticsResets++;
  }

  @Override
  public String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no setting " + name);
    }
    return value;
  }

  @Override
  public Collection<Session> sessions() {
    return clients.stream().filter(client -> !client.closed).map(client -> client.session).toList();
  }

  @Override
  public Map<String, String> facts(String section) {
    return facts.getOrDefault(section, Map.of());
  }

  @Override
  public void shutdown(ShutdownMode mode, @Nullable Deferral asker) {
    shutdown = mode;
  }

  @Override
  public void resumeClients() {
    resumed++;
  }

  @Override
  public void awaitRequests() {
    // There is one thread, and it runs what asks.
  }

  @Override
  public LongWorkQueue longWork() {
    return longWork;
  }

  @Override
  public void log(String text) {
    throw new AssertionError("nothing is to be logged: " + text);
  }

  @Override
  public void slowCommand(Session session, Command command, long micros) {
    throw new AssertionError("nothing is slow while slowlog-log-slower-than is -1");
  }

  @Override
  public void failedCommand(Session session, @Nullable Command command, String error) {
    failures.add(error);
  }

  /** Closes the store, having walked it. */
  @Override
  public void close() {
    clients.forEach(DeskClient::go);
    Assertions.assertThat(StoreValidator.problemsOf(store)).isEmpty();
    Assertions.assertThat(store.waiting()).isZero();
    if (persistence != null) {
      persistence.close();
    }
    store.close();
  }
}
