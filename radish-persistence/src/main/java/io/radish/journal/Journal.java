// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.EffectLog;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/**
 * The log of every change, in one order, of which a part is on disk and the rest soon will be.
 *
 * <p>Units get numbers from 1 on without gaps, across restarts. {@link #newUnit} and committing
 * wait for no disk, whatever state it is in; who would rather wait asks {@link #whenDurable}, and
 * who would rather refuse asks {@link #state}. All methods are safe for any thread.
 *
 * <p>An interface, because a replicated log is to be a second implementation.
 */
public interface Journal extends EffectLog, AutoCloseable {
  /**
   * Ends the open batch, so that a batch boundary lies exactly behind the newest unit, whose number
   * it returns. Called while all shard locks are held; waits for no disk.
   */
  @Override
  long seal();

  /**
   * The number up to which all units are on disk: brought there ({@link Fsync#ALWAYS}, {@link
   * Fsync#EVERYSEC}), or handed to the operating system ({@link Fsync#NO}).
   */
  long durable();

  /**
   * Runs {@code action} as soon as all units up to {@code number} are durable: at once, in the
   * caller's thread, where they are; otherwise in the journal's, which this wakes, and which the
   * action must not keep. It never runs where the journal is closed without the disk having taken
   * them.
   */
  void whenDurable(long number, Runnable action);

  /**
   * Completes with {@link #durable()} once that is at least {@code number}; see {@link
   * #whenDurable}.
   */
  default CompletableFuture<Long> durable(long number) {
    CompletableFuture<Long> future = new CompletableFuture<>();
    whenDurable(number, () -> future.complete(durable()));
    return future;
  }

  /** The number up to which an fsync has brought all units to disk; behind the durable ones. */
  long synced();

  /**
   * As {@link #whenDurable}, for units that an fsync has brought to disk; under {@link Fsync#NO}
   * somebody has to ask for one.
   */
  void whenSynced(long number, Runnable action);

  /** When units are brought to disk. */
  Fsync fsync();

  /** Changes when units are brought to disk, from now on. */
  void setFsync(Fsync fsync);

  /** Whether writers may go on. One volatile read. */
  JournalState state();

  /** How the journal does. */
  JournalStatus status();

  /**
   * Calls {@code listener} whenever the {@link #state} changes, in a thread of the journal's, in
   * order.
   */
  void addListener(JournalListener listener);

  /**
   * Begins a new segment with the next unit, unless the newest one holds none. Waits for nothing.
   */
  void rotate();

  /**
   * Deletes the segments that hold no unit behind {@code number}, but never the newest; returns how
   * many. What one segment holds besides is kept.
   */
  int dropSegmentsBefore(long number) throws IOException;

  /**
   * Brings everything to disk and ends. Nothing may be committed from here on.
   *
   * @throws IOException where the disk did not take all of it; says what is missing
   */
  @Override
  void close() throws IOException;
}
