// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.command.Supervision;
import io.radish.journal.JournalListener;
import io.radish.journal.JournalState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets commands that change data run as long as the disk takes what they change: where it does not
 * keep up they wait, and where it fails they are refused, until it is well again.
 */
final class JournalWatch implements JournalListener {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWatch.class);

  private final Supervision supervision;
  private final Runnable resumeClients;

  JournalWatch(Supervision supervision, Runnable resumeClients) {
    this.supervision = supervision;
    this.resumeClients = resumeClients;
  }

  @Override
  public void changed(JournalState state, String reason) {
    switch (state) {
      case HEALTHY -> LOG.warn("the journal is well again: {}", reason);
      case BEHIND -> LOG.warn("the disk does not keep up with the journal: {}", reason);
      case FAILING -> LOG.error("the journal cannot be written: {}", reason);
    }
    supervision.setHolding(state == JournalState.BEHIND);
    supervision.setRefusal(state == JournalState.FAILING ? refusal(reason) : null);
    resumeClients.run();
  }

  private static String refusal(String reason) {
    return "MISCONF Errors writing to the journal: "
        + reason.replace('\r', ' ').replace('\n', ' ')
        + ". Commands that change data are refused until the disk takes it; others are served.";
  }
}
