// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import io.radish.store.KeyspaceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which caches are backed up on a schedule of their own, beside the full runs: {@code users=60
 * temp*=3600}, patterns as in {@code KEYS} and seconds.
 *
 * <p>The first pattern that matches a cache counts; 0 leaves it to the full runs. A cache takes its
 * stores along; {@code cache:store=60} means a store alone. Full runs hold these caches, too: a
 * start loads a whole run, and one without them would lose them.
 */
public record CacheIntervals(List<Rule> rules) {
  /** No cache has a schedule of its own. */
  public static final CacheIntervals NONE = new CacheIntervals(List.of());

  /** The longest interval: far from the overflow of any sum. */
  public static final long MAX_SECONDS = 366L * 24 * 60 * 60;

  /** The most different intervals: each has runs of its own, and there is one run a second. */
  private static final int MAX_INTERVALS = 30;

  /** The most rules: each may be matched with each cache for a run. */
  private static final int MAX_RULES = 1000;

  /** The interval of the caches that match a pattern; zero for no schedule of their own. */
  public record Rule(String pattern, Duration interval) {}

  /** Copies the rules. */
  public CacheIntervals {
    rules = List.copyOf(rules);
  }

  /**
   * Reads rules.
   *
   * @throws IllegalArgumentException with what would have been right
   */
  public static CacheIntervals parse(List<String> words) {
    if (words.size() > MAX_RULES) {
      throw new IllegalArgumentException("there are at most " + MAX_RULES + " intervals of caches");
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> patterns = new HashSet<>();
    for (String word : words) {
      int equals = word.lastIndexOf('=');
      String seconds = word.substring(equals + 1);
      if (equals < 1 || !seconds.matches("[0-9]{1,9}") || Long.parseLong(seconds) > MAX_SECONDS) {
        throw new IllegalArgumentException(
            "each is a cache or pattern, '=' and seconds from 0 to "
                + MAX_SECONDS
                + ", such as users=60");
      }
      Rule rule = new Rule(word.substring(0, equals), Duration.ofSeconds(Long.parseLong(seconds)));
      if (!patterns.add(rule.pattern())) {
        throw new IllegalArgumentException("a pattern is there twice; the first would count alone");
      }
      rules.add(rule);
    }
    CacheIntervals parsed = new CacheIntervals(rules);
    if (parsed.intervals().size() > MAX_INTERVALS) {
      throw new IllegalArgumentException(
          "there are at most " + MAX_INTERVALS + " different intervals; let some be the same");
    }
    return parsed;
  }

  /** The words that {@link #parse} reads as this. */
  public List<String> words() {
    return rules.stream().map(rule -> rule.pattern() + "=" + rule.interval().toSeconds()).toList();
  }

  /** The intervals at which caches are backed up. */
  Set<Duration> intervals() {
    Set<Duration> intervals = new LinkedHashSet<>();
    rules.stream().map(Rule::interval).filter(each -> !each.isZero()).forEach(intervals::add);
    return intervals;
  }

  /** The keyspaces backed up at that interval. */
  Predicate<KeyspaceName> at(Duration interval) {
    record Matcher(Glob glob, Duration interval) {
      boolean matches(KeyspaceName name) {
        return glob.matches(name.cache()) || glob.matches(name.toString());
      }
    }
    List<Matcher> matchers =
        rules.stream().map(rule -> new Matcher(new Glob(rule.pattern()), rule.interval())).toList();
    return name ->
        matchers.stream()
            .filter(matcher -> matcher.matches(name))
            .findFirst()
            .filter(matcher -> matcher.interval().equals(interval))
            .isPresent();
  }
}
