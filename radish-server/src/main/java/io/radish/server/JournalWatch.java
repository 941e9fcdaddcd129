// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Supervision;
import io.radish.journal.JournalListener;
import io.radish.journal.JournalState;
import io.radish.recovery.Durability;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets commands that change data run as long as the disk takes what they change: where it does not
 * keep up they wait, and where it fails they are refused, until it is well again.
 *
 * <p>A folder that was deleted is not noticed by who writes to files in it: these go on without a
 * name. So it is looked for, too; what is written to such files no start finds, and commands that
 * change data are refused until the next one. That look has a thread of its own, because a disk
 * that hangs may keep it from returning. Safe for any thread.
 */
final class JournalWatch implements JournalListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWatch.class);

  /** As much as is lost at most when the machine stops; and a look costs microseconds. */
  private static final long LOOK_MILLIS = 1000;

  private static final String UNTIL =
      " Commands that change data are refused until the disk takes it; others are served.";

  private final Supervision supervision;
  private final Durability durability;
  private final Runnable resumeClients;
  private JournalState state = JournalState.HEALTHY;
  private @Nullable String failure;
  private @Nullable String loss;

  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread looking =
      Thread.ofPlatform().daemon().name("journal-folder").unstarted(this::look);

  /**
   * Makes a watch.
   *
   * @param resumeClients is run when those who wait may have to wait no longer
   */
  JournalWatch(Supervision supervision, Durability durability, Runnable resumeClients) {
    this.supervision = supervision;
    this.durability = durability;
    this.resumeClients = resumeClients;
  }

  @Override
  public synchronized void changed(JournalState next, String reason) {
    switch (next) {
      case HEALTHY -> LOG.warn("the journal is well again: {}", reason);
      case BEHIND -> LOG.warn("the disk does not keep up with the journal: {}", reason);
      case FAILING -> LOG.error("the journal cannot be written: {}", reason);
    }
    state = next;
    failure =
        next == JournalState.FAILING
            ? "MISCONF Errors writing to the journal: " + onOneLine(reason) + "." + UNTIL
            : null;
    tell();
  }

  /** Begins to look after the folder, too. */
  void start() {
    looking.start();
  }

  /** Looks no more; whoever hangs in a look is left alone. */
  @Override
  public void close() {
    stopping.countDown();
  }

  /** No lock is held while the disk is asked. */
  private void look() {
    try {
      while (!stopping.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        String problem = problem();
        if (problem != null) {
          refuse(problem);
        }
      }
    } catch (InterruptedException e) {
      LOG.info("looking after the journal's folder was interrupted and ends");
    }
  }

  private synchronized void refuse(String problem) {
    if (loss == null) {
      LOG.error("{}: what changes now would be lost", problem);
      loss =
          "MISCONF "
              + problem
              + ". Commands that change data are refused until the server was started again; BACKUP NOW"
              + " saves what it holds.";
      tell();
    }
  }

  private @Nullable String problem() {
    try {
      return durability.isFolderInPlace()
          ? null
          : "The journal's folder " + durability.folder() + " was deleted while it was in use";
    } catch (IOException e) {
      // A disk that fails is found out by who writes; this is about a folder that is not there.
      LOG.warn("cannot look after the journal's folder", e);
      return null;
    }
  }

  /** Called with this locked. */
  private void tell() {
    supervision.setHolding(state == JournalState.BEHIND);
    supervision.setRefusal(loss != null ? loss : failure);
    resumeClients.run();
  }

  private static String onOneLine(String text) {
    return text.replace('\r', ' ').replace('\n', ' ');
  }
}
