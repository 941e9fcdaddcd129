// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.store.ManualClock;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random histories of real files, with damage, odd names and clocks that jump, against what must
 * hold after any clean-up.
 */
class RetentionModelTest {
  private static final long SEEDS = 20;
  private static final List<String> CACHES =
      List.of("default_store", "users", "a/b c%_", "users_old", "x:store", "\u00e4\ud83c\udf31");
  private static final List<String> POLICIES =
      List.of(
          "all:24h hourly:7d daily:30d",
          "none",
          "hourly:1d",
          "all:10m",
          "daily:3d weekly:60d",
          "all:1h hourly:6h daily:2d weekly:3w monthly:1y yearly:9y");

  @TempDir Path home;

  /** One history. */
  private final class History {
    private final Random random;
    private final ManualClock clock = new ManualClock();
    private final FakeStore store = new FakeStore(clock);
    private final Set<Path> damaged = new HashSet<>();
    private final Path folder;
    private final PersistenceHandler persistence;
    private long changes;

    History(long seed) {
      random = new Random(seed);
      folder = home.resolve("seed-" + seed);
      persistence =
          PersistenceHandler.builder(store)
              .folder(folder)
              .clock(clock)
              .zone(ZoneId.of("Europe/Berlin"))
              .random(random)
              .retention(new RetentionRules(RetentionPolicy.KEEP_ALL, 0, 0))
              .pause(clock::advance)
              .build();
    }

    void grow() throws Exception {
      int runs = 5 + random.nextInt(40);
      for (int i = 0; i < runs; i++) {
        change();
        clock.advance(step());
        if (random.nextInt(4) == 0) {
          persistence.run(List.of(CACHES.get(random.nextInt(2))));
        } else {
          persistence.run();
        }
      }
    }

    private void change() {
      String cache = CACHES.get(random.nextInt(CACHES.size()));
      if (random.nextInt(3) == 0 && !cache.equals("default_store")) {
        store.delete(cache);
      } else if (random.nextInt(3) == 0) {
        store.keyspace(cache).entries().clear();
      } else {
        store.set(cache, "k" + random.nextInt(5), "value");
      }
    }

    private Duration step() {
      return switch (random.nextInt(12)) {
        case 0 -> Duration.ofDays(random.nextInt(6000) - 2000L);
        case 1 -> Duration.ofDays(1 + random.nextInt(10));
        case 2, 3 -> Duration.ofHours(1 + random.nextInt(30));
        case 4 -> Duration.ofMinutes(-random.nextInt(90));
        default -> Duration.ofMinutes(1 + random.nextInt(20));
      };
    }

    /** Flips a byte of some files, of the newest ones too, and leaves files of strangers about. */
    void damage() throws IOException {
      for (BackupInfo backup : persistence.listBackups()) {
        if (random.nextInt(6) == 0 && isGood(backup)) {
          byte[] bytes = Files.readAllBytes(backup.filepath());
          bytes[bytes.length - 4 - random.nextInt(6)] ^= 1;
          rewrite(backup.filepath(), bytes);
          damaged.add(backup.filepath());
        } else if (random.nextInt(30) == 0) {
          rewrite(backup.filepath(), new byte[] {'{'});
          damaged.add(backup.filepath());
        }
      }
      Files.writeString(folder.resolve("notes.json"), "{}");
    }

