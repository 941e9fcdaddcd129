// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.disk.SimulatedDisk;
import io.radish.effect.EffectUnit;
import io.radish.memory.ByteView;
import io.radish.store.ManualClock;
import io.radish.value.RecordLayout;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a journal says and does while its disk is slow, full, broken or silent. */
class JournalFailureTest {
  private static final Path FOLDER = Path.of("/journal");
  private static final int FOR_GOOD = 1 << 20;

  private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
  private final ManualClock time = new ManualClock();
  private final List<String> heard = new ArrayList<>();
  private final List<FileJournal> open = new ArrayList<>();

  private JournalSettings settings(Fsync fsync) {
    return new JournalSettings(FOLDER, disk, time, time::nanos, () -> 7, fsync, 1 << 20);
  }

  private FileJournal begin(Fsync fsync) throws IOException {
    FileJournal journal = new FileJournal(settings(fsync), JournalReading.EMPTY);
    journal.begin();
    open.add(journal);
    journal.addListener((state, reason) -> heard.add(state + ": " + reason));
    return journal;
  }

  @AfterEach
  void giveBackMemory() {
    open.forEach(FileJournal::abandon);
  }

  private static void set(Journal journal, String key, int length) {
    EffectUnit unit = journal.newUnit();
    unit.setString(
        "default_store", ByteView.of(key), ByteView.of(new byte[length]), RecordLayout.NO_DEADLINE);
    unit.commit();
  }

  private long unitsOn(SimulatedDisk on) throws IOException {
    return new JournalReader(on, FOLDER).verify().end().number();
  }

  // ---- when units become durable ----

  @Test
  void everysec_syncsBeforeASecondIsOver() throws IOException {
    FileJournal journal = begin(Fsync.EVERYSEC);
    set(journal, "a", 10);
    assertThat(journal.writer().round()).isEqualTo(JournalWriter.POLL_NANOS);
    assertThat(journal.durable()).isZero();
    time.advance(Duration.ofMillis(740));
    journal.writer().round();
    assertThat(journal.durable()).isZero();
    time.advance(Duration.ofMillis(10));
    assertThat(journal.writer().round()).isEqualTo(JournalWriter.NOTHING);
    assertThat(journal.durable()).isEqualTo(1);
    assertThat(journal.status().lastFsync()).isEqualTo(time.instant());
  }

  @Test
  void everysec_withSomebodyWaiting_syncsAtOnce() throws IOException {
    FileJournal journal = begin(Fsync.EVERYSEC);
    set(journal, "a", 10);
    CompletableFuture<Long> durable = journal.durable(1);
    assertThat(durable).isNotDone();
    journal.writer().round();
    assertThat(durable).isCompletedWithValue(1L);
    assertThat(unitsOn(disk.crash())).isEqualTo(1);
  }

  @Test
  void everysec_withMuchToSync_doesNotWait() throws IOException {
    FileJournal journal = begin(Fsync.EVERYSEC);
    set(journal, "a", 17 << 20);
    journal.writer().round();
    assertThat(journal.durable()).isEqualTo(1);
  }

