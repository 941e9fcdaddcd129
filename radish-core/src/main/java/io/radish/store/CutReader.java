// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.memory.ShardMemory;
import io.radish.value.RecordLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads one keyspace of a {@link Cut}, a table of its index at a time, each under its shard's lock
 * for some microseconds.
 *
 * <p>Every record of the cut comes exactly once: from the index, where it was not changed since, or
 * from the records that were handed over. Young records are unmarked and passed by.
 */
public final class CutReader {
  /** Records handed over that are taken in one step. */
  private static final int KEPT_AT_ONCE = 192;

  private static final int[] NOTHING = {};

  private final Store store;
  private final int cut;
  private final CutProgress passed;
  private final long aliveAt;
  private final Contents contents;
  private int shardNumber;
  private int[] kept = NOTHING;
  private int keptRead;

  /** The batch filled last, whose large records are still held. */
  private @Nullable CutBatch current;

  CutReader(Store store, int cut, CutProgress passed, long aliveAt, Contents contents) {
    this.store = store;
    this.cut = cut;
    this.passed = passed;
    this.aliveAt = aliveAt;
    this.contents = contents;
  }

  /** Fills {@code batch} with records, at least one; false where there are no more. */
  public boolean next(CutBatch batch) {
    letGo();
    current = batch;
    while (shardNumber < store.shardCount()) {
      Shard shard = store.shard(shardNumber);
      shard.lock.lock();
      try {
        batch.clear(shard.memory);
        boolean more = step(shard, batch);
        if (batch.count() > 0) {
          return true;
        }
        if (!more) {
          shardNumber++;
        }
      } finally {
        shard.lock.unlock();
      }
    }
    return false;
  }

  /** Lets go of the large records that the last batch held; the batch is the caller's again. */
  public void letGo() {
    CutBatch batch = current;
    current = null;
    int[] held = batch == null ? NOTHING : batch.takeHeld();
    if (held.length == 0) {
      return;
    }
    Shard shard = store.shard(shardNumber);
    shard.lock.lock();
    try {
      for (int ref : held) {
        shard.unpin(ref);
      }
    } finally {
      shard.lock.unlock();
    }
  }

  /** Passes by all that is left, step by step, so that nothing stays kept or marked. */
  void discard() {
    letGo();
    while (shardNumber < store.shardCount()) {
      Shard shard = store.shard(shardNumber);
      shard.lock.lock();
      try {
        if (!discardSome(shard)) {
          shardNumber++;
        }
      } finally {
        shard.lock.unlock();
      }
    }
  }

  /** Passes by some of what is left in the shard; whether there may be more. */
  private boolean discardSome(Shard shard) {
    int end = Math.min(kept.length, keptRead + KEPT_AT_ONCE);
    while (keptRead < end) {
      shard.freeKept(kept[keptRead++]);
    }
    Index index = contents.in(shard);
    if (index == null || keptRead < kept.length) {
      return keptRead < kept.length;
    }
    CutProgress progress = index.cut();
    if (!progress.isOf(cut)) {
      // Nothing was changed here since the cut.
      index.pass(passed);
      return false;
    }
    if (!progress.isDone() && progress.young() > 0) {
      walk(shard, index, progress, null);
      return true;
    }
    // From here on nothing more is handed over.
    progress.moveTo(0);
    if (progress.keptCount() > 0) {
      takeKept(progress);
      return true;
    }
    index.pass(passed);
    return false;
  }

  private void takeKept(CutProgress progress) {
    kept = progress.takeKept();
    keptRead = 0;
  }

  /** Takes one step in the shard; whether there may be more in it. */
  private boolean step(Shard shard, CutBatch batch) {
    Index index = contents.in(shard);
    if (index == null) {
      return false;
    }
    if (keptRead < kept.length) {
      readKept(shard, batch);
      return true;
    }
    CutProgress progress = index.cut(cut);
    if (!progress.isDone()) {
      walk(shard, index, progress, batch);
      return true;
    }
    if (progress.keptCount() > 0) {
      takeKept(progress);
      return true;
    }
    index.pass(passed);
    return false;
  }

  private void walk(Shard shard, Index index, CutProgress progress, @Nullable CutBatch batch) {
    long next =
        index.visitTable(
            progress.position(),
            false,
            ref -> {
              MemorySegment segment = shard.memory.segment(ref);
              long at = ShardMemory.offset(ref);
              if (RecordLayout.isYoung(segment, at)) {
                RecordLayout.setYoung(segment, at, false);
                progress.countYoung(-1);
              } else if (batch != null && isAlive(shard, segment, at)) {
                boolean large = RecordLayout.bytes(segment, at) >= Shard.LARGE_RECORD_BYTES;
                if (large) {
                  shard.pin(ref);
                  batch.hold(ref);
                }
                batch.add(segment, at, large);
              }
            });
    progress.moveTo(next);
  }

  private void readKept(Shard shard, CutBatch batch) {
    int end = Math.min(kept.length, keptRead + KEPT_AT_ONCE);
    for (; keptRead < end; keptRead++) {
      int ref = kept[keptRead];
      MemorySegment segment = shard.memory.segment(ref);
      long at = ShardMemory.offset(ref);
      if (!isAlive(shard, segment, at)) {
        shard.freeKept(ref);
        continue;
      }
      boolean large = RecordLayout.bytes(segment, at) >= Shard.LARGE_RECORD_BYTES;
      if (large) {
        shard.pin(ref);
        batch.hold(ref);
      }
      batch.add(segment, at, large);
      shard.freeKept(ref);
    }
    if (keptRead == kept.length) {
      kept = NOTHING;
      keptRead = 0;
    }
  }

  private boolean isAlive(Shard shard, MemorySegment segment, long at) {
    return !RecordLayout.isOver(shard.memory, segment, at, aliveAt);
  }
}
