// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Command;
import io.radish.command.CommandTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** {@code docs/commands.md}, made from the table. */
public final class CommandsDocument {
  private CommandsDocument() {}

  /** Writes the document to the file that the one argument names. */
  public static void main(String[] arguments) throws IOException {
    Files.writeString(Path.of(arguments[0]), text(Families.table()));
  }

  /** The document. */
  static String text(CommandTable table) {
    Map<String, List<Command>> groups =
        table.all().stream()
            .collect(Collectors.groupingBy(Command::group, TreeMap::new, Collectors.toList()));
    StringBuilder text = new StringBuilder();
    text.append("# Commands\n\n")
        .append(
            "Made by `scripts/commands-doc.sh` from the command table; a test holds it to it.\n")
        .append("`COMMAND DOCS name` says the same, and more, at the server.\n");
    groups.forEach(
        (group, commands) -> {
          text.append("\n## ").append(titleOf(group)).append("\n\n");
          text.append("| command | does | complexity | keys |\n|---|---|---|---|\n");
          for (Command command : commands) {
            if (command.handler() != null) {
              row(command, text);
            }
            command.subcommands().forEach(sub -> row(sub, text));
          }
        });
    return text.toString();
  }

  private static String titleOf(String group) {
    return group.substring(0, 1).toUpperCase(Locale.ROOT) + group.substring(1);
  }

  private static void row(Command command, StringBuilder text) {
    Command.Deprecation deprecation = command.deprecation();
    text.append("| `")
        .append(escape(usage(command)))
        .append("` | ")
        .append(escape(command.summary()))
        .append(
            deprecation == null ? "" : "; deprecated, better: " + escape(deprecation.replacement()))
        .append(" | ")
        .append(escape(command.complexity()))
        .append(" | ")
        .append(
            command.keys().stream()
                .map(keys -> String.join(" ", keys.flags()))
                .collect(Collectors.joining("; ")))
        .append(" |\n");
  }

  /** A table's cells end at a bar. */
  private static String escape(String text) {
    return text.replace("|", "\\|");
  }

  /** The command with its arguments, as the shell's help shows it. */
  static String usage(Command command) {
    StringBuilder text =
        new StringBuilder(command.name().replace('|', ' ').toUpperCase(Locale.ROOT));
    command.arguments().forEach(argument -> text.append(' ').append(usage(argument)));
    return text.toString();
  }

  private static String usage(ArgumentSpec argument) {
    boolean optional = argument.flags().contains("optional");
    boolean multiple = argument.flags().contains("multiple");
    String token = argument.token();
    String inner = inner(argument);
    if (argument.type() == ArgumentSpec.Type.ONEOF && (!optional || multiple || token != null)) {
      inner = "(" + inner + ")";
    }
    String whole = token == null || token.isEmpty() ? inner : (token + " " + inner).strip();
    if (multiple) {
      String again = argument.flags().contains("multiple_token") ? whole : inner;
      whole = whole + " [" + again + " ...]";
    }
    return optional ? "[" + whole + "]" : whole;
  }

  private static String inner(ArgumentSpec argument) {
    return switch (argument.type()) {
      case PURE_TOKEN -> "";
      case ONEOF ->
          argument.arguments().stream()
              .map(CommandsDocument::usage)
              .map(CommandsDocument::withoutBrackets)
              .collect(Collectors.joining("|"));
      case BLOCK ->
          argument.arguments().stream()
              .map(CommandsDocument::usage)
              .collect(Collectors.joining(" "));
      case STRING, INTEGER, DOUBLE, KEY, PATTERN, UNIX_TIME -> argument.name();
    };
  }

  private static String withoutBrackets(String choice) {
    return choice.startsWith("[") && choice.endsWith("]")
        ? choice.substring(1, choice.length() - 1)
        : choice;
  }
}
