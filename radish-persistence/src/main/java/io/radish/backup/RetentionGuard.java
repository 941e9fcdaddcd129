// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which backups stay whatever a rule says, because somebody would miss them:
 *
 * <ul>
 *   <li>the newest whole run, which a start loads, and the newest whole run that proves good;
 *   <li>the newest backup of each keyspace that proves good; where none does, all of them;
 *   <li>where these are empty, also the newest run, and the newest backup of the keyspace, that
 *       prove good and are not.
 * </ul>
 *
 * <p>Proofs are asked for only where a file is about to go and nothing newer than it is known to be
 * good. So a policy that thins out what is a day old reads the newest run about once a day.
 */
final class RetentionGuard {
  private final BackupProofs proofs;
  private final List<List<BackupInfo>> wholeRuns;
  private final Map<String, List<BackupInfo>> byCache = new LinkedHashMap<>();

  RetentionGuard(Collection<BackupInfo> newestFirst, BackupProofs proofs) {
    this.proofs = proofs;
    this.wholeRuns = WholeRuns.of(newestFirst);
    for (BackupInfo backup : newestFirst) {
      byCache.computeIfAbsent(backup.cache(), name -> new ArrayList<>()).add(backup);
    }
  }

  /** Those that need no proof. */
  Set<BackupInfo> always() {
    return wholeRuns.isEmpty() ? Set.of() : new HashSet<>(wholeRuns.getFirst());
  }

  /** Those that must stay where {@code doomed} would go, with {@link #always()}. */
  Set<BackupInfo> missed(Set<BackupInfo> doomed) {
    Set<BackupInfo> missed = new HashSet<>(always());
    if (!doomed.isEmpty()) {
      missed.addAll(missedRuns(doomed));
      byCache.values().forEach(backups -> missed.addAll(missedOf(backups, doomed)));
    }
    return missed;
  }

  private Set<BackupInfo> missedRuns(Set<BackupInfo> doomed) {
    Set<BackupInfo> missed = new HashSet<>();
    for (List<BackupInfo> run : wholeRuns) {
      if (run.stream().anyMatch(doomed::contains)) {
        break;
      }
      if (!WholeRuns.isEmpty(run) && run.stream().allMatch(proofs::isKnownGood)) {
        return missed;
      }
    }
    boolean anyFound = false;
    for (List<BackupInfo> run : wholeRuns) {
      boolean empty = WholeRuns.isEmpty(run);
      if ((!empty || !anyFound) && run.stream().allMatch(proofs::isGood)) {
        missed.addAll(run);
        anyFound = true;
        if (!empty) {
          break;
        }
      }
    }
    return missed;
  }

  /** Those to be missed of one keyspace's backups, newest first. */
  private Collection<BackupInfo> missedOf(List<BackupInfo> backups, Set<BackupInfo> doomed) {
    for (BackupInfo backup : backups) {
      if (doomed.contains(backup)) {
        return searched(backups);
      }
      if (backup.claimsEntries() && proofs.isKnownGood(backup)) {
        return Set.of();
      }
    }
    return Set.of();
  }

  private Collection<BackupInfo> searched(List<BackupInfo> backups) {
    List<BackupInfo> good = new ArrayList<>();
    first(backups, proofs::isGood).forEach(good::add);
    if (good.isEmpty()) {
      return backups;
    }
    if (!good.getFirst().claimsEntries()) {
      List<BackupInfo> filled = backups.stream().filter(BackupInfo::claimsEntries).toList();
      List<BackupInfo> goodFilled = first(filled, proofs::isGood);
      // A damaged file may still be mended by hand where it is the only one with anything in it.
      good.addAll(goodFilled.isEmpty() ? first(filled, any -> true) : goodFilled);
    }
    return good;
  }

  private static List<BackupInfo> first(List<BackupInfo> backups, Predicate<BackupInfo> condition) {
    return backups.stream().filter(condition).limit(1).toList();
  }
}
