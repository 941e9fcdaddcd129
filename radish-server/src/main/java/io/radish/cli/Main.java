// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.Suggestion;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The entry of the program. The server's own way is kept short, because its start is measured: what
 * the subcommands need is not even loaded on it.
 */
public final class Main {
  private static final List<String> SUBCOMMANDS =
      List.of("server", "cli", "backup", "recover", "help");

  private Main() {}

  /** Runs what the arguments say, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(List.of(arguments), Streams.ofProcess()));
  }

  static int run(List<String> arguments, Streams streams) {
    String first = arguments.isEmpty() ? "server" : arguments.getFirst();
    return switch (first) {
      case "server" -> server(arguments.isEmpty() ? arguments : rest(arguments), streams);
      case "cli", "backup", "recover" -> RadishCommand.run(arguments, streams);
      case "help" -> RadishCommand.help(rest(arguments), streams);
      case "--help", "-h" -> RadishCommand.help(List.of(), streams);
      case "--version", "-V", "-v" -> RadishCommand.version(streams);
      default -> {
        Optional<String> mistake = mistyped(first);
        if (mistake.isPresent()) {
          streams.err().println("radish: " + mistake.get());
          yield 2;
        }
        yield server(arguments, streams);
      }
    };
  }

  private static int server(List<String> arguments, Streams streams) {
    if (arguments.contains("--help")) {
      return RadishCommand.help(List.of("server"), streams);
    }
    return ServerCommand.run(arguments, streams);
  }

  /** What is wrong with a first word that is neither a subcommand, an option, nor a file. */
  private static Optional<String> mistyped(String word) {
    if (word.startsWith("--") || Files.exists(Path.of(word))) {
      return Optional.empty();
    }
    String known =
        Suggestion.nearest(word.toLowerCase(Locale.ROOT), SUBCOMMANDS)
            .map(nearest -> "; did you mean 'radish " + nearest + "'?")
            .orElse("; 'radish --help' says what there is");
    return Optional.of("there is no command or configuration file '" + word + "'" + known);
  }

  private static List<String> rest(List<String> arguments) {
    return arguments.subList(1, arguments.size());
  }
}
