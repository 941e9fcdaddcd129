// SPDX-License-Identifier: Apache-2.0
package io.radish.testkit;

import io.radish.command.Command;
import io.radish.command.Deferral;
import io.radish.command.LongWorkQueue;
import io.radish.command.ServerControl;
import io.radish.command.Session;
import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server around commands that has settings and remembers what it was told, and nothing more. What
 * runs in the background runs at once.
 */
public final class FakeServer implements ServerControl {
  private final Map<String, String> settings = new TreeMap<>();
  private final List<Session> sessions = new CopyOnWriteArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final List<String> logged = new ArrayList<>();
  private final List<String> slow = new ArrayList<>();
  private @Nullable ShutdownMode shutdown;
  private final LongWorkQueue longWork = new LongWorkQueue(Runnable::run);
  private Consumer<String> onPassword = password -> {};
  private int resumed;
  private int changes;

  /** Makes a server with the settings that commands ask for, and no password. */
  public FakeServer() {
    settings.put("databases", "16");
    settings.put("busy-reply-threshold", "5000");
    settings.put("slowlog-log-slower-than", "-1");
    settings.put("slowlog-max-len", "128");
    settings.put("latency-monitor-threshold", "0");
    settings.put("latency-tracking", "yes");
    settings.put("latency-tracking-info-percentiles", "50 99 99.9");
    settings.put("enable-debug-command", "yes");
    settings.put("maxclients", "10000");
    settings.put("proto-max-bulk-len", Integer.toString(512 << 20));
    settings.put("hll-sparse-max-bytes", "3000");
    settings.put("requirepass", "");
    settings.put("aclfile", "");
    settings.put("acllog-max-len", "128");
    settings.put("acl-pubsub-default", "resetchannels");
    settings.put("database-names", "");
    settings.put("client-query-buffer-limit", Integer.toString(1 << 30));
  }

  /** Sets a setting, known before or not. */
  public FakeServer with(String name, String value) {
    settings.put(name, value);
    return this;
  }

  /** Has {@code listener} told of the password now, and of each that is set. */
  void onPassword(Consumer<String> listener) {
    onPassword = listener;
    listener.accept(setting("requirepass"));
  }

  void add(Session session) {
    sessions.add(session);
  }

  void remove(Session session) {
    sessions.remove(session);
  }

  /** The errors that commands were answered with, in order. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** The names of the commands that were called slow, in order. */
  public List<String> slow() {
    return List.copyOf(slow);
  }

  /** How often {@code CONFIG SET} changed settings, which dispatchers have to read again then. */
  int changes() {
    return changes;
  }

  /** How often a command asked for the postponed requests to go on. */
  public int resumed() {
    return resumed;
  }

  /** How a command asked the server to end; null where none did. */
  public @Nullable ShutdownMode shutdown() {
    return shutdown;
  }

  @Override
  public Map<String, String> configGet(List<String> patterns) {
    Map<String, String> found = new TreeMap<>();
    for (String pattern : patterns) {
      GlobPattern glob = new GlobPattern(ByteView.of(pattern).toBytes());
      settings.forEach(
          (name, value) -> {
            if (glob.matches(ByteView.of(name))) {
              found.put(name, value);
            }
          });
    }
    return found;
  }

  @Override
  public @Nullable String configSet(List<String> namesAndValues) {
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      if (!settings.containsKey(namesAndValues.get(i))) {
        return "ERR Unknown option or number of arguments for CONFIG SET - '"
            + namesAndValues.get(i)
            + "'";
      }
    }
    for (int i = 0; i < namesAndValues.size(); i += 2) {
      settings.put(namesAndValues.get(i), namesAndValues.get(i + 1));
    }
    changes++;
    if (namesAndValues.contains("requirepass")) {
      onPassword.accept(setting("requirepass"));
    }
    return null;
  }

  @Override
  public @Nullable String configRewrite() {
    return "ERR The server is running without a config file";
  }

  @Override
  public void resetStatistics() {
    failures.clear();
    slow.clear();
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
    return sessions;
  }

  @Override
  public Map<String, String> facts(String section) {
    return Map.of();
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
    logged.add(text);
  }

  @Override
  public void slowCommand(Session session, Command command, long micros) {
    slow.add(command.name());
  }

  @Override
  public void failedCommand(Session session, @Nullable Command command, String error) {
    failures.add(error);
  }
}
