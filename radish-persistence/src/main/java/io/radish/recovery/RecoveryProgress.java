// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

/** Hears how far a recovery has come; called by several threads, at most every few megabytes. */
@FunctionalInterface
public interface RecoveryProgress {
  /** Hears nothing. */
  RecoveryProgress NONE = (phase, bytes, total, entries) -> {};

  /** What a recovery does, in this order. */
  enum Phase {
    /** The newest backups are loaded, because there is no journal yet. */
    BACKUPS,
    /** The newest checkpoint is loaded. */
    CHECKPOINT,
    /** The journal behind it is applied. */
    JOURNAL
  }

  /**
   * A recovery goes on.
   *
   * @param bytes how many bytes of the phase have been read
   * @param total how many there are; 0 where that is not known
   * @param entries how many entries were loaded and units applied so far, in all phases
   */
  void at(Phase phase, long bytes, long total, long entries);
}
