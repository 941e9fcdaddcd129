// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.disk.SimulatedDisk;
import io.radish.disk.SimulatedDisk.PowerLoss;
import io.radish.effect.EffectUnit;
import io.radish.store.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Things done to a journal, the same for the same seed until the disk plays up: units committed,
 * rounds, time passing, seals, rotations, segments dropped, restarts. It remembers what was
 * committed and what the journal said was durable, and checks both against what is on a disk.
 */
final class JournalScript {
  private static final Path FOLDER = Path.of("/journal");
  private static final List<Fsync> SETTINGS = List.of(Fsync.ALWAYS, Fsync.EVERYSEC, Fsync.NO);
  private static final int STEPS = 40;
  private static final int SEGMENT_BYTES = 4_000;
  private static final int LARGEST = 3_000;

  private final Random random;
  private final SimulatedDisk disk;
  private final ManualClock time = new ManualClock();
  private final EffectLines committed = new EffectLines();
  private final Fsync fsync;
  private @Nullable FileJournal journal;
  private long durable;
  private long dropped;
  private boolean sawFailing;

  JournalScript(long seed, SimulatedDisk disk) {
    random = new Random(seed);
    this.disk = disk;
    fsync = SETTINGS.get((int) (seed % SETTINGS.size()));
  }

  private JournalSettings settings(SimulatedDisk on) {
    return new JournalSettings(
        FOLDER, on, time, time::nanos, () -> 0x1234_5678_9ABCL, fsync, SEGMENT_BYTES);
  }

  /** Does all of it; returns false where the power went. */
  boolean run() {
    try {
      for (int i = 0; i < STEPS; i++) {
        step();
      }
      end();
      return true;
    } catch (PowerLoss e) {
      return false;
    } finally {
      abandon();
    }
  }

  private void end() {
    try {
      restart();
    } catch (IOException e) {
      // It ends all the same.
      abandon();
    }
  }

  private void abandon() {
    FileJournal left = journal;
    journal = null;
    if (left != null) {
      left.abandon();
    }
  }

  private FileJournal open() throws IOException {
    FileJournal known = journal;
    if (known != null) {
      return known;
    }
    FileJournal fresh = new FileJournal(settings(disk), settled(disk));
    fresh.begin();
    journal = fresh;
    // What a process had in memory only went with it.
    List<String> units = committed.units();
    units.subList((int) fresh.position(), units.size()).clear();
    assertThat(fresh.position()).isGreaterThanOrEqualTo(durable);
    return fresh;
  }

  private JournalReading settled(SimulatedDisk on) throws IOException {
    JournalReader reader = new JournalReader(on, FOLDER);
    return reader.settle(reader.read(ReadRange.after(dropped), NoSink.INSTANCE));
  }

  private void step() {
    int what = random.nextInt(20);
    long seed = random.nextLong();
    time.advance(Duration.ofMillis(random.nextInt(400)));
    try {
      switch (what) {
        case 0 -> open().seal();
        case 1 -> open().rotate();
        case 2 -> drop();
        case 3 -> restart();
        case 4 -> time.set(time.instant().plusSeconds(random.nextInt(20) - 10L));
        case 5, 6, 7, 8, 9 -> open().writer().round();
        default -> commit(seed);
      }
    } catch (IOException e) {
      // What an operator would be told, who has the server started once more.
      abandon();
    }
    observe();
  }

  private void observe() {
    FileJournal known = journal;
    if (known != null) {
      assertThat(known.durable()).isGreaterThanOrEqualTo(durable);
      durable = fsync == Fsync.NO ? 0 : known.durable();
      sawFailing |= known.state() == JournalState.FAILING;
    }
  }

  private void commit(long seed) throws IOException {
    FileJournal to = open();
    if (to.state() == JournalState.FAILING && random.nextBoolean()) {
      return;
    }
    EffectUnit unit = to.newUnit();
    new RandomEffects(new Random(seed), LARGEST).unit(unit);
    unit.commit();
    committed.begin(to.position(), 0);
    new RandomEffects(new Random(seed), LARGEST).unit(committed);
    committed.end();
    assertThat(to.position()).isEqualTo(committed.units().size());
  }

  /** What a checkpoint does: nothing up to here is needed any more. */
  private void drop() throws IOException {
    FileJournal from = open();
    long number = fsync == Fsync.NO ? 0 : from.durable();
    dropped = Math.max(dropped, number);
    if (from.state() != JournalState.FAILING) {
      from.dropSegmentsBefore(number);
    }
  }

  /** Ends the process: in order, or not. */
  private void restart() throws IOException {
    FileJournal old = open();
    if (random.nextBoolean()) {
      old.writer().finish();
      durable = fsync == Fsync.NO ? 0 : old.durable();
    }
    abandon();
  }

  /** Lets the disk be well again and the journal recover; everything has to be there then. */
  void recover() throws IOException {
    FileJournal known = open();
    for (int i = 0; i < 3; i++) {
      time.advance(Duration.ofSeconds(5));
      known.writer().round();
    }
    assertThat(known.state()).isEqualTo(JournalState.HEALTHY);
    assertThat(known.durable()).isEqualTo(committed.units().size());
    durable = fsync == Fsync.NO ? 0 : known.durable();
    observe();
    abandon();
  }

  boolean sawFailing() {
    return sawFailing;
  }

  /**
   * Whether a crash may leave a journal that cannot be read: without fsync, units are not kept
   * until they are on disk, and so cannot be written once more when it turns out that they are not.
   */
  boolean mayBreak() {
    return fsync == Fsync.NO && sawFailing;
  }

  /** After a crash: all that was durable is there, in order, nothing half, and it goes on. */
  void check(SimulatedDisk after) throws IOException {
    long number = checkUnits(after);
    FileJournal next = new FileJournal(settings(after), settled(after));
    try {
      next.begin();
      EffectUnit unit = next.newUnit();
      new RandomEffects(new Random(number), LARGEST).unit(unit);
      unit.commit();
      next.setFsync(Fsync.ALWAYS);
      next.writer().round();
      assertThat(next.durable()).isEqualTo(number + 1);
    } finally {
      next.abandon();
    }
    JournalReading second =
        new JournalReader(after.crash(), FOLDER).read(ReadRange.after(dropped), NoSink.INSTANCE);
    assertThat(second.end().number()).isEqualTo(number + 1);
    assertThat(second.tail()).isNull();
  }

  private long checkUnits(SimulatedDisk after) throws IOException {
    EffectLines found = new EffectLines();
    JournalReading reading = new JournalReader(after, FOLDER).read(ReadRange.after(dropped), found);
    long number = Math.max(reading.end().number(), dropped);
    assertThat(number).isBetween(durable, (long) committed.units().size());
    assertThat(found.units()).isEqualTo(committed.units().subList((int) dropped, (int) number));
    assertThat(found.times()).isSorted();
    return number;
  }
}
