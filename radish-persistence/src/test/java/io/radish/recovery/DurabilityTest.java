// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.disk.FolderInUseException;
import io.radish.journal.Fsync;
import io.radish.journal.JournalSettings;
import io.radish.snapshot.StoreSnapshots;
import io.radish.store.EvictionPolicy;
import io.radish.store.KeyspaceLimit;
import io.radish.store.KeyspaceName;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import io.radish.value.ValueType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lives of a store one after the other, on a real disk. */
@Timeout(120)
class DurabilityTest {
  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private Store store = newStore();

  private Store newStore() {
    return Store.builder().shards(16).clock(clock).build();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private Path folder() {
    return home.resolve("journal");
  }

  private DurabilitySettings settings() {
    JournalSettings journal = JournalSettings.in(folder());
    JournalSettings onClock =
        new JournalSettings(
            journal.folder(),
            journal.disk(),
            clock,
            System::nanoTime,
            journal.ids(),
            Fsync.EVERYSEC,
            journal.segmentBytes());
    return DurabilitySettings.in(folder()).withJournal(onClock).withoutThreads();
  }

  /** A new life. */
  private Durability begin() throws IOException {
    store.close();
    store = newStore();
    return Durability.open(store, settings());
  }

  private RecoveryReport run(Life life) throws IOException, InterruptedException {
    return run(Durability.NO_BACKUPS, life);
  }

  private RecoveryReport run(Durability.Base base, Life life)
      throws IOException, InterruptedException {
    try (Durability durability = begin()) {
      RecoveryReport report = durability.recover(base, RecoveryProgress.NONE);
      durability.start();
      life.live(durability);
      return report;
    }
  }

  private interface Life {
    void live(Durability durability) throws IOException, InterruptedException;
  }

  private List<String> names(String prefix) throws IOException {
    try (Stream<Path> all = Files.list(folder())) {
      return all.map(path -> Objects.toString(path.getFileName()))
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    }
  }

  private PersistenceHandler backups(Durability durability) {
    return PersistenceHandler.builder(store)
        .folder(home.resolve("backups"))
        .clock(clock)
        .restoreKeeper(durability.restoreKeeper())
        .build();
  }

  /** Small and large ones; some fields go, one collection with all of its own. */
  private void writeCollections() {
    for (ValueType type : List.of(ValueType.HASH, ValueType.SET, ValueType.ZSET)) {
      String[] many = new String[2000];
      for (int i = 0; i < many.length; i += 2) {
        many[i] = "entry " + i;
        many[i + 1] = type == ValueType.ZSET ? i / 8 + ".5" : "value " + i;
      }
      String key = type.label();
      CollectionWrites.put(store, "users", type, key, "a", "1", "b", "2", "é", "-1");
      CollectionWrites.put(store, "users", type, key, "a", "3");
      CollectionWrites.take(store, "users", type, key, "b");
      CollectionWrites.put(store, "users", type, key + " gone", "a", "1", "b", "2");
      CollectionWrites.take(store, "users", type, key + " gone", "a", "b");
      CollectionWrites.put(store, "users", type, key + " large", many);
      CollectionWrites.take(store, "users", type, key + " large", "entry 0", "entry 998");
      store.createStore("users", "lasting " + key, 60);
      CollectionWrites.put(store, "users:lasting " + key, type, key, "a", "1");
    }
    CollectionWrites.put(store, "users", ValueType.ZSET, "far", "up", "inf", "down", "-inf");
    store.cache("users").expire("hash large", Duration.ofHours(1));
  }

  /** As a command does that has looked at its clock before the checkpoint, and runs after it. */
  @Test
  void keyOverdueInACheckpoint_andUsedAfterIt_isThereAgain() throws Exception {
    run(
        durability -> {
          store.cache("users").set("k", "v", Duration.ofSeconds(10));
          clock.advance(Duration.ofMinutes(1));
          CheckpointInfo _ = durability.checkpointNow();
          clock.advance(Duration.ofMinutes(-1));
          assertThat(store.cache("users").expire("k", Duration.ofHours(1))).isTrue();
        });
    clock.advance(Duration.ofMinutes(1));
    run(durability -> assertThat(store.cache("users").get("k")).contains("v"));
  }

  @Test
  void collections_inACheckpointAndBehindIt_areThereAgain() throws Exception {
    run(
        durability -> {
          writeCollections();
          CheckpointInfo _ = durability.checkpointNow();
          CollectionWrites.put(store, "users", ValueType.HASH, "hash large", "entry 2", "behind");
          CollectionWrites.take(store, "users", ValueType.SET, "set large", "entry 2");
          CollectionWrites.put(store, "users", ValueType.ZSET, "zset large", "entry 2", "-7");
        });
    Map<String, Map<String, String>> before = Contents.of(store);
    RecoveryReport _ = run(durability -> {});
    assertThat(Contents.of(store)).isEqualTo(before);
    Map<String, String> users = Objects.requireNonNull(before.get("users ttl 0"));
    assertThat(users)
        .containsKeys("hash", "set", "zset", "far")
        .doesNotContainKey("hash gone")
        .containsEntry("far", "[zset, down=-inf, up=inf] until -1");
    assertThat(users.get("hash large")).contains("entry 2=behind");
  }

  @Test
  void changes_afterAClose_areThereAgain() throws Exception {
    run(
        durability -> {
          store.cache("users").set("a", "1");
          store.cache("users").pushRight("l", "x", "y");
          store.createStore("users", "tokens", 60);
          store.store("users", "tokens").set("t", "secret");
          store.createCache("empty");
          writeCollections();
        });
    Map<String, Map<String, String>> before = Contents.of(store);
    RecoveryReport report = run(durability -> {});
    assertThat(Contents.of(store)).isEqualTo(before);
    assertThat(before).containsKeys("empty ttl 0", "users:tokens ttl 60");
    assertThat(report.units()).isPositive();
    assertThat(report.notes()).isEmpty();
  }

  @Test
  void checkpoint_withChangesBehindIt_givesBoth() throws Exception {
    run(
        durability -> {
          store.cache("users").set("a", "1");
          CheckpointInfo taken = durability.checkpointNow();
          assertThat(taken.position()).isEqualTo(durability.journal().position());
          store.cache("users").set("b", "2");
          assertThat(durability.checkpoints()).hasSize(2);
        });
    Map<String, Map<String, String>> before = Contents.of(store);
    RecoveryReport report = run(durability -> {});
    assertThat(Contents.of(store)).isEqualTo(before);
    assertThat(report.units()).isEqualTo(1);
    assertThat(Objects.requireNonNull(report.checkpoint()).items()).isEqualTo(1);
  }

  @Test
  void thousandsOfCaches_areThereAgain() throws Exception {
    run(
        durability -> {
          for (int i = 0; i < 2000; i++) {
            store.cache("cache" + i).set("k", "v" + i);
          }
          durability.checkpointNow();
          store.cache("cache7").set("k", "changed");
        });
    RecoveryReport report = run(durability -> {});
    assertThat(report.files()).isGreaterThan(2000);
    assertThat(store.cache("cache1999").get("k")).hasValue("v1999");
    assertThat(store.cache("cache7").get("k")).hasValue("changed");
  }

  @Test
  void deadline_passedMeanwhile_isNotExpiredByReplayAndGoneForClients() throws Exception {
    run(
        durability -> {
          store.defaultStore().pushRight("l", "a");
          store.defaultStore().expire("l", Duration.ofSeconds(10));
          durability.checkpointNow();
          store.defaultStore().pushRight("l", "b");
          store.defaultStore().set("stays", "1");
        });
    clock.advance(Duration.ofMinutes(1));
    RecoveryReport report =
        run(durability -> assertThat(store.defaultStore().contains("l")).isFalse());
    assertThat(report.entries()).isEqualTo(1);
    assertThat(report.units()).isEqualTo(2);
    assertThat(store.defaultStore().get("stays")).hasValue("1");
  }

  @Test
  void keyExpiredAtTheCut_andRemovedBehindIt_isNoMistake() throws Exception {
    run(
        durability -> {
          store.defaultStore().set("k", "v", Duration.ofSeconds(10));
          clock.advance(Duration.ofMinutes(1));
          assertThat(durability.checkpointNow().items()).isEqualTo(1);
          assertThat(store.defaultStore().contains("k")).isFalse();
          store.defaultStore().set("k", "new");
        });
    run(durability -> assertThat(store.defaultStore().get("k")).hasValue("new"));
  }

  @Test
  void firstStart_withBackups_beginsWithThemAndNeedsThemNoMore() throws Exception {
    store.cache("users").set("a", "1");
    try (PersistenceHandler handler =
        PersistenceHandler.builder(store).folder(home.resolve("backups")).clock(clock).build()) {
      assertThat(handler.run().ok()).isTrue();
    }
    RecoveryReport first =
        run(
            () ->
                PersistenceHandler.builder(store)
                    .folder(home.resolve("backups"))
                    .clock(clock)
                    .build()
                    .restoreLatestRun(),
            durability -> assertThat(durability.checkpoints()).hasSize(1));
    assertThat(first.isFirstStart()).isTrue();
    assertThat(first.entries()).isEqualTo(1);
    try (Stream<Path> files = Files.list(home.resolve("backups"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    RecoveryReport second = run(durability -> {});
    assertThat(second.isFirstStart()).isFalse();
    assertThat(store.cache("users").get("a")).hasValue("1");
  }

  @Test
  void restore_asOneEffect_isMadeAgainWithoutItsFile() throws Exception {
    run(
        durability -> {
          store.cache("users").set("a", "old");
          try (PersistenceHandler handler = backups(durability)) {
            handler.run();
            Path file = handler.listBackups("users").getFirst().filepath();
            store.cache("users").set("a", "new");
            store.cache("users").set("b", "2");
            handler.restore(file, RestoreOptions.REPLACE.as("others"));
            handler.restore(file, RestoreOptions.REPLACE);
            Files.delete(file);
          }
          store.cache("users").set("c", "3");
        });
    assertThat(names("restored_")).hasSize(2);
    Map<String, Map<String, String>> before = Contents.of(store);
    run(
        durability -> {
          durability.checkpointNow();
          assertThat(names("restored_")).as("within the restore window").hasSize(2);
          clock.advance(Duration.ofDays(8));
          store.cache("users").set("d", "4");
          durability.checkpointNow();
          clock.advance(Duration.ofDays(8));
          store.cache("users").set("d", "5");
          durability.checkpointNow();
          assertThat(names("restored_")).isEmpty();
          assertThat(durability.checkpoints()).hasSize(2);
        });
    assertThat(before.get("users ttl 0")).containsOnlyKeys("a", "c");
    assertThat(store.cache("others").get("a")).hasValue("old");
  }

  @Test
  void restore_ofAnEarlierLife_isKeptForTheRestoreWindowHoweverOftenTheServerIsStarted()
      throws Exception {
    run(
        durability -> {
          store.cache("users").set("a", "1");
          try (PersistenceHandler handler = backups(durability)) {
            handler.run();
            handler.restore(
                handler.listBackups("users").getFirst().filepath(), RestoreOptions.REPLACE);
          }
        });
    for (int day = 0; day < 3; day++) {
      assertThat(names("restored_")).as("day %d", day).hasSize(1);
      int now = day;
      run(
          durability -> {
            store.cache("users").set("day", Integer.toString(now));
            durability.checkpointNow();
            clock.advance(Duration.ofDays(3));
          });
    }
    for (int day = 3; day < 6; day++) {
      int now = day;
      run(
          durability -> {
            store.cache("users").set("day", Integer.toString(now));
            durability.checkpointNow();
            clock.advance(Duration.ofDays(3));
          });
    }
    assertThat(names("restored_")).isEmpty();
    assertThat(names("needed_")).isEmpty();
    run(durability -> {});
    assertThat(store.cache("users").get("a")).hasValue("1");
    assertThat(store.cache("users").get("day")).hasValue("5");
  }

  @Test
  void reloadOfTheSameData_whichLeavesOutWhatExpired_isMadeAgainRightly() throws Exception {
    run(
        durability -> {
          store.cache("users").pushRight("l", "old");
          store.cache("users").expire("l", Duration.ofSeconds(10));
          store.cache("users").set("stays", "1");
          clock.advance(Duration.ofMinutes(1));
          // As DEBUG RELOAD does.
          try (PersistenceHandler reload =
              PersistenceHandler.builder(StoreSnapshots.thereAndBack(store))
                  .folder(home.resolve("reload"))
                  .clock(clock)
                  .build()) {
            assertThat(reload.run().ok()).isTrue();
            reload.restoreLatestRun();
          }
          store.cache("users").pushRight("l", "new");
        });
    run(durability -> assertThat(store.cache("users").list("l")).containsExactly("new"));
    assertThat(store.cache("users").get("stays")).hasValue("1");
  }

  @Test
  void restoreThatFails_isKeptNoLonger() throws Exception {
    run(
        durability -> {
          Path bad = Files.writeString(home.resolve("bad.json"), "{\"type\": 5");
          try (PersistenceHandler handler = backups(durability)) {
            assertThatThrownBy(() -> handler.restore(bad, RestoreOptions.REPLACE))
                .hasMessageContaining("bad.json");
          }
          assertThat(names("restored_")).isEmpty();
          assertThat(names(".tmp")).isEmpty();
        });
  }

  @Test
  void folder_isForItsOwnerOnlyAndForOneServer() throws Exception {
    run(
        durability -> {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
              .isEqualTo("rwx------");
          try (Store other = newStore()) {
            assertThatThrownBy(() -> Durability.open(other, settings()))
                .isInstanceOf(FolderInUseException.class)
                .hasMessageContaining("process " + ProcessHandle.current().pid());
          }
        });
  }

  @Test
  void checkpoint_isDueWhenTheJournalHasGrown() throws Exception {
    try (Durability durability =
        Durability.open(
            store, settings().withRules(CheckpointRules.DEFAULT.withGrowth(10_000, 100)))) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      durability.checkpointIfDue();
      assertThat(durability.checkpoints()).hasSize(1);
      store.defaultStore().set("k", "v".repeat(20_000));
      durability.journal().durable(durability.journal().position()).join();
      durability.checkpointIfDue();
      assertThat(durability.checkpoints()).hasSize(2);
      assertThat(durability.status().checkpoints().journalBytes()).isLessThan(10_000);
      assertThat(durability.status().checkpoints().threshold()).isGreaterThan(10_000);
      durability.checkpointIfDue();
      assertThat(durability.checkpoints()).hasSize(2);
    }
  }

  @Test
  void leftovers_ofACheckpointThatWasCutOff_areSwept() throws Exception {
    run(durability -> store.defaultStore().set("a", "1"));
    Path left = Files.createDirectory(folder().resolve("checkpoint_00000000000000000077"));
    Files.writeString(left.resolve("default_store_20250101_000000.json"), "{");
    run(durability -> assertThat(left).doesNotExist());
    assertThat(store.find(KeyspaceName.DEFAULT)).isNotNull();
  }

  @Test
  void limitsOfCaches_comeBackFromTheJournalAndFromACheckpoint() throws Exception {
    KeyspaceLimit limit = new KeyspaceLimit(1 << 20, EvictionPolicy.ALLKEYS_LFU);
    KeyspaceLimit small = new KeyspaceLimit(1000, null);
    KeyspaceName users = KeyspaceName.ofCache("users");
    KeyspaceName sessions = KeyspaceName.ofStore("users", "sessions");
    run(
        durability -> {
          store.createStore("users", "sessions", 60);
          store.setLimit(users, limit);
          store.setLimit(sessions, small);
          store.setLimit(KeyspaceName.DEFAULT, small);
          store.setLimit(KeyspaceName.DEFAULT, KeyspaceLimit.NONE);
        });
    for (int life = 0; life < 3; life++) {
      run(
          durability -> {
            assertThat(limitOf(users)).isEqualTo(limit);
            assertThat(limitOf(sessions)).isEqualTo(small);
            assertThat(limitOf(KeyspaceName.DEFAULT)).isEqualTo(KeyspaceLimit.NONE);
            assertThat(store.limits().isLimited()).isTrue();
            assertThat(Objects.requireNonNull(store.find(users)).countsUses()).isTrue();
            CheckpointInfo _ = durability.checkpointNow();
          });
    }
  }

  private KeyspaceLimit limitOf(KeyspaceName name) {
    return Objects.requireNonNull(store.find(name)).limit();
  }

  @Test
  void evictedKeys_areGoneInTheNextLife_andAJournalLargerThanTheLimitIsLoaded() throws Exception {
    run(
        durability -> {
          for (int i = 0; i < 5000; i++) {
            store.defaultStore().set("key:" + i, "v".repeat(100));
          }
          store.limits().setPolicy(EvictionPolicy.ALLKEYS_RANDOM);
          store.limits().setMaxBytes(400_000);
          while (store.limits().isExceeded()) {
            store.maintenance().run(10_000);
          }
          assertThat(store.limits().evictedKeys()).isPositive();
        });
    long left = 5000 - store.limits().evictedKeys();
    assertThat(store.defaultStore().size()).isEqualTo(left);
    try (Durability durability = begin()) {
      store.limits().setPolicy(EvictionPolicy.ALLKEYS_RANDOM);
      store.limits().setMaxBytes(200_000);
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      assertThat(store.defaultStore().size()).isEqualTo(left);
      durability.start();
      while (store.limits().isExceeded()) {
        store.maintenance().run(10_000);
      }
      assertThat(store.defaultStore().size()).isBetween(1L, left - 1);
    }
  }
}
