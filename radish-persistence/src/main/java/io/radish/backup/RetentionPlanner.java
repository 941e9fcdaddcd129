// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.Removal.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out which backups go, touching none.
 *
 * <p>It goes over what would be left until nothing more goes, so that doing as it says and asking
 * again gives nothing.
 *
 * @param interval between scheduled runs; zero for none
 */
record RetentionPlanner(RetentionRules rules, Duration interval, Instant now, ZoneId zone) {
  /** The backups that go, the oldest first. */
  List<Removal> plan(List<BackupInfo> newestFirst, BackupProofs proofs) {
    Map<BackupInfo, Reason> going = new LinkedHashMap<>();
    List<BackupInfo> left = newestFirst;
    int before;
    do {
      before = going.size();
      going.putAll(round(left, proofs));
      left = left.stream().filter(backup -> !going.containsKey(backup)).toList();
    } while (going.size() > before);
    return oldestFirst(newestFirst, going);
  }

  /** The backups taken before {@code oldest} that go, the oldest first. */
  static List<Removal> olderThan(
      Instant oldest, List<BackupInfo> newestFirst, BackupProofs proofs) {
    Set<BackupInfo> old = new HashSet<>();
    for (BackupInfo backup : newestFirst) {
      if (backup.order().isBefore(oldest)) {
        old.add(backup);
      }
    }
    old.removeAll(new RetentionGuard(newestFirst, proofs).missed(old));
    Map<BackupInfo, Reason> going = new LinkedHashMap<>();
    old.forEach(backup -> going.put(backup, Reason.AGE));
    return oldestFirst(newestFirst, going);
  }

  private static List<Removal> oldestFirst(
      List<BackupInfo> newestFirst, Map<BackupInfo, Reason> going) {
    List<Removal> removals = new ArrayList<>();
    for (BackupInfo backup : newestFirst.reversed()) {
      Reason reason = going.get(backup);
      if (reason != null) {
        removals.add(new Removal(backup, reason));
      }
    }
    return removals;
  }

  private Map<BackupInfo, Reason> round(List<BackupInfo> newestFirst, BackupProofs proofs) {
    RetentionGuard guard = new RetentionGuard(newestFirst, proofs);
    BackupAges ages = new BackupAges(newestFirst, rules.policy(), interval, now);
    Set<BackupInfo> kept = new PolicyChoice(rules.policy(), ages, zone).keptOf(newestFirst);
    Set<BackupInfo> unwanted = new HashSet<>(newestFirst);
    unwanted.removeAll(kept);
    unwanted.removeAll(guard.missed(unwanted));
    Map<BackupInfo, Reason> going = new LinkedHashMap<>();
    unwanted.forEach(backup -> going.put(backup, Reason.POLICY));
    Map<BackupInfo, Reason> beyond = beyondLimits(newestFirst, going.keySet(), guard.always());
    Set<BackupInfo> missed = guard.missed(union(going.keySet(), beyond.keySet()));
    if (beyond.keySet().stream().anyMatch(missed::contains)) {
      // Others go in their place; what is missed where anything may go is missed in any case.
      missed = guard.missed(new HashSet<>(newestFirst));
      beyond = beyondLimits(newestFirst, going.keySet(), missed);
    }
    beyond.forEach(going::putIfAbsent);
    return going;
  }

  private static Set<BackupInfo> union(Collection<BackupInfo> some, Collection<BackupInfo> more) {
    Set<BackupInfo> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }

  /** The oldest of those that stay so far, until the rest is within the limits. */
  private Map<BackupInfo, Reason> beyondLimits(
      List<BackupInfo> newestFirst, Set<BackupInfo> going, Set<BackupInfo> missed) {
    long files = 0;
    long bytes = 0;
    for (BackupInfo backup : newestFirst) {
      if (!going.contains(backup)) {
        files++;
        bytes += backup.size();
      }
    }
    Map<BackupInfo, Reason> beyond = new LinkedHashMap<>();
    for (BackupInfo backup : newestFirst.reversed()) {
      boolean tooMany = rules.maxFiles() > 0 && files > rules.maxFiles();
      boolean tooLarge = rules.maxBytes() > 0 && bytes > rules.maxBytes();
      if (!tooMany && !tooLarge) {
        break;
      }
      if (!going.contains(backup) && !missed.contains(backup)) {
        beyond.put(backup, tooMany ? Reason.MAX_FILES : Reason.MAX_SIZE);
        files--;
        bytes -= backup.size();
      }
    }
    return beyond;
  }
}
