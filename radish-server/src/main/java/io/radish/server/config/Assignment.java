// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.util.List;
import java.util.Locale;

/**
 * A value for a setting, as somebody wrote it.
 *
 * @param place where: {@code radish.conf:12}, {@code command line}, {@code environment}
 * @param spelling how names are written there
 * @param name the setting's name, which may not be in the table
 * @param words the value's words
 */
record Assignment(String place, Spelling spelling, String name, List<String> words) {
  /** How a place writes the name of a setting. */
  enum Spelling {
    FILE,
    COMMAND_LINE,
    ENVIRONMENT;

    String of(String name) {
      return switch (this) {
        case FILE -> name;
        case COMMAND_LINE -> "--" + name;
        case ENVIRONMENT ->
            Parameter.ENVIRONMENT_PREFIX + name.toUpperCase(Locale.ROOT).replace('-', '_');
      };
    }
  }

  /** The refusal of this value, as one line. */
  ConfigException refusal(Parameter<?> parameter, String reason) {
    String value = parameter.type().isSecret() ? "(hidden)" : QuotedWords.join(words);
    return new ConfigException(
        "%s: %s %s: %s; expected %s"
            .formatted(place, spelling.of(name), value, reason, parameter.type().expected()));
  }

  /** The refusal of a name that is not in the table, as one line. */
  ConfigException unknown() {
    String hint =
        Parameters.nearest(name)
            .map(nearest -> "did you mean " + spelling.of(nearest) + "?")
            .orElse("'radish --help' lists them all");
    return new ConfigException(
        "%s: there is no setting %s; %s"
            .formatted(place, QuotedWords.escape(spelling.of(name)), hint));
  }
}
