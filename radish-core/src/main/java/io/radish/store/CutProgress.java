// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Arrays;

/**
 * How far the snapshot of one cut has come in one index, and the old records that wait for it
 * there. Guarded by the shard's lock.
 *
 * <p>An index has one of its own only between the first change ahead of the snapshot, or the first
 * visit of the snapshot, and the end of the visit: where nothing is kept, all indexes share a
 * {@link #passed} one, so that ten thousand caches cost a cut nothing each.
 */
final class CutProgress {
  /** The progress of a cut that is not open: every other cut has all of the index ahead. */
  static final CutProgress NONE = passed(0);

  private static final int[] NOTHING = {};

  private final int number;
  private boolean done;
  private long cursor;
  private int[] kept = NOTHING;
  private int keptCount;
  private int young;

  /** Makes the progress in an index that cut {@code number} has not come to. */
  CutProgress(int number) {
    this.number = number;
  }

  /** A progress to be shared by indexes that hold nothing more for cut {@code number}. */
  static CutProgress passed(int number) {
    CutProgress passed = new CutProgress(number);
    passed.done = true;
    return passed;
  }

  boolean isOf(int cut) {
    return number == cut;
  }

  /** Whether what lies at {@code hash} still has to be read for cut {@code open}. */
  boolean isAhead(int open, long hash) {
    return number != open || (!done && Long.compareUnsigned(hash, cursor) >= 0);
  }

  /** The position to go on from. */
  long position() {
    return cursor;
  }

  boolean isDone() {
    return done;
  }

  /** Moves on to {@code next}; 0 past the last position. */
  void moveTo(long next) {
    cursor = next;
    done = next == 0;
  }

  /** Takes over an old record, to be read and freed by the snapshot. */
  void keep(int ref) {
    if (keptCount == kept.length) {
      kept = Arrays.copyOf(kept, Math.max(8, keptCount * 2));
    }
    kept[keptCount++] = ref;
  }

  int keptCount() {
    return keptCount;
  }

  /** Gives the old records up to the caller. */
  int[] takeKept() {
    int[] taken = keptCount == kept.length ? kept : Arrays.copyOf(kept, keptCount);
    kept = NOTHING;
    keptCount = 0;
    return taken;
  }

  void countYoung(int change) {
    young += change;
  }

  /** Records marked young that the snapshot has not come to yet. */
  int young() {
    return young;
  }
}
