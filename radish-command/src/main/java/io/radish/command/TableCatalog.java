// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import io.radish.command.access.CommandCatalog;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of commands as the rules of users see it. */
final class TableCatalog implements CommandCatalog {
  private final CommandTable table;
  private final List<Item> commands;

  TableCatalog(CommandTable table) {
    this.table = table;
    this.commands = table.all().stream().map(TableCatalog::item).toList();
  }

  private static Item item(Command command) {
    return new Item(
        command.name(),
        command.number(),
        command.categories(),
        command.subcommands().stream().map(TableCatalog::item).toList());
  }

  @Override
  public Collection<Item> commands() {
    return commands;
  }

  @Override
  public @Nullable Item find(String name) {
    Command found = table.find(name);
    return found == null ? null : item(found);
  }

  @Override
  public List<String> categories() {
    return Command.CATEGORIES;
  }

  @Override
  public int numbers() {
    return table.numbers();
  }
}
