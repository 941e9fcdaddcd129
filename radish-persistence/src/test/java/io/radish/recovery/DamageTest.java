// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.radish.backup.BackupInfo;
import io.radish.backup.Compression;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.format.BackupFormatException;
import io.radish.disk.DiskFileOps;
import io.radish.journal.Fsync;
import io.radish.journal.JournalDamagedException;
import io.radish.journal.JournalReader;
import io.radish.journal.JournalReading;
import io.radish.store.Cache;
import io.radish.store.ManualClock;
import io.radish.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files of which something has changed: all of it is noticed, file and place are named, and what
 * lives stays as it is.
 */
@Timeout(36_000)
class DamageTest {
  private static final Logger LOG = LoggerFactory.getLogger(DamageTest.class);

  /** Changes by chance, in all; {@code scripts/damage.sh} makes 100,000. */
  private static final int CHANGES = Integer.getInteger("radish.damage.changes", 120);

  private static final long SEED = Long.getLong("radish.damage.seed", 1);
  private static final int BITS = 8;

  /** Whether each bit of small files is changed, and not one of each byte. */
  private static final boolean THOROUGH = CHANGES > 10_000;

  /** In tenths: small files come cheaper. */
  private static final List<Integer> SHARES = List.of(6, 3, 1);

  /** Numbers of entries that make files of 1 to 4 MiB, for each share. */
  private static final List<Integer> JSON = List.of(4_200, 8_400, 15_000);

  private static final List<Integer> PACKED = List.of(6_600, 12_000, 23_000);
  private static final List<Integer> SEGMENTS = List.of(4_900, 9_000, 13_500);
  private static final int VALUE_BYTES = 170;

  @TempDir Path home;
  private final ManualClock clock = new ManualClock();
  private final Store live = newStore();
  private Map<String, Map<String, String>> before = Map.of();

  private Store newStore() {
    return Store.builder().shards(1).seed(1).clock(clock).build();
  }

  @BeforeEach
  void fillTheLiveStore() {
    live.defaultStore().set("live", "1");
    for (int i = 0; i < 5; i++) {
      live.cache("users").set("user:" + i, "alive");
    }
    live.cache("users").pushRight("queue", "a", "b");
    before = Contents.of(live);
  }

  @AfterEach
  void closeTheLiveStore() {
    live.close();
  }

  // ---- backups ----

  private Path backup(Compression compression, int entries, int valueBytes)
      throws IOException, InterruptedException {
    Path folder = home.resolve("of " + entries + " " + compression);
    try (Store store = newStore();
        PersistenceHandler handler =
            PersistenceHandler.builder(store)
                .folder(folder)
                .clock(clock)
                .zone(ZoneOffset.UTC)
                .compression(compression)
                .build()) {
      fill(store.cache("users"), entries, valueBytes);
      assertThat(handler.backupCache("users")).isTrue();
      return handler.listBackups("users").getFirst().filepath();
    }
  }

  /** Strings, some of odd characters, lists, and deadlines. */
  private static void fill(Cache cache, int entries, int valueBytes) {
    Random random = new Random(entries);
    for (int i = 0; i < entries; i++) {
      String key = "user:" + i + (i % 7 == 0 ? "é" : "");
      int first = i % 4 == 0 ? 0 : '!';
      StringBuilder value = new StringBuilder();
      for (int left = valueBytes / 2 + random.nextInt(valueBytes); left > 0; left--) {
        value.append((char) (first + random.nextInt('z' - first)));
      }
      if (i % 3 == 0) {
        cache.pushRight(key, value.toString(), "two \"quoted\"");
      } else {
        cache.set(key, value.toString());
      }
      if (i % 5 == 0) {
        cache.expire(key, Duration.ofDays(1));
      }
    }
  }

  /** Restores what has changed, or verifies it; it is noticed, and the store is as it was. */
  private void noticed(
      PersistenceHandler handler, Path file, long length, boolean whole, Object what) {
    Throwable refused =
        catchThrowable(
            () -> {
              if (whole) {
                handler.restore(file, RestoreOptions.REPLACE);
              } else {
                handler.verify(file);
              }
            });
    assertThat(refused).as("%s", what).isInstanceOf(BackupFormatException.class);
    BackupFormatException damage = (BackupFormatException) refused;
    assertThat(damage.file()).isEqualTo(file.toString());
    assertThat(damage).hasMessageContaining(Objects.toString(file.getFileName()));
    assertThat(damage.offset()).as("%s", what).isBetween(0L, length);
    assertThat(damage.reason()).isNotEmpty();
    assertThat(Contents.of(live)).isEqualTo(before);
  }

  private PersistenceHandler handlerOf(Path file) {
    return PersistenceHandler.builder(live)
        .folder(Objects.requireNonNull(file.getParent()))
        .clock(clock)
        .build();
  }

