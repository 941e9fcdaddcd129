// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import io.radish.store.Key;
import io.radish.store.Waiter;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A command that waits for a key, and is run again when the key is there.
 *
 * <p>It begins on its connection's thread, under the locks of its keys, and keeps a copy of its
 * arguments. It is run again by whichever thread brought a key into being; what it answers is
 * gathered and handed to the connection's thread. The client runs nothing else meanwhile.
 */
final class BlockedCall extends Waiter {
  /**
   * What a call waits for.
   *
   * @param waited the number of its keys that it waits for; the key behind them, where there is
   *     one, is what it adds to
   * @param timeoutMillis how long it waits; 0 for as long as it takes
   * @param elapsed writes the answer when that time is over
   * @param readiness says when it is to be run again; null for as soon as a key is of the type
   */
  record Terms(
      ValueType type,
      int waited,
      long timeoutMillis,
      Consumer<ReplyWriter> elapsed,
      @Nullable Readiness readiness) {}

  private final Dispatcher dispatcher;
  private final Call call;
  private final Deferral deferral;
  private final Consumer<ReplyWriter> elapsed;
  private final @Nullable Readiness readiness;

  private final int waitedKeys;

  /** What it holds on the heap, as it was counted. */
  private final long bytes;

  private final boolean silent;
  private final GatheredReply gathered = new GatheredReply();

  /** Errors that the second run answered with, to be counted on the connection's thread. */
  private final List<String> errors = new ArrayList<>();

  private @Nullable Throwable bug;

  private BlockedCall(
      Dispatcher dispatcher,
      Call call,
      long bytes,
      Terms terms,
      List<Key> keys,
      @Nullable Key destination) {
    super(call.keyspaceName(), terms.type(), keys, destination);
    this.bytes = bytes;
    this.waitedKeys = terms.waited();
    this.dispatcher = dispatcher;
    this.call = call;
    this.elapsed = terms.elapsed();
    this.readiness = terms.readiness();
    this.silent = call.session().replyMode() != Session.ReplyMode.ON;
    this.deferral = call.session().client().defer();
  }

  /**
   * Lets {@code call}, whose locks are held, wait.
   *
   * @param bytes what was taken for it of {@link Supervision#waiting}
   */
  static void begin(Dispatcher dispatcher, Call call, long bytes, Terms terms) {
    Call later = call.copy();
    List<Key> keys = new ArrayList<>();
    for (int n = 0; n < terms.waited(); n++) {
      keys.add(later.key(n));
    }
    Key destination = terms.waited() < later.keyCount() ? later.key(terms.waited()) : null;
    BlockedCall blocked = new BlockedCall(dispatcher, later, bytes, terms, keys, destination);
    call.store().await(blocked);
    call.session().setBlocked(blocked);
    blocked.deferral.whenGone(blocked::gone);
    if (terms.timeoutMillis() > 0) {
      blocked.deferral.after(terms.timeoutMillis(), blocked::elapse);
    }
  }

  /** The number of keys that it waits for. */
  int waitedKeys() {
    return waitedKeys;
  }

  /** Whether it is told when one of them goes, too, as who reads for a group of a stream. */
  boolean waitsForLoss() {
    return call.command().name().equals("xreadgroup");
  }

  @Override
  protected boolean wants(Key key, @Nullable Entry entry) {
    return readiness == null ? super.wants(key, entry) : readiness.isReady(key.bytes(), entry);
  }

  @Override
  protected boolean wantsLoss() {
    return readiness != null;
  }

  // ---- how it ends ----

  @Override
  protected void serve(long now) {
    try {
      try {
        call.runAgain(now, gathered.writer(call.session().protocol()), errors::add);
      } finally {
        gathered.end();
      }
    } catch (RuntimeException | Error e) {
      bug = e;
    }
  }

  @Override
  protected void afterServing() {
    giveBack();
    // The client may have gone meanwhile, and nobody reads what was gathered.
    gathered.freeWhereDone();
    answer(
        reply -> {
          try {
            writeServed(reply);
          } finally {
            gathered.close();
          }
        });
  }

  private void writeServed(ReplyWriter reply) {
    // On the connection's thread a bug meets the one boundary that handles them.
    if (bug instanceof Error error) {
      throw error;
    }
    if (bug instanceof RuntimeException exception) {
      throw exception;
    }
    errors.forEach(error -> dispatcher.countError(call.session(), call.command(), error));
    if (!silent) {
      gathered.copyTo(reply);
    }
  }

  @Override
  protected void storeDeleted() {
    giveBack();
    answerError(Errors.storeDeleted(keyspaceName()));
  }

  private void giveBack() {
    call.services().supervision().waiting().giveBack(bytes);
  }

  private void leave() {
    call.store().leave(this);
    giveBack();
  }

  private void elapse() {
    if (end()) {
      leave();
      answerElapsed();
    }
  }

  private void gone() {
    if (end()) {
      leave();
    }
    gathered.close();
  }

  /**
   * Ends the waiting by another client's wish, by any thread, as if the time were over or with an
   * error; false where it has ended already.
   */
  boolean unblock(boolean withError) {
    if (!end()) {
      return false;
    }
    leave();
    if (withError) {
      answerError(Errors.UNBLOCKED);
    } else {
      answerElapsed();
    }
    return true;
  }

  private void answerElapsed() {
    answer(
        reply -> {
          if (!silent) {
            elapsed.accept(reply);
          }
        });
  }

  private void answerError(String text) {
    answer(
        reply -> {
          dispatcher.countError(call.session(), call.command(), text);
          if (!silent) {
            reply.error(text);
          }
        });
  }

  private void answer(Consumer<ReplyWriter> answer) {
    deferral.complete(
        reply -> {
          call.session().setBlocked(null);
          answer.accept(reply);
        });
  }
}
