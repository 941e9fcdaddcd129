// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import java.util.List;

/** A client's answer that long work will give, with what is noted of the command then. */
final class LongWorkAnswer implements LongWorkQueue.Asker {
  private final Dispatcher dispatcher;
  private final Session session;
  private final Command command;
  private final List<byte[]> words;
  private final long begunNanos = System.nanoTime();
  private final Deferral deferral;
  private final boolean silent;

  LongWorkAnswer(
      Dispatcher dispatcher,
      Session session,
      Command command,
      List<byte[]> words,
      Deferral deferral) {
    this.dispatcher = dispatcher;
    this.session = session;
    this.command = command;
    this.words = words;
    this.deferral = deferral;
    this.silent = session.replyMode() != Session.ReplyMode.ON;
  }

  @Override
  public boolean isAbandoned() {
    return deferral.isAbandoned();
  }

  @Override
  public void answer(LongWork.Outcome outcome) {
    deferral.complete(reply -> write(outcome, reply));
  }

  @Override
  public void fail(Throwable bug) {
    // On the connection's thread it meets the one boundary that handles bugs.
    deferral.complete(
        reply -> {
          throw new IllegalStateException("long work failed", bug);
        });
  }

  private void write(LongWork.Outcome outcome, ReplyWriter reply) {
    long nanos = System.nanoTime() - begunNanos;
    boolean failed = outcome instanceof LongWork.Refused;
    dispatcher.books().finishedLater(session, command, words, nanos, failed);
    switch (outcome) {
      case LongWork.Done done -> {
        if (!silent) {
          done.reply().accept(reply);
        }
      }
      case LongWork.Refused refused -> {
        dispatcher.countError(session, command, refused.error());
        if (!silent) {
          reply.error(refused.error());
        }
      }
    }
  }
}
