// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import java.time.Duration;

/**
 * When checkpoints are taken, and how long the past stays restorable.
 *
 * <p>A checkpoint is taken when the journal has grown by {@code growthPercent} of the last one, and
 * by at least {@code leastBytes}: what is written besides the journal is as much as the journal at
 * most, and a start replays as much as it loads. Where data changes faster than that, so that they
 * would take more than a twentieth of the time, it grows by more, up to eight times as much.
 *
 * @param leastBytes what the journal grows by at least between two checkpoints
 * @param growthPercent how much it grows, in percent of the last checkpoint's size; 0 for no
 *     checkpoints of their own accord
 * @param restoreWindow how far back the journal reaches, with the checkpoint it builds on
 * @param historyBytes what is kept for that at most, besides the newest checkpoint and the journal
 *     behind it
 */
public record CheckpointRules(
    long leastBytes, int growthPercent, Duration restoreWindow, long historyBytes) {
  /** What Redis rewrites its file at: starts of less take no time anyway. */
  private static final long LEAST_BYTES = 64L << 20;

  private static final int GROWTH_PERCENT = 100;

  /**
   * Backups are kept hour by hour for that long by default; what is older is there day by day, and
   * nobody asks for a second of it.
   */
  private static final Duration RESTORE_WINDOW = Duration.ofDays(7);

  /** Room that a disk with a cache's backups has, and that a busy server fills within hours. */
  private static final long HISTORY_BYTES = 4L << 30;

  /** What holds unless told. */
  public static final CheckpointRules DEFAULT =
      new CheckpointRules(LEAST_BYTES, GROWTH_PERCENT, RESTORE_WINDOW, HISTORY_BYTES);

  /** Checks the bounds. */
  public CheckpointRules {
    if (leastBytes < 0 || growthPercent < 0 || restoreWindow.isNegative() || historyBytes < 0) {
      throw new IllegalArgumentException("what rules checkpoints is never negative");
    }
  }

  /** The same, reaching back that far. */
  public CheckpointRules withRestoreWindow(Duration window) {
    return new CheckpointRules(leastBytes, growthPercent, window, historyBytes);
  }

  /** The same, keeping that much at most. */
  public CheckpointRules withHistoryBytes(long bytes) {
    return new CheckpointRules(leastBytes, growthPercent, restoreWindow, bytes);
  }

  /** The same, with that much of the journal between two checkpoints. */
  public CheckpointRules withGrowth(long bytes, int percent) {
    return new CheckpointRules(bytes, percent, restoreWindow, historyBytes);
  }

  /** How much the journal grows until the next checkpoint, after one of that size. */
  long threshold(long lastBytes) {
    if (growthPercent == 0) {
      return Long.MAX_VALUE;
    }
    // A cast of what is too large gives the largest.
    return Math.max(leastBytes, (long) (lastBytes * (growthPercent / 100.0)));
  }
}
