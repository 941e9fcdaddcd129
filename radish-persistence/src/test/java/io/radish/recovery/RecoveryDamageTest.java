// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.radish.disk.DiskFileOps;
import io.radish.journal.JournalSettings;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Damaged folders: a start stops and says what can be done, and doing that helps. */
@Timeout(120)
class RecoveryDamageTest {
  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private Store store = newStore();
  private Map<String, Map<String, String>> whole = Map.of();
  private Map<String, Map<String, String>> atCheckpoint = Map.of();
  private long checkpoint;

  private Store newStore() {
    return Store.builder().shards(16).clock(clock).build();
  }

  private Path folder() {
    return home.resolve("journal");
  }

  private DurabilitySettings settings() {
    return onClock(DurabilitySettings.in(folder()));
  }

  private DurabilitySettings onClock(DurabilitySettings usual) {
    JournalSettings journal = usual.journal();
    return usual
        .withoutThreads()
        .withJournal(
            new JournalSettings(
                journal.folder(),
                journal.disk(),
                clock,
                journal.nanos(),
                journal.ids(),
                journal.fsync(),
                200));
  }

  @BeforeEach
  void makeAFolder() throws Exception {
    try (Durability durability = Durability.open(store, settings())) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      store.cache("users").set("a", "1");
      checkpoint = durability.checkpointNow().position();
      atCheckpoint = Contents.of(store);
      for (int i = 0; i < 6; i++) {
        store.cache("users").set("b" + i, "2");
        durability.journal().durable(durability.journal().position()).join();
      }
      whole = Contents.of(store);
    }
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private RecoveryReport start() throws IOException, InterruptedException {
    store.close();
    store = newStore();
    try (Durability durability = Durability.open(store, settings())) {
      RecoveryReport report = durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      return report;
    }
  }

