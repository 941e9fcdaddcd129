// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import java.util.Arrays;

/**
 * A shard's memory as structures of several blocks use it: it knows which blocks an open cut may
 * still be reading.
 *
 * <p>Every such block carries, in its first four bytes, the epoch it was written in. Opening a cut
 * begins a new epoch. While the cut is open a block of an older epoch is shared with it: it is
 * copied before it is written to, and kept instead of freed. Closing the cut frees what was kept.
 * So a collection costs a cut only the blocks that change meanwhile. Guarded by the shard's lock.
 */
public final class VersionedMemory {
  private final ShardMemory memory;
  private int epoch;
  private boolean cutOpen;
  private int[] keptRefs = new int[0];
  private long[] keptBytes = new long[0];
  private int kept;

  /** Makes the view of {@code memory}. */
  public VersionedMemory(ShardMemory memory) {
    this.memory = memory;
  }

  public ShardMemory memory() {
    return memory;
  }

  /** The epoch that blocks written now carry. */
  public int epoch() {
    return epoch;
  }

  /** Begins a new epoch and shares all blocks of older ones with the cut. */
  public void openCut() {
    epoch++;
    cutOpen = true;
  }

  /** Ends the sharing; what was kept for the cut is freed by {@link #freeKept}. */
  public void closeCut() {
    cutOpen = false;
  }

  /**
   * Frees up to {@code most} of the blocks that were kept for a cut that is closed.
   *
   * @return whether there are more
   */
  public boolean freeKept(int most) {
    memory.charge(memory.owed());
    for (int i = 0; i < most && kept > 0; i++) {
      kept--;
      memory.free(keptRefs[kept], keptBytes[kept]);
    }
    if (kept > 0) {
      return true;
    }
    keptRefs = new int[0];
    keptBytes = new long[0];
    return false;
  }

  /** Whether a block of {@code blockEpoch} must be copied before it is written to. */
  public boolean isShared(int blockEpoch) {
    return cutOpen && blockEpoch - epoch < 0;
  }

  /** Frees a block that the live structure no longer leads to; keeps it where the cut needs it. */
  public void free(int ref, long bytes, int blockEpoch) {
    if (!isShared(blockEpoch)) {
      memory.free(ref, bytes);
      return;
    }
    if (kept == keptRefs.length) {
      int capacity = Math.max(16, kept * 2);
      keptRefs = Arrays.copyOf(keptRefs, capacity);
      keptBytes = Arrays.copyOf(keptBytes, capacity);
    }
    keptRefs[kept] = ref;
    keptBytes[kept++] = bytes;
    memory.transfer(memory.charged(), memory.owed(), ShardMemory.blockBytes(bytes));
  }
}