  @Test
  void always_syncsEachRound() throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    set(journal, "a", 10);
    set(journal, "b", 10);
    journal.writer().round();
    assertThat(journal.durable()).isEqualTo(2);
    assertThat(unitsOn(disk.crash())).isEqualTo(2);
  }

  @Test
  void no_takesWrittenForDurableUntilToldOtherwise() throws IOException {
    FileJournal journal = begin(Fsync.NO);
    set(journal, "a", 10);
    journal.writer().round();
    assertThat(journal.durable()).isEqualTo(1);
    assertThat(journal.status().lastFsync()).isNull();
    journal.setFsync(Fsync.ALWAYS);
    set(journal, "b", 10);
    journal.writer().round();
    assertThat(unitsOn(disk.crash())).isEqualTo(2);
  }

  @Test
  void no_syncsForWhoAsksForIt() throws IOException {
    FileJournal journal = begin(Fsync.NO);
    set(journal, "a", 10);
    journal.writer().round();
    assertThat(journal.durable()).isEqualTo(1);
    assertThat(journal.synced()).isZero();
    List<String> told = new ArrayList<>();
    journal.whenSynced(1, () -> told.add("on disk"));
    assertThat(told).isEmpty();
    journal.writer().round();
    assertThat(told).containsExactly("on disk");
    assertThat(unitsOn(disk.crash())).isEqualTo(1);
    journal.whenSynced(1, () -> told.add("still"));
    assertThat(told).containsExactly("on disk", "still");
  }

  @Test
  void listener_thatComesLate_hearsOfAFailureAtOnce() throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    disk.failAt(disk.calls(), FOR_GOOD, "No space left on device");
    set(journal, "a", 10);
    journal.writer().round();
    List<JournalState> late = new ArrayList<>();
    journal.addListener((state, reason) -> late.add(state));
    assertThat(late).containsExactly(JournalState.FAILING);
  }

  @Test
  void seal_betweenUnits_putsABoundaryThere() throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    set(journal, "a", 10);
    assertThat(journal.seal()).isEqualTo(1);
    assertThat(journal.seal()).isEqualTo(1);
    set(journal, "b", 10);
    journal.writer().round();
    assertThat(new JournalReader(disk, FOLDER).verify().batches()).isEqualTo(2);
  }

  @Test
  void rotate_thenDrop_keepsWhatIsNeeded() throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    for (int i = 0; i < 4; i++) {
      set(journal, "k" + i, 10);
      journal.writer().round();
      journal.rotate();
    }
    assertThat(journal.status().segments()).isEqualTo(4);
    assertThat(journal.dropSegmentsBefore(0)).isZero();
    assertThat(journal.dropSegmentsBefore(2)).isEqualTo(2);
    assertThat(journal.dropSegmentsBefore(100)).isEqualTo(1);
    assertThat(journal.status().segments()).isEqualTo(1);
    assertThat(unitsOn(disk)).isEqualTo(4);
  }

  // ---- a disk that does not keep up ----

  @Test
  void oldUnits_makeItBehind_untilTheyAreDurable() throws IOException {
    FileJournal journal = begin(Fsync.EVERYSEC);
    set(journal, "a", 10);
    journal.supervise();
    time.advance(Duration.ofMillis(2100));
    journal.supervise();
    assertThat(journal.state()).isEqualTo(JournalState.BEHIND);
    assertThat(journal.status().lagMillis()).isEqualTo(2100);
    journal.writer().round();
    assertThat(journal.state()).isEqualTo(JournalState.HEALTHY);
    assertThat(journal.status().delayedFsyncs()).isEqualTo(1);
    assertThat(heard)
        .containsExactly(
            "BEHIND: the disk has not taken the journal for 2100 ms",
            "HEALTHY: the disk has taken all of the journal");
  }

  @Test
  void manyBytes_makeItBehind_untilTheyAreDurable() throws IOException {
    FileJournal journal = begin(Fsync.EVERYSEC);
    for (int i = 0; i < 5; i++) {
      set(journal, "a", 14 << 20);
    }
    journal.supervise();
    assertThat(heard).containsExactly("BEHIND: 70 MiB of the journal wait for the disk");
    journal.writer().round();
    time.advance(Duration.ofSeconds(1));
    journal.writer().round();
    assertThat(journal.state()).isEqualTo(JournalState.HEALTHY);
    assertThat(journal.status().lagBytes()).isZero();
  }

  @Test
  void diskThatHangs_isNoticedMeanwhile_andNothingIsLost() throws Exception {
    CountDownLatch answers = new CountDownLatch(1);
    CountDownLatch hangs = new CountDownLatch(1);
    FileJournal journal = FileJournal.open(settings(Fsync.ALWAYS), JournalReading.EMPTY);
    LinkedBlockingQueue<JournalState> states = new LinkedBlockingQueue<>();
    journal.addListener((state, reason) -> states.add(state));
    disk.hangAt(
        disk.calls(),
        () -> {
          hangs.countDown();
          try {
            answers.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    set(journal, "a", 10);
    CompletableFuture<Long> durable = journal.durable(1);
    hangs.await();
    set(journal, "b", 10);
    assertThat(durable).isNotDone();
    time.advance(Duration.ofSeconds(5));
    assertThat(states.take()).isEqualTo(JournalState.BEHIND);
    assertThat(journal.position()).isEqualTo(2);
    answers.countDown();
    assertThat(durable.get()).isBetween(1L, 2L);
    assertThat(journal.durable(2).get()).isEqualTo(2);
    assertThat(states.take()).isEqualTo(JournalState.HEALTHY);
    journal.close();
    assertThat(unitsOn(disk.crash())).isEqualTo(2);
  }

  // ---- a disk that fails ----

  private void failsAndRecovers(int callsFromNow, String words) throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    set(journal, "a", 10);
    journal.writer().round();
    disk.failAt(disk.calls() + callsFromNow, FOR_GOOD, words);
    set(journal, "b", 10);
    CompletableFuture<Long> durable = journal.durable(2);
    journal.writer().round();
    assertThat(journal.state()).isEqualTo(JournalState.FAILING);
    assertThat(journal.status().reason()).contains(words);
    assertThat(journal.status().since()).isEqualTo(time.instant());
    set(journal, "c", 10);
    int calls = disk.calls();
    assertThat(journal.writer().round()).isEqualTo(JournalWriter.RETRY_NANOS);
    assertThat(disk.calls()).isEqualTo(calls);
    time.advance(Duration.ofSeconds(1));
    journal.writer().round();
    assertThat(disk.calls()).isGreaterThan(calls);
    assertThat(journal.state()).isEqualTo(JournalState.FAILING);
    assertThat(durable).isNotDone();
    disk.failAt(-1, 0, "");
    time.advance(Duration.ofSeconds(1));
    journal.writer().round();
    assertThat(journal.state()).isEqualTo(JournalState.HEALTHY);
    assertThat(durable).isCompletedWithValue(3L);
    assertThat(journal.status().reason()).isNull();
    assertThat(heard).hasSize(2);
    EffectLines found = new EffectLines();
    new JournalReader(disk.crash(), FOLDER).read(ReadRange.ALL, found);
    assertThat(found.units()).hasSize(3);
  }

  @Test
  void failingWrite_isReportedAndMadeUpForInANewSegment() throws IOException {
    failsAndRecovers(0, "No space left on device");
  }

  @Test
  void failingFsync_isReportedAndMadeUpForInANewSegment() throws IOException {
    failsAndRecovers(1, "Input/output error");
  }

  @Test
  void folderThatCannotBeMade_isThrown() {
    disk.failAt(0, FOR_GOOD, "Read-only file system");
    assertThatThrownBy(() -> begin(Fsync.ALWAYS)).hasMessageContaining("Read-only file system");
  }

  @Test
  void close_onABrokenDisk_saysWhatIsMissing() throws IOException {
    FileJournal journal = FileJournal.open(settings(Fsync.EVERYSEC), JournalReading.EMPTY);
    disk.failAt(disk.calls(), FOR_GOOD, "No space left on device");
    set(journal, "a", 10);
    assertThatThrownBy(journal::close)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("units 1 to 1 of the journal are not on disk")
        .hasMessageContaining("No space left on device");
  }

  @Test
  void journalThatIsNotSettled_isNotGoneOnWith() throws IOException {
    FileJournal journal = begin(Fsync.ALWAYS);
    set(journal, "a", 10);
    journal.writer().round();
    JournalReading reading = new JournalReader(disk, FOLDER).verify();
    assertThat(reading.settled()).isFalse();
    assertThatThrownBy(() -> FileJournal.open(settings(Fsync.ALWAYS), reading))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