  private JournalRecoveryException stopped() throws IOException {
    assertThat(inspect().isWhole()).as("what a start stops at is shown before").isFalse();
    JournalRecoveryException stop =
        catchThrowableOfType(JournalRecoveryException.class, this::start);
    assertThat(stop).isNotNull();
    assertThat(stop).hasMessageContaining("radish recover --journal-dir " + folder());
    return stop;
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> all = Files.walk(folder())) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains(part))
          .filter(path -> !path.toString().contains(".aside"))
          .sorted()
          .toList();
    }
  }

  private Path segment(int i) throws IOException {
    return files(".aof").get(i);
  }

  private Path newestCheckpointFile() throws IOException {
    return files("checkpoint_").stream()
        .filter(path -> path.toString().contains("cache_users"))
        .toList()
        .getLast();
  }

  private static void flip(Path file, long offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[(int) offset] ^= 0x10;
    Files.write(file, bytes);
  }

  private interface Repair {
    List<String> with(JournalRepair repair) throws IOException;
  }

  private List<String> repair(Repair what) throws IOException {
    try (JournalRepair repair = JournalRepair.open(new DiskFileOps(), folder())) {
      return what.with(repair);
    }
  }

  /** The segment and the byte that the choices name. */
  private static String placeToCut(JournalRecoveryException stop) {
    return stop.choices().stream()
        .filter(each -> each.contains("--truncate-at"))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*--truncate-at ([^ ]+) .*", "$1");
  }

  private List<String> cut(String place) throws IOException {
    int colon = place.indexOf(':');
    return repair(
        repair ->
            repair.truncateAt(
                place.substring(0, colon), Long.parseLong(place.substring(colon + 1))));
  }

  private JournalInspection inspect() throws IOException {
    return JournalInspection.of(new DiskFileOps(), folder());
  }

  @Test
  void wholeFolder_isInspectedAndFoundWhole() throws Exception {
    JournalInspection found = inspect();
    assertThat(found.isWhole()).isTrue();
    assertThat(found.inUseBy()).isNull();
    assertThat(found.checkpoints()).hasSize(2);
    assertThat(found.checkpoints().getFirst().position()).isEqualTo(checkpoint);
    assertThat(Objects.requireNonNull(found.journal()).end().number()).isEqualTo(checkpoint + 6);
    assertThat(found.choices()).isEmpty();
    start();
    assertThat(Contents.of(store)).isEqualTo(whole);
  }

  @Test
  void damagedNewestCheckpoint_withAnOlderOneAndTheJournal_isPassedOver() throws Exception {
    flip(newestCheckpointFile(), 200);
    assertThat(inspect().isWhole()).isFalse();
    RecoveryReport report = start();
    assertThat(Contents.of(store)).isEqualTo(whole);
    assertThat(report.notes()).first().asString().contains("passed over", "nothing is lost");
    assertThat(start().notes()).isEmpty();
    assertThat(Contents.of(store)).isEqualTo(whole);
  }

  @Test
  void missingCheckpointFile_withoutAnOlderCheckpoint_stops() throws Exception {
    Path older = folder().resolve("checkpoint_00000000000000000000");
    for (Path file : files("checkpoint_00000000000000000000")) {
      Files.delete(file);
    }
    Files.delete(older);
    Path file = newestCheckpointFile();
    Files.delete(file);
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining(file + " is missing");
    assertThat(stop.choices()).anyMatch(choice -> choice.contains("--from-backups"));
  }

  @Test
  void damagedCheckpoint_whoseJournalIsGone_stopsAndNamesTheOlderOne() throws Exception {
    Files.delete(segment(0));
    flip(files("manifest.json").getLast(), 40);
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining("manifest.json").hasMessageContaining("checksum");
    assertThat(stop.choices()).anyMatch(choice -> choice.contains("--checkpoint 0"));
    repair(repair -> repair.useCheckpoint(0));
    assertThat(stopped()).hasMessageContaining("--discard-journal");
    repair(JournalRepair::discardJournal);
    RecoveryReport report = start();
    assertThat(report.entries()).isZero();
    assertThat(store.cache("users").get("a")).isEmpty();
  }

  @Test
  void missingSegment_stops() throws Exception {
    assertThat(files(".aof")).hasSizeGreaterThan(3);
    Files.delete(segment(2));
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining("missing");
    repair(JournalRepair::discardJournal);
    start();
    assertThat(Contents.of(store)).isEqualTo(atCheckpoint);
    start();
    assertThat(Contents.of(store)).isEqualTo(atCheckpoint);
  }

  @Test
  void newestSegmentGone_stopsAndWhatIsThereCanBeKept() throws Exception {
    String newest = files(".aof").getLast().getFileName().toString();
    Files.delete(files(".aof").getLast());
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining(newest + ", is gone");
    String place = placeToCut(stop);
    long bytes = Files.size(files(".aof").getLast());
    assertThat(place).isEqualTo(files(".aof").getLast().getFileName() + ":" + bytes);
    cut(place);
    start();
    assertThat(store.cache("users").get("b4")).hasValue("2");
    start();
    assertThat(store.cache("users").get("b4")).hasValue("2");
  }

  @Test
  void allSegmentsGone_stops() throws Exception {
    for (Path each : files(".aof")) {
      Files.delete(each);
    }
    assertThat(stopped()).hasMessageContaining("is gone");
  }

  @Test
  void flippedByteInTheMiddle_stopsAndCuttingThereHelps() throws Exception {
    Path segment = files(".aof").getFirst();
    for (Path each : files(".aof")) {
      segment = Files.readString(each).contains("\nb1\r") ? each : segment;
    }
    String text = Files.readString(segment);
    flip(segment, text.indexOf("\nb1\r") + 1);
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining(segment.toString());
    String place = placeToCut(stop);
    assertThat(place).startsWith(segment.getFileName() + ":");
    assertThat(cut(place)).isNotEmpty();
    start();
    assertThat(store.cache("users").get("b0")).hasValue("2");
    assertThat(store.cache("users").contains("b1")).isFalse();
    assertThat(inspect().aside()).anyMatch(name -> name.endsWith(".aof.aside"));
  }

  @Test
  void tornTail_isCutAndKeptAsideAndSaid() throws Exception {
    Path newest = files(".aof").getLast();
    Files.writeString(
        newest,
        Files.readString(newest).replaceAll("#END[^\n]*\n", "") + "*3\r\n$3\r\nSET\r\n$1\r\nx");
    RecoveryReport report = start();
    assertThat(Contents.of(store)).isEqualTo(whole);
    assertThat(report.notes()).hasSize(1);
    assertThat(report.notes().getFirst()).contains("torn", "18 bytes", ".torn");
    assertThat(Files.readString(files(".torn").getFirst())).startsWith("*3\r\n$3");
    assertThat(start().notes()).isEmpty();
  }

  @Test
  void fromBackups_movesEverythingAsideAndBeginsAnew() throws Exception {
    int before = files("").size();
    repair(JournalRepair::fromBackups);
    RecoveryReport report = start();
    assertThat(report.isFirstStart()).isTrue();
    assertThat(store.cache("users").contains("a")).isFalse();
    try (Stream<Path> all = Files.walk(folder())) {
      assertThat(all.filter(Files::isRegularFile).count()).isGreaterThanOrEqualTo(before);
    }
    start();
  }

  @Test
  void journalOfAnother_stops() throws Exception {
    Path other = home.resolve("other");
    try (Store third = newStore();
        Durability durability = Durability.open(third, onClock(DurabilitySettings.in(other)))) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      third.cache("users").set("z", "9");
    }
    for (Path each : files("")) {
      String name = each.getFileName().toString();
      if (name.endsWith(".aof") || name.startsWith("newest_")) {
        Files.delete(each);
      }
    }
    Path strange = other.resolve("journal_00000000000000000001.aof");
    Files.copy(strange, folder().resolve("journal_00000000000000000001.aof"));
    assertThat(stopped()).hasMessageContaining("is not the one of the checkpoint");
  }

  @Test
  void journalWithoutCheckpoints_stops() throws Exception {
    for (Path each : files("manifest.json")) {
      Files.delete(each);
    }
    JournalRecoveryException stop = stopped();
    assertThat(stop).hasMessageContaining("no checkpoint that it builds on");
    assertThat(files("cache_users")).as("nothing is swept").isNotEmpty();
  }

  @Test
  void flippedBytesOfACheckpoint_areAllNoticed() throws Exception {
    for (Path file : files("checkpoint_" + "0".repeat(19) + checkpoint)) {
      long size = Files.size(file);
      for (long at = 0; at < size; at++) {
        flip(file, at);
        JournalInspection.Checkpoint found = inspect().checkpoints().getFirst();
        assertThat(found.problem()).as("%s byte %d", file.getFileName(), at).isNotNull();
        flip(file, at);
      }
    }
    assertThat(inspect().isWhole()).isTrue();
  }

  @Test
  void backupFolder_whateverIsDoneToIt_isNeverLookedAt() throws Exception {
    RecoveryReport report =
        startWith(
            () -> {
              throw new IOException("backups were asked for");
            });
    assertThat(report.isFirstStart()).isFalse();
    assertThat(Contents.of(store)).isEqualTo(whole);
  }

  private RecoveryReport startWith(Durability.Base base) throws IOException {
    store.close();
    store = newStore();
    try (Durability durability = Durability.open(store, settings())) {
      return durability.recover(base, RecoveryProgress.NONE);
    }
  }

  @Test
  void folderThatIsAFile_isRefused() throws Exception {
    Files.move(folder(), home.resolve("away"));
    Files.writeString(folder(), "not a folder");
    assertThat(catchThrowableOfType(IOException.class, this::start)).isNotNull();
  }
}
