// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.radish.backup.OutOfReachException;
import io.radish.backup.PastKeyspaces;
import io.radish.backup.PastKeyspaces.Past;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.RestoreResult;
import io.radish.journal.JournalSettings;
import io.radish.journal.ManualJournal;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Points in time from folders that are damaged, or that change meanwhile. */
@Timeout(120)
class PastDamageTest {
  private static final KeyspaceName USERS = KeyspaceName.parse("users");

  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private final UnsyncedDisk disk = new UnsyncedDisk();
  private final Store store = Store.builder().shards(16).clock(clock).build();
  private @Nullable Durability open;
  private @Nullable ManualJournal written;

  private Durability durability() {
    return Objects.requireNonNull(open);
  }

  private ManualJournal journal() {
    return Objects.requireNonNull(written);
  }

  private Path folder() {
    return home.resolve("journal");
  }

  private DurabilitySettings settings(CheckpointRules rules) {
    DurabilitySettings usual =
        DurabilitySettings.in(folder()).withoutThreads().withZone(ZoneOffset.UTC).withRules(rules);
    JournalSettings of = usual.journal();
    return usual.withJournal(
        new JournalSettings(
            of.folder(), disk, clock, clock::nanos, of.ids(), of.fsync(), of.segmentBytes()));
  }

  private void open(CheckpointRules rules) throws IOException, InterruptedException {
    open =
        Durability.open(
            store, settings(rules), (of, found) -> written = ManualJournal.open(of, found));
    durability().recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
    durability().start();
  }

  @BeforeEach
  void begin() throws Exception {
    open(CheckpointRules.DEFAULT);
  }

  @AfterEach
  void end() throws IOException {
    closeJournal();
    store.close();
  }

  private void closeJournal() throws IOException {
    if (open != null) {
      open.close();
    }
    open = null;
  }

  /** Sets a user and closes the batch; the moment from which that is so. */
  private Instant set(String key, String value) {
    clock.advance(Duration.ofSeconds(1));
    store.cache("users").set(key, value);
    journal().whenDurable(journal().position(), () -> {});
    return clock.instant();
  }

  private void checkpoint() throws IOException, InterruptedException {
    clock.advance(Duration.ofSeconds(1));
    CheckpointInfo taken = durability().checkpointNow();
    assertThat(taken.position()).isEqualTo(journal().position());
  }

  private Map<String, String> usersAt(Instant asOf) throws IOException, InterruptedException {
    Clock fixed = Clock.fixed(asOf, ZoneOffset.UTC);
    try (Past past = durability().past().write(USERS, asOf);
        Store other = Store.builder().shards(1).clock(fixed).build();
        PersistenceHandler handler = PersistenceHandler.builder(other).clock(fixed).build()) {
      assertThat(Files.getPosixFilePermissions(past.file()))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      handler.restore(past.file(), RestoreOptions.REPLACE);
      return Objects.requireNonNull(Contents.of(other).get("users ttl 0"));
    }
  }

  private PersistenceHandler handler() {
    return PersistenceHandler.builder(store)
        .folder(home.resolve("backups"))
        .clock(clock)
        .zone(ZoneOffset.UTC)
        .restoreKeeper(durability().restoreKeeper())
        .past(durability().past())
        .build();
  }

