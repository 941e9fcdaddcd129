// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.journal.JournalReading.End;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings batches to disk, round by round. One thread calls {@link #round}; what others may call
 * says so.
 *
 * <p>A failure gives up the segment: what was not durable is written once more to a new one, behind
 * a header that says how far the old one counts. Rounds try that again and again; commits go on
 * meanwhile, into memory.
 */
final class JournalWriter {
  private static final Logger LOG = LoggerFactory.getLogger(JournalWriter.class);

  /** While there is something to do: short against what a crash may cost, long against a switch. */
  static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  /** When everysec syncs: a quarter of its second is for the disk. */
  static final long SYNC_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(750);

  /** More is synced at once, so that little is kept for a segment that may have to be given up. */
  private static final long SYNC_BYTES = 16L << 20;

  /** How long after a failure it is tried again. */
  static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long DELAYED_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** What {@link #round} returns when nothing is left to do. */
  static final long NOTHING = Long.MAX_VALUE;

  /** What is known of fsyncs. */
  record Syncs(@Nullable Instant last, Duration took, long delayed) {}

  private final JournalSettings settings;
  private final BatchBuffer buffer;
  private final Segments segments;
  private final Health health;
  private final Waiters waiters;

  /** Who waits for an fsync, whatever the setting. */
  private final Waiters syncWaiters;

  private final String id;
  private final NewestMark mark;

  /** Null after it was given up. */
  private @Nullable SegmentFile segment;

  private long retryNanos;

  /** The last batch written. */
  private End written;

  /** The last durable batch. */
  private End durableEnd;

  private long unsyncedBytes;

  // For any thread.
  private volatile long durable;

  /** The number up to which the disk has said that it has everything; set by the writer alone. */
  private volatile long synced;

  private volatile Fsync fsync;
  private volatile boolean rotateAsked;
  private volatile Syncs syncs = new Syncs(null, Duration.ZERO, 0);

  JournalWriter(
      JournalSettings settings,
      String id,
      End end,
      BatchBuffer buffer,
      Segments segments,
      Health health,
      Waiters waiters,
      Waiters syncWaiters) {
    this.settings = settings;
    this.id = id;
    this.buffer = buffer;
    this.segments = segments;
    this.health = health;
    this.waiters = waiters;
    this.syncWaiters = syncWaiters;
    mark = new NewestMark(settings.disk(), settings.folder());
    fsync = settings.fsync();
    written = end;
    durableEnd = end;
    durable = end.number();
    synced = durable;
  }

  // ---- for any thread ----

  long durable() {
    return durable;
  }

  long synced() {
    return synced;
  }

  Fsync fsync() {
    return fsync;
  }

  void setFsync(Fsync other) {
    fsync = other;
  }

  void askRotate() {
    rotateAsked = true;
  }

  Syncs syncs() {
    return syncs;
  }

  // ---- the writer's thread ----

  /** Makes the first segment. */
  void begin() throws IOException {
    beginSegment();
  }

  /** Does what is due; returns how many nanoseconds may pass until the next round. */
  long round() {
    long now = settings.nanos().getAsLong();
    if (segment == null && now - retryNanos < 0) {
      return retryNanos - now;
    }
    try {
      waiters.run(durable);
      syncWaiters.run(synced);
      boolean giveBack = segment == null;
      writeAll();
      if (giveBack || isSyncDue()) {
        sync();
        health.recovered();
      }
      measure();
    } catch (IOException | RuntimeException | OutOfMemoryError e) {
      fail(e);
      return RETRY_NANOS;
    }
    boolean nothing = durable == written.number() && durable == buffer.position();
    return nothing ? NOTHING : POLL_NANOS;
  }

  /** Says how much is not durable. For any thread. */
  void measure() {
    long now = settings.nanos().getAsLong();
    health.measure(buffer.bytes(), now - buffer.oldestNanos(now));
  }

  /** Brings everything to disk and says that it is all. */
  void finish() throws IOException {
    try {
      end();
    } catch (IOException e) {
      // A call that failed once may go well on a new segment, and there is no later round to try
      // it.
      fail(e);
      if (synced < durable) {
        // What is not on disk is not in memory either: an end would say that it is.
        throw e;
      }
      end();
    }
  }

  private void end() throws IOException {
    writeAll();
    SegmentFile last = segment();
    sync();
    long millis = Math.max(written.timeMillis(), settings.clock().millis());
    last.end(new EndLine(id, written.number(), millis, written.check()));
    segments.grewTo(last.bytes());
    last.close();
  }

  private void writeAll() throws IOException {
    if (segment == null) {
      beginSegment();
    }
    for (Batch batch = next(); batch != null; batch = next()) {
      if (isRotationDue()) {
        sync();
        segment().close();
        beginSegment();
      }
      write(batch);
      if (unsyncedBytes >= SYNC_BYTES || (fsync == Fsync.EVERYSEC && isOld())) {
        // However much still waits: a disk that is just fast enough must not put it off.
        sync();
      }
    }
  }

  private @Nullable Batch next() {
    return buffer.next(settings.clock().millis(), settings.nanos().getAsLong());
  }

  private void write(Batch batch) throws IOException {
    SegmentFile file = segment();
    int check = file.write(batch, synced, written.check());
    written = new End(batch.last(), batch.timeMillis(), check);
    buffer.written();
    segments.grewTo(file.bytes());
    if (fsync == Fsync.NO && health.state() != JournalState.FAILING) {
      becomeDurable();
    } else {
      unsyncedBytes += batch.bytes();
    }
  }

  private boolean isSyncDue() {
    if (synced < written.number() && syncWaiters.any()) {
      return true;
    }
    return switch (fsync) {
      case ALWAYS -> synced < written.number();
      // What was written under NO is durable, but not synced.
      case EVERYSEC ->
          synced < written.number() && (durable == written.number() || waiters.any() || isOld());
      // Written under another setting.
      case NO -> durable < written.number();
    };
  }

  private boolean isOld() {
    long now = settings.nanos().getAsLong();
    return now - buffer.oldestNanos(now) >= SYNC_AFTER_NANOS;
  }

  private void sync() throws IOException {
    long from = settings.nanos().getAsLong();
    long oldest = buffer.oldestNanos(from);
    segment().force();
    long to = settings.nanos().getAsLong();
    Syncs before = syncs;
    syncs =
        new Syncs(
            settings.clock().instant(),
            Duration.ofNanos(to - from),
            before.delayed() + (to - oldest > DELAYED_NANOS ? 1 : 0));
    synced = written.number();
    becomeDurable();
    syncWaiters.run(synced);
  }

  private void becomeDurable() {
    unsyncedBytes = 0;
    durableEnd = written;
    durable = written.number();
    buffer.release(durable);
    waiters.run(durable);
  }

  private boolean isRotationDue() {
    SegmentFile file = segment();
    if (file.isEmpty()) {
      rotateAsked = false;
      return false;
    }
    return rotateAsked || file.bytes() >= settings.segmentBytes();
  }

  private void beginSegment() throws IOException {
    segment = null;
    SegmentHeader header =
        new SegmentHeader(
            SegmentHeader.VERSION, id, written.number() + 1, written.timeMillis(), written.check());
    SegmentFile begun = SegmentFile.begin(settings.disk(), settings.folder(), header);
    segment = begun;
    mark.set(begun.first());
    rotateAsked = false;
    segments.began(begun.first(), begun.bytes());
  }

  private SegmentFile segment() {
    SegmentFile file = segment;
    if (file == null) {
      throw new IllegalStateException("the segment was given up");
    }
    return file;
  }

  /** Gives the segment up; what is not durable will be written once more. */
  private void fail(Throwable cause) {
    SegmentFile failed = segment;
    segment = null;
    written = durableEnd;
    unsyncedBytes = 0;
    buffer.rewrite();
    if (failed != null) {
      giveUp(failed, cause);
    }
    retryNanos = settings.nanos().getAsLong() + RETRY_NANOS;
    if (health.state() != JournalState.FAILING) {
      LOG.error("The journal cannot be written; trying again every second", cause);
    }
    health.failed(String.valueOf(cause.getMessage()));
  }

  /**
   * Closes a segment for good. Under {@link Fsync#NO} it may hold units that are on disk for all
   * the journal was asked to see to, and are not kept in memory: they are brought there if that can
   * be.
   */
  private void giveUp(SegmentFile failed, Throwable cause) {
    try (failed) {
      if (synced < durable && failed.rescue()) {
        synced = durable;
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    if (synced < durable) {
      LOG.error(
          "Units {} to {} of the journal may not be on disk: take a backup", synced + 1, durable);
    }
  }
}
