// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.SimulatedDisk;
import io.radish.effect.EffectUnit;
import io.radish.store.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;

/** Journals to be damaged, on a disk in memory. */
final class JournalSamples {
  static final Path FOLDER = Path.of("/journal");

  private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
  private final EffectLines committed = new EffectLines();
  private final ManualClock time = new ManualClock();
  private final Random random;

  JournalSamples(long seed) {
    random = new Random(seed);
  }

  SimulatedDisk disk() {
    return disk;
  }

  EffectLines committed() {
    return committed;
  }

  JournalSettings settings(Fsync fsync, long segmentBytes) {
    return new JournalSettings(
        FOLDER, disk, time, time::nanos, random::nextLong, fsync, segmentBytes);
  }

  /** Writes batches of some units each; closes the journal in order or leaves it. */
  void write(int batches, int largest, JournalSettings settings, boolean inOrder)
      throws IOException {
    JournalReader reader = new JournalReader(disk, FOLDER);
    FileJournal journal = new FileJournal(settings, reader.settle(reader.verify()));
    journal.begin();
    EffectUnit unit = journal.newUnit();
    for (int i = 0; i < batches; i++) {
      for (int n = random.nextInt(3); n >= 0; n--) {
        long seed = random.nextLong();
        new RandomEffects(new Random(seed), largest).unit(unit);
        unit.commit();
        committed.begin(journal.position(), 0);
        new RandomEffects(new Random(seed), largest).unit(committed);
        committed.end();
      }
      time.advance(Duration.ofMillis(10));
      journal.writer().round();
    }
    if (inOrder) {
      journal.writer().finish();
    }
    journal.abandon();
  }
}
