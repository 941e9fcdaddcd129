// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.Journal;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for a journal to be on disk. */
final class JournalWait {
  /** A disk that has not taken it by then hangs, or fails. */
  private static final long SECONDS = 60;

  private JournalWait() {}

  /**
   * Waits until the journal is on disk up to {@code position}.
   *
   * @param what what that is, for the error
   */
  static void until(Journal journal, long position, String what)
      throws IOException, InterruptedException {
    try {
      long _ = journal.durable(position).get(SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new IOException("the journal is not on disk up to " + what, e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
