// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.backup.format.BackupType;
import io.radish.store.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories of years, without files: what a planner lets go, run after run. */
class RetentionPlannerTest {
  private static final Path FOLDER = Path.of("backups");

  private final ManualClock clock = new ManualClock();
  private final RunIds runIds = new RunIds(new Random(1));
  private final List<BackupInfo> backups = new ArrayList<>();
  private final Set<BackupInfo> damaged = new HashSet<>();
  private long proofsAsked;
  private final BackupProofs proofs =
      new BackupProofs(
          clock,
          backup -> {
            proofsAsked++;
            return !damaged.contains(backup);
          });

  private void run(long items, String... caches) {
    Instant cut = clock.instant();
    String id = runIds.next(cut);
    for (String cache : caches) {
      backups.add(
          new BackupInfo(
              cache + "_" + id + ".json",
              FOLDER.resolve(cache + "_" + id + ".json"),
              100,
              cut.toString(),
              cache,
              BackupType.NAMED_CACHE,
              items,
              cut,
              cut,
              id,
              caches.length));
    }
  }

  private List<Removal> plan(RetentionRules rules, Duration interval) {
    RetentionPlanner planner =
        new RetentionPlanner(rules, interval, clock.instant(), ZoneId.of("Europe/Berlin"));
    return planner.plan(BackupInfo.newestFirst(backups), proofs);
  }

  /** Runs, with a clean-up after each. */
  private void history(String policy, int runs, Duration apart, String... caches) {
    RetentionRules rules = new RetentionRules(RetentionPolicy.parse(policy), 0, 0);
    for (int i = 0; i < runs; i++) {
      clock.advance(apart);
      run(1, caches);
      plan(rules, apart).forEach(removal -> backups.remove(removal.backup()));
    }
  }

  private List<Duration> ages() {
    return backups.stream()
        .map(backup -> Duration.between(backup.taken(), clock.instant()))
        .toList();
  }

  @Test
  void defaultPolicy_overWeeks_keepsAllOfADayThenHoursThenDays() {
    history("all:24h hourly:7d daily:30d", 33 * 48, Duration.ofMinutes(30), "users");
    List<Duration> ages = ages();
    assertThat(ages.stream().filter(age -> age.compareTo(Duration.ofDays(1)) <= 0)).hasSize(49);
    assertThat(ages.stream().filter(age -> age.compareTo(Duration.ofDays(7)) <= 0))
        .hasSizeBetween(49 + 143, 49 + 145);
    assertThat(ages).hasSizeBetween(49 + 143 + 22, 49 + 145 + 24);
    assertThat(ages.stream().max(Duration::compareTo).orElseThrow())
        .isLessThanOrEqualTo(Duration.ofDays(30));
  }

  @Test
  void coarsePolicies_overYears_keepOneOfEachTimeAndNoMore() {
    history(
        "all:2d daily:14d weekly:8w monthly:1y yearly:3y", 4 * 365, Duration.ofDays(1), "users");
    assertThat(backups).hasSizeBetween(14 + 5 + 9 + 1, 16 + 8 + 13 + 4);
    assertThat(ages().stream().max(Duration::compareTo).orElseThrow())
        .isBetween(Duration.ofDays(2 * 365), Duration.ofDays(3 * 365));
  }

  @Test
  void shortWindowsBetweenCoarseOnes_stillLetTheOldGo() {
    history("daily:30d weekly:31d monthly:1y", 900, Duration.ofDays(1), "users");
    assertThat(backups).hasSizeBetween(30 + 9, 33 + 13);
  }

  @Test
  void rareRuns_ageByTheirOwnInterval() {
    history("all:24h hourly:7d daily:30d", 60, Duration.ofDays(7), "users");
    assertThat(backups).hasSizeBetween(4, 6);
  }

  @Test
  void officeHours_ageByDaysOfWork() {
    RetentionRules rules = RetentionRules.DEFAULT;
    for (int day = 0; day < 200; day++) {
      clock.advance(Duration.ofHours(day % 5 == 0 ? 64 : 16));
      for (int hour = 0; hour < 8; hour++) {
        clock.advance(Duration.ofHours(1));
        run(1, "users");
        plan(rules, Duration.ofMinutes(5)).forEach(removal -> backups.remove(removal.backup()));
      }
    }
    assertThat(ages().stream().max(Duration::compareTo).orElseThrow())
        .isBetween(Duration.ofDays(28), Duration.ofDays(60));
  }

  @Test
  void proofs_overWeeks_areAskedForAboutOnceADay() {
    history("all:24h hourly:7d daily:30d", 20 * 48, Duration.ofMinutes(30), "users", "carts");
    assertThat(proofsAsked).isBetween(2L * 18, 2L * 25);
  }

  @Test
  void clockAheadByYears_asksForNothingToGo() {
    history("all:24h hourly:7d daily:30d yearly:10y", 400, Duration.ofHours(2), "users");
    RetentionPolicy policy = RetentionPolicy.parse("all:24h hourly:7d daily:30d yearly:10y");
    clock.advance(Duration.ofDays(9 * 365));
    run(1, "users");
    assertThat(plan(RetentionRules.DEFAULT.with(policy), Duration.ofHours(2))).isEmpty();
  }

  @Test
  void wholeRuns_amongSingleOnes_areWhatIsKeptOfAnHour() {
    RetentionRules rules = RetentionRules.DEFAULT.with(RetentionPolicy.parse("hourly:2d"));
    for (int i = 0; i < 200; i++) {
      clock.advance(Duration.ofMinutes(7));
      run(1, "users", "carts");
      clock.advance(Duration.ofMinutes(3));
      BackupInfo single = single();
      backups.add(single);
      plan(rules, Duration.ofMinutes(10)).forEach(removal -> backups.remove(removal.backup()));
    }
    assertThat(WholeRuns.of(BackupInfo.newestFirst(backups))).hasSizeBetween(33, 35);
    assertThat(backups).hasSizeBetween(2 * 33, 2 * 35 + 1);
  }

  private BackupInfo single() {
    run(1, "users");
    BackupInfo made = backups.removeLast();
    return new BackupInfo(
        made.filename(),
        made.filepath(),
        made.size(),
        made.modified(),
        made.cache(),
        made.type(),
        made.items(),
        made.taken(),
        made.utc(),
        made.runId(),
        0);
  }

  @Test
  void damagedBackups_whereNoOtherIs_allStay() {
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofHours(5));
      run(1, "users");
    }
    damaged.addAll(backups);
    RetentionRules rules = new RetentionRules(RetentionPolicy.parse("all:1h"), 1, 1);
    assertThat(plan(rules, Duration.ZERO)).isEmpty();
    damaged.remove(backups.get(1));
    clock.advance(BackupProofs.HOLDS.plusSeconds(1));
    assertThat(plan(rules, Duration.ZERO).stream().map(Removal::backup))
        .containsExactly(backups.get(0), backups.get(2), backups.get(3));
  }
}
