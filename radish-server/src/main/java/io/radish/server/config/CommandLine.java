// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import io.radish.server.config.Assignment.Spelling;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the command line says, in the form of {@code redis-server}: a configuration file first, if
 * any, then {@code --name value …}.
 *
 * <p>A value ends where the next {@code --} begins, so {@code --save 60 1 --port 6380} is read as
 * Redis reads it; {@code --name=value} takes a value that begins with {@code --}.
 *
 * @param configFile the file named, by itself or by {@code --config}
 * @param assignments the settings, in order
 */
public record CommandLine(Optional<Path> configFile, List<Assignment> assignments) {
  private static final String PLACE = "command line";
  private static final String CONFIG = "--config";

  public CommandLine {
    assignments = List.copyOf(assignments);
  }

  /**
   * Reads the arguments.
   *
   * @throws ConfigException where an argument is neither a file in first place nor an option
   */
  public static CommandLine parse(List<String> arguments) throws ConfigException {
    @Nullable String file = null;
    List<Assignment> assignments = new ArrayList<>();
    int at = 0;
    if (!arguments.isEmpty() && !arguments.getFirst().startsWith("--")) {
      file = arguments.getFirst();
      at = 1;
    }
    while (at < arguments.size()) {
      String option = arguments.get(at);
      int end = at + 1;
      while (end < arguments.size() && !arguments.get(end).startsWith("--")) {
        end++;
      }
      List<String> words = new ArrayList<>(arguments.subList(at + 1, end));
      at = end;
      int equals = option.indexOf('=');
      if (equals > 0) {
        words.addFirst(option.substring(equals + 1));
        option = option.substring(0, equals);
      }
      if (option.equals(CONFIG)) {
        if (words.size() != 1 || file != null) {
          throw new ConfigException(PLACE + ": --config takes one file, and there can be only one");
        }
        file = words.getFirst();
      } else {
        assignments.add(
            new Assignment(PLACE, Spelling.COMMAND_LINE, option.substring(2), List.copyOf(words)));
      }
    }
    return new CommandLine(Optional.ofNullable(file).map(Path::of), assignments);
  }
}
