// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.LookAhead;
import io.radish.store.ShardLocks;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Turns requests into replies: finds the command, checks it, takes the locks of its keys' shards
 * and runs the handler.
 *
 * <p>One for each thread that runs commands; nothing in it is shared but the {@link Services}. A
 * handler that throws has met a bug: the exception goes to the caller, who closes that connection.
 */
public final class Dispatcher {
  /** The largest number of requests that {@link #expect} makes use of. */
  public static final int EXPECTED_AT_ONCE = LookAhead.KEYS;

  private final Services services;
  private final LookAhead lookAhead;
  private final BatchClock clock;
  private final Meters meters;
  private final Call call;

  /** The call inside a {@code CACHE}; made when it is first needed. */
  private @Nullable Call inner;

  private final KeyPositions keys = new KeyPositions();
  private final NullReplies nowhere = new NullReplies();
  private ReplyWriter muted = nowhere.writer(2);
  private long lockTimeoutMillis;
  private long slowerThanNanos;

  /** Makes a dispatcher for one thread. */
  public Dispatcher(Services services) {
    this.services = services;
    this.meters = services.meters().add();
    this.clock = new BatchClock(services.store());
    this.lookAhead = services.store().newLookAhead();
    this.call = new Call(this, services);
    readSettings();
  }

  /** Reads the settings that dispatch depends on again; on the dispatcher's own thread. */
  public void readSettings() {
    long threshold = Long.parseLong(services.server().setting("busy-reply-threshold"));
    lockTimeoutMillis = threshold == 0 ? Long.MAX_VALUE : threshold;
    long micros = Long.parseLong(services.server().setting("slowlog-log-slower-than"));
    slowerThanNanos = micros < 0 ? Long.MAX_VALUE : TimeUnit.MICROSECONDS.toNanos(micros);
  }

  /** Gets ready for requests of {@code session} that are executed next. */
  public void expect(Session session, RequestPreview preview) {
    Keyspace keyspace = session.remembered();
    if (keyspace == null) {
      return;
    }
    for (int i = 0; i < preview.count(); i++) {
      lookAhead.add(keyspace, preview.array(), preview.offset(i), preview.length(i));
    }
    lookAhead.run();
  }

  /** Runs one request of {@code session}, and writes its reply; a batch of its own. */
  public void execute(Session session, Arguments request, ReplyWriter replies) {
    beginBatch();
    executeNext(session, request, replies);
  }

  /** Begins a batch of requests that follow each other without a pause. */
  public void beginBatch() {
    clock.begin();
  }

  /** Runs the next request of a batch, and writes its reply. */
  public void executeNext(Session session, Arguments request, ReplyWriter replies) {
    Session.ReplyMode before = session.replyMode();
    if (before == Session.ReplyMode.ON) {
      run(session, request, replies);
    } else {
      muted = replies;
      run(session, request, nowhere.writer(session.protocol()));
      nowhere.discard();
      replies.setProtocol(session.protocol());
    }
    Session.ReplyMode after = session.replyMode();
    if (after == Session.ReplyMode.SKIP_NEXT) {
      session.setReplyMode(Session.ReplyMode.SKIP_THIS);
    } else if (before == Session.ReplyMode.SKIP_THIS && after == before) {
      session.setReplyMode(Session.ReplyMode.ON);
    }
  }

  /** Where replies would go now if the client wanted them. */
  ReplyWriter muted() {
    return muted;
  }

  private void run(Session session, Arguments request, ReplyWriter replies) {
    Command command = check(session, request, replies);
    if (command == null) {
      return;
    }
    session.setLastCommand(command.name());
    call.begin(session, command, request, replies, session.keyspaceName());
    run(call);
    long nanos = clock.lap();
    if (nanos >= slowerThanNanos) {
      services.server().slowCommand(session, command, TimeUnit.NANOSECONDS.toMicros(nanos));
    }
  }

  /** Runs the command in a {@code CACHE}. */
  void runInner(
      Session session, Arguments request, ReplyWriter replies, KeyspaceName keyspaceName) {
    Command command = check(session, request, replies);
    if (command == null) {
      return;
    }
    if (command.is(Flag.SESSION)) {
      fail(
          session,
          command,
          replies,
          Errors.plain(
              "'"
                  + command.name()
                  + "' changes the session and cannot be run inside CACHE; send it"
                  + " by itself"));
      return;
    }
    Call nested = inner;
    if (nested == null) {
      nested = new Call(this, services);
      inner = nested;
    }
    nested.begin(session, command, request, replies, keyspaceName);
    run(nested);
  }

