// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.EffectUnit;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A journal without threads: whoever waits for the disk does the writer's work. */
public final class ManualJournal implements Journal {
  private final FileJournal journal;
  private boolean abandoned;

  private ManualJournal(FileJournal journal) {
    this.journal = journal;
  }

  /** Goes on behind what was found. */
  public static ManualJournal open(JournalSettings settings, JournalReading found)
      throws IOException {
    FileJournal journal = new FileJournal(settings, found);
    journal.begin();
    return new ManualJournal(journal);
  }

  /** One round of the writer. */
  public void round() {
    journal.writer().round();
  }

  /** What the watch does ten times a second. */
  public void supervise() {
    journal.supervise();
  }

  /** Gives back its memory and nothing else; safe to call twice. */
  public void abandon() {
    if (!abandoned) {
      abandoned = true;
      journal.abandon();
    }
  }

  @Override
  public EffectUnit newUnit() {
    return journal.newUnit();
  }

  @Override
  public long position() {
    return journal.position();
  }

  @Override
  public long seal() {
    return journal.seal();
  }

  @Override
  public long durable() {
    return journal.durable();
  }

  @Override
  public void whenDurable(long number, Runnable action) {
    journal.whenDurable(number, action);
    for (int i = 0; i < 3 && journal.durable() < number; i++) {
      round();
    }
  }

  @Override
  public long synced() {
    return journal.synced();
  }

  @Override
  public void whenSynced(long number, Runnable action) {
    journal.whenSynced(number, action);
    for (int i = 0; i < 3 && journal.synced() < number; i++) {
      round();
    }
  }

  /** Who waits in vain is told at once that the time is up: nobody else will bring it to disk. */
  @Override
  public CompletableFuture<Long> durable(long number) {
    CompletableFuture<Long> future =
        new CompletableFuture<>() {
          @Override
          public Long get(long timeout, TimeUnit unit)
              throws InterruptedException, ExecutionException, TimeoutException {
            return super.get(0, unit);
          }
        };
    whenDurable(number, () -> future.complete(durable()));
    return future;
  }

  @Override
  public Fsync fsync() {
    return journal.fsync();
  }

  @Override
  public void setFsync(Fsync fsync) {
    journal.setFsync(fsync);
  }

  @Override
  public JournalState state() {
    return journal.state();
  }

  @Override
  public JournalStatus status() {
    return journal.status();
  }

  @Override
  public void addListener(JournalListener listener) {
    journal.addListener(listener);
  }

  @Override
  public void rotate() {
    journal.rotate();
  }

  @Override
  public int dropSegmentsBefore(long number) throws IOException {
    return journal.dropSegmentsBefore(number);
  }

  @Override
  public void close() throws IOException {
    journal.writer().finish();
    abandon();
  }
}
