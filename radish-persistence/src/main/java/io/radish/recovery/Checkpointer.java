// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.journal.Journal;
import io.radish.journal.JournalState;
import io.radish.recovery.Manifest.KeyspaceFile;
import io.radish.snapshot.Snapshot;
import io.radish.snapshot.Snapshots;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes checkpoints, one at a time, when the journal has grown enough or somebody asks; cleans up
 * behind each.
 *
 * <p>A checkpoint counts only when the journal is on disk up to it: it must never hold a unit that
 * the journal could lose. One that fails is deleted and tried again, later each time; what there
 * was before stays. Thread-safe.
 */
final class Checkpointer {
  private static final Logger LOG = LoggerFactory.getLogger(Checkpointer.class);

  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofMinutes(5);

  /** So many times as long as one took none is taken: they have a twentieth of the time. */
  private static final int REST = 19;

  /** How many times as much as it should the journal may grow meanwhile. */
  private static final long MOST_STRETCH = 8;

  private final Snapshots store;
  private final CheckpointFolder folder;
  private final CheckpointWriter writer;
  private final History history;
  private final Journal journal;
  private final String journalId;
  private final InstantSource clock;
  private volatile CheckpointRules rules;

  /** The bytes of restored files kept so far, which a start reads again as it does the journal. */
  private final LongSupplier restoredBytes;

  private final ReentrantLock taking = new ReentrantLock();

  /** Journal bytes deleted in this life; guarded by this, as all below. */
  private long droppedBytes;

  /** The length of the journal, with restored files and what was deleted, at the last one. */
  private long bytesAtLast;

  private Duration lastTook = Duration.ZERO;
  private Instant lastEnded = Instant.MIN;
  private long taken;
  private int failures;
  private @Nullable String failure;
  private @Nullable Instant nextAttempt;

  /**
   * Makes a checkpointer.
   *
   * @param grown how much the journal has grown since the newest checkpoint
   */
  Checkpointer(
      Snapshots store,
      CheckpointFolder folder,
      CheckpointWriter writer,
      History history,
      Journal journal,
      String journalId,
      InstantSource clock,
      CheckpointRules rules,
      LongSupplier restoredBytes,
      long grown) {
    this.store = store;
    this.folder = folder;
    this.writer = writer;
    this.history = history;
    this.journal = journal;
    this.journalId = journalId;
    this.clock = clock;
    this.rules = rules;
    this.restoredBytes = restoredBytes;
    bytesAtLast = lengthNow() - grown;
  }

  /** Has other rules hold from now on. */
  void setRules(CheckpointRules other) {
    rules = other;
  }

  // ---- when ----

  /** Takes one if it is time for it; a failure is noted, logged and tried again later. */
  void takeIfDue() throws InterruptedException {
    if (!isDue()) {
      return;
    }
    try {
      CheckpointInfo _ = take();
    } catch (IOException e) {
      // Logged, and shown by the status: what there was before still holds.
      LOG.debug("The next attempt is made at {}", status().nextAttempt());
    }
  }

  private synchronized boolean isDue() {
    Instant attempt = nextAttempt;
    if (attempt != null && clock.instant().isBefore(attempt)) {
      return false;
    }
    long grown = grown();
    long threshold = threshold();
    return journal.state() != JournalState.FAILING
        && grown >= threshold
        && (isRested() || grown / MOST_STRETCH >= threshold);
  }

  private synchronized boolean isRested() {
    return !clock.instant().isBefore(lastEnded.plus(lastTook.multipliedBy(REST)));
  }

  private synchronized long grown() {
    return lengthNow() - bytesAtLast;
  }

  private long threshold() {
    CheckpointInfo newest = history.newest();
    return rules.threshold(newest == null ? 0 : newest.bytes());
  }

  // ---- how ----

  /** Takes one now; returns the newest there is, where nothing has changed since. */
  CheckpointInfo take() throws IOException, InterruptedException {
    taking.lockInterruptibly();
    try {
      CheckpointInfo taken = takeOne();
      succeeded();
      cleanUp();
      return taken;
    } catch (IOException | RuntimeException | Error e) {
      failed(e);
      throw e;
    } finally {
      taking.unlock();
    }
  }

  private CheckpointInfo takeOne() throws IOException, InterruptedException {
    try (Snapshot snapshot = store.snapshotWithOverdue()) {
      long begun = clock.millis();
      long position = snapshot.position();
      CheckpointInfo newest = history.newest();
      if (newest != null && newest.position() == position) {
        return newest;
      }
      long bytes = lengthNow();
      journal.rotate();
      boolean whole = false;
      try {
        CheckpointInfo taken = write(snapshot, position);
        whole = true;
        synchronized (this) {
          this.taken++;
          bytesAtLast = bytes;
          lastTook = Duration.ofMillis(Math.max(0, clock.millis() - begun));
          lastEnded = clock.instant();
        }
        return taken;
      } finally {
        if (!whole) {
          clear(position);
        }
      }
    }
  }

  private synchronized long lengthNow() {
    return journal.status().folderBytes() + droppedBytes + restoredBytes.getAsLong();
  }

  private CheckpointInfo write(Snapshot snapshot, long position)
      throws IOException, InterruptedException {
    Instant taken = snapshot.instant();
    Path target = folder.begin(position);
    List<KeyspaceFile> files = writer.write(snapshot, target);
    JournalWait.until(journal, position, "the checkpoint");
    boolean synced = journal.synced() >= position;
    Manifest manifest = new Manifest(journalId, position, synced, taken, files);
    folder.complete(manifest);
    CheckpointInfo info = manifest.info();
    history.add(info);
    LOG.info(
        "Checkpoint of unit {}: {} keyspaces, {} items, {} bytes",
        position,
        info.keyspaces(),
        info.items(),
        info.bytes());
    return info;
  }

  private void clear(long position) {
    try {
      folder.delete(position);
    } catch (IOException e) {
      LOG.warn("{} is left over; the next start removes it", folder.folder(position), e);
    }
  }

  /** A checkpoint is whole; what cannot be deleted now goes with the next one. */
  private void cleanUp() {
    try {
      history.cleanUp(rules, clock.instant(), journal, this::dropped);
    } catch (IOException e) {
      LOG.warn("Old checkpoints and segments cannot be deleted; tried again after the next", e);
    }
  }

  private synchronized void dropped(long bytes) {
    droppedBytes += bytes;
  }

  // ---- how it went ----

  private synchronized void succeeded() {
    failures = 0;
    failure = null;
    nextAttempt = null;
  }

  private synchronized void failed(Throwable e) {
    failures++;
    failure = e.getMessage() == null ? e.toString() : e.getMessage();
    Duration pause = FIRST_RETRY.multipliedBy(1L << Math.min(failures - 1, 20));
    pause = pause.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : pause;
    nextAttempt = clock.instant().plus(pause);
    String words = "No checkpoint could be taken, what there is stays; tried again in {}: {}";
    if (e instanceof IOException) {
      LOG.error(words, pause, failure);
    } else {
      LOG.error(words, pause, failure, e);
    }
  }

  synchronized CheckpointStatus status() {
    List<CheckpointInfo> all = history.checkpoints();
    return new CheckpointStatus(
        all.isEmpty() ? null : all.getLast(),
        lastTook,
        taking.isLocked(),
        taken,
        grown(),
        threshold(),
        failures,
        failure,
        nextAttempt,
        all.size(),
        all.stream().mapToLong(CheckpointInfo::bytes).sum(),
        all.isEmpty() ? null : all.getFirst().taken());
  }
}
