// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.util.Objects;

/** One run of a {@link LongWork}, with where its answer goes. */
final class LongWorkRun implements Runnable {
  private final Dispatcher dispatcher;
  private final Session session;
  private final Command command;
  private final LongWork work;
  private final Deferral deferral;
  private final boolean silent;

  LongWorkRun(
      Dispatcher dispatcher, Session session, Command command, LongWork work, Deferral deferral) {
    this.dispatcher = dispatcher;
    this.session = session;
    this.command = command;
    this.work = work;
    this.deferral = deferral;
    this.silent = session.replyMode() != Session.ReplyMode.ON;
  }

  @Override
  public void run() {
    try {
      answer(work.run());
    } catch (IOException | IllegalArgumentException e) {
      answer(new LongWork.Refused(Errors.plain(Objects.toString(e.getMessage(), e.toString()))));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      refuse();
    } catch (RuntimeException | Error bug) {
      // On the connection's thread it meets the one boundary that handles bugs.
      deferral.complete(
          reply -> {
            throw bug;
          });
    }
  }

  /** Answers that there is nobody to do the work. */
  void refuse() {
    answer(new LongWork.Refused(Errors.SHUTTING_DOWN));
  }

  private void answer(LongWork.Outcome outcome) {
    deferral.complete(reply -> write(outcome, reply));
  }

  private void write(LongWork.Outcome outcome, ReplyWriter reply) {
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
