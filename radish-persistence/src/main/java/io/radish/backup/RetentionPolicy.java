// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which backups are kept for how long: {@code all:24h hourly:7d daily:30d} keeps all of the last 24
 * hours, one an hour for seven days and one a day for thirty.
 *
 * <p>A backup that any of the rules wants stays; their order means nothing. Without a rule all are
 * kept.
 *
 * @param rules one for each grain at most, the finest first
 */
public record RetentionPolicy(List<Rule> rules) {
  /** The word for a policy without a rule. */
  public static final String NONE = "none";

  /** The longest time of a rule: far from the overflow of any sum. */
  private static final Duration LONGEST = Duration.ofDays(100 * 366L);

  /** Keeps all. */
  public static final RetentionPolicy KEEP_ALL = new RetentionPolicy(List.of());

  /** What is kept unless told otherwise: some 450 backups of a cache that is saved every 5 min. */
  public static final RetentionPolicy DEFAULT = parse("all:24h hourly:7d daily:30d");

  /** Of how much time one backup is kept. */
  public enum Grain {
    /** Every backup. */
    ALL(Duration.ZERO),
    /** One an hour. */
    HOURLY(Duration.ofHours(1)),
    /** One a day, days being local ones. */
    DAILY(Duration.ofDays(1)),
    /** One a week, beginning on Monday. */
    WEEKLY(Duration.ofDays(7)),
    /** One a month. */
    MONTHLY(Duration.ofDays(31)),
    /** One a year. */
    YEARLY(Duration.ofDays(366));

    private final Duration step;

    Grain(Duration step) {
      this.step = step;
    }

    /** The time for which one backup is kept, at its longest. */
    Duration step() {
      return step;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The unit that a time is given in. */
  public enum Unit {
    /** Minutes. */
    M(Duration.ofMinutes(1)),
    /** Hours. */
    H(Duration.ofHours(1)),
    /** Days of 24 hours. */
    D(Duration.ofDays(1)),
    /** Weeks. */
    W(Duration.ofDays(7)),
    /** Years of 365 days. */
    Y(Duration.ofDays(365));

    private final Duration length;

    Unit(Duration length) {
      this.length = length;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One rule.
   *
   * @param amount of {@code unit}, from 1
   */
  public record Rule(Grain grain, int amount, Unit unit) {
    /** The age up to which the rule keeps backups. */
    public Duration window() {
      return unit.length.multipliedBy(amount);
    }

    @Override
    public String toString() {
      return grain + ":" + amount + unit;
    }
  }

  /** Sorts the rules. */
  public RetentionPolicy {
    rules = rules.stream().sorted(Comparator.comparing(Rule::grain)).toList();
  }

  /**
   * Reads a policy: rules separated by spaces, or {@code none}, or nothing.
   *
   * @throws IllegalArgumentException with what would have been right
   */
  public static RetentionPolicy parse(String text) {
    List<String> words = Arrays.stream(text.strip().split("\\s+")).toList();
    return parse(words.equals(List.of("")) ? List.of() : words);
  }

  /**
   * Reads a policy from its words.
   *
   * @throws IllegalArgumentException with what would have been right
   */
  public static RetentionPolicy parse(List<String> words) {
    if (words.equals(List.of(NONE))) {
      return KEEP_ALL;
    }
    List<Rule> rules = new ArrayList<>();
    Set<Grain> seen = EnumSet.noneOf(Grain.class);
    for (String word : words) {
      Rule rule = rule(word);
      if (!seen.add(rule.grain())) {
        throw new IllegalArgumentException(
            rule.grain() + " is there twice; give it once, with the longer time");
      }
      rules.add(rule);
    }
    return new RetentionPolicy(rules);
  }

  private static Rule rule(String word) {
    if (word.equals(NONE)) {
      throw new IllegalArgumentException("'none' keeps all backups and stands alone");
    }
    int colon = word.indexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException(
          "'" + shown(word) + "' is no rule; one is written like hourly:7d");
    }
    Grain grain = grain(word.substring(0, colon), word);
    String time = word.substring(colon + 1);
    if (!time.matches("[1-9][0-9]{0,8}[mhdwy]")) {
      throw new IllegalArgumentException(
          "'%s' in '%s' is no time; it is a whole number from 1 and one of %s, such as 7d"
              .formatted(shown(time), shown(word), names(Unit.values())));
    }
    int last = time.length() - 1;
    Unit unit = Unit.valueOf(time.substring(last).toUpperCase(Locale.ROOT));
    Rule rule = new Rule(grain, Integer.parseInt(time.substring(0, last)), unit);
    if (rule.window().compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("'" + word + "' is too long a time; the longest is 100y");
    }
    return rule;
  }

  private static Grain grain(String name, String word) {
    for (Grain grain : Grain.values()) {
      if (grain.toString().equals(name)) {
        return grain;
      }
    }
    throw new IllegalArgumentException(
        "'%s' in '%s' is unknown; it is one of %s"
            .formatted(shown(name), shown(word), names(Grain.values())));
  }

  private static String names(Object[] values) {
    return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "));
  }

  /** A word in a message: not longer than one that could be right, and on its line. */
  private static String shown(String word) {
    String line =
        word.codePoints()
            .limit(40)
            .filter(c -> !Character.isISOControl(c))
            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
            .toString();
    return line.length() < word.length() ? line + "…" : line;
  }

  /** The text that {@link #parse} reads as this. */
  @Override
  public String toString() {
    return rules.isEmpty()
        ? NONE
        : rules.stream().map(Rule::toString).collect(Collectors.joining(" "));
  }
}