  private List<Path> files(String part) throws IOException {
    try (Stream<Path> all = Files.walk(folder())) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains(part))
          .sorted()
          .toList();
    }
  }

  private Path checkpointFile(int i) throws IOException {
    return files("checkpoint_").stream()
        .filter(path -> path.toString().contains("cache_users"))
        .toList()
        .get(i);
  }

  private static void flip(Path file, int offset) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[offset] ^= 0x10;
    Files.write(file, bytes);
  }

  private Throwable failure(Instant asOf) {
    return Objects.requireNonNull(catchThrowable(() -> usersAt(asOf)));
  }

  @Test
  void damagedCheckpoint_withAnOlderOneThatLeadsOn_isPassedOver() throws Exception {
    set("a", "1");
    checkpoint();
    set("b", "2");
    checkpoint();
    Instant asOf = set("c", "3");
    set("d", "4");
    Map<String, String> expected = usersAt(asOf);
    assertThat(expected).containsOnlyKeys("a", "b", "c");
    flip(checkpointFile(1), 200);
    assertThat(usersAt(asOf)).isEqualTo(expected);
    Files.delete(files("manifest.json").get(2));
    assertThat(usersAt(asOf)).isEqualTo(expected);
    Files.delete(checkpointFile(0));
    assertThat(usersAt(asOf)).as("from the first").isEqualTo(expected);
  }

  @Test
  void everyDamagedCheckpoint_isAnErrorThatNamesFileAndByte() throws Exception {
    set("a", "1");
    checkpoint();
    Instant asOf = set("b", "2");
    flip(checkpointFile(0), 300);
    flip(files("manifest.json").get(0), 50);
    Map<String, Map<String, String>> live = Contents.of(store);
    try (PersistenceHandler handler = handler()) {
      assertThatThrownBy(() -> handler.restoreAt(USERS, asOf, RestoreOptions.REPLACE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("is damaged, and no older one leads there")
          .hasMessageContaining(checkpointFile(0) + ", byte ");
    }
    assertThat(Contents.of(store)).isEqualTo(live);
    assertThat(files(".tmp-")).isEmpty();
  }

  @Test
  void everyByteOfTheJournal_changed_isNoticedWithFileAndByte_orWasNotNeeded() throws Exception {
    set("a", "1");
    set("b", "2");
    Instant asOf = set("c", "3");
    Map<String, String> expected = usersAt(asOf);
    set("d", "4");
    Path segment = files(".aof").getLast();
    int noticed = 0;
    int length = (int) Files.size(segment);
    for (int i = 0; i < length; i++) {
      flip(segment, i);
      try {
        assertThat(usersAt(asOf)).isEqualTo(expected);
      } catch (IOException e) {
        noticed++;
        assertThat(e).message().contains("the journal is damaged").contains(segment + ", byte ");
      }
      flip(segment, i);
    }
    // All but the batch behind it, which nobody needs.
    assertThat(noticed).isGreaterThan(length / 2);
    assertThat(usersAt(asOf)).isEqualTo(expected);
    assertThat(files(".tmp-")).isEmpty();
  }

  @Test
  void journalCutShort_isDamage_thoughItLooksTorn() throws Exception {
    set("a", "1");
    Instant asOf = set("b", "2");
    Path segment = files(".aof").getLast();
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 10));
    assertThat(failure(asOf))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the journal is damaged: " + segment + ", byte ")
        .hasMessageContaining("unit " + journal().position() + " was on disk");
    Files.write(segment, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(usersAt(asOf)).containsOnlyKeys("a", "b");
  }

  @Test
  void segmentGone_isAnError() throws Exception {
    set("a", "1");
    checkpoint();
    Instant asOf = set("b", "2");
    checkpoint();
    set("c", "3");
    Files.delete(files(".aof").get(1));
    assertThat(failure(asOf)).isInstanceOf(IOException.class).hasMessageContaining("is gone");
  }

  @Test
  void keptRestoreGone_isAnErrorThatNamesIt() throws Exception {
    set("a", "1");
    Instant asOf;
    try (PersistenceHandler handler = handler()) {
      clock.advance(Duration.ofSeconds(2));
      assertThat(handler.run().ok()).isTrue();
      set("a", "2");
      handler.restoreCache(handler.listBackups("users").getFirst().filepath());
      asOf = set("b", "2");
    }
    assertThat(usersAt(asOf))
        .containsOnlyKeys("a", "b")
        .hasEntrySatisfying("a", a -> assertThat(a).startsWith("1 "));
    Path kept = files("restored_").getFirst();
    Files.delete(kept);
    assertThat(failure(asOf))
        .hasMessageContaining("restores a file that is not there as it was: " + kept);
  }

  @Test
  void checkpointsAndCleanUps_whileThePastIsRead_takeNothingAway() throws Exception {
    closeJournal();
    try (Store fresh = Store.builder().shards(16).clock(clock).build()) {
      CheckpointRules nothingKept =
          CheckpointRules.DEFAULT.withRestoreWindow(Duration.ZERO).withHistoryBytes(0);
      open =
          Durability.open(
              fresh, settings(nothingKept), (of, found) -> written = ManualJournal.open(of, found));
      durability().recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability().start();
      clock.advance(Duration.ofSeconds(1));
      fresh.cache("users").set("a", "1");
      journal().whenDurable(journal().position(), () -> {});
      Instant asOf = clock.instant();
      int[] left = {2};
      disk.onOpen(
          path -> {
            if (path.toString().endsWith(".aof") && left[0]-- > 0) {
              clock.advance(Duration.ofSeconds(1));
              fresh.cache("users").set("b" + left[0], "1");
              CheckpointInfo _ = durability().checkpointNow();
            }
          });
      assertThat(usersAt(asOf)).containsOnlyKeys("a");
      assertThat(left[0]).isNegative();
      assertThat(durability().checkpoints()).as("held").hasSize(3);
      disk.onOpen(path -> {});
      clock.advance(Duration.ofSeconds(1));
      fresh.cache("users").set("c", "1");
      CheckpointInfo _ = durability().checkpointNow();
      assertThat(durability().checkpoints()).as("let go").hasSize(1);
      assertThatThrownBy(() -> usersAt(asOf)).isInstanceOf(OutOfReachException.class);
      closeJournal();
    }
  }

  @Test
  void clockThatWentBack_isFollowedByTheJournalsTime() throws Exception {
    set("a", "1");
    Instant before = clock.instant();
    checkpoint();
    Instant late = set("b", "2");
    clock.advance(Duration.ofMinutes(-10));
    store.cache("users").set("c", "3");
    journal().whenDurable(journal().position(), () -> {});
    checkpoint();
    clock.advance(Duration.ofMinutes(20));
    Instant last = set("d", "4");
    assertThat(usersAt(before)).containsOnlyKeys("a");
    assertThat(usersAt(late.minusMillis(1))).containsOnlyKeys("a");
    assertThat(usersAt(late)).containsOnlyKeys("a", "b", "c");
    assertThat(usersAt(last.minusMillis(1))).containsOnlyKeys("a", "b", "c");
    assertThat(usersAt(last)).containsOnlyKeys("a", "b", "c", "d");
  }

  @Test
  void restoreAt_isOneUnit_thatCanBeUndone() throws Exception {
    Instant first = set("a", "1");
    Instant second = set("b", "2");
    long before = journal().position();
    clock.advance(Duration.ofSeconds(1));
    try (PersistenceHandler handler = handler()) {
      RestoreResult back = handler.restoreAt(USERS, first, RestoreOptions.REPLACE);
      assertThat(back.items()).isEqualTo(1);
      assertThat(journal().position()).isEqualTo(before + 1);
      assertThat(store.cache("users").get("b")).isEmpty();
      clock.advance(Duration.ofSeconds(1));
      handler.restoreAt(USERS, second, RestoreOptions.REPLACE);
      assertThat(store.cache("users").get("b")).hasValue("2");
      handler.restoreAt(USERS, first, RestoreOptions.REPLACE.as("copy").keys("x*"));
      assertThat(store.cache("copy").size()).isZero();
      assertThatThrownBy(
              () -> handler.restoreAt(USERS, clock.instant().plusMillis(1), RestoreOptions.REPLACE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("is not over yet");
    }
    assertThat(files(".tmp-")).isEmpty();
  }

  @Test
  void pastAfterTheEnd_isRefused_andWhatACrashLeft_isSwept() throws Exception {
    Instant asOf = set("a", "1");
    PastKeyspaces past = durability().past();
    closeJournal();
    assertThatThrownBy(() -> past.write(USERS, asOf))
        .hasMessageContaining("the journal is not open");
    Path left = Files.writeString(folder().resolve(".tmp-restored-past-9.json"), "{");
    try (Store fresh = Store.builder().shards(16).clock(clock).build();
        Durability again = Durability.open(fresh, settings(CheckpointRules.DEFAULT))) {
      assertThatThrownBy(() -> again.past().write(USERS, asOf))
          .hasMessageContaining("the journal is not open");
      again.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      assertThat(left).doesNotExist();
    }
  }
}
