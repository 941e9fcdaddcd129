// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.EffectUnit;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal in a folder of segments.
 *
 * <p>Two threads: the writer does rounds while there is something to do and is woken by the next
 * commit otherwise; the watch looks every tenth of a second whether the writer still gets anywhere,
 * because a disk that hangs holds that where it is. Batches are sealed by whoever of them comes by,
 * so that the times they carry stay right.
 */
public final class FileJournal implements Journal {
  private static final Logger LOG = LoggerFactory.getLogger(FileJournal.class);
  private static final long WATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long {@link #close} waits for a disk that does not answer. */
  private static final long CLOSE_MILLIS = 30_000;

  private final JournalSettings settings;
  private final BlockPool pool = new BlockPool();
  private final BatchBuffer buffer;
  private final Segments segments;
  private final Health health;
  private final Waiters waiters = new Waiters();
  private final Waiters syncWaiters = new Waiters();
  private final JournalWriter writer;
  private final Thread writing =
      Thread.ofPlatform().name("journal").daemon().unstarted(this::write);
  private final Thread watching =
      Thread.ofPlatform().name("journal-watch").daemon().unstarted(this::watch);

  private volatile boolean closing;

  /** Whether the writer has nothing to do, and the watch nothing to watch. */
  private volatile boolean asleep;

  private volatile boolean finished;
  private volatile String failedToFinish = "";

  FileJournal(JournalSettings settings, JournalReading found) {
    if (!found.settled() || !found.complete()) {
      throw new IllegalArgumentException("a journal goes on where it is settled only");
    }
    this.settings = settings;
    String known = found.id();
    String id = known == null ? CheckedLine.id(settings.ids().getAsLong()) : known;
    segments = new Segments(settings.disk(), settings.folder(), List.copyOf(found.segments()));
    Health judged = new Health(settings.clock());
    health = judged;
    buffer = new BatchBuffer(found.end(), pool, this::wake, judged::brokeOff);
    writer =
        new JournalWriter(
            settings, id, found.end(), buffer, segments, health, waiters, syncWaiters);
  }

  /**
   * Goes on behind what was found in the folder, or begins a journal there, in a new segment.
   *
   * @param found the whole of it, settled
   */
  public static FileJournal open(JournalSettings settings, JournalReading found)
      throws IOException {
    FileJournal journal = new FileJournal(settings, found);
    journal.begin();
    journal.writing.start();
    journal.watching.start();
    return journal;
  }

  /** Makes the first segment. */
  void begin() throws IOException {
    boolean begun = false;
    try {
      settings.disk().createFolder(settings.folder());
      segments.deleteLeftOvers();
      writer.begin();
      begun = true;
    } finally {
      if (!begun) {
        buffer.close();
      }
    }
  }

  /** Gives back its memory and nothing else, for tests in which the power goes. */
  void abandon() {
    buffer.close();
  }

  /** What brings batches to disk, for tests that do without threads. */
  JournalWriter writer() {
    return writer;
  }

  // ---- those who commit ----

  @Override
  public EffectUnit newUnit() {
    return new EffectEncoder(buffer, pool);
  }

  @Override
  public long position() {
    return buffer.position();
  }

  @Override
  public long seal() {
    return buffer.seal(settings.clock().millis(), settings.nanos().getAsLong());
  }

  // ---- those who wait ----

  @Override
  public long durable() {
    return writer.durable();
  }

  @Override
  public void whenDurable(long number, Runnable action) {
    if (durable() >= number) {
      action.run();
    } else {
      waiters.add(number, action);
      wake();
    }
  }

  @Override
  public long synced() {
    return writer.synced();
  }

  @Override
  public void whenSynced(long number, Runnable action) {
    if (synced() >= number) {
      action.run();
    } else {
      syncWaiters.add(number, action);
      wake();
    }
  }

  @Override
  public JournalState state() {
    return health.state();
  }

  @Override
  public void addListener(JournalListener listener) {
    health.addListener(listener);
  }

  // ---- operators ----

  @Override
  public Fsync fsync() {
    return writer.fsync();
  }

  @Override
  public void setFsync(Fsync fsync) {
    writer.setFsync(fsync);
    wake();
  }

  @Override
  public void rotate() {
    writer.askRotate();
  }

  @Override
  public int dropSegmentsBefore(long number) throws IOException {
    return segments.dropBefore(number);
  }

  @Override
  public JournalStatus status() {
    long now = settings.nanos().getAsLong();
    JournalWriter.Syncs syncs = writer.syncs();
    return new JournalStatus(
        health.state(),
        health.since(),
        health.reason(),
        position(),
        durable(),
        buffer.bytes(),
        TimeUnit.NANOSECONDS.toMillis(now - buffer.oldestNanos(now)),
        syncs.last(),
        syncs.took(),
        syncs.delayed(),
        segments.count(),
        segments.bytes());
  }

  // ---- the threads ----

  private void wake() {
    LockSupport.unpark(writing);
  }

  private void write() {
    while (!closing) {
      provide();
      long pause = writer.round();
      if (pause != JournalWriter.NOTHING) {
        LockSupport.parkNanos(this, pause);
      } else if (buffer.sleepIfEmpty()) {
        sleep();
      }
    }
    try {
      writer.finish();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      LOG.error("The journal's end cannot be written", e);
      failedToFinish = String.valueOf(e.getMessage());
    }
    finished = true;
  }

  private void provide() {
    try {
      pool.provide();
    } catch (OutOfMemoryError e) {
      // Blocks are made when they are needed, or that fails; the writer needs none.
      LOG.warn("There is no memory to prepare for more of the journal", e);
    }
  }

  /** Until the next commit, or somebody who waits. */
  private void sleep() {
    pool.trim();
    asleep = true;
    LockSupport.park(this);
    asleep = false;
    LockSupport.unpark(watching);
    if (fsync() == Fsync.ALWAYS && !waiters.any() && !closing) {
      // Who committed is about to say what they wait for; so they get one fsync instead of two.
      LockSupport.parkNanos(this, JournalWriter.POLL_NANOS);
    }
  }

  private void watch() {
    while (!finished) {
      if (asleep) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, WATCH_NANOS);
        supervise();
      }
    }
  }

  /** Looks whether the writer still gets anywhere. */
  void supervise() {
    seal();
    writer.measure();
  }

  @Override
  public void close() throws IOException {
    closing = true;
    wake();
    try {
      writing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the journal was closed");
    }
    boolean ended = finished;
    finished = true;
    LockSupport.unpark(watching);
    if (!ended || !failedToFinish.isEmpty()) {
      throw new IOException(
          "units "
              + (durable() + 1)
              + " to "
              + position()
              + " of the journal are not on disk: "
              + (ended ? failedToFinish : "it does not answer"));
    }
    buffer.close();
  }
}
