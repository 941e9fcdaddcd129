// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.util.Arrays;
import java.util.List;

/**
 * The entry of the program. The server's own way is kept short, because its start is measured: what
 * the subcommands need is not even loaded on it.
 */
public final class Main {
  private Main() {}

  /** Runs what the arguments say, and ends the process with its exit code. */
  public static void main(String[] arguments) {
    List<String> words = Arrays.asList(arguments);
    String first = words.isEmpty() ? "server" : words.getFirst();
    int code =
        switch (first) {
          case "server" ->
              ServerCommand.run(words.isEmpty() ? words : words.subList(1, words.size()));
          default -> ServerCommand.run(words);
        };
    System.exit(code);
  }
}
