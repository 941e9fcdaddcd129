// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.List;

/**
 * A {@code user} of the configuration file or the command line: its name, and its rules.
 *
 * @param place where it stands, for what is wrong with it
 */
public record UserLine(String place, String name, List<String> rules) {
  /** What such a line begins with. */
  static final String KEYWORD = "user";

  static boolean isOne(Assignment assignment) {
    return assignment.spelling() != Assignment.Spelling.ENVIRONMENT
        && assignment.name().equalsIgnoreCase(KEYWORD);
  }

  /** Reads a line, in which there may be several words in one, as on the command line. */
  static UserLine of(Assignment assignment) throws ConfigException {
    List<String> words = assignment.words();
    if (words.size() == 1) {
      List<String> split = QuotedWords.split(words.getFirst());
      words = split == null ? words : split;
    }
    if (words.isEmpty()) {
      throw new ConfigException(
          assignment.place()
              + ": user: no name; expected a name and rules, such as bob on >pw +@all");
    }
    return new UserLine(
        assignment.place(), words.getFirst(), List.copyOf(words.subList(1, words.size())));
  }
}