  private void everyBit(Compression compression) throws Exception {
    Path file = backup(compression, 9, 12);
    byte[] good = Files.readAllBytes(file);
    try (PersistenceHandler handler = handlerOf(file)) {
      for (int at = 0; at < good.length; at++) {
        // In a build one bit of each byte, a different one from byte to byte.
        for (int bit = at % BITS; bit < BITS; bit += THOROUGH ? 1 : BITS) {
          Damages.write(file, Damages.flipped(good, at, 1 << bit));
          noticed(handler, file, good.length, true, "bit " + bit + " of byte " + at);
        }
      }
      Damages.write(file, good);
      assertThat(handler.restoreCache(file)).isEqualTo("users");
      assertThat(Contents.of(live)).isNotEqualTo(before);
    }
    LOG.info(
        "{}: {} of {} bytes, all noticed",
        compression,
        THOROUGH ? "every bit" : "one bit each",
        good.length);
  }

  @Test
  void everyByteFlipped_ofAJsonBackup_isNoticedAndNothingChanges() throws Exception {
    everyBit(Compression.NONE);
  }

  @Test
  void everyByteFlipped_ofAPackedBackup_isNoticedAndNothingChanges() throws Exception {
    everyBit(Compression.ZSTD);
  }

  private void randomChanges(Compression compression, List<Integer> entries, int tenths)
      throws Exception {
    Damages damages = new Damages(new Random(SEED));
    for (int i = 0; i < SHARES.size(); i++) {
      Path file = backup(compression, entries.get(i), VALUE_BYTES);
      byte[] good = Files.readAllBytes(file);
      assertThat(good.length).isBetween(1 << 20, 4 << 20);
      int changes = Math.max(3, CHANGES / 100 * tenths * SHARES.get(i));
      try (PersistenceHandler handler = handlerOf(file)) {
        for (int change = 0; change < changes; change++) {
          byte[] bad = damages.change(good);
          Damages.write(file, bad);
          noticed(handler, file, bad.length, change % 10 == 0, "change " + change);
        }
      }
      LOG.info("{}: {} changes of {} bytes, all noticed", compression, changes, good.length);
    }
  }

  @Test
  void randomChanges_ofLargeJsonBackups_areNoticedAndNothingChanges() throws Exception {
    randomChanges(Compression.NONE, JSON, 4);
  }

  @Test
  void randomChanges_ofLargePackedBackups_areNoticedAndNothingChanges() throws Exception {
    randomChanges(Compression.ZSTD, PACKED, 2);
  }

