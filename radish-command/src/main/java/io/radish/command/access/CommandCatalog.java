// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The commands there are, as rules name them. */
public interface CommandCatalog {
  /**
   * One command or subcommand.
   *
   * @param name in lower case; of a subcommand, {@code parent|sub}
   * @param number from 0 on, below {@link #numbers}
   * @param categories without the {@code @}
   */
  record Item(String name, int number, Set<String> categories, List<Item> subcommands) {
    boolean isSubcommand() {
      return name.indexOf('|') >= 0;
    }
  }

  /** The commands; subcommands stand in their parents. */
  Collection<Item> commands();

  /** The command or subcommand of that name, in any case; null where there is none. */
  @Nullable Item find(String name);

  /** All categories, without the {@code @}. */
  List<String> categories();

  /** How many numbers there are. */
  int numbers();
}
