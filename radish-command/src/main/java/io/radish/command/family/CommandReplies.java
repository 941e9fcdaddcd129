// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Command;
import io.radish.command.Flag;
import io.radish.command.KeySpec;
import io.radish.resp.ReplyWriter;
import java.util.List;

/** Commands of the table in the form of {@code COMMAND INFO} and {@code COMMAND DOCS}. */
final class CommandReplies {
  private CommandReplies() {}

  /** Writes one element of {@code COMMAND INFO}. */
  static void info(Command command, ReplyWriter reply) {
    reply.array(10);
    reply.bulk(command.name());
    reply.integer(command.arity());
    List<Flag> flags = command.flags().stream().filter(Flag::isShown).toList();
    reply.set(flags.size());
    flags.forEach(flag -> reply.simple(flag.label()));
    KeySpec keys = command.keys();
    reply.integer(keys == null ? 0 : keys.first());
    reply.integer(keys == null ? 0 : keys.last());
    reply.integer(keys == null ? 0 : keys.step());
    reply.set(command.categories().size());
    command.categories().forEach(category -> reply.simple("@" + category));
    reply.set(command.tips().size());
    command.tips().forEach(reply::bulk);
    reply.set(keys == null ? 0 : 1);
    if (keys != null) {
      keySpec(keys, reply);
    }
    reply.set(command.subcommands().size());
    command.subcommands().forEach(sub -> info(sub, reply));
  }

  private static void keySpec(KeySpec keys, ReplyWriter reply) {
    boolean noted = !keys.notes().isEmpty();
    reply.map(noted ? 4 : 3);
    if (noted) {
      text("notes", keys.notes(), reply);
    }
    reply.bulk("flags");
    reply.set(keys.flags().size());
    keys.flags().forEach(reply::simple);
    reply.bulk("begin_search");
    reply.map(2);
    text("type", "index", reply);
    reply.bulk("spec");
    reply.map(1);
    number("index", keys.first(), reply);
    reply.bulk("find_keys");
    reply.map(2);
    text("type", "range", reply);
    reply.bulk("spec");
    reply.map(3);
    number("lastkey", keys.last() < 0 ? keys.last() : keys.last() - keys.first(), reply);
    number("keystep", keys.step(), reply);
    number("limit", 0, reply);
  }

  /** Writes what {@code COMMAND DOCS} says of a command. */
  static void docs(Command command, ReplyWriter reply) {
    Command.Deprecation deprecation = command.deprecation();
    int pairs =
        4
            + (deprecation == null ? 0 : 3)
            + (command.history().isEmpty() ? 0 : 1)
            + (command.arguments().isEmpty() ? 0 : 1)
            + (command.subcommands().isEmpty() ? 0 : 1);
    reply.map(pairs);
    text("summary", command.summary(), reply);
    text("since", command.since(), reply);
    text("group", command.group(), reply);
    text("complexity", command.complexity(), reply);
    if (deprecation != null) {
      reply.bulk("doc_flags");
      reply.set(1);
      reply.simple("deprecated");
      text("deprecated_since", deprecation.since(), reply);
      text("replaced_by", deprecation.replacement(), reply);
    }
    if (!command.history().isEmpty()) {
      reply.bulk("history");
      reply.set(command.history().size());
      for (Command.Change change : command.history()) {
        reply.array(2);
        reply.bulk(change.version());
        reply.bulk(change.text());
      }
    }
    if (!command.arguments().isEmpty()) {
      arguments(command.arguments(), reply);
    }
    if (!command.subcommands().isEmpty()) {
      reply.bulk("subcommands");
      reply.map(command.subcommands().size());
      for (Command sub : command.subcommands()) {
        reply.bulk(sub.name());
        docs(sub, reply);
      }
    }
  }

  private static void arguments(List<ArgumentSpec> arguments, ReplyWriter reply) {
    reply.bulk("arguments");
    reply.array(arguments.size());
    arguments.forEach(argument -> argument(argument, reply));
  }

  private static void argument(ArgumentSpec argument, ReplyWriter reply) {
    boolean isKey = argument.type() == ArgumentSpec.Type.KEY;
    boolean isShown =
        argument.type() != ArgumentSpec.Type.ONEOF && argument.type() != ArgumentSpec.Type.BLOCK;
    String token = argument.token();
    String since = argument.since();
    String deprecatedSince = argument.deprecatedSince();
    reply.map(
        2
            + (isShown ? 1 : 0)
            + (isKey ? 1 : 0)
            + (token == null ? 0 : 1)
            + (since == null ? 0 : 1)
            + (deprecatedSince == null ? 0 : 1)
            + (argument.flags().isEmpty() ? 0 : 1)
            + (argument.arguments().isEmpty() ? 0 : 1));
    text("name", argument.name(), reply);
    text("type", argument.type().label(), reply);
    if (isShown) {
      text("display_text", argument.name(), reply);
    }
    if (isKey) {
      number("key_spec_index", 0, reply);
    }
    if (token != null) {
      text("token", token, reply);
    }
    if (since != null) {
      text("since", since, reply);
    }
    if (deprecatedSince != null) {
      text("deprecated_since", deprecatedSince, reply);
    }
    if (!argument.flags().isEmpty()) {
      reply.bulk("flags");
      reply.set(argument.flags().size());
      argument.flags().forEach(reply::simple);
    }
    if (!argument.arguments().isEmpty()) {
      arguments(argument.arguments(), reply);
    }
  }

  private static void text(String name, String value, ReplyWriter reply) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void number(String name, long value, ReplyWriter reply) {
    reply.bulk(name);
    reply.integer(value);
  }
}