    /** Writes with a time of change of its own: two writes may be in the same tick. */
    private void rewrite(Path file, byte[] bytes) throws IOException {
      Files.write(file, bytes);
      Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000_000_000L + ++changes * 1000));
    }

    RetentionRules rules() {
      return new RetentionRules(
          RetentionPolicy.parse(POLICIES.get(random.nextInt(POLICIES.size()))),
          random.nextBoolean() ? 0 : 1 + random.nextInt(40),
          random.nextInt(3) == 0 ? 2000L + random.nextInt(20_000) : 0);
    }

    private boolean isGood(BackupInfo backup) {
      return !damaged.contains(backup.filepath());
    }

    /** The backups that must be there afterwards, found out in the plainest way. */
    Set<BackupInfo> missed(List<BackupInfo> newestFirst) {
      Set<BackupInfo> missed = new HashSet<>();
      for (String cache : CACHES) {
        List<BackupInfo> good =
            newestFirst.stream().filter(b -> b.cache().equals(cache)).filter(this::isGood).toList();
        good.stream().limit(1).forEach(missed::add);
        good.stream().filter(b -> b.items() > 0).limit(1).forEach(missed::add);
      }
      List<List<BackupInfo>> runs = WholeRuns.of(newestFirst);
      runs.stream().limit(1).forEach(missed::addAll);
      runs.stream().filter(r -> r.stream().allMatch(this::isGood)).limit(1).forEach(missed::addAll);
      return missed;
    }
  }

  @Test
  void cleanUp_ofAnyHistory_keepsWhatWouldBeMissed() throws Exception {
    long deletions = 0;
    for (long seed = 1; seed <= SEEDS; seed++) {
      deletions += check(new History(seed), seed);
    }
    assertThat(deletions).isGreaterThan(SEEDS * 5);
  }

  private long check(History history, long seed) throws Exception {
    history.grow();
    long deletions = 0;
    for (int round = 0; round < 4; round++) {
      String where = "seed " + seed + ", round " + round;
      if (round % 2 == 0) {
        history.damage();
      }
      RetentionRules rules = history.rules();
      history.persistence.setRetention(rules);
      List<BackupInfo> before = history.persistence.listBackups();
      Set<BackupInfo> missed = history.missed(before);
      int unreadable = history.persistence.listing().unreadable().size();
      List<Removal> preview = history.persistence.previewRetention(rules.policy());
      CleanupResult result = history.persistence.applyRetention(rules.policy());
      List<BackupInfo> after = history.persistence.listBackups();
      assertThat(after).as(where).containsAll(missed);
      assertThat(preview).as(where).hasSize(result.deleted());
      assertThat(before.size() - after.size()).as(where).isEqualTo(result.deleted());
      assertThat(history.persistence.listing().unreadable()).as(where).hasSize(unreadable);
      checkLimits(history, rules, after, where);
      assertThat(history.persistence.applyRetention(rules.policy()).deleted()).as(where).isZero();
      deletions += result.deleted();
      history.clock.advance(history.step());
    }
    delete(history.folder);
    return deletions;
  }

  /** Beyond a limit there is only what would be missed, or what nothing good could replace. */
  private static void checkLimits(
      History history, RetentionRules rules, List<BackupInfo> after, String where) {
    long bytes = after.stream().mapToLong(BackupInfo::size).sum();
    boolean beyond =
        (rules.maxFiles() > 0 && after.size() > rules.maxFiles())
            || (rules.maxBytes() > 0 && bytes > rules.maxBytes());
    if (beyond) {
      Set<BackupInfo> missed = history.missed(after);
      List<List<BackupInfo>> runs = WholeRuns.of(after);
      runs.stream()
          .filter(run -> !WholeRuns.isEmpty(run) && run.stream().allMatch(history::isGood))
          .limit(1)
          .forEach(missed::addAll);
      for (String cache : CACHES) {
        List<BackupInfo> all = after.stream().filter(b -> b.cache().equals(cache)).toList();
        if (all.stream().noneMatch(history::isGood)) {
          missed.addAll(all);
        }
        if (all.stream().noneMatch(b -> b.items() > 0 && history.isGood(b))) {
          all.stream().filter(b -> b.items() > 0).limit(1).forEach(missed::add);
        }
      }
      List<BackupInfo> rest = new ArrayList<>(after);
      rest.removeAll(missed);
      assertThat(rest).as(where).isEmpty();
    }
  }

  @Test
  void clockAheadByYears_thenRuns_deleteNothingThatOnlyLooksOld() throws Exception {
    for (String policy : POLICIES) {
      History history = new History(policy.hashCode());
      history.store.set("users", "k", "v");
      for (int i = 0; i < 12; i++) {
        history.clock.advance(Duration.ofSeconds(40));
        history.persistence.run();
      }
      RetentionRules rules = RetentionRules.DEFAULT.with(RetentionPolicy.parse(policy));
      List<Removal> before = history.persistence.previewRetention(rules.policy());
      history.clock.advance(Duration.ofDays(365 * 20));
      history.persistence.run();
      Set<BackupInfo> unwanted = new HashSet<>(before.stream().map(Removal::backup).toList());
      assertThat(history.persistence.previewRetention(rules.policy()))
          .as(policy)
          .allMatch(removal -> unwanted.contains(removal.backup()));
      delete(history.folder);
    }
  }

  private static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
