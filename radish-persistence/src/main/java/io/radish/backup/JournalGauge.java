// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;

/** What the health of the backups asks of a journal, where there is one; cheap, from any thread. */
public interface JournalGauge {
  /** How long the oldest change waits that is not on disk yet; zero where none does. */
  Duration lag();

  /** The bytes in the journal's folder. */
  long folderBytes();
}
