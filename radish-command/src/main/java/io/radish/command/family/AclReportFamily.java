// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.CommandTable;
import io.radish.command.Errors;
import io.radish.command.access.AccessLog;
import io.radish.command.access.ByteText;
import io.radish.command.access.Rights;
import io.radish.command.access.User;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The subcommands of {@code ACL} that tell of users, and of what they were refused. */
final class AclReportFamily {
  private static final long DEFAULT_ENTRIES = 10;
  private static final double MILLIS = 1000;

  private AclReportFamily() {}

  static List<Command> subcommands() {
    return List.of(
        AclFamily.admin("DRYRUN", -4)
            .since("7.0.0")
            .complexity("O(1).")
            .summary("Say whether a user may run a command, without running it")
            .arguments(
                ArgumentSpec.string("username"),
                ArgumentSpec.string("command"),
                ArgumentSpec.string("arg").optional().multiple())
            .secrets((request, i) -> i > 3)
            .handler(AclReportFamily::dryRun),
        AclFamily.admin("GETUSER", 3)
            .complexity(
                "O(N). Where N is the number of password, command and pattern rules that the user"
                    + " has.")
            .history("6.2.0", "Added Pub/Sub channel patterns.")
            .history(
                "7.0.0",
                "Added selectors and changed the format of key and channel patterns from a list to"
                    + " their rule representation.")
            .summary("All there is to know of a user")
            .arguments(ArgumentSpec.string("username"))
            .handler(AclReportFamily::getUser),
        AclFamily.admin("LIST", 2)
            .complexity("O(N). Where N is the number of configured users.")
            .summary("All users as a file of users has them")
            .handler(AclReportFamily::list),
        AclFamily.admin("LOG", -2)
            .complexity("O(N) with N being the number of entries shown.")
            .history("7.2.0", "Added entry ID, timestamp created, and timestamp last updated.")
            .summary("What was refused of late")
            .arguments(
                ArgumentSpec.oneOf(
                        "operation",
                        ArgumentSpec.integer("count"),
                        ArgumentSpec.token("reset", "RESET"))
                    .optional())
            .handler(AclReportFamily::log));
  }

  // ---- users ----

  private static void list(Call call) {
    List<String> lines = call.accounts().users().lines();
    call.reply().array(lines.size());
    lines.forEach(line -> AclFamily.reply(call, line));
  }

  private static void getUser(Call call) {
    User user = call.accounts().users().find(AclFamily.text(call, 2));
    if (user == null) {
      call.reply().nil();
      return;
    }
    ReplyWriter reply = call.reply();
    String home = user.home();
    reply.map(6 + (home == null ? 0 : 1) + cachesShown(user.own()));
    reply.bulk("flags");
    reply.set(user.flags().size());
    user.flags().forEach(reply::bulk);
    reply.bulk("passwords");
    reply.array(user.passwords().size());
    user.passwords().forEach(reply::bulk);
    rights(call, user.own());
    reply.bulk("selectors");
    reply.array(user.selectors().size());
    for (Rights selector : user.selectors()) {
      reply.map(3L + cachesShown(selector));
      rights(call, selector);
    }
    if (home != null) {
      reply.bulk("home");
      reply.bulk(home);
    }
  }

  /** Of our own, so that it is not shown where it says what holds in Redis. */
  private static int cachesShown(Rights rights) {
    return rights.allowsAllCaches() ? 0 : 1;
  }

  private static void rights(Call call, Rights rights) {
    field(call, "commands", rights.commandText());
    field(call, "keys", rights.keyText());
    field(call, "channels", rights.channelText());
    if (!rights.allowsAllCaches()) {
      field(call, "caches", rights.cacheText());
    }
  }

  private static void field(Call call, String name, String text) {
    call.reply().bulk(name);
    AclFamily.reply(call, text);
  }

  // ---- trying ----

  private static void dryRun(Call call) {
    User user = call.accounts().users().find(AclFamily.text(call, 2));
    if (user == null) {
      call.errorQuoting("User '", 2, "' not found");
      return;
    }
    Arguments request = call.arguments().slice(3);
    Command command = command(call, request);
    if (command == null) {
      call.errorQuoting("Command '", 3, "' not found");
    } else if (!command.takes(request.count())) {
      call.error(Errors.arity(command));
    } else {
      String refusal = call.accounts().dryRun(call.session(), user, command, request);
      if (refusal == null) {
        call.reply().ok();
      } else {
        AclFamily.reply(call, refusal);
      }
    }
  }

  private static @Nullable Command command(Call call, Arguments request) {
    Command command = call.services().table().find(request);
    if (command == null || command.subcommands().isEmpty() || request.count() < 2) {
      return command;
    }
    Command sub = CommandTable.subcommand(command, request);
    return sub == null && command.handler() != null ? command : sub;
  }

  // ---- what was refused ----

  private static void log(Call call) {
    if (call.count() > 3) {
      call.errorBadSubcommand("ACL");
      return;
    }
    long count = DEFAULT_ENTRIES;
    if (call.count() == 3) {
      if (call.arguments().matches(2, "RESET")) {
        call.accounts().log().reset();
        call.reply().ok();
        return;
      }
      if (!call.arguments().isLong(2)) {
        call.error(Errors.NOT_INTEGER);
        return;
      }
      count = Math.max(0, call.arguments().toLong(2));
    }
    List<AccessLog.Entry> entries = call.accounts().log().newest(count);
    call.reply().array(entries.size());
    entries.forEach(entry -> write(call, entry));
  }

  private static void write(Call call, AccessLog.Entry entry) {
    ReplyWriter reply = call.reply();
    reply.map(10);
    reply.bulk("count");
    reply.integer(entry.count());
    field(call, "reason", entry.reason().label());
    field(call, "context", entry.context().name().toLowerCase(Locale.ROOT));
    field(call, "object", entry.object());
    field(call, "username", entry.user());
    reply.bulk("age-seconds");
    reply.doubleValue((call.now() - entry.updatedMillis()) / MILLIS);
    field(call, "client-info", ByteText.ofString(entry.client()));
    reply.bulk("entry-id");
    reply.integer(entry.id());
    reply.bulk("timestamp-created");
    reply.integer(entry.createdMillis());
    reply.bulk("timestamp-last-updated");
    reply.integer(entry.updatedMillis());
  }
}
