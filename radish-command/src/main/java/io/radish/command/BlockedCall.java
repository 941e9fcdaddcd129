// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import io.radish.store.Key;
import io.radish.store.Waiter;
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
  private final Dispatcher dispatcher;
  private final Call call;
  private final Deferral deferral;
  private final Consumer<ReplyWriter> elapsed;
  private final boolean silent;
  private final GatheredReply gathered = new GatheredReply();

  /** Errors that the second run answered with, to be counted on the connection's thread. */
  private final List<String> errors = new ArrayList<>();

  private @Nullable Throwable bug;

  private BlockedCall(
      Dispatcher dispatcher,
      Call call,
      ValueType type,
      List<Key> keys,
      @Nullable Key destination,
      Consumer<ReplyWriter> elapsed) {
    super(call.keyspaceName(), type, keys, destination);
    this.dispatcher = dispatcher;
    this.call = call;
    this.elapsed = elapsed;
    this.silent = call.session().replyMode() != Session.ReplyMode.ON;
    this.deferral = call.session().client().defer();
  }

  /**
   * Lets {@code call}, whose locks are held, wait for its first {@code waited} keys; the key behind
   * them, where there is one, is what it adds to.
   *
   * @param timeoutMillis how long it waits; 0 for as long as it takes
   * @param elapsed writes the answer when that time is over
   */
  static void begin(
      Dispatcher dispatcher,
      Call call,
      ValueType type,
      int waited,
      long timeoutMillis,
      Consumer<ReplyWriter> elapsed) {
    Call later = call.copy();
    List<Key> keys = new ArrayList<>();
    for (int n = 0; n < waited; n++) {
      keys.add(later.key(n));
    }
    Key destination = waited < later.keyCount() ? later.key(waited) : null;
    BlockedCall blocked = new BlockedCall(dispatcher, later, type, keys, destination, elapsed);
    call.store().await(blocked);
    call.session().setBlocked(blocked);
    blocked.deferral.whenGone(blocked::gone);
    if (timeoutMillis > 0) {
      blocked.deferral.after(timeoutMillis, blocked::elapse);
    }
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
    answerError(Errors.storeDeleted(keyspaceName()));
  }

  private void elapse() {
    if (end()) {
      call.store().leave(this);
      answerElapsed();
    }
  }

  private void gone() {
    if (end()) {
      call.store().leave(this);
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
    call.store().leave(this);
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
