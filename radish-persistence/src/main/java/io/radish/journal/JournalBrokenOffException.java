// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/**
 * Says that a change could not be written down for lack of memory, and nothing was since: what came
 * behind a gap would not fit the data. A start has what was there before.
 */
public final class JournalBrokenOffException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** What operators read. */
  static final String REASON =
      "a change could not be written down for lack of memory, and the journal ends before it;"
          + " BACKUP NOW saves what there is, the next start has what was there before";

  JournalBrokenOffException() {
    super(REASON);
  }
}
