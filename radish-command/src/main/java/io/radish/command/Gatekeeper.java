// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.AccessLog.Context;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.store.KeyspaceName;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests in: those that are well formed, of a client that may ask for that, at a time when
 * they may run. All others are answered here, or put off. For one dispatcher.
 */
final class Gatekeeper {
  private final Dispatcher dispatcher;
  private final Services services;
  private final MemoryGate memory;

  /** What {@link Supervision#attention} was when the request began. */
  private int attention;

  /** Whether the request that runs has to wait and is run once more later. */
  private boolean postponed;

  /** Whether it is a request inside of another that is looked at. */
  private boolean inside;

  Gatekeeper(Dispatcher dispatcher, Services services) {
    this.dispatcher = dispatcher;
    this.services = services;
    this.memory = new MemoryGate(services.store());
  }

  void begin() {
    postponed = false;
  }

  /** Whether the request that began last has to wait and is run once more later. */
  boolean hasPostponed() {
    return postponed;
  }

  // ---- what is to be looked after ----

  /** Whether anything is, of {@link Supervision#attention}, when the request began. */
  boolean isAttentive() {
    return attention != 0;
  }

  /** Whether somebody keeps copies of keys. */
  boolean isTracked() {
    return (attention & Supervision.TRACKED) != 0;
  }

  /** Takes note that somebody does since the request began. */
  void noteTracked() {
    attention |= Supervision.TRACKED;
  }

  /** Whether somebody watches all requests. */
  boolean isMonitored() {
    return (attention & Supervision.MONITORED) != 0;
  }

  private boolean isLimited() {
    return (attention & Supervision.LIMITED) != 0;
  }

  // ---- commands ----

  /** Finds the command of a request that may run, in the current keyspace where none is given. */
  @Nullable Command admit(
      Session session, Arguments request, ReplyWriter replies, @Nullable KeyspaceName in) {
    Command command = services.table().find(request);
    if (command == null) {
      unknown(session, request, replies);
      return null;
    }
    if (command.handler() == null || !command.subcommands().isEmpty()) {
      Command sub = request.count() < 2 ? null : CommandTable.subcommand(command, request);
      if (sub == null && command.handler() == null) {
        if (request.count() < 2) {
          dispatcher.fail(session, command, replies, Errors.arity(command));
        } else {
          // Refused as no command at all: nothing of it was found that could be counted.
          dispatcher.fail(session, null, replies, Errors.unknownSubcommand(command, request));
        }
        return null;
      }
      command = sub == null ? command : sub;
    }
    if (!command.takes(request.count())) {
      dispatcher.fail(session, command, replies, Errors.arity(command));
      return null;
    }
    if (session.isLimited()) {
      String refusal = refusal(session, command, request, in);
      if (refusal != null) {
        dispatcher.fail(session, command, replies, refusal);
        return null;
      }
    }
    if (dispatcher.transactions().isExecuting()) {
      return command; // inside of a transaction or script that was let through
    }
    if (session.isConfined() && !command.is(Flag.SUBSCRIBED)) {
      dispatcher.fail(session, command, replies, Errors.confined(command));
      return null;
    }
    if (session.transaction() != null && command.is(Flag.NO_MULTI)) {
      dispatcher.fail(session, command, replies, Errors.NOT_IN_TRANSACTION);
      return null;
    }
    attention = services.supervision().attention();
    boolean watched = (attention & ~(Supervision.LIMITED | Supervision.TRACKED)) != 0;
    return watched && isHeldUp(session, command, replies) ? null : command;
  }

  /** As {@link #admit}, for a request inside of another. */
  @Nullable Command admitInner(
      Session session, Arguments request, ReplyWriter replies, @Nullable KeyspaceName in) {
    inside = true;
    try {
      return admitInside(session, request, replies, in);
    } finally {
      inside = false;
    }
  }

  private @Nullable Command admitInside(
      Session session, Arguments request, ReplyWriter replies, @Nullable KeyspaceName in) {
    Command command = admit(session, request, replies, in);
    if (command == null || !command.is(Flag.SESSION)) {
      return command;
    }
    dispatcher.fail(
        session,
        command,
        replies,
        Errors.plain(
            "'"
                + command.name()
                + "' changes the session and cannot be run inside CACHE; send it by itself"));
    return null;
  }

  /** Whether what is looked at is inside of another request. */
  boolean isInside() {
    return inside;
  }

  // ---- rights ----

  /** Why the client may not run this, being who it is; null where it may. */
  private @Nullable String refusal(
      Session session, Command command, Arguments request, @Nullable KeyspaceName in) {
    if (!session.isAuthenticated()) {
      return command.is(Flag.NO_AUTH) ? null : Errors.NO_AUTH;
    }
    Transaction open = session.transaction();
    if (open != null && command.is(Flag.NO_MULTI) && !dispatcher.transactions().isExecuting()) {
      return null; // refused for that, as in Redis
    }
    KeyspaceName place = in == null ? session.keyspaceName() : in;
    if (in == null && open != null) {
      place = open.placeOf(session);
    }
    Context context = open == null ? Context.TOPLEVEL : Context.MULTI;
    return services.accounts().refusal(session, command, request, place, context, dispatcher.now());
  }

  /** Why a queued request may not run any more; null where it may. */
  @Nullable String refusalInExec(Session session, Transaction.Queued each) {
    if (!session.isAuthenticated()) {
      return each.command().is(Flag.NO_AUTH) ? null : Errors.NO_AUTH;
    }
    return services
        .accounts()
        .refusalInExec(
            session, each.command(), each.request(), session.keyspaceName(), dispatcher.now());
  }

  // ---- memory ----

  /** Whether there is a limit to memory that keeps the command from running. */
  boolean isOutOfMemory(
      Session session,
      Command command,
      Arguments request,
      ReplyWriter replies,
      KeyspaceName keyspaceName) {
    if (!isLimited()) {
      return false;
    }
    String refusal = memory.refusal(session, command, request, keyspaceName);
    if (refusal != null) {
      dispatcher.fail(session, command, replies, refusal);
    }
    return refusal != null;
  }

  /** Why a command of a script may not run, for want of memory; null where it may. */
  @Nullable String refusalInScript(Command command, Arguments request, KeyspaceName name) {
    return isLimited() ? memory.refusalInScript(command, request, name) : null;
  }

  /** Whether there was no memory when the script was let in that is about to begin. */
  boolean isFull() {
    return isLimited() && memory.isFull();
  }

  // ---- the state of the server ----

  /** Whether the command may not run, or not yet, because of who asks or because of a pause. */
  private boolean isHeldUp(Session session, Command command, ReplyWriter replies) {
    Demand demand = Demand.of(command, session.transaction());
    if (session.isMonitoring() && demand.touchesData()) {
      dispatcher.fail(session, command, replies, Errors.MONITORING);
      return true;
    }
    String refusal = services.supervision().refusal(demand);
    if (refusal != null) {
      dispatcher.fail(session, command, replies, refusal);
      return true;
    }
    long millis = services.supervision().pauseMillis(demand, dispatcher.now());
    if (millis > 0) {
      postponed = true;
      session.setLastCommand(command.name());
      session.client().postpone(millis);
    }
    return postponed;
  }

  /** Answers that there is no such command. */
  private void unknown(Session session, Arguments request, ReplyWriter replies) {
    if (request.matches(0, "post") || request.matches(0, "host:")) {
      // A browser was led here to speak HTTP to us; what follows is not to be run as commands.
      session.client().closeAfterReplies();
    }
    dispatcher.fail(session, null, replies, Errors.unknownCommand(request));
  }
}
