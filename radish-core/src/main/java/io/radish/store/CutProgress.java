// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import java.util.Arrays;

/**
 * How far the snapshot of the open cut has come in one index, and the old records that wait for it
 * there. Guarded by the shard's lock.
 */
final class CutProgress {
  private int number;
  private boolean done;
  private long cursor;
  private int[] kept = new int[0];
  private int keptCount;
  private int young;

  /** Whether what lies at {@code hash} still has to be read for cut {@code open}. */
  boolean isAhead(int open, long hash) {
    return number != open || (!done && Long.compareUnsigned(hash, cursor) >= 0);
  }

  /** Says that the index is of no interest to cut {@code open}: it is younger than the cut. */
  void skip(int open) {
    number = open;
    done = true;
  }

  /** The position to go on from in cut {@code open}. */
  long position(int open) {
    if (number != open) {
      number = open;
      done = false;
      cursor = 0;
    }
    return cursor;
  }

  boolean isDone(int open) {
    return number == open && done;
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
    int[] taken = Arrays.copyOf(kept, keptCount);
    kept = new int[0];
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
