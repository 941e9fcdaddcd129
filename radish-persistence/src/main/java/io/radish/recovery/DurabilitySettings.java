// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import io.radish.disk.FileSyncs;
import io.radish.journal.Fsync;
import io.radish.journal.JournalSettings;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneId;

/**
 * What a {@link Durability} is made of.
 *
 * @param journal the journal, whose folder has the checkpoints too
 * @param rules when checkpoints are taken, and how long they are kept
 * @param zone the zone of local times in checkpoints' files
 * @param syncThreads how many files of a checkpoint are synced at once; 0 for one after the other
 * @param pollMillis how often it is looked whether a checkpoint is due; 0 for checkpoints that are
 *     asked for only
 */
public record DurabilitySettings(
    JournalSettings journal, CheckpointRules rules, ZoneId zone, int syncThreads, long pollMillis) {
  /** A second of the journal more or less makes no difference. */
  private static final long POLL_MILLIS = 1000;

  /** The usual settings, in {@code folder}. */
  public static DurabilitySettings in(Path folder) {
    return new DurabilitySettings(
        JournalSettings.in(folder.toAbsolutePath().normalize()),
        CheckpointRules.DEFAULT,
        ZoneId.systemDefault(),
        FileSyncs.USUAL_THREADS,
        POLL_MILLIS);
  }

  /** The folder. */
  public Path folder() {
    return journal.folder();
  }

  /** The same with another journal. */
  public DurabilitySettings withJournal(JournalSettings other) {
    return new DurabilitySettings(other, rules, zone, syncThreads, pollMillis);
  }

  /** The same with another setting of {@code appendfsync}. */
  public DurabilitySettings withFsync(Fsync fsync) {
    return withJournal(journal.withFsync(fsync));
  }

  /** The same by another clock. */
  public DurabilitySettings withClock(InstantSource clock) {
    return withJournal(journal.withClock(clock));
  }

  /** The same with local times of that zone. */
  public DurabilitySettings withZone(ZoneId other) {
    return new DurabilitySettings(journal, rules, other, syncThreads, pollMillis);
  }

  /** The same with other rules for checkpoints. */
  public DurabilitySettings withRules(CheckpointRules other) {
    return new DurabilitySettings(journal, other, zone, syncThreads, pollMillis);
  }

  /** The same, doing everything in the threads of those who ask for it. */
  public DurabilitySettings withoutThreads() {
    return new DurabilitySettings(journal, rules, zone, 0, 0);
  }
}
