// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NO_MANDATORY_KEYS;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.CommandTable;
import io.radish.command.Errors;
import io.radish.command.KeyPositions;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.store.GlobPattern;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code COMMAND}: what the table says of its commands, this one included. */
final class IntrospectionFamily {
  private static final String LOOK_UPS = "O(N) where N is the number of commands to look up";
  private static final String ALL = "O(N) where N is the total number of Redis commands";
  private static final String ANY_ORDER = "nondeterministic_output_order";

  private IntrospectionFamily() {}

  static List<Command> commands() {
    ArgumentSpec names = ArgumentSpec.string("command-name").optional().multiple();
    return List.of(
        Command.named("COMMAND")
            .arity(-1)
            .flags(LOADING, STALE)
            .group("server")
            .categories("connection")
            .since("2.8.13")
            .complexity(ALL)
            .tips(ANY_ORDER)
            .summary("How all commands are called and what they do with keys")
            .subcommands(
                command("COUNT", 2)
                    .since("2.8.13")
                    .summary("The number of commands")
                    .handler(call -> call.reply().integer(table(call).size())),
                command("DOCS", -2)
                    .since("7.0.0")
                    .complexity(LOOK_UPS)
                    .tips(ANY_ORDER)
                    .summary("What commands do and which arguments they take")
                    .arguments(names)
                    .handler(IntrospectionFamily::docs),
                command("GETKEYS", -3)
                    .since("2.8.13")
                    .complexity("O(N) where N is the number of arguments to the command")
                    .summary("The keys of a whole command")
                    .arguments(
                        ArgumentSpec.string("command"),
                        ArgumentSpec.string("arg").optional().multiple())
                    .handler(call -> keys(call, false)),
                command("GETKEYSANDFLAGS", -3)
                    .since("7.0.0")
                    .complexity("O(N) where N is the number of arguments to the command")
                    .summary("The keys of a whole command and what it does with them")
                    .arguments(
                        ArgumentSpec.string("command"),
                        ArgumentSpec.string("arg").optional().multiple())
                    .handler(call -> keys(call, true)),
                Help.command("COMMAND")
                    .group("server")
                    .categories("connection")
                    .handler(IntrospectionFamily::help),
                command("INFO", -2)
                    .since("2.8.13")
                    .complexity(LOOK_UPS)
                    .tips(ANY_ORDER)
                    .history(
                        "7.0.0",
                        "Allowed to be called with no argument to get info on all commands.")
                    .summary("How commands are called and what they do with keys")
                    .arguments(names)
                    .handler(IntrospectionFamily::info),
                command("LIST", -2)
                    .since("7.0.0")
                    .complexity(ALL)
                    .tips(ANY_ORDER)
                    .summary("The names of the commands")
                    .arguments(
                        ArgumentSpec.oneOf(
                                "filterby",
                                ArgumentSpec.string("module-name").after("MODULE"),
                                ArgumentSpec.string("category").after("ACLCAT"),
                                ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN)
                                    .after("PATTERN"))
                            .after("FILTERBY")
                            .optional())
                    .handler(IntrospectionFamily::list))
            .handler(IntrospectionFamily::command));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named("COMMAND " + name)
        .arity(arity)
        .flags(LOADING, STALE)
        .group("server")
        .categories("connection");
  }

  private static CommandTable table(Call call) {
    return call.services().table();
  }

  private static void command(Call call) {
    if (call.count() > 1) {
      // A subcommand that there is would have been found.
      call.errorUnknownSubcommand();
      return;
    }
    infoOfAll(call);
  }

  private static void infoOfAll(Call call) {
    Collection<Command> all = table(call).all();
    call.reply().array(all.size());
    all.forEach(command -> CommandReplies.info(command, call.reply()));
  }

  private static void info(Call call) {
    if (call.count() == 2) {
      infoOfAll(call);
      return;
    }
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      Command command = table(call).find(call.arguments().text(i, Errors.QUOTED));
      if (command == null) {
        call.reply().nil();
      } else {
        CommandReplies.info(command, call.reply());
      }
    }
  }

  private static void docs(Call call) {
    Collection<Command> wanted =
        call.count() == 2
            ? table(call).all()
            : IntStream.range(2, call.count())
                .mapToObj(i -> table(call).find(call.arguments().text(i, Errors.QUOTED)))
                .filter(Objects::nonNull)
                .toList();
    ReplyWriter reply = call.reply();
    reply.map(wanted.size());
    for (Command command : wanted) {
      reply.bulk(command.name());
      CommandReplies.docs(command, reply);
    }
  }

  private static void list(Call call) {
    Predicate<Command> filter = command -> true;
    if (call.count() != 2) {
      filter = filterBy(call);
      if (filter == null) {
        call.error(Errors.SYNTAX);
        return;
      }
    }
    List<Command> wanted = table(call).withSubcommands().stream().filter(filter).toList();
    call.reply().array(wanted.size());
    wanted.forEach(command -> call.reply().bulk(command.name()));
  }

  private static @Nullable Predicate<Command> filterBy(Call call) {
    Arguments arguments = call.arguments();
    if (call.count() != 5 || !arguments.matches(2, "filterby")) {
      return null;
    }
    if (arguments.matches(3, "module")) {
      return command -> false;
    }
    if (arguments.matches(3, "aclcat")) {
      String category = arguments.text(4, Errors.QUOTED).toLowerCase(Locale.ROOT);
      return command -> command.categories().stream().anyMatch(category::equals);
    }
    if (arguments.matches(3, "pattern")) {
      GlobPattern glob = new GlobPattern(call.point(4, new ByteView()));
      return command -> glob.matches(ByteView.of(command.name()));
    }
    return null;
  }

  private static void keys(Call call, boolean withFlags) {
    Arguments whole = call.arguments().slice(2);
    Command command = table(call).find(whole);
    if (command != null && !command.subcommands().isEmpty()) {
      // As in Redis, a container is itself only as long as nothing follows.
      command = whole.count() < 2 ? command : CommandTable.subcommand(command, whole);
    }
    if (command == null) {
      call.refuse("Invalid command specified");
      return;
    }
    if (!command.hasKeys()) {
      call.refuse("The command has no key arguments");
      return;
    }
    KeyPositions found = new KeyPositions();
    boolean readable = command.takes(whole.count()) && command.findNamedKeys(whole, found);
    if (!command.takes(whole.count()) || (!readable && command.hasFixedKeys())) {
      call.refuse("Invalid number of arguments specified for command");
      return;
    }
    if (!readable) {
      found.clear(); // none is shown where others cannot be read
    }
    if (found.count() == 0 && !command.is(NO_MANDATORY_KEYS)) {
      call.refuse("Invalid arguments specified for command");
      return;
    }
    ReplyWriter reply = call.reply();
    reply.array(found.count());
    for (int n = 0; n < found.count(); n++) {
      if (withFlags) {
        reply.array(2);
      }
      call.replyBytes(call.argument(found.position(n) + 2));
      if (withFlags) {
        List<String> flags =
            command.keyFlags(whole, found.flags(n)).stream()
                .filter(flag -> !flag.equals("variable_flags"))
                .toList();
        reply.set(flags.size());
        flags.forEach(reply::simple);
      }
    }
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "(no subcommand)",
        "    Answers how all commands are called.",
        "COUNT",
        "    Answers the number of commands.",
        "LIST [FILTERBY (MODULE <name>|ACLCAT <category>|PATTERN <pattern>)]",
        "    Answers the names of the commands, subcommands too.",
        "INFO [<command-name> ...]",
        "    Answers how the commands named are called, or all.",
        "DOCS [<command-name> ...]",
        "    Answers what the commands named do, or all.",
        "GETKEYS <full-command>",
        "    Answers the keys of a whole command.",
        "GETKEYSANDFLAGS <full-command>",
        "    Answers the keys of a whole command and what it does with them.");
  }
}
