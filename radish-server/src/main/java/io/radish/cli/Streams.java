// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;

/**
 * What a program has around it: where it reads and writes, and its environment. Gives it to those
 * subcommands whose constructor asks for it.
 *
 * @param terminal the terminal, where input and output are one
 */
record Streams(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    Optional<Console> terminal)
    implements CommandLine.IFactory {
  /** Those of this process. */
  static Streams ofProcess() {
    return new Streams(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        Optional.ofNullable(System.console()).filter(Console::isTerminal));
  }

  /** The user's home: what the shell means by {@code ~}, where there is a shell. */
  Path home() {
    String home = environment.get("HOME");
    return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home", ".") : home);
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (Arrays.equals(constructor.getParameterTypes(), new Class<?>[] {Streams.class})) {
        return type.cast(constructor.newInstance(this));
      }
    }
    return CommandLine.defaultFactory().create(type);
  }
}
