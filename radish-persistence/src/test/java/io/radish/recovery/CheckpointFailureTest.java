// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.PersistenceHandler;
import io.radish.disk.DiskFileOps;
import io.radish.disk.ForwardingFileOps;
import io.radish.disk.ForwardingOutputFile;
import io.radish.journal.JournalSettings;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that fail, that meet writers, and that are not needed any more. */
@Timeout(120)
class CheckpointFailureTest {
  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private final FullDisk disk = new FullDisk();

  /** A disk with no room for checkpoints, if told so. */
  private static final class FullDisk extends ForwardingFileOps {
    private volatile boolean full;
    private volatile String fullFor = "checkpoint_";

    FullDisk() {
      super(new DiskFileOps());
    }

    @Override
    public OutputFile create(Path path) throws IOException {
      return new ForwardingOutputFile(super.create(path)) {
        private void check() throws IOException {
          if (full && path.toString().contains(fullFor)) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
          }
        }

        @Override
        public void append(byte[] bytes, int offset, int length) throws IOException {
          check();
          super.append(bytes, offset, length);
        }

        @Override
        public void append(ByteBuffer bytes) throws IOException {
          check();
          super.append(bytes);
        }
      };
    }
  }

  private Path folder() {
    return home.resolve("journal");
  }

  private DurabilitySettings settings() {
    JournalSettings journal = JournalSettings.in(folder());
    return DurabilitySettings.in(folder())
        .withRules(CheckpointRules.DEFAULT.withGrowth(1, 1))
        .withJournal(
            new JournalSettings(
                folder(),
                disk,
                clock,
                journal.nanos(),
                journal.ids(),
                journal.fsync(),
                journal.segmentBytes()));
  }

  private Store newStore() {
    return Store.builder().shards(16).clock(clock).build();
  }

  private static Durability begun(Store store, DurabilitySettings settings)
      throws IOException, InterruptedException {
    Durability durability = Durability.open(store, settings);
    boolean begun = false;
    try {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      begun = true;
      return durability;
    } finally {
      if (!begun) {
        durability.close();
      }
    }
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(path -> Objects.toString(path.getFileName()))
          .filter(name -> name.startsWith("checkpoint_"))
          .toList();
    }
  }

  @Test
  void fullDisk_failsACheckpointWhichIsClearedAndTriedAgain() throws Exception {
    try (Store store = newStore();
        Durability durability = begun(store, settings().withoutThreads())) {
      store.cache("users").set("a", "1");
      durability.journal().durable(durability.journal().position()).join();
      disk.full = true;
      durability.checkpointIfDue();
      CheckpointStatus failed = durability.status().checkpoints();
      assertThat(failed.failures()).isEqualTo(1);
      assertThat(failed.failure()).contains("No space left on device");
      assertThat(failed.nextAttempt()).isEqualTo(clock.instant().plusSeconds(1));
      assertThat(Objects.requireNonNull(failed.last()).position()).isZero();
      assertThat(checkpoints()).hasSize(1);
      durability.checkpointIfDue();
      assertThat(durability.status().checkpoints().failures()).as("not yet").isEqualTo(1);
      clock.advance(Duration.ofSeconds(1));
      durability.checkpointIfDue();
      assertThat(durability.status().checkpoints().failures()).isEqualTo(2);
      disk.full = false;
      clock.advance(Duration.ofSeconds(2));
      durability.checkpointIfDue();
      CheckpointStatus well = durability.status().checkpoints();
      assertThat(well.failures()).isZero();
      assertThat(well.failure()).isNull();
      assertThat(Objects.requireNonNull(well.last()).position()).isPositive();
    }
  }

  @Test
  void fullDisk_failsAFirstStartWithoutLeavingAnythingBehind() throws Exception {
    disk.full = true;
    try (Store store = newStore();
        Durability durability = Durability.open(store, settings().withoutThreads())) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      assertThatThrownBy(durability::start).hasMessageContaining("No space left");
    }
    disk.full = false;
    try (Store store = newStore();
        Durability durability = Durability.open(store, settings().withoutThreads())) {
      assertThat(durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE).isFirstStart())
          .isTrue();
      durability.start();
    }
  }

  @Test
  void writers_whileCheckpointsAreTakenAllTheTime_loseNothing() throws Exception {
    int caches = 4;
    int writes = 3000;
    try (Store store = newStore();
        Durability durability = begun(store, settings())) {
      AtomicBoolean done = new AtomicBoolean();
      Thread taker =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!done.get()) {
                      try {
                        CheckpointInfo _ = durability.checkpointNow();
                      } catch (IOException | InterruptedException e) {
                        throw new IllegalStateException(e);
                      }
                    }
                  });
      Thread[] writers = new Thread[caches];
      for (int w = 0; w < caches; w++) {
        String cache = "cache" + w;
        writers[w] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      for (int i = 0; i < writes; i++) {
                        store.cache(cache).set("k" + i % 100, "v" + i);
                        store.cache(cache).pushRight("list", "e" + i);
                      }
                    });
      }
      for (Thread writer : writers) {
        writer.join();
      }
      done.set(true);
      taker.join();
      assertThat(durability.checkpoints().size()).isGreaterThan(1);
    }
    try (Store store = newStore();
        Durability durability = begun(store, settings())) {
      assertThat(durability.status().journal().units()).isEqualTo(caches * (2L * writes + 1));
      for (int w = 0; w < caches; w++) {
        assertThat(store.cache("cache" + w).list("list")).hasSize(writes);
        assertThat(store.cache("cache" + w).get("k99")).hasValue("v" + (writes - 1));
      }
    }
  }

  @Test
  void missingKeptRestore_stopsTheStartAndNamesTheFile() throws Exception {
    Path missing;
    try (Store store = newStore();
        Durability durability = begun(store, settings().withoutThreads())) {
      store.cache("users").set("a", "1");
      try (PersistenceHandler handler =
          PersistenceHandler.builder(store)
              .folder(home.resolve("backups"))
              .clock(clock)
              .restoreKeeper(durability.restoreKeeper())
              .build()) {
        handler.run();
        handler.restoreCache(handler.listBackups("users").getFirst().filepath());
      }
      try (Stream<Path> all = Files.list(folder())) {
        missing =
            all.filter(path -> path.toString().contains("restored_")).findFirst().orElseThrow();
      }
    }
    assertThat(JournalInspection.of(new DiskFileOps(), folder()).isWhole()).isTrue();
    Files.delete(missing);
    JournalInspection found = JournalInspection.of(new DiskFileOps(), folder());
    assertThat(found.isWhole()).isFalse();
    assertThat(found.problems()).singleElement().asString().contains(missing + " is missing");
    assertThat(found.choices()).anyMatch(choice -> choice.contains("--discard-journal"));
    assertThatThrownBy(() -> begun(newStore(), settings()))
        .isInstanceOf(JournalRecoveryException.class)
        .hasMessageContaining(missing + " is missing");
  }

  @Test
  void base_isTheLastCheckpointBeforeTheWindow_orANewerOneWhereRoomIsShort() {
    List<CheckpointInfo> all = List.of(info(0, 10), info(10, 5), info(20, 1), info(30, 0));
    CheckpointRules rules =
        CheckpointRules.DEFAULT.withRestoreWindow(Duration.ofDays(4)).withHistoryBytes(1000);
    Instant now = clock.instant();
    assertThat(History.base(all, List.of(), List.of(), rules, now)).isEqualTo(info(10, 5));
    assertThat(History.base(all, List.of(), List.of(), rules.withHistoryBytes(150), now))
        .isEqualTo(info(20, 1));
    assertThat(History.base(all, List.of(), List.of(), rules.withHistoryBytes(0), now))
        .isEqualTo(info(30, 0));
    assertThat(
            History.base(
                all, List.of(), List.of(), rules.withRestoreWindow(Duration.ofDays(99)), now))
        .isEqualTo(info(0, 10));
  }

  @Test
  void base_countsRestoredFilesThatOnlyThePastNeeds() {
    List<CheckpointInfo> all = List.of(info(10, 3), info(20, 1), info(30, 0));
    CheckpointRules rules = CheckpointRules.DEFAULT.withHistoryBytes(250);
    List<KeptRestores.RestoredFile> restored =
        List.of(
            new KeptRestores.RestoredFile(10, 500),
            new KeptRestores.RestoredFile(15, 100),
            new KeptRestores.RestoredFile(31, 500));
    Instant now = clock.instant().minus(Duration.ofDays(2));
    rules = rules.withRestoreWindow(Duration.ZERO);
    assertThat(History.base(all, List.of(), List.of(), rules, now)).isEqualTo(info(10, 3));
    assertThat(History.base(all, List.of(), restored, rules, now)).isEqualTo(info(20, 1));
    assertThat(History.base(all, List.of(), restored, rules.withHistoryBytes(300), now))
        .isEqualTo(info(10, 3));
  }

  @Test
  void restore_ofAHandlerThatKeepsNothing_isRefusedAndChangesNothing() throws Exception {
    Store store = newStore();
    try (Durability durability = begun(store, settings());
        PersistenceHandler handler =
            PersistenceHandler.builder(store).folder(folder().resolve("backups")).build()) {
      store.cache("users").set("a", "1");
      handler.run();
      store.cache("users").set("a", "2");
      Path file = handler.listBackups("users").getFirst().filepath();
      long before = durability.journal().position();
      assertThatThrownBy(() -> handler.restoreCache(file))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("a handler of backups needs the restoreKeeper() of the Durability");
      assertThat(store.cache("users").get("a")).contains("2");
      assertThat(durability.journal().position()).isEqualTo(before);
    }
  }

  @Test
  void rules_changedWhileRunning_holdForTheNextCheckpoint() throws Exception {
    CheckpointRules seldom = CheckpointRules.DEFAULT.withGrowth(1L << 30, 100);
    try (Store store = newStore();
        Durability durability = begun(store, settings().withRules(seldom).withoutThreads())) {
      store.cache("users").set("a", "1");
      durability.journal().durable(durability.journal().position()).join();
      durability.checkpointIfDue();
      assertThat(durability.checkpoints()).hasSize(1);
      durability.setRules(CheckpointRules.DEFAULT.withGrowth(1, 1));
      durability.checkpointIfDue();
      assertThat(durability.checkpoints().getLast().position()).isPositive();
    }
  }

  private CheckpointInfo info(long position, int daysAgo) {
    return new CheckpointInfo(position, clock.instant().minus(Duration.ofDays(daysAgo)), 1, 1, 100);
  }
}
