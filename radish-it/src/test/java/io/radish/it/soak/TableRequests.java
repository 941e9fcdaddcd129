// SPDX-License-Identifier: Apache-2.0
package io.radish.it.soak;

import io.radish.command.ArgumentSpec;
import io.radish.command.Command;
import io.radish.testkit.CommandDriver;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Requests of every command of the table, made of what it says of its arguments: the options in any
 * combination, the words at random.
 */
final class TableRequests {
  /**
   * What would end the test instead of the server's composure, or stop everyone for long; and what
   * {@link SpecialRequests} asks for with care.
   */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "shutdown",
          "debug",
          "client|pause",
          "config|set",
          "acl|setuser",
          "acl|deluser",
          "eval",
          "eval_ro",
          "evalsha",
          "evalsha_ro",
          "script|load",
          "function|load",
          "function|restore",
          "restore",
          "restore-asking",
          "migrate");

  private static final List<Command> COMMANDS =
      CommandDriver.table().withSubcommands().stream()
          .filter(command -> !LEFT_OUT.contains(command.name()) && command.subcommands().isEmpty())
          .toList();

  /** Commands on keys, of which there are to be more than of those that tell about the server. */
  private static final List<Command> ON_KEYS = COMMANDS.stream().filter(Command::hasKeys).toList();

  private static final Set<String> COUNTS = Set.of("numkeys", "numfields");

  private final Random random;
  private final OddWords words;

  TableRequests(Random random, OddWords words) {
    this.random = random;
    this.words = words;
  }

  List<String> next() {
    List<Command> from = random.nextInt(4) > 0 ? ON_KEYS : COMMANDS;
    Command command = from.get(random.nextInt(from.size()));
    List<String> request = new ArrayList<>(List.of(command.name().split("\\|", -1)));
    add(command.arguments(), request);
    return request;
  }

  private void add(List<ArgumentSpec> arguments, List<String> to) {
    int countAt = -1;
    for (ArgumentSpec argument : arguments) {
      int before = to.size();
      addOptional(argument, to);
      if (countAt >= 0) {
        // What was counted has been added: say how many they are, most of the time.
        if (random.nextInt(10) > 0) {
          to.set(countAt, Integer.toString(to.size() - before));
        }
        countAt = -1;
      } else if (COUNTS.contains(argument.name()) && to.size() > before) {
        countAt = to.size() - 1;
      }
    }
  }

  private void addOptional(ArgumentSpec argument, List<String> to) {
    if (argument.flags().contains("optional") && random.nextBoolean()) {
      return;
    }
    int times = argument.flags().contains("multiple") ? times() : 1;
    boolean announcedEach = argument.flags().contains("multiple_token");
    for (int i = 0; i < times; i++) {
      if ((i == 0 || announcedEach) && argument.token() != null && !argument.token().isEmpty()) {
        to.add(argument.token());
      }
      addOne(argument, to);
    }
  }

  private int times() {
    return random.nextInt(60) == 0 ? 300 : 1 + random.nextInt(3);
  }

  private void addOne(ArgumentSpec argument, List<String> to) {
    switch (argument.type()) {
      case ONEOF ->
          addOptional(argument.arguments().get(random.nextInt(argument.arguments().size())), to);
      case BLOCK -> add(argument.arguments(), to);
      case PURE_TOKEN -> {} // its word has been added
      case STRING, INTEGER, DOUBLE, KEY, PATTERN, UNIX_TIME ->
          to.add(words.named(argument.name(), argument.type().label()));
    }
  }
}
