// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.AccessGate.Refusal;
import io.radish.command.access.AccessLog;
import io.radish.command.access.AccessLog.Context;
import io.radish.command.access.ByteText;
import io.radish.command.access.Denial;
import io.radish.command.access.RuleException;
import io.radish.command.access.User;
import io.radish.command.access.Users;
import io.radish.command.access.Users.BadLinesException;
import io.radish.command.pubsub.PubSub;
import io.radish.command.pubsub.Subscriber;
import io.radish.resp.Arguments;
import io.radish.store.KeyspaceName;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Which client is which user, and what that allows it to do. Safe for any thread.
 *
 * <p>A session holds its user, which never changes. When a user is changed, deleted or made anew,
 * all sessions that hold it are given the other one before whoever did it is answered: what a
 * client asks for after that is held against the new rules. Both happen under the monitor of the
 * {@link Users}, and so does logging in, so that no session is left with what is not there any
 * more. Below that monitor those of channels are taken.
 */
public final class Accounts {
  private final ServerControl server;
  private final PubSub channels;
  private final Users users;
  private final AccessLog log = new AccessLog();
  private final AccessGate gate;

  /** Who changes users, under their monitor; it is answered before it is cut off. */
  private @Nullable Session asker;

  /** The default user alone, which may do all without a password. */
  public Accounts(CommandTable table, ServerControl server, PubSub channels) {
    this(table, server, channels, new SecureRandom());
  }

  Accounts(CommandTable table, ServerControl server, PubSub channels, RandomGenerator random) {
    this.server = server;
    this.channels = channels;
    this.users = new Users(new TableCatalog(table), random);
    this.gate = new AccessGate(server);
    users.onChange(this::changed);
  }

  /** All users; sessions are told of changes. */
  public Users users() {
    return users;
  }

  /** What was refused. */
  public AccessLog log() {
    return log;
  }

  // ---- coming and going ----

  /**
   * Makes a new session the default user; once it is among those that {@link
   * ServerControl#sessions} tells of. On its own thread.
   */
  public void welcome(Session session) {
    synchronized (users) {
      User user = users.defaultUser();
      session.hold(user, user.isOpen(), user.isOpen());
      session.select(CacheNames.homeOf(user));
    }
  }

  /**
   * Makes a session a user, in that user's home, if the password is right; false otherwise. On the
   * session's own thread.
   */
  public boolean logIn(Session session, String name, byte[] password) {
    while (true) {
      User verified = users.verify(name, password);
      if (verified == null) {
        return false;
      }
      synchronized (users) {
        // Where it was changed meanwhile, the password may not be right any more.
        if (users.find(name) == verified) {
          enter(session, verified);
          return true;
        }
      }
    }
  }

  private void enter(Session session, User user) {
    KeyspaceName homeBefore = CacheNames.homeOf(session.user());
    session.hold(user, true, users.defaultUser().isOpen());
    // Redis leaves the database as it is; nobody is to stay in what was another's home.
    if (user.home() != null || session.keyspaceName().equals(homeBefore)) {
      session.select(CacheNames.homeOf(user));
    }
  }

  /** Notes that somebody could not log in. */
  public void logRefusedLogIn(Session session, String command, String name, long now) {
    Context context = session.transaction() == null ? Context.TOPLEVEL : Context.MULTI;
    log.add(Denial.AUTH, context, command, name, line(session), now);
  }

  // ---- judging ----

  /**
   * The error for a request that the session's user may not run, of which note is taken; null where
   * it may.
   */
  @Nullable String refusal(
      Session session,
      Command command,
      Arguments request,
      KeyspaceName in,
      Context context,
      long now) {
    User user = session.user();
    if (user.isUnlimited()) {
      return null;
    }
    Refusal refusal = gate.judge(session, user, command, request, in);
    if (refusal == null) {
      return null;
    }
    note(session, user, refusal, context, now);
    return ByteText.string(refusal.error(user));
  }

