// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Objects;

/** One run of a {@link LongWork}, with where its answer goes. */
final class LongWorkRun implements Runnable {
  private final Dispatcher dispatcher;
  private final Session session;
  private final Command command;
  private final List<byte[]> words;
  private final long begunNanos = System.nanoTime();
  private final LongWork work;
  private final Deferral deferral;
  private final boolean silent;

  LongWorkRun(
      Dispatcher dispatcher,
      Session session,
      Command command,
      List<byte[]> words,
      LongWork work,
      Deferral deferral) {
    this.dispatcher = dispatcher;
    this.session = session;
    this.command = command;
    this.words = words;
    this.work = work;
    this.deferral = deferral;
    this.silent = session.replyMode() != Session.ReplyMode.ON;
  }

  @Override
  public void run() {
    if (deferral.isAbandoned()) {
      return; // nobody is left to read the answer, and others wait for their turn
    }
    try {
      answer(work.run());
    } catch (IOException | IllegalArgumentException e) {
      answer(new LongWork.Refused(Errors.plain(messageOf(e))));
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

  /** What went wrong in words; some of the file system's messages are but the file's name. */
  private static String messageOf(Exception e) {
    boolean named = e instanceof FileSystemException file && file.getReason() == null;
    String message = Objects.toString(e.getMessage(), "");
    return named || message.isEmpty() ? e.getClass().getSimpleName() + ": " + message : message;
  }

  /** Answers that there is nobody to do the work. */
  void refuse() {
    answer(new LongWork.Refused(Errors.SHUTTING_DOWN));
  }

  private void answer(LongWork.Outcome outcome) {
    deferral.complete(reply -> write(outcome, reply));
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