  private void run(Call at) {
    meters.commands++;
    if (at.command().isLocking()) {
      runLocked(at);
    } else {
      invoke(at);
    }
  }

  private void runLocked(Call at) {
    ShardLocks locks = at.locks();
    if (!addKeys(at, locks)) {
      locks.clear();
      if (at.command().hasFixedKeys()) {
        at.error(Errors.arity(at.command()));
      } else {
        // Without keys and locks; the handler finds the same fault and has the words for it.
        invoke(at);
      }
      return;
    }
    if (!locks.acquire(lockTimeoutMillis)) {
      locks.clear();
      at.error(Errors.BUSY);
      return;
    }
    try {
      invoke(at);
    } finally {
      locks.release();
    }
  }

  private boolean addKeys(Call at, ShardLocks locks) {
    int only = at.command().onlyKey();
    if (only != 0) {
      locks.add(at.addKey(only));
      return true;
    }
    keys.clear();
    if (!at.command().findKeys(at.arguments(), keys)) {
      return false; // nothing was added to the call yet
    }
    for (int n = 0; n < keys.count(); n++) {
      locks.add(at.addKey(keys.position(n)));
    }
    if (at.command().needsAllShards(at.arguments())) {
      locks.addAll();
    }
    return true;
  }

  private static void invoke(Call at) {
    Command.Handler handler = at.command().handler();
    if (handler == null) {
      throw new IllegalStateException(at.command() + " has no handler");
    }
    boolean missingStore =
        at.keyspaceName().isStore()
            && !at.command().is(Flag.NO_KEYSPACE)
            && at.command().isLocking()
            && at.keyspace() == null;
    if (missingStore) {
      at.error(Errors.noSuchStore(at.keyspaceName()));
      return;
    }
    handler.run(at);
  }

  private @Nullable Command check(Session session, Arguments request, ReplyWriter replies) {
    Command command = services.table().find(request);
    if (command == null) {
      fail(session, null, replies, unknown(session, request));
      return null;
    }
    if (command.handler() == null || !command.subcommands().isEmpty()) {
      Command sub = request.count() < 2 ? null : CommandTable.subcommand(command, request);
      if (sub == null && command.handler() == null) {
        fail(
            session,
            command,
            replies,
            request.count() < 2
                ? Errors.arity(command)
                : Errors.unknownSubcommand(command, request.text(1)));
        return null;
      }
      command = sub == null ? command : sub;
    }
    if (!command.takes(request.count())) {
      fail(session, command, replies, Errors.arity(command));
      return null;
    }
    if (!session.isAuthenticated() && !command.is(Flag.NO_AUTH)) {
      fail(session, command, replies, Errors.NO_AUTH);
      return null;
    }
    return command;
  }

  /** Redis' words for a command that is not there, with the first of its arguments. */
  private static String unknown(Session session, Arguments request) {
    String name = request.text(0);
    if (name.equalsIgnoreCase("post") || name.equalsIgnoreCase("host:")) {
      // A browser was led here to speak HTTP to us; what follows is not to be run as commands.
      session.client().closeAfterReplies();
    }
    StringBuilder text = new StringBuilder("ERR unknown command '");
    text.append(Errors.abbreviate(name)).append("', with args beginning with: ");
    for (int i = 1; i < request.count() && text.length() < 128 + 64; i++) {
      text.append('\'').append(Errors.abbreviate(request.text(i))).append("' ");
    }
    return text.toString();
  }

  private void fail(Session session, @Nullable Command command, ReplyWriter replies, String error) {
    countError(session, command, error);
    replies.error(error);
  }

  /** Counts an error that is written later, when the call that met it is over. */
  void countError(Session session, @Nullable Command command, String error) {
    meters.errors++;
    services.server().failedCommand(session, command, error);
  }

  /** The time of the command that runs, in milliseconds since the epoch. */
  long now() {
    return clock.millis();
  }

  Meters meters() {
    return meters;
  }

  /** The name of the command a request asks for, for logs; never its arguments. */
  public static String nameOf(@Nullable Command command) {
    return command == null ? "(unknown)" : command.name().toUpperCase(Locale.ROOT);
  }
}
