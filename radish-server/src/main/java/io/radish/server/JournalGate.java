// SPDX-License-Identifier: Apache-2.0
package io.radish.server;

import io.radish.journal.Fsync;
import io.radish.journal.Journal;
import io.radish.journal.JournalState;
import io.radish.server.net.ReplyGate;

/**
 * Keeps replies back under {@code appendfsync always} until all that was changed before them is on
 * disk: what a client was told, or has read, no crash takes back.
 *
 * <p>While the disk fails, commands that change data are refused, and the replies to others leave.
 */
final class JournalGate implements ReplyGate {
  private final Journal journal;

  JournalGate(Journal journal) {
    this.journal = journal;
  }

  @Override
  public long mark(boolean wrote) {
    if (journal.fsync() != Fsync.ALWAYS) {
      return 0;
    }
    long position = journal.position();
    boolean free = journal.durable() >= position || isOfferedAnyway(wrote);
    return free ? 0 : position;
  }

  private boolean isOfferedAnyway(boolean wrote) {
    return !wrote && journal.state() == JournalState.FAILING;
  }

  @Override
  public boolean isPassed(long mark) {
    return journal.durable() >= mark;
  }

  @Override
  public void whenPassed(long mark, Runnable action) {
    journal.whenDurable(mark, action);
  }
}