  /** As {@link #refusal}, for a command that was queued when it was allowed, in Redis' words. */
  @Nullable String refusalInExec(
      Session session, Command command, Arguments request, KeyspaceName in, long now) {
    User user = session.user();
    Refusal refusal = user.isUnlimited() ? null : gate.judge(session, user, command, request, in);
    if (refusal == null) {
      return null;
    }
    note(session, user, refusal, Context.MULTI, now);
    return "NOPERM ACLs rules changed between the moment the transaction was accumulated and the"
        + " EXEC call. This command is no longer allowed for the following reason: "
        + refusal.reason();
  }

  /** As {@link #refusal}, for a command of a script, in Redis' words. */
  @Nullable String refusalInScript(
      Session session, Command command, Arguments request, KeyspaceName in, long now) {
    User user = session.user();
    Refusal refusal = user.isUnlimited() ? null : gate.judge(session, user, command, request, in);
    if (refusal == null) {
      return null;
    }
    note(session, user, refusal, Context.LUA, now);
    return "ERR ACL failure in script: "
        + ByteText.string(refusal.error(user)).substring("NOPERM ".length());
  }

  /** Whether a session may run a request; no note is taken where it may not. */
  boolean allows(Session session, Command command, Arguments request, KeyspaceName in) {
    User user = session.user();
    return user.isUnlimited() || gate.judge(session, user, command, request, in) == null;
  }

  /**
   * What {@code ACL DRYRUN} says of a request, in the user's home or where the client that asks is;
   * null where the user may run it.
   */
  public @Nullable String dryRun(Session session, User user, Command command, Arguments request) {
    KeyspaceName in = user.home() == null ? session.keyspaceName() : CacheNames.homeOf(user);
    Refusal refusal = gate.judge(session, user, command, request, in);
    return refusal == null ? null : refusal.verbose(user);
  }

  /** Whether a session may read all keys, by rights that let it run the request. */
  boolean mayReadAllKeys(Session session, Command command, Arguments request, KeyspaceName in) {
    return gate.mayReadAllKeys(session, session.user(), command, request, in);
  }

  private void note(Session session, User user, Refusal refusal, Context context, long now) {
    log.add(refusal.denial(), context, refusal.object(), user.name(), line(session), now);
  }

  private static String line(Session session) {
    StringBuilder text = new StringBuilder();
    ClientLine.write(session, text);
    return text.toString().strip();
  }

  // ---- changing users ----

  /** Makes or changes a user, by the wish of a client. */
  public void set(Session by, String name, List<String> rules) throws RuleException {
    synchronized (users) {
      asker = by;
      try {
        users.set(name, rules);
      } finally {
        asker = null;
      }
    }
  }

  /** Deletes users, by the wish of a client; how many there were. */
  public int delete(Session by, Collection<String> names) {
    synchronized (users) {
      asker = by;
      try {
        return users.delete(names);
      } finally {
        asker = null;
      }
    }
  }

  /** Replaces all users, by the wish of a client. */
  public void load(Session by, String place, List<String> lines) throws BadLinesException {
    synchronized (users) {
      asker = by;
      try {
        users.load(place, lines);
      } finally {
        asker = null;
      }
    }
  }

  /** Gives sessions the users that have changed, and cuts off those whose users are gone. */
  private void changed(NavigableMap<String, User> before, NavigableMap<String, User> after) {
    boolean open = users.defaultUser().isOpen();
    for (Session session : server.sessions()) {
      User was = session.user();
      User is = after.get(was.name());
      if (is == null) {
        session.hold(users.defaultUser(), false, false);
        cutOff(session);
      } else {
        session.hold(is, session.isLoggedIn(), open);
        if (is != was && is.listensToLessThan(was) && listensTooMuch(session)) {
          cutOff(session);
        }
      }
    }
  }

  private void cutOff(Session session) {
    if (session == asker) {
      session.client().closeAfterReplies();
    } else {
      boolean _ = session.kill();
    }
  }

  /** Whether a session listens to what its user may not listen to. */
  private boolean listensTooMuch(Session session) {
    Subscriber subscriber = session.subscriberOrNull();
    User user = session.user();
    return subscriber != null
        && channels.listensToAny(
            subscriber, (name, isPattern) -> !user.allowsListening(name, isPattern));
  }
}
