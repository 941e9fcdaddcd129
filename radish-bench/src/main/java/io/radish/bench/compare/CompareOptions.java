// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param rounds in which each server takes its turn once
 * @param quick with a tenth of the keys and a fraction of the time, to see that everything works
 * @param only the names of the sections to run; all where empty
 * @param output the file that the report goes to, besides the standard output
 */
record CompareOptions(int rounds, boolean quick, List<String> only, Path output) {
  /** Three medians of noise: fewer rounds have none. */
  private static final int USUAL_ROUNDS = 3;

  private static final int MOST_ROUNDS = 100;

  /**
   * Reads the arguments.
   *
   * @throws IllegalArgumentException that says what would have been right
   */
  static CompareOptions parse(String[] arguments, List<String> sections, Path output) {
    CompareOptions options = new CompareOptions(USUAL_ROUNDS, false, List.of(), output);
    boolean roundsGiven = false;
    Deque<String> rest = new ArrayDeque<>(List.of(arguments));
    while (!rest.isEmpty()) {
      String argument = rest.remove();
      switch (argument) {
        case "--rounds" -> {
          options = options.withRounds(number(value(argument, rest)));
          roundsGiven = true;
        }
        case "--quick" ->
            options =
                new CompareOptions(
                    roundsGiven ? options.rounds : 1, true, options.only, options.output);
        case "--only" -> options = options.withOnly(names(value(argument, rest), sections));
        case "--output" ->
            options =
                new CompareOptions(
                    options.rounds, options.quick, options.only, Path.of(value(argument, rest)));
        default ->
            throw new IllegalArgumentException(
                "unknown option '"
                    + argument
                    + "'; there are --rounds N, --quick, --only SECTION,..., --output FILE");
      }
    }
    return options;
  }

  private CompareOptions withRounds(int count) {
    return new CompareOptions(count, quick, only, output);
  }

  private CompareOptions withOnly(List<String> names) {
    return new CompareOptions(rounds, quick, names, output);
  }

  private static String value(String option, Deque<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.remove();
  }

  private static int number(String text) {
    if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1) {
      throw new IllegalArgumentException("rounds: 1 to " + MOST_ROUNDS + ", not '" + text + "'");
    }
    return Math.min(MOST_ROUNDS, Integer.parseInt(text));
  }

  private static List<String> names(String list, List<String> sections) {
    List<String> names = new ArrayList<>(List.of(list.split(",", -1)));
    for (String name : names) {
      if (!sections.contains(name)) {
        throw new IllegalArgumentException(
            "no section '" + name + "'; there are: " + String.join(", ", sections));
      }
    }
    return names;
  }

  boolean wants(Section section) {
    return only.isEmpty() || only.contains(section.name());
  }
}
