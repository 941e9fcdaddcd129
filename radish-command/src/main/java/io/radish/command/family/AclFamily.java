// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.access.ByteText;
import io.radish.command.access.RuleException;
import io.radish.command.access.User;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code ACL}: the users, and what they may do. Looking at them in detail is the business of {@link
 * AclReportFamily}.
 */
final class AclFamily {
  private static final String SINCE = "6.0.0";
  private static final int DEFAULT_BITS = 256;
  private static final int MOST_BITS = 4096;

  private AclFamily() {}

  static List<Command> commands() {
    List<Command> subcommands =
        new ArrayList<>(
            List.of(
                cat(),
                deleteUser(),
                generate(),
                setUser(),
                admin("USERS", 2)
                    .complexity("O(N). Where N is the number of configured users.")
                    .summary("The names of all users")
                    .handler(AclFamily::users),
                open("WHOAMI", 2)
                    .summary("The name of the connection's user")
                    .handler(call -> reply(call, call.session().user().name())),
                Help.command("ACL").group("server").since(SINCE).handler(AclFamily::help)));
    subcommands.addAll(AclReportFamily.subcommands());
    subcommands.addAll(AclFileFamily.subcommands());
    return List.of(
        Command.named("ACL")
            .arity(-2)
            .group("server")
            .since(SINCE)
            .complexity("Depends on subcommand.")
            .summary("The users, and what they may do")
            .subcommands(subcommands.toArray(Command[]::new))
            .build());
  }

  /** A subcommand for everybody. */
  static Command.Builder open(String name, int arity) {
    return Command.named("ACL " + name)
        .arity(arity)
        .group("server")
        .since(SINCE)
        .flags(NOSCRIPT, LOADING, STALE);
  }

  /** A subcommand for administrators. */
  static Command.Builder admin(String name, int arity) {
    return open(name, arity).flags(ADMIN);
  }

  private static Command cat() {
    return open("CAT", -2)
        .complexity("O(1) since the categories and commands are a fixed set.")
        .summary("The categories of commands, or the commands of one")
        .arguments(ArgumentSpec.string("category").optional())
        .handler(AclFamily::categories);
  }

  private static Command deleteUser() {
    return admin("DELUSER", -3)
        .complexity("O(1) amortized time considering the typical user.")
        .summary("Delete users, and cut off their connections")
        .arguments(ArgumentSpec.string("username").multiple())
        .secrets((request, i) -> i > 1)
        .handler(AclFamily::deleteUsers);
  }

  private static Command generate() {
    return open("GENPASS", -2)
        .summary("Make up a password that nobody guesses")
        .arguments(ArgumentSpec.integer("bits").optional())
        .handler(AclFamily::newSecret);
  }

  private static Command setUser() {
    return admin("SETUSER", -3)
        .complexity("O(N). Where N is the number of rules provided.")
        .history("6.2.0", "Added Pub/Sub channel patterns.")
        .history("7.0.0", "Added selectors and key based permissions.")
        .summary("Make a user, or change what it may do")
        .arguments(
            ArgumentSpec.string("username"), ArgumentSpec.string("rule").optional().multiple())
        .secrets((request, i) -> i > 1)
        .handler(AclFamily::set);
  }

  // ---- texts of bytes ----

  /** Writes a text that has a character for each byte. */
  static void reply(Call call, String text) {
    call.reply().bulk(ByteText.bytes(text));
  }

  /** An argument as a text with a character for each byte; its beginning where it is very long. */
  static String text(Call call, int i) {
    return ByteText.of(call.arguments().start(i, Errors.MOST_TEXT));
  }

  /** Writes an error whose text has a character for each byte. */
  static void refuse(Call call, String text) {
    call.refuse(ByteText.string(text));
  }

  /** Whether an argument is longer than a rule may be; the error is written then. */
  private static boolean isTooLong(Call call) {
    for (int i = 2; i < call.count(); i++) {
      if (call.arguments().length(i) > Errors.MOST_TEXT) {
        call.error(Errors.TOO_LONG_TEXT);
        return true;
      }
    }
    return false;
  }

  // ---- handlers ----

  private static void set(Call call) {
    if (isTooLong(call)) {
      return;
    }
    List<String> rules = new ArrayList<>();
    for (int i = 3; i < call.count(); i++) {
      rules.add(text(call, i));
    }
    try {
      call.accounts().set(call.session(), text(call, 2), rules);
      call.reply().ok();
    } catch (RuleException e) {
      refuse(call, e.text());
    }
  }

  private static void deleteUsers(Call call) {
    if (isTooLong(call)) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (int i = 2; i < call.count(); i++) {
      names.add(text(call, i));
    }
    if (names.contains(User.DEFAULT)) {
      call.refuse("The 'default' user cannot be removed");
      return;
    }
    call.reply().integer(call.accounts().delete(call.session(), names));
  }

  private static void users(Call call) {
    List<User> all = List.copyOf(call.accounts().users().all());
    call.reply().array(all.size());
    all.forEach(user -> reply(call, user.name()));
  }

  private static void categories(Call call) {
    if (call.count() > 3) {
      call.errorBadSubcommand("ACL");
      return;
    }
    if (call.count() == 2) {
      call.reply().array(Command.CATEGORIES.size());
      Command.CATEGORIES.forEach(call.reply()::bulk);
      return;
    }
    String category = call.arguments().text(2, Errors.QUOTED).toLowerCase(Locale.ROOT);
    if (!Command.CATEGORIES.contains(category)) {
      call.errorQuoting("Unknown category '", 2, "'");
      return;
    }
    List<Command> found =
        call.services().table().withSubcommands().stream()
            .filter(command -> command.categories().contains(category))
            .toList();
    call.reply().array(found.size());
    found.forEach(command -> call.reply().bulk(command.name()));
  }

  private static void newSecret(Call call) {
    if (call.count() > 3) {
      call.errorBadSubcommand("ACL");
      return;
    }
    long bits = DEFAULT_BITS;
    if (call.count() == 3) {
      if (!call.arguments().isLong(2)) {
        call.error(Errors.NOT_INTEGER);
        return;
      }
      bits = call.arguments().toLong(2);
    }
    if (bits < 1 || bits > MOST_BITS) {
      call.refuse(
          "ACL GENPASS argument must be the number of bits for the output password, a positive"
              + " number up to "
              + MOST_BITS);
      return;
    }
    call.reply()
        .bulk(call.accounts().users().newSecret((int) bits).getBytes(StandardCharsets.US_ASCII));
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "CAT [<category>]",
        "    Answers the categories of commands, or the commands of one.",
        "DELUSER <username> [<username> ...]",
        "    Deletes users, and cuts off their connections.",
        "DRYRUN <username> <command> [<arg> ...]",
        "    Answers whether a user may run a command, without running it.",
        "GETUSER <username>",
        "    Answers all there is to know of a user.",
        "GENPASS [<bits>]",
        "    Makes up a password of 256 bits, or so many.",
        "LIST",
        "    Answers all users as a file of users has them.",
        "LOAD",
        "    Reads the users from the file of users again.",
        "LOG [<count> | RESET]",
        "    Answers what was refused of late, or forgets it.",
        "SAVE",
        "    Writes the users into the file of users.",
        "SETUSER <username> [<rule> ...]",
        "    Makes a user, or changes one, by rules.",
        "USERS",
        "    Answers the names of all users.",
        "WHOAMI",
        "    Answers the name of the connection's user.");
  }
}
