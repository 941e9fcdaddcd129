// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.backup.RetentionPolicy.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * How old backups are, as retention counts it: in time during which backups were taken.
 *
 * <p>A clock that jumps years ahead makes everything before look old at once, and the first run
 * after the jump, which has the new time, would make it believable. So nothing is asked about the
 * clock. The age of a backup is the sum of the pauses between the runs that followed it, as their
 * files tell them, and a pause that is too long to come from the schedule counts for nothing:
 *
 * <pre>
 *   taken    a   b   c                                          d   e   now
 *            | 5 | 5 |              nine years: 0               | 5 | 5 |
 *   age      20  15  10                                        10   5
 * </pre>
 *
 * <p>The same holds where a server was off for weeks: that ages nothing. A backup from the future,
 * as after a clock was set back, has no age yet.
 *
 * <p>Retention itself makes pauses, since it leaves one backup an hour, then one a day. So how long
 * a pause is believed depends on the age reached: twice the grain of the rule there, and at least
 * {@link #PAUSE}. It never gets shorter with the age; so where backups are taken out, the others
 * look younger or as before, never older, and applying a policy twice deletes nothing more.
 */
final class BackupAges {
  /** A pause believed in any case: a day, with room for one that is late. */
  static final Duration PAUSE = Duration.ofHours(36);

  /** From which age on which pause is believed, in ascending order. */
  private record Believed(Duration from, Duration pause) {}

  private final Map<Instant, Duration> ages = new HashMap<>();

  /**
   * Finds the ages.
   *
   * @param interval between scheduled runs; zero for none
   */
  BackupAges(
      Collection<BackupInfo> backups, RetentionPolicy policy, Duration interval, Instant now) {
    List<Believed> believed = believed(policy, interval);
    TreeSet<Instant> runs = new TreeSet<>();
    backups.forEach(backup -> runs.add(backup.taken()));
    Duration age = Duration.ZERO;
    Instant later = now;
    for (Instant taken : runs.headSet(now, true).descendingSet()) {
      Duration pause = Duration.between(taken, later);
      if (pause.compareTo(at(believed, age)) <= 0) {
        age = age.plus(pause);
      }
      ages.put(taken, age);
      later = taken;
    }
  }

  /** The age of one of the backups; negative for one from the future. */
  Duration of(BackupInfo backup) {
    return ages.getOrDefault(backup.taken(), Duration.ofNanos(-1));
  }

  private static Duration at(List<Believed> believed, Duration age) {
    Duration longest = PAUSE;
    for (Believed each : believed) {
      if (each.from().compareTo(age) > 0) {
        break;
      }
      longest = each.pause();
    }
    return longest;
  }

  /**
   * The table of pauses: within each rule's time, and where a pause reaches into the next one's.
   */
  private static List<Believed> believed(RetentionPolicy policy, Duration interval) {
    List<Rule> byWindow =
        policy.rules().stream().sorted(Comparator.comparing(Rule::window)).toList();
    List<Believed> table = new ArrayList<>();
    Duration inNext = Duration.ZERO;
    for (int i = byWindow.size() - 1; i >= 0; i--) {
      Duration start = i == 0 ? Duration.ZERO : byWindow.get(i - 1).window();
      Duration end = byWindow.get(i).window();
      Duration pause = longest(PAUSE, interval.multipliedBy(2), finest(byWindow, i));
      Duration reaching = pause.plus(inNext);
      Duration border = end.minus(pause);
      if (border.compareTo(start) > 0) {
        table.add(new Believed(border, reaching));
        table.add(new Believed(start, pause));
        inNext = pause;
      } else {
        table.add(new Believed(start, reaching));
        inNext = reaching;
      }
    }
    return ascending(table.reversed());
  }

  /** Twice the step of the finest of the rules from number {@code from} on. */
  private static Duration finest(List<Rule> byWindow, int from) {
    return byWindow.subList(from, byWindow.size()).stream()
        .map(rule -> rule.grain().step().multipliedBy(2))
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** The same table with pauses that never get shorter. */
  private static List<Believed> ascending(List<Believed> table) {
    List<Believed> result = new ArrayList<>();
    Duration longest = Duration.ZERO;
    for (Believed each : table) {
      longest = longest(longest, each.pause());
      result.add(new Believed(each.from(), longest));
    }
    return result;
  }

  private static Duration longest(Duration... durations) {
    return List.of(durations).stream().max(Comparator.naturalOrder()).orElseThrow();
  }
}
