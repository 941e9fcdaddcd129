// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

/** A rule that is none, with Redis' words for what is wrong; no secret is in them. */
public final class RuleException extends Exception {
  private static final long serialVersionUID = 1;

  static final String UNKNOWN_COMMAND = "Unknown command or category name in ACL";
  static final String SYNTAX = "Syntax error";
  static final String BAD_HASH =
      "The password hash must be exactly 64 characters and contain only lowercase hexadecimal"
          + " characters";
  static final String NO_SUCH_PASSWORD =
      "The password you are trying to remove from the user does not exist";
  static final String FIRST_ARGUMENT = "Allowing first-arg of a subcommand is not supported";
  static final String AFTER_ALL_KEYS =
      "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have"
          + " any effect. Try 'resetkeys' to start with an empty list of patterns";
  static final String AFTER_ALL_CHANNELS =
      "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not"
          + " have any effect. Try 'resetchannels' to start with an empty list of channels";

  /** The most of a rule that an error shows. */
  private static final int MOST_SHOWN = 128;

  private final String reason;
  private final boolean whole;

  /** A reason that needs to be told which rule it is of. */
  RuleException(String reason) {
    this(reason, reason, false);
  }

  private RuleException(String text, String reason, boolean whole) {
    super(text);
    this.reason = reason;
    this.whole = whole;
  }

  /** A reason that stands by itself. */
  static RuleException whole(String text) {
    return new RuleException(text, text, true);
  }

  /** The same, of {@code rule}. */
  RuleException of(String rule) {
    return whole
        ? this
        : new RuleException(
            "Error in ACL SETUSER modifier '" + shown(rule) + "': " + reason, reason, false);
  }

  /** What is wrong, without the rule. */
  public String reason() {
    return reason;
  }

  /** What is wrong, with the rule; a character for each byte. */
  public String text() {
    return String.valueOf(getMessage());
  }

  /** A rule without the password that it may hold, and its beginning where it is long. */
  static String shown(String rule) {
    if (!rule.isEmpty() && "><#!".indexOf(rule.charAt(0)) >= 0) {
      return rule.charAt(0) + "(redacted)";
    }
    if (rule.startsWith("(") && rule.chars().anyMatch(c -> "><#!".indexOf(c) >= 0)) {
      return "(redacted)"; // such words have no place in a selector, but may be there
    }
    return rule.length() > MOST_SHOWN ? rule.substring(0, MOST_SHOWN) : rule;
  }
}
