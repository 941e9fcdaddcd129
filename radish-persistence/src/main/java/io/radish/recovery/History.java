// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.Journal;
import io.radish.journal.JournalReader;
import io.radish.journal.Segment;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole checkpoints, and which of them, of the segments and of the kept restores may go.
 *
 * <pre>
 *        gone            |<------------- restore window ------------->| now
 *   c1 ===== c2 ====== [c3] ===|===== c4 ======== c5 =============== c6 ==
 *                       '- the base: the last one taken before the window begins
 * </pre>
 *
 * <p>The base moves on to a newer one while what is kept besides the newest and the journal behind
 * it is more than wanted; the newest stays in any case. Checkpoints go before the segments they
 * build on, so that none is left that leads nowhere. What somebody reads stays until a clean-up
 * after that. Thread-safe; one thread at a time cleans up.
 */
final class History {
  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  private final CheckpointFolder folder;
  private final JournalReader reader;
  private final KeptRestores restores;

  /** The whole ones, oldest first; guarded by this. */
  private final List<CheckpointInfo> checkpoints = new ArrayList<>();

  /** Those who read the past now; guarded by this. */
  private final Set<Hold> holds = new HashSet<>();

  /** Everything before that position goes or is gone; guarded by this. */
  private long goneBefore;

  History(CheckpointFolder folder, JournalReader reader, KeptRestores restores) {
    this.folder = folder;
    this.reader = reader;
    this.restores = restores;
  }

  synchronized void add(CheckpointInfo checkpoint) {
    checkpoints.add(checkpoint);
    checkpoints.sort((a, b) -> Long.compare(a.position(), b.position()));
  }

  synchronized List<CheckpointInfo> checkpoints() {
    return List.copyOf(checkpoints);
  }

  synchronized @Nullable CheckpointInfo newest() {
    return checkpoints.isEmpty() ? null : checkpoints.getLast();
  }

  /** What there is of the past when this is made; none of it goes until it is closed. */
  final class Hold implements AutoCloseable {
    private final List<CheckpointInfo> held;

    private Hold(List<CheckpointInfo> held) {
      this.held = held;
    }

    /** The checkpoints, oldest first. */
    List<CheckpointInfo> checkpoints() {
      return held;
    }

    private long from() {
      return held.isEmpty() ? Long.MAX_VALUE : held.getFirst().position();
    }

    @Override
    public void close() {
      release(this);
    }
  }

  /** Holds on to all that there is, for who reads it. */
  synchronized Hold hold() {
    Hold hold =
        new Hold(checkpoints.stream().filter(each -> each.position() >= goneBefore).toList());
    holds.add(hold);
    return hold;
  }

  private synchronized void release(Hold hold) {
    holds.remove(hold);
  }

  /** Decides that what is before {@code position} goes, but for what is held. */
  private synchronized long letGoBefore(long position) {
    long held = holds.stream().mapToLong(Hold::from).min().orElse(Long.MAX_VALUE);
    goneBefore = Math.max(goneBefore, Math.min(position, held));
    return goneBefore;
  }

  private synchronized void remove(CheckpointInfo checkpoint) {
    checkpoints.remove(checkpoint);
  }

  /**
   * Deletes what is not needed any more.
   *
   * @param dropped told how many bytes of the journal went
   */
  void cleanUp(CheckpointRules rules, Instant now, Journal journal, LongConsumer dropped)
      throws IOException {
    List<CheckpointInfo> all = checkpoints();
    if (all.isEmpty()) {
      return;
    }
    List<Segment> segments = reader.segments();
    long from = letGoBefore(base(all, segments, restores.files(), rules, now).position());
    for (CheckpointInfo checkpoint : all) {
      if (checkpoint.position() < from) {
        folder.delete(checkpoint.position());
        remove(checkpoint);
        LOG.info("Deleted the checkpoint of unit {}: nothing needs it", checkpoint.position());
      }
    }
    int count = journal.dropSegmentsBefore(from);
    if (count > 0) {
      dropped.accept(segments.stream().limit(count).mapToLong(Segment::bytes).sum());
      LOG.info("Deleted {} segments of the journal: nothing needs them", count);
    }
    restores.dropBefore(from);
  }

  /** The oldest checkpoint to keep. */
  static CheckpointInfo base(
      List<CheckpointInfo> oldestFirst,
      List<Segment> segments,
      List<KeptRestores.RestoredFile> restored,
      CheckpointRules rules,
      Instant now) {
    Instant from = now.minus(rules.restoreWindow());
    int base = 0;
    for (int i = 0; i < oldestFirst.size(); i++) {
      if (!oldestFirst.get(i).taken().isAfter(from)) {
        base = i;
      }
    }
    CheckpointInfo newest = oldestFirst.getLast();
    while (base < oldestFirst.size() - 1
        && bytes(oldestFirst.subList(base, oldestFirst.size() - 1), segments, restored, newest)
            > rules.historyBytes()) {
      base++;
    }
    return oldestFirst.get(base);
  }

  /** What checkpoints take, and what leads from the first of them to the newest. */
  private static long bytes(
      List<CheckpointInfo> checkpoints,
      List<Segment> segments,
      List<KeptRestores.RestoredFile> restored,
      CheckpointInfo newest) {
    long sum = checkpoints.stream().mapToLong(CheckpointInfo::bytes).sum();
    long from = checkpoints.getFirst().position();
    for (int i = 0; i + 1 < segments.size(); i++) {
      long behind = segments.get(i + 1).first();
      if (behind > from + 1 && behind <= newest.position() + 1) {
        sum += segments.get(i).bytes();
      }
    }
    for (KeptRestores.RestoredFile file : restored) {
      if (file.neededUntil() > from && file.neededUntil() <= newest.position()) {
        sum += file.bytes();
      }
    }
    return sum;
  }
}
