// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Client;
import io.radish.command.Dispatcher;
import io.radish.command.InlineJson;
import io.radish.command.Libraries;
import io.radish.command.Services;
import io.radish.command.Session;
import io.radish.resp.Arguments;
import io.radish.resp.InlineValues;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import io.radish.server.net.Conversation;
import io.radish.server.net.ReplyGate;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Joins connections with commands: a session for each client, a dispatcher for each event loop.
 * Conversations begin and go on on their loop's thread.
 */
final class CommandHost implements Conversation.Host {
  private final Services services;
  private final Map<Long, Session> sessions;
  private final ThreadLocal<Dispatcher> dispatchers;
  private final InlineValues inlineJson = new InlineJson();
  private volatile ReplyGate gate = ReplyGate.OPEN;

  /** Makes a host that notes its sessions in {@code sessions}. */
  CommandHost(Services services, Map<Long, Session> sessions) {
    this.services = services;
    this.sessions = sessions;
    this.dispatchers = ThreadLocal.withInitial(() -> new Dispatcher(services));
  }

  /** A registry of sessions by the number of their client, which any thread may read. */
  static Map<Long, Session> registry() {
    return new ConcurrentHashMap<>();
  }

  /** The sessions in a registry, read only. */
  static Collection<Session> sessionsIn(Map<Long, Session> registry) {
    return Collections.unmodifiableCollection(registry.values());
  }

  /** The libraries of functions. */
  Libraries libraries() {
    return services.scripts().libraries();
  }

  /** The sessions of all clients. */
  Collection<Session> sessions() {
    return sessionsIn(sessions);
  }

  @Override
  public Conversation begin(Client client) {
    Session session = new Session(client, services);
    sessions.put(client.id(), session);
    services.accounts().welcome(session);
    return new CommandConversation(session, dispatchers.get());
  }

  @Override
  public boolean isOpen() {
    return services.accounts().users().defaultUser().isWithoutPassword();
  }

  @Override
  public InlineValues inlineValues() {
    return inlineJson;
  }

  @Override
  public ReplyGate gate() {
    return gate;
  }

  /** Lets replies leave when {@code passing} says so. */
  void setGate(ReplyGate passing) {
    gate = passing;
  }

  /** Has the dispatcher of this thread read its settings again. */
  void readSettings() {
    dispatchers.get().readSettings();
  }

  private final class CommandConversation implements Conversation {
    private final Session session;
    private final Dispatcher dispatcher;

    private CommandConversation(Session session, Dispatcher dispatcher) {
      this.session = session;
      this.dispatcher = dispatcher;
    }

    @Override
    public void beginBatch() {
      dispatcher.beginBatch();
    }

    @Override
    public void execute(Arguments request, ReplyWriter replies) {
      dispatcher.executeNext(session, request, replies);
    }

    @Override
    public void passEmpty() {
      session.passEmptyRequest();
    }

    @Override
    public boolean wantsReplies() {
      return session.replyMode() == Session.ReplyMode.ON;
    }

    @Override
    public void expect(RequestPreview preview) {
      dispatcher.expect(session, preview);
    }

    @Override
    public boolean hasWritten() {
      return dispatcher.hasWritten();
    }

    @Override
    public int protocol() {
      return session.protocol();
    }

    @Override
    public boolean isAuthenticated() {
      return session.isAuthenticated();
    }

    @Override
    public void ended() {
      sessions.remove(session.client().id());
      services.supervision().removeMonitor(session);
      session.end(services.pubSub(), services.tracking());
    }
  }
}
