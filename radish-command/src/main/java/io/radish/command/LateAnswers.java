// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import io.radish.value.ValueType;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which a call is answered later than others: when work in the background is done, when
 * something has happened, or when a key is there. The client's next requests wait meanwhile.
 */
public final class LateAnswers {
  /** The most that a command may hold that waits: its arguments are copied to the heap. */
  static final int MOST_WAITING_BYTES = 1 << 20;

  /** What a copied argument takes beside its bytes: an array's header, and the way to it. */
  private static final int ARGUMENT_BYTES = 32;

  /** What a key takes that is waited for: the key, its line, and the client's place in it. */
  private static final int KEY_BYTES = 512;

  private final Call call;

  LateAnswers(Call call) {
    this.call = call;
  }

  /**
   * Puts the answer off: {@code work} runs in the background, away from the network's threads, and
   * what it returns writes the answer. The call is over by then, and so are its arguments. Refused
   * in a transaction.
   */
  public void answer(LongWorkQueue.Lane lane, LongWork work) {
    answerTogether(lane, null, work);
  }

  /**
   * As {@link #answer}, for work of which one serves all who ask for it while it has not begun:
   * those with an equal {@code same}.
   */
  public void answerTogether(LongWorkQueue.Lane lane, @Nullable Object same, LongWork work) {
    if (call.isInTransaction()) {
      call.error(Errors.NOT_IN_TRANSACTION);
      return;
    }
    Deferral deferral = call.session().client().defer();
    call.putOff();
    List<byte[]> words = RequestExcerpt.logged(call.command(), call.arguments());
    call.server()
        .longWork()
        .submit(
            lane,
            same,
            work,
            new LongWorkAnswer(call.dispatcher(), call.session(), call.command(), words, deferral));
  }

  /**
   * Puts the answer off until something has happened, or a time is over; in a transaction that is
   * over at once.
   *
   * @param subscribe is given what is to be run when it has happened, once, by any thread
   * @param answer writes the answer then
   * @param timeoutMillis how long that is waited for; 0 for as long as it takes
   * @param elapsed writes the answer when that time is over
   */
  public void answerWhen(
      Consumer<Runnable> subscribe,
      Consumer<ReplyWriter> answer,
      long timeoutMillis,
      Consumer<ReplyWriter> elapsed) {
    if (call.isInTransaction()) {
      elapsed.accept(call.reply());
      return;
    }
    Deferral deferral = call.session().client().defer();
    boolean silent = call.session().replyMode() != Session.ReplyMode.ON;
    Consumer<ReplyWriter> nothing = writer -> {};
    if (timeoutMillis > 0) {
      deferral.after(timeoutMillis, () -> deferral.complete(silent ? nothing : elapsed));
    }
    deferral.whenGone(() -> {});
    subscribe.accept(() -> deferral.complete(silent ? nothing : answer));
  }

  /**
   * Whether this call may wait for a key. Where it may not, a command that would answers as if the
   * time it is ready to wait were over already.
   */
  public boolean mayBlock() {
    return !call.isRunAgain() && !call.isInTransaction();
  }

  /**
   * Puts the answer off until one of the first {@code waited} keys is of {@code type}: then the
   * command is run again. The key behind them, where the command has one more, is what it adds to
   * then. None of the keys is of the type now.
   *
   * @param timeoutMillis how long to wait; 0 for as long as it takes
   * @param elapsed writes the answer when that time is over
   */
  public void block(ValueType type, int waited, long timeoutMillis, Consumer<ReplyWriter> elapsed) {
    block(type, waited, timeoutMillis, elapsed, null);
  }

  /**
   * As {@link #block(ValueType, int, long, Consumer)}, until {@code readiness} says so: the keys
   * may be of the type already, and may go.
   */
  public void block(
      ValueType type,
      int waited,
      long timeoutMillis,
      Consumer<ReplyWriter> elapsed,
      @Nullable Readiness readiness) {
    long bytes = (long) ARGUMENT_BYTES * call.count() + (long) KEY_BYTES * call.keyCount();
    for (int i = 0; i < call.count(); i++) {
      bytes += call.arguments().length(i);
    }
    if (bytes > MOST_WAITING_BYTES) {
      call.error(Errors.TOO_LONG_TO_WAIT);
      return;
    }
    if (!call.services().supervision().waiting().take(bytes)) {
      call.error(Errors.TOO_MANY_WAIT);
      return;
    }
    BlockedCall.begin(
        call.dispatcher(),
        call,
        bytes,
        new BlockedCall.Terms(type, waited, timeoutMillis, elapsed, readiness));
  }
}
