// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/** Hears of changes of a journal's state. */
@FunctionalInterface
public interface JournalListener {
  /** The state became {@code state}, for that reason; must return soon. */
  void changed(JournalState state, String reason);
}
