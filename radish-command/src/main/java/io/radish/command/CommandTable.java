// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.resp.Arguments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All commands, found by name without making an object.
 *
 * <p>An open-addressed table over the lower-case bytes of the names; a name longer than any in the
 * table is not hashed. Immutable once made.
 */
public final class CommandTable {
  private final Map<String, Command> byName = new TreeMap<>();
  private final @Nullable Command[] slots;
  private final int longest;
  private final int numbers;

  /**
   * Makes the table.
   *
   * @throws IllegalStateException where two commands have one name
   */
  public CommandTable(Collection<Command> commands) {
    int length = 0;
    for (Command command : commands) {
      if (byName.put(command.name(), command) != null) {
        throw new IllegalStateException("two commands are called " + command.name());
      }
      length = Math.max(length, command.name().length());
    }
    longest = length;
    List<Command> all = withSubcommands();
    for (int number = 0; number < all.size(); number++) {
      all.get(number).setNumber(number);
    }
    numbers = all.size();
    slots = new Command[Integer.highestOneBit(Math.max(16, commands.size() * 4))];
    for (Command command : commands) {
      int at = hash(command.name());
      while (slots[at & (slots.length - 1)] != null) {
        at++;
      }
      slots[at & (slots.length - 1)] = command;
    }
  }

  /** The commands, by name. */
  public Collection<Command> all() {
    return Collections.unmodifiableCollection(byName.values());
  }

  /** The number of commands, subcommands not counted. */
  public int size() {
    return byName.size();
  }

  /** The number of commands, subcommands counted: {@link Command#number} is below it. */
  int numbers() {
    return numbers;
  }

  /** The command called {@code name}, or {@code parent|sub}, in any case; null where none is. */
  public @Nullable Command find(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    int bar = lower.indexOf('|');
    if (bar < 0) {
      return byName.get(lower);
    }
    Command parent = byName.get(lower.substring(0, bar));
    return parent == null
        ? null
        : parent.subcommands().stream()
            .filter(sub -> sub.name().equals(lower))
            .findFirst()
            .orElse(null);
  }

  /** The command that the request's first argument names; null where none is. */
  public @Nullable Command find(Arguments request) {
    byte[] array = request.array(0);
    int length = request.length(0);
    if (array == null || length > longest) {
      return null;
    }
    int from = request.offset(0);
    int at = hash(array, from, length);
    Command command;
    while ((command = slots[at & (slots.length - 1)]) != null) {
      if (request.matches(0, command.name())) {
        return command;
      }
      at++;
    }
    return null;
  }

  /** The subcommand of {@code parent} that the request's second argument names; null for none. */
  public static @Nullable Command subcommand(Command parent, Arguments request) {
    int skip = parent.name().length() + 1;
    for (Command sub : parent.subcommands()) {
      if (request.matches(1, sub.name().substring(skip))) {
        return sub;
      }
    }
    return null;
  }

  /** All commands and subcommands. */
  public List<Command> withSubcommands() {
    List<Command> all = new ArrayList<>();
    for (Command command : byName.values()) {
      all.add(command);
      all.addAll(command.subcommands());
    }
    return all;
  }

  private static int hash(String name) {
    int hash = 0;
    for (int i = 0; i < name.length(); i++) {
      hash = hash * 31 + (name.charAt(i) | 0x20);
    }
    return spread(hash);
  }

  private static int hash(byte[] array, int from, int length) {
    int hash = 0;
    for (int i = 0; i < length; i++) {
      hash = hash * 31 + (array[from + i] | 0x20);
    }
    return spread(hash);
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 15;
  }
}