  @Test
  void damagedBackup_restoredWithAJournal_leavesNothingInItsFolder() throws Exception {
    Path file = backup(Compression.NONE, 9, 12);
    byte[] good = Files.readAllBytes(file);
    Path folder = home.resolve("journal");
    try (Durability durability =
            Durability.open(live, DurabilitySettings.in(folder).withClock(clock).withoutThreads());
        PersistenceHandler handler =
            PersistenceHandler.builder(live)
                .folder(Objects.requireNonNull(file.getParent()))
                .clock(clock)
                .restoreKeeper(durability.restoreKeeper())
                .build()) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      long position = durability.journal().position();
      for (int at = 0; at < good.length; at += 40) {
        Damages.write(file, Damages.flipped(good, at, 4));
        noticed(handler, file, good.length, true, "byte " + at);
      }
      assertThat(durability.journal().position()).isEqualTo(position);
      assertThat(new DiskFileOps().list(folder)).noneMatch(name -> name.contains("restored"));
    }
  }

  @Test
  void damagedBackup_inTheFolder_isNeverTheOneThatStays() throws Exception {
    Path file = backup(Compression.NONE, 9, 12);
    try (PersistenceHandler handler = handlerOf(file)) {
      clock.advance(Duration.ofMinutes(1));
      assertThat(handler.backupCache("users")).isTrue();
      Path newer = handler.listBackups("users").getFirst().filepath();
      byte[] bytes = Files.readAllBytes(newer);
      Damages.write(newer, Damages.flipped(bytes, bytes.length / 2, 1));
      clock.advance(Duration.ofMinutes(1));
      handler.cleanupOldBackups(0);
      assertThat(handler.listBackups("users")).extracting(BackupInfo::filepath).contains(file);
      assertThat(handler.verify(file).hasChecksum()).isTrue();
    }
  }

  // ---- the journal and its checkpoints ----

  /** A journal with a checkpoint in the middle, both large or both small. */
  private Path journal(int entries, int valueBytes) throws IOException, InterruptedException {
    Path folder = home.resolve("journal of " + entries);
    DurabilitySettings settings =
        DurabilitySettings.in(folder).withClock(clock).withFsync(Fsync.NO).withoutThreads();
    try (Store store = newStore();
        Durability durability = Durability.open(store, settings)) {
      durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
      durability.start();
      fill(store.cache("users"), entries, valueBytes);
      durability.checkpointNow();
      fill(store.cache("others"), entries, valueBytes);
    }
    return folder;
  }

  private static List<Path> files(Path folder, String part) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(path -> path.toString().contains(part))
          .sorted()
          .toList();
    }
  }

  /** Reads a segment of a journal that was closed in order. */
  private static void segmentNoticed(Path segment, long length, Object what) throws IOException {
    Path folder = Objects.requireNonNull(segment.getParent());
    try {
      JournalReading reading = new JournalReader(new DiskFileOps(), folder).verify();
      assertThat(reading.settled()).as("%s", what).isFalse();
      if (reading.tail() != null) {
        assertThat(reading.tail().file()).isEqualTo(segment);
        assertThat(reading.tail().offset()).as("%s", what).isBetween(0L, length);
      }
    } catch (JournalDamagedException e) {
      assertThat(e.offset()).as("%s", what).isBetween(0L, length);
      assertThat(e.reason()).isNotEmpty();
      assertThat(e.file()).as("%s", what).isEqualTo(segment);
    }
  }

  @Test
  void randomChanges_ofLargeSegments_areNoticed() throws Exception {
    Damages damages = new Damages(new Random(SEED));
    for (int i = 0; i < SHARES.size(); i++) {
      Path segment = files(journal(SEGMENTS.get(i), VALUE_BYTES), ".aof").getLast();
      byte[] good = Files.readAllBytes(segment);
      assertThat(good.length).isBetween(1 << 20, 4 << 20);
      int changes = Math.max(3, CHANGES / 100 * 3 * SHARES.get(i));
      for (int change = 0; change < changes; change++) {
        byte[] bad = damages.change(good);
        Damages.write(segment, bad);
        segmentNoticed(segment, good.length, "change " + change);
      }
      LOG.info("segment: {} changes of {} bytes, all noticed", changes, good.length);
    }
  }

  @Test
  void randomChanges_ofLargeCheckpoints_areNoticed() throws Exception {
    Damages damages = new Damages(new Random(SEED));
    Path folder = journal(SEGMENTS.get(1), VALUE_BYTES);
    for (Path segment : files(folder, ".aof")) {
      // What is looked at here is the checkpoint.
      Files.delete(segment);
    }
    Path file = files(folder, "cache_users").getLast();
    byte[] good = Files.readAllBytes(file);
    assertThat(good.length).isBetween(1 << 20, 4 << 20);
    int changes = CHANGES / 10;
    for (int change = 0; change < changes; change++) {
      byte[] bad = damages.change(good);
      Damages.write(file, bad);
      String problem =
          JournalInspection.of(new DiskFileOps(), folder).checkpoints().getFirst().problem();
      assertThat(problem).as("change %d", change).contains(file.toString()).contains("byte");
    }
    LOG.info("checkpoint: {} changes of {} bytes, all noticed", changes, good.length);
  }

  @Test
  void everyByteFlipped_ofASegment_stopsTheStartOrIsCutOffAndSaid_andTheFilesStay()
      throws Exception {
    Path folder = journal(3, 12);
    Path segment = files(folder, ".aof").getLast();
    byte[] good = Files.readAllBytes(segment);
    int stops = 0;
    int starts = 0;
    for (int at = 0; at < good.length; at += THOROUGH ? 1 : 11) {
      starts++;
      Path copy = copyOf(folder);
      Path changed = copy.resolve(Objects.requireNonNull(segment.getFileName()));
      byte[] bad = Damages.flipped(good, at, 1 << (at % BITS));
      Damages.write(changed, bad);
      try (Store store = newStore();
          Durability durability =
              Durability.open(
                  store, DurabilitySettings.in(copy).withClock(clock).withoutThreads())) {
        RecoveryReport report = durability.recover(Durability.NO_BACKUPS, RecoveryProgress.NONE);
        assertThat(report.notes()).as("byte %d", at).anyMatch(note -> note.contains("torn"));
      } catch (JournalRecoveryException e) {
        stops++;
        assertThat(e).as("byte %d", at).hasMessageContaining(changed.toString());
        assertThat(changed).hasBinaryContent(bad);
      }
    }
    // The line that closes the journal may itself be what a crash has torn.
    assertThat(stops).isBetween(starts / 2, starts - 1);
    LOG.info("segment of {} bytes: {} changed, {} stops", good.length, starts, stops);
  }

  private Path copyOf(Path folder) throws IOException {
    Path copy = Files.createTempDirectory(home, "copy");
    for (Path file : files(folder, "")) {
      Path target = copy.resolve(folder.relativize(file));
      Files.createDirectories(Objects.requireNonNull(target.getParent()));
      Files.copy(file, target);
    }
    return copy;
  }
}
