// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.RetentionPolicy.Grain;
import io.radish.backup.RetentionPolicy.Rule;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which backups a policy keeps.
 *
 * <p>Of each hour (day, week and so on) it keeps the newest whole run, so that what is left of a
 * history can be loaded as it was, all caches at one instant. A cache that is not in it keeps its
 * newest backup of that time. What is empty displaces nothing: where that run or backup is, the
 * newest of that time which is not empty stays as well.
 */
final class PolicyChoice {
  private final RetentionPolicy policy;
  private final BackupAges ages;
  private final ZoneId zone;

  PolicyChoice(RetentionPolicy policy, BackupAges ages, ZoneId zone) {
    this.policy = policy;
    this.ages = ages;
    this.zone = zone;
  }

  /** Those that the policy keeps, of backups in their order, newest first. */
  Set<BackupInfo> keptOf(Collection<BackupInfo> newestFirst) {
    if (policy.rules().isEmpty()) {
      return new HashSet<>(newestFirst);
    }
    Set<BackupInfo> kept = new HashSet<>();
    for (BackupInfo backup : newestFirst) {
      if (ages.of(backup).isNegative()) {
        kept.add(backup);
      }
    }
    for (Rule rule : policy.rules()) {
      Collection<BackupInfo> young =
          newestFirst.stream()
              .filter(backup -> ages.of(backup).compareTo(rule.window()) <= 0)
              .toList();
      if (rule.grain() == Grain.ALL) {
        kept.addAll(young);
      } else {
        Map<Long, List<BackupInfo>> byTime = new HashMap<>();
        for (BackupInfo backup : young) {
          byTime.computeIfAbsent(time(rule.grain(), backup), time -> new ArrayList<>()).add(backup);
        }
        byTime.values().forEach(each -> kept.addAll(representatives(each)));
      }
    }
    return kept;
  }

  /** Which hour, day, week, month or year a backup is of. */
  private long time(Grain grain, BackupInfo backup) {
    LocalDate day = LocalDate.ofInstant(backup.taken(), zone);
    return switch (grain) {
      case ALL -> throw new IllegalArgumentException("all are kept, not one of a time");
      case HOURLY -> Math.floorDiv(backup.taken().getEpochSecond(), 3600);
      case DAILY -> day.toEpochDay();
      // Day 0 of the epoch was a Thursday.
      case WEEKLY -> Math.floorDiv(day.toEpochDay() + 3, 7);
      case MONTHLY ->
          ChronoUnit.MONTHS.between(LocalDate.EPOCH.withDayOfMonth(1), day.withDayOfMonth(1));
      case YEARLY -> day.getYear();
    };
  }

  private static Set<BackupInfo> representatives(List<BackupInfo> newestFirst) {
    Set<BackupInfo> kept = new LinkedHashSet<>();
    List<List<BackupInfo>> runs = WholeRuns.of(newestFirst);
    runs.stream().findFirst().ifPresent(kept::addAll);
    runs.stream().filter(run -> !WholeRuns.isEmpty(run)).findFirst().ifPresent(kept::addAll);
    Map<String, Boolean> hasEntries = new LinkedHashMap<>();
    kept.forEach(
        backup -> hasEntries.merge(backup.cache(), backup.claimsEntries(), Boolean::logicalOr));
    for (BackupInfo backup : newestFirst) {
      Boolean known = hasEntries.get(backup.cache());
      if (known == null || (!known && backup.claimsEntries())) {
        kept.add(backup);
        hasEntries.put(backup.cache(), backup.claimsEntries());
      }
    }
    return kept;
  }
}
