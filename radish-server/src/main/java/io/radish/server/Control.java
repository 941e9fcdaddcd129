// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Command;
import io.radish.command.Deferral;
import io.radish.command.Dispatcher;
import io.radish.command.LongWorkQueue;
import io.radish.command.Peer;
import io.radish.command.ServerControl;
import io.radish.command.Session;
import io.radish.server.config.AccessParameters;
import io.radish.server.config.ConfigException;
import io.radish.server.config.Settings;
import io.radish.server.log.Logs;
import java.io.IOException;
import java.net.InetAddress;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What commands may ask of the server, in terms of the settings, the logs and the life cycle. */
final class Control implements ServerControl {
  private static final Logger LOG = LoggerFactory.getLogger(Control.class);
  private static final Logger COMMANDS = LoggerFactory.getLogger(Logs.COMMANDS);
  private static final Logger SLOW = LoggerFactory.getLogger(Logs.SLOW);

  /** Where Redis' text for an unknown command begins to quote what the client sent. */
  private static final String QUOTED_ARGUMENTS = ", with args";

  /** Behind this the text for a rule quotes it: a password perhaps, typed without its mark. */
  private static final String QUOTED_RULE = "ERR Error in ACL SETUSER modifier";

  private static final String ERR = "ERR ";

  /** What the server has to offer beside its settings. */
  interface Surroundings {
    /** The facts for {@code INFO}. */
    Map<String, String> facts(String section);

    /** Sets the counters of connections and traffic back. */
    void resetStatistics();

    /** Goes on with the requests that were postponed. */
    void resumeClients();

    /** Waits for the requests that run. */
    void awaitRequests();

    /** Begins to stop, on another thread. */
    void shutdown(ShutdownMode mode, @Nullable Deferral asker);
  }

  private final Settings settings;
  private final Map<Long, Session> sessions;
  private final LongWorkQueue longWork;
  private final Surroundings surroundings;
  private final NameLookup names = new NameLookup(InetAddress::getAllByName);

  Control(
      Settings settings,
      Map<Long, Session> sessions,
      LongWorkQueue longWork,
      Surroundings surroundings) {
    this.settings = settings;
    this.sessions = sessions;
    this.longWork = longWork;
    this.surroundings = surroundings;
  }

  @Override
  public Map<String, String> configGet(List<String> patterns) {
    return settings.show(patterns);
  }

  @Override
  public @Nullable String configSet(List<String> namesAndValues) {
    List<Map.Entry<String, String>> pairs = new ArrayList<>();
    for (int i = 0; i + 1 < namesAndValues.size(); i += 2) {
      pairs.add(new SimpleImmutableEntry<>(namesAndValues.get(i), namesAndValues.get(i + 1)));
    }
    try {
      settings.set(pairs);
      return null;
    } catch (ConfigException e) {
      return ERR + e.getMessage();
    }
  }

  @Override
  public @Nullable String configRewrite() {
    try {
      settings.rewrite();
      return null;
    } catch (ConfigException e) {
      return ERR + e.getMessage();
    }
  }

  @Override
  public void resetStatistics() {
    surroundings.resetStatistics();
  }

  @Override
  public String setting(String name) {
    return settings
        .showOne(name)
        .orElseThrow(() -> new IllegalArgumentException("there is no setting " + name));
  }

  @Override
  public List<String> readUsers() throws IOException {
    return usersFile().read();
  }

  @Override
  public void writeUsers(List<String> lines) throws IOException {
    usersFile().write(lines);
  }

  private UsersFile usersFile() {
    return new UsersFile(settings.path(AccessParameters.ACLFILE));
  }

  @Override
  public Collection<Session> sessions() {
    return CommandHost.sessionsIn(sessions);
  }

  @Override
  public Map<String, String> facts(String section) {
    return surroundings.facts(section);
  }

  @Override
  public void shutdown(ShutdownMode mode, @Nullable Deferral asker) {
    surroundings.shutdown(mode, asker);
  }

  @Override
  public void resumeClients() {
    surroundings.resumeClients();
    longWork.resume();
  }

  @Override
  public void awaitRequests() {
    surroundings.awaitRequests();
  }

  @Override
  public Peer connect(String host, int port, int timeoutMillis)
      throws IOException, InterruptedException {
    return PeerConnection.open(names, host, port, timeoutMillis);
  }

  @Override
  public LongWorkQueue longWork() {
    return longWork;
  }

  @Override
  public void log(String text) {
    LOG.warn("DEBUG LOG: {}", text);
  }

  @Override
  public void slowCommand(Session session, Command command, long micros) {
    SLOW.info(
        "{} took {} us for client {} at {} in {}",
        Dispatcher.nameOf(command),
        micros,
        session.client().id(),
        session.client().remoteAddress(),
        session.keyspaceName());
  }

  @Override
  public void failedCommand(Session session, @Nullable Command command, String error) {
    int quoted = error.indexOf(QUOTED_ARGUMENTS);
    if (quoted < 0 && error.startsWith(QUOTED_RULE)) {
      quoted = QUOTED_RULE.length();
    }
    COMMANDS.info(
        "{} of client {} at {} in {}: {}",
        Dispatcher.nameOf(command),
        session.client().id(),
        session.client().remoteAddress(),
        session.keyspaceName(),
        quoted < 0 ? error : error.substring(0, quoted));
  }
}
