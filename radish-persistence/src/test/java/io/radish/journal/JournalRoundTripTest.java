// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.disk.DiskFileOps;
import io.radish.effect.EffectUnit;
import io.radish.memory.ByteView;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is committed is what is read, on the real disk and with the journal's own threads. */
class JournalRoundTripTest {
  private static final long NONE = -1;

  @TempDir Path folder;

  private final DiskFileOps disk = new DiskFileOps();

  private FileJournal open(Fsync fsync) throws Exception {
    return FileJournal.open(
        JournalSettings.in(folder).withFsync(fsync).withSegmentBytes(1 << 20),
        new JournalReader(disk, folder).verify());
  }

  private EffectLines read(ReadRange range) throws Exception {
    EffectLines lines = new EffectLines();
    new JournalReader(disk, folder).read(range, lines);
    return lines;
  }

  @Test
  void randomEffects_overSeveralLives_comeBackInOrder() throws Exception {
    Random random = new Random(11);
    EffectLines expected = new EffectLines();
    for (Fsync fsync : Fsync.values()) {
      try (FileJournal journal = open(fsync)) {
        long before = journal.position();
        EffectUnit unit = journal.newUnit();
        for (int i = 0; i < 500; i++) {
          long seed = random.nextLong();
          new RandomEffects(new Random(seed), 400_000).unit(unit);
          unit.commit();
          expected.begin(journal.position(), 0);
          new RandomEffects(new Random(seed), 400_000).unit(expected);
          expected.end();
        }
        assertThat(journal.position()).isEqualTo(before + 500);
      }
    }
    EffectLines found = read(ReadRange.ALL);
    assertThat(found.units()).isEqualTo(expected.units());
    assertThat(found.times()).isSorted();
    assertThat(read(ReadRange.after(700)).units()).isEqualTo(expected.units().subList(700, 1500));
    JournalReading reading = new JournalReader(disk, folder).verify();
    assertThat(reading.tail()).isNull();
    assertThat(reading.ignored()).isZero();
    assertThat(reading.end().number()).isEqualTo(1500);
    assertThat(reading.segments()).hasSizeGreaterThan(3);
  }

  @Test
  void emptyUnit_committed_isNoUnit() throws Exception {
    try (FileJournal journal = open(Fsync.NO)) {
      journal.newUnit().commit();
      assertThat(journal.position()).isZero();
    }
    assertThat(read(ReadRange.ALL).units()).isEmpty();
  }

  @Test
  void whenDurable_underEverySetting_runsAfterTheUnitIsThere() throws Exception {
    for (Fsync fsync : Fsync.values()) {
      try (FileJournal journal = open(fsync)) {
        EffectUnit unit = journal.newUnit();
        for (int i = 0; i < 20; i++) {
          unit.setString("users", ByteView.of("k" + i), ByteView.of("v"), NONE);
          unit.commit();
          long number = journal.position();
          assertThat(journal.durable(number).get(10, TimeUnit.SECONDS))
              .isGreaterThanOrEqualTo(number);
        }
      }
    }
  }

  @Test
  void committers_atOnce_haveOneOrderAndLoseNothing() throws Exception {
    int threads = 4;
    int each = 5_000;
    try (FileJournal journal = open(Fsync.EVERYSEC)) {
      List<Thread> running = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        int me = t;
        running.add(
            Thread.ofPlatform()
                .start(
                    () -> {
                      EffectUnit unit = journal.newUnit();
                      for (int i = 0; i < each; i++) {
                        unit.setString("c" + me, ByteView.of("k"), ByteView.of("" + i), NONE);
                        unit.commit();
                      }
                    }));
      }
      for (Thread thread : running) {
        thread.join();
      }
      assertThat(journal.position()).isEqualTo((long) threads * each);
    }
    EffectLines expected = new EffectLines();
    int[] next = new int[threads];
    EffectLines found = read(ReadRange.ALL);
    assertThat(found.units()).hasSize(threads * each);
    for (int i = 0; i < found.units().size(); i++) {
      int me = found.units().get(i).split(" ", -1)[3].charAt(1) - '0';
      expected.begin(i + 1, 0);
      expected.setString("c" + me, ByteView.of("k"), ByteView.of("" + next[me]++), NONE);
      expected.end();
    }
    assertThat(found.units()).isEqualTo(expected.units());
  }
}
