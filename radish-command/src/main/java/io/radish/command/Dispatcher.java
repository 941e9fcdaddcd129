// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.tracking.TrackingTurn;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.resp.RequestPreview;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.store.LookAhead;
import io.radish.store.Patience;
import io.radish.store.ShardLocks;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
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
  private final Bookkeeper books;
  private final LookAhead lookAhead;
  private final BatchClock clock;
  private final Call call;

  /** The call inside a {@code CACHE}; made when it is first needed. */
  private @Nullable Call inner;

  private final KeyPositions keys = new KeyPositions();
  private final Transactions transactions;
  private final Gatekeeper gate;

  /** What this thread tells of changes to keys that clients have copies of. */
  private final TrackingTurn turn;

  /** The call of a request that was queued; made when it is first needed. */
  private @Nullable Call queued;

  /** How scripts call commands; made when it is first needed. */
  private @Nullable ScriptCalls scriptCalls;

  private final NullReplies nowhere = new NullReplies();
  private ReplyWriter muted = nowhere.writer(2);
  private long lockTimeoutMillis;

  /** The call that ran last: that inside of a {@code CACHE}, where there was one. */
  private Call ran;

  /** Whether a command that changes data was run. */
  private boolean wrote;

  /** Makes a dispatcher for one thread. */
  public Dispatcher(Services services) {
    this.services = services;
    this.books = new Bookkeeper(services);
    this.clock = new BatchClock(services.store());
    this.lookAhead = services.store().newLookAhead();
    this.transactions = new Transactions(this, services);
    this.gate = new Gatekeeper(this, services);
    this.turn = services.tracking().newTurn();
    this.call = new Call(this, services);
    this.ran = call;
    readSettings();
  }

  /** Reads the settings that dispatch depends on again; on the dispatcher's own thread. */
  public void readSettings() {
    long threshold = Long.parseLong(services.server().setting("busy-reply-threshold"));
    lockTimeoutMillis = threshold == 0 ? Long.MAX_VALUE : threshold;
    books.readSettings();
    transactions.readSettings();
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
    gate.begin();
    if (before == Session.ReplyMode.ON) {
      run(session, request, replies);
    } else {
      muted = replies;
      run(session, request, nowhere.writer(session.protocol()));
      nowhere.discard();
      replies.setProtocol(session.protocol());
    }
    if (gate.hasPostponed()) {
      return;
    }
    Session.ReplyMode after = session.replyMode();
    if (after == Session.ReplyMode.SKIP_NEXT) {
      session.setReplyMode(Session.ReplyMode.SKIP_THIS);
    } else if (before == Session.ReplyMode.SKIP_THIS && after == before) {
      session.setReplyMode(Session.ReplyMode.ON);
    }
  }

  /** Whether a command that changes data was run since this was asked last. */
  public boolean hasWritten() {
    boolean written = wrote;
    wrote = false;
    return written;
  }

  /** Where replies would go now if the client wanted them. */
  ReplyWriter muted() {
    return muted;
  }

  private void run(Session session, Arguments request, ReplyWriter replies) {
    Command command = gate.admit(session, request, replies, null);
    if (command == null) {
      return;
    }
    session.setLastCommand(command.name());
    if (gate.isOutOfMemory(session, command, request, replies, session.keyspaceName())) {
      return;
    }
    Transaction open = session.transaction();
    if (open != null && !command.is(Flag.UNQUEUED)) {
      queue(session, open, command, request, replies);
      return;
    }
    wrote |= command.is(Flag.WRITE);
    call.begin(session, command, request, replies, session.keyspaceName());
    if (gate.isTracked()) {
      turn.begin(session.tracker());
    }
    try {
      run(call);
    } finally {
      if (gate.isTracked()) {
        turn.end(session.transaction() == null && !command.name().startsWith("client|"));
      }
    }
    books.finished(ran, clock.lap());
  }

  /** Takes note that the session that runs has begun to track keys. */
  void noteTracking(Session session) {
    if (!gate.isTracked()) {
      gate.noteTracked();
      turn.begin(session.tracker());
    }
  }

  // ---- transactions ----

  Transactions transactions() {
    return transactions;
  }

  /** What is answered where locks were not to be had in time. */
  String busy() {
    String script = services.scripts().busy();
    return script == null ? Errors.BUSY : script;
  }

  long lockTimeoutMillis() {
    return lockTimeoutMillis;
  }

  private void queue(
      Session session, Transaction open, Command command, Arguments request, ReplyWriter replies) {
    Command ran = command;
    if (command.innerAt() != 0) {
      KeyspaceName named = CacheNames.find(session, services.server(), request, 1);
      ran = gate.admitInner(session, request.slice(command.innerAt()), replies, named);
    }
    if (ran != null) {
      transactions.queue(session, open, new Transaction.Queued(command, ran, request), replies);
    }
    // What it took is nobody's.
    long _ = clock.lap();
  }

  /** Adds the locks that a queued request needs. */
  void addLocks(Session session, Transaction.Queued each, ShardLocks locks) {
    Command command = each.ran();
    if (command.mayLockItself()) {
      locks.addAll();
    } else if (command.isLocking()) {
      Call at = queuedCall();
      at.begin(session, command, each.ranRequest(), muted, session.keyspaceName());
      // One whose keys cannot be read needs none: it finds the fault without.
      boolean _ = addKeys(at, locks);
    }
  }

  /**
   * Gets ready to run queued requests that answer to {@code replies}, unless one says otherwise.
   */
  void beginQueued(Session session, ReplyWriter replies) {
    if (session.replyMode() == Session.ReplyMode.ON) {
      muted = replies;
    }
  }

  /** Ends what {@link #beginQueued} began. */
  void endQueued() {
    nowhere.discard();
  }

  /**
   * Runs a queued request under locks that are held, and notes it as one of its own.
   *
   * @return where to write the reply to the next one
   */
  ReplyWriter runQueued(Session session, Transaction.Queued each, ReplyWriter replies) {
    long begun = System.nanoTime();
    Call exec = ran;
    Call at = queuedCall();
    wrote |= each.command().is(Flag.WRITE);
    at.begin(session, each.command(), each.request(), replies, session.keyspaceName());
    String refusal = session.isLimited() ? gate.refusalInExec(session, each) : null;
    if (refusal == null) {
      runHeld(at);
      books.finished(ran, System.nanoTime() - begun);
    } else {
      fail(session, each.command(), replies, refusal);
    }
    ran = exec;
    ReplyWriter next = at.reply();
    return session.replyMode() == Session.ReplyMode.OFF ? nowhere.instead(next) : next;
  }

  /** Runs a call of a script under locks that are held, and notes it as one of its own. */
  void runScripted(Call at) {
    long begun = System.nanoTime();
    Call script = ran;
    wrote |= at.command().is(Flag.WRITE);
    runHeld(at);
    books.finished(ran, System.nanoTime() - begun);
    ran = script;
  }

  /** What lets requests of this thread in. */
  Gatekeeper gate() {
    return gate;
  }

  /** How scripts of this thread call commands. */
  ScriptCalls scriptCalls() {
    ScriptCalls made = scriptCalls;
    if (made == null) {
      made = new ScriptCalls(this, services);
      scriptCalls = made;
    }
    return made;
  }

  private Call queuedCall() {
    Call made = queued;
    if (made == null) {
      made = new Call(this, services);
      queued = made;
    }
    return made;
  }

  /** Runs a call under locks that are held. */
  private void runHeld(Call at) {
    ran = at;
    if (at.command().isLocking() && !findKeys(at) && at.command().hasFixedKeys()) {
      reject(at, Errors.arity(at.command()));
    } else {
      invokeAndShow(at);
    }
  }

  /** Runs the command in a {@code CACHE}. */
  void runInner(
      Session session, Arguments request, ReplyWriter replies, KeyspaceName keyspaceName) {
    Command command = gate.admitInner(session, request, replies, keyspaceName);
    boolean held = transactions.isExecuting();
    if (command == null
        || (!held && gate.isOutOfMemory(session, command, request, replies, keyspaceName))) {
      return;
    }
    Call nested = inner == null ? new Call(this, services) : inner;
    inner = null; // a script that it runs may have the same wish
    wrote |= command.is(Flag.WRITE);
    nested.begin(session, command, request, replies, keyspaceName);
    if (held) {
      runHeld(nested);
    } else {
      run(nested);
    }
    inner = nested;
  }

  private void run(Call at) {
    ran = at;
    if (at.command().isLocking()) {
      runLocked(at);
    } else {
      runPatiently(at);
    }
  }

  /** Runs a call that takes locks itself, where it takes any. */
  private void runPatiently(Call at) {
    Patience patience = Patience.ofThisThread();
    long before = patience.set(lockTimeoutMillis);
    try {
      invokeAndShow(at);
    } catch (Patience.LockedException busy) {
      reject(at, busy());
    } finally {
      long _ = patience.set(before);
    }
  }

  private void runLocked(Call at) {
    ShardLocks locks = at.locks();
    if (!addKeys(at, locks)) {
      locks.clear();
      if (at.command().hasFixedKeys()) {
        reject(at, Errors.arity(at.command()));
      } else {
        // Without keys and locks; the handler finds the same fault and has the words for it.
        invokeAndShow(at);
      }
      return;
    }
    if (!locks.acquire(lockTimeoutMillis)) {
      locks.clear();
      reject(at, busy());
      return;
    }
    try {
      invokeAndShow(at);
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
    if (!findKeys(at)) {
      return false;
    }
    for (int n = 0; n < at.keyCount(); n++) {
      locks.add(at.key(n));
    }
    if (at.command().needsAllShards(at.arguments())) {
      locks.addAll();
    }
    return true;
  }

  private boolean findKeys(Call at) {
    keys.clear();
    if (!at.command().findKeys(at.arguments(), keys)) {
      return false; // nothing was added to the call yet
    }
    for (int n = 0; n < keys.count(); n++) {
      at.addKey(keys.position(n));
    }
    return true;
  }

  private void invokeAndShow(Call at) {
    invoke(at);
    if (!gate.isAttentive()) {
      return;
    }
    if (gate.isTracked()) {
      at.rememberKeys();
    }
    if (gate.isMonitored()) {
      books.show(at);
    }
  }

  static void invoke(Call at) {
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
    } else {
      handler.run(at);
    }
  }

  /** Answers with an error instead of running the command. */
  void fail(Session session, @Nullable Command command, ReplyWriter replies, String error) {
    if (command != null) {
      books.meters().refused(command);
    }
    String answer = transactions.refused(session, gate.isInside() ? null : command, error);
    countError(session, command, answer);
    replies.error(answer);
  }

  /** As {@link #fail}, with an error that quotes what a client sent, byte by byte. */
  void fail(Session session, @Nullable Command command, ReplyWriter replies, byte[] error) {
    if (command != null) {
      books.meters().refused(command);
    }
    String text = new String(error, StandardCharsets.UTF_8);
    // No command of that name runs a transaction, so that the error stays as it is.
    String _ = transactions.refused(session, null, text);
    countError(session, command, text);
    replies.error(error);
  }

  /** Answers a call that has begun with an error instead of running it. */
  void reject(Call at, String error) {
    at.handOver();
    fail(at.session(), at.command(), at.reply(), error);
  }

  /** Counts an error that is written later, when the call that met it is over. */
  void countError(Session session, @Nullable Command command, String error) {
    books.meters().errors++;
    services.supervision().errors().count(error);
    services.server().failedCommand(session, command, error);
  }

  /** The time of the command that runs, in milliseconds since the epoch. */
  long now() {
    return clock.millis();
  }

  Bookkeeper books() {
    return books;
  }

  /** The name of the command a request asks for, for logs; never its arguments. */
  public static String nameOf(@Nullable Command command) {
    return command == null ? "(unknown)" : command.name().toUpperCase(Locale.ROOT);
  }
}
