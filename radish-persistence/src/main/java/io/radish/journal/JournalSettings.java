// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.DiskFileOps;
import io.radish.disk.FileOps;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * What a {@link FileJournal} is made of.
 *
 * @param folder where its segments lie; made where it is missing
 * @param disk the calls to the file system
 * @param clock the time that batches carry
 * @param nanos what durations are measured by
 * @param ids where a new journal's id comes from
 * @param fsync when it is brought to disk, to begin with
 * @param segmentBytes how long a segment gets before the next begins
 */
public record JournalSettings(
    Path folder,
    FileOps disk,
    InstantSource clock,
    LongSupplier nanos,
    LongSupplier ids,
    Fsync fsync,
    long segmentBytes) {
  /** Some seconds of a busy server: what is not needed any more goes in pieces of that size. */
  private static final long SEGMENT_BYTES = 64L << 20;

  /** A journal in {@code folder} of the real disk, on the system's clock. */
  public static JournalSettings in(Path folder) {
    SecureRandom random = new SecureRandom();
    return new JournalSettings(
        folder,
        new DiskFileOps(),
        InstantSource.system(),
        System::nanoTime,
        random::nextLong,
        Fsync.EVERYSEC,
        SEGMENT_BYTES);
  }

  /** The same with another setting of {@code appendfsync}. */
  public JournalSettings withFsync(Fsync other) {
    return new JournalSettings(folder, disk, clock, nanos, ids, other, segmentBytes);
  }

  /** The same by another clock. */
  public JournalSettings withClock(InstantSource other) {
    return new JournalSettings(folder, disk, other, nanos, ids, fsync, segmentBytes);
  }

  /** The same with segments of about that size. */
  public JournalSettings withSegmentBytes(long bytes) {
    return new JournalSettings(folder, disk, clock, nanos, ids, fsync, bytes);
  }
}
