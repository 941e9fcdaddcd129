// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Command;
import io.radish.command.Flag;
import io.radish.command.KeySpec;
import io.radish.resp.ReplyWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    KeySpec.Range range = plainRange(command);
    reply.integer(range == null ? 0 : range.first());
    reply.integer(range == null ? 0 : range.last());
    reply.integer(range == null ? 0 : range.step());
    reply.set(command.categories().size());
    command.categories().forEach(category -> reply.simple("@" + category));
    reply.set(command.tips().size());
    command.tips().forEach(reply::bulk);
    reply.set(command.keys().size());
    command.keys().forEach(keys -> keySpec(keys, reply));
    reply.set(command.subcommands().size());
    command.subcommands().forEach(sub -> info(sub, reply));
  }

  /**
   * The first, last and step of old clients: one range over all ranges that follow each other; null
   * where there is none.
   */
  static KeySpec.@Nullable Range plainRange(Command command) {
    KeySpec.Range whole = null;
    for (KeySpec keys : command.keys()) {
      if (!(keys instanceof KeySpec.Range range)) {
        continue;
      }
      if (whole == null) {
        whole = range;
      } else if (whole.step() == 1 && range.step() == 1 && whole.last() + 1 == range.first()) {
        whole = new KeySpec.Range(whole.first(), range.last(), 1, List.of(), "");
      }
    }
    return whole;
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
    switch (keys) {
      case KeySpec.Range range -> {
        beginAt(range.first(), reply);
        search("find_keys", "range", 3, reply);
        number("lastkey", range.last() < 0 ? range.last() : range.last() - range.first(), reply);
        number("keystep", range.step(), reply);
        number("limit", 0, reply);
      }
      case KeySpec.Counted counted -> {
        beginAt(counted.position(), reply);
        search("find_keys", "keynum", 3, reply);
        number("keynumidx", 0, reply);
        number("firstkey", 1, reply);
        number("keystep", 1, reply);
      }
      case KeySpec.Behind one -> behind(one.word(), one.from(), 0, 0, reply);
      case KeySpec.AllBehind all -> behind(all.word(), KeySpec.AllBehind.FROM, -1, 0, reply);
      case KeySpec.HalfBehind half -> behind(half.word(), half.from(), -1, 2, reply);
      case KeySpec.Unknown _ -> {
        search("begin_search", "unknown", 0, reply);
        search("find_keys", "unknown", 0, reply);
      }
    }
  }

  private static void behind(String word, int from, int last, int part, ReplyWriter reply) {
    search("begin_search", "keyword", 2, reply);
    text("keyword", word, reply);
    number("startfrom", from, reply);
    search("find_keys", "range", 3, reply);
    number("lastkey", last, reply);
    number("keystep", 1, reply);
    number("limit", part, reply);
  }

  private static void beginAt(int position, ReplyWriter reply) {
    search("begin_search", "index", 1, reply);
    number("index", position, reply);
  }

  /** Begins one half of a key spec, of {@code pairs} pairs. */
  private static void search(String half, String type, int pairs, ReplyWriter reply) {
    reply.bulk(half);
    reply.map(2);
    text("type", type, reply);
    reply.bulk("spec");
    reply.map(pairs);
  }

  /** Writes what {@code COMMAND DOCS} says of a command. */
  static void docs(Command command, ReplyWriter reply) {
    Command.Deprecation deprecation = command.deprecation();
    int pairs =
        4
            + (deprecation == null ? 0 : 2)
            + (deprecation == null && !command.isSystem() ? 0 : 1)
            + (command.history().isEmpty() ? 0 : 1)
            + (command.arguments().isEmpty() ? 0 : 1)
            + (command.subcommands().isEmpty() ? 0 : 1);
    reply.map(pairs);
    text("summary", command.summary(), reply);
    text("since", command.since(), reply);
    text("group", command.group(), reply);
    text("complexity", command.complexity(), reply);
    if (deprecation != null || command.isSystem()) {
      reply.bulk("doc_flags");
      reply.set(1);
      reply.simple(deprecation != null ? "deprecated" : "syscmd");
    }
    if (deprecation != null) {
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
    boolean isKey = argument.keySpec() >= 0;
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
      number("key_spec_index", argument.keySpec(), reply);
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
