// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.Transaction.Queued;
import io.radish.resp.ReplyWriter;
import io.radish.store.ShardLocks;
import org.jspecify.annotations.Nullable;

/**
 * How requests are queued between {@code MULTI} and {@code EXEC}, and run together: what one
 * dispatcher's sessions have in common there.
 *
 * <p>All of them run under one set of locks, taken before the first: those of the keys of all, and
 * of the keys watched. So nobody sees some of their effects, nor changes anything between the look
 * at what is watched and the last of them; and what they change is one unit of the journal. The
 * time is the same for all. An error of one does not keep the others from running.
 *
 * <p>A command without keys that may look at data takes all locks along, since nobody can say which
 * it needs, and none can be taken in order later. Used by the dispatcher's thread.
 */
public final class Transactions {
  private final Dispatcher dispatcher;
  private final Services services;
  private final ShardLocks locks;
  private long mostBytes = Long.MAX_VALUE;
  private boolean executing;

  Transactions(Dispatcher dispatcher, Services services) {
    this.dispatcher = dispatcher;
    this.services = services;
    this.locks = services.store().newLocks();
  }

  /** Reads its settings again. */
  void readSettings() {
    mostBytes = Long.parseLong(services.server().setting("client-query-buffer-limit"));
  }

  /** Whether queued requests are being run. */
  boolean isExecuting() {
    return executing;
  }

  /**
   * Begins or ends to run the commands of a script, which can no more wait or answer later than
   * those of a transaction; whether commands were run together before.
   */
  boolean setExecuting(boolean now) {
    boolean before = executing;
    executing = now;
    return before;
  }

  // ---- queueing ----

  /** Begins to queue; for {@code MULTI}. */
  public void begin(Call call) {
    Session session = call.session();
    if (session.transaction() != null) {
      call.error(Errors.NESTED_MULTI);
      return;
    }
    session.setTransaction(new Transaction(services.supervision().queued()));
    call.reply().ok();
  }

  /** Queues a request that was checked, unless it is known already that nothing will run. */
  void queue(Session session, Transaction open, Queued request, ReplyWriter replies) {
    WatchedKeys watched = session.watched();
    boolean vain = open.isAborted() || (watched != null && watched.isChanged());
    String error = vain ? null : open.add(request, mostBytes);
    if (error == null) {
      if (request.command().selects()) {
        open.select(CacheNames.find(session, services.server(), request.request(), 1));
      }
      replies.simple("QUEUED");
    } else {
      dispatcher.fail(session, request.command(), replies, error);
    }
  }

  /**
   * Takes note that a request was refused before it ran.
   *
   * @return the error to answer with
   */
  String refused(Session session, @Nullable Command command, String error) {
    Transaction open = session.transaction();
    if (executing) {
      return error;
    }
    if (command != null && command.is(Flag.EXECUTES)) {
      session.endTransaction();
      return Errors.execAborted(error);
    }
    if (open != null) {
      open.abort();
    }
    return error;
  }

  /** Ends the transaction with nothing run; for {@code DISCARD}. */
  public void discard(Call call) {
    if (call.session().transaction() == null) {
      call.error(Errors.DISCARD_WITHOUT_MULTI);
      return;
    }
    call.session().endTransaction();
    call.reply().ok();
  }

  // ---- watching ----

  /** Watches the keys of the call; for {@code WATCH}. */
  public void watch(Call call) {
    Session session = call.session();
    if (session.transaction() != null) {
      call.error(Errors.WATCH_INSIDE_MULTI);
      return;
    }
    WatchedKeys watched = session.watchedOrNew(services.store());
    // Where one has changed, the transaction to come will not run, whatever becomes of others.
    for (int n = 0; n < call.keyCount() && !watched.isChanged(); n++) {
      watched.add(call.keyspaceName(), call.key(n).bytes(), call.now());
    }
    call.reply().ok();
  }

  /** Watches nothing any more; for {@code UNWATCH}. */
  public void unwatch(Call call) {
    call.session().unwatch();
    call.reply().ok();
  }

  // ---- running ----

  /** Runs what was queued; for {@code EXEC}. */
  public void execute(Call call) {
    Session session = call.session();
    Transaction open = session.transaction();
    WatchedKeys watched = session.watched();
    if (open == null) {
      call.error(Errors.EXEC_WITHOUT_MULTI);
    } else if (open.isAborted()) {
      session.endTransaction();
      call.error(Errors.EXEC_ABORTED);
    } else if (watched != null && watched.isChanged()) {
      session.endTransaction();
      call.reply().nilArray();
    } else {
      runLocked(call, open, watched);
    }
  }

  private void runLocked(Call call, Transaction open, @Nullable WatchedKeys watched) {
    addLocks(call.session(), open, watched);
    if (!locks.acquire(dispatcher.lockTimeoutMillis())) {
      locks.clear();
      dispatcher.reject(call, dispatcher.busy());
      return;
    }
    try {
      executing = true;
      if (watched != null && watched.isOutdated(call.now())) {
        call.reply().nilArray();
      } else {
        call.session().unwatch();
        runAll(call, open);
      }
    } finally {
      executing = false;
      locks.release();
      call.session().endTransaction();
    }
  }

  private void addLocks(Session session, Transaction open, @Nullable WatchedKeys watched) {
    for (Queued each : open.queued()) {
      dispatcher.addLocks(session, each, locks);
    }
    if (watched != null) {
      watched.addTo(locks);
    }
  }

  private void runAll(Call call, Transaction open) {
    ReplyWriter replies = call.reply();
    Session session = call.session();
    boolean listened = session.isSubscribed();
    if (listened) {
      // What was published so far comes before the array, nothing within it.
      replies.flush();
      session.client().deliverPushes();
    }
    replies.array(open.queued().size());
    dispatcher.beginQueued(call.session(), replies);
    for (Queued each : open.queued()) {
      replies = dispatcher.runQueued(call.session(), each, replies);
    }
    dispatcher.endQueued();
    if (listened && !session.isSubscribed() && !session.isMonitoring()) {
      call.reply().flush();
      session.client().endPushes();
    }
  }
}
