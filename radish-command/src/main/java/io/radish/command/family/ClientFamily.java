// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ClientLine;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Session;
import java.util.ArrayList;
import java.util.List;

/** {@code CLIENT}: the connection itself, and those of others. */
final class ClientFamily {
  private static final ArgumentSpec ON_OFF =
      ArgumentSpec.oneOf(
          "enabled", ArgumentSpec.token("on", "ON"), ArgumentSpec.token("off", "OFF"));

  private ClientFamily() {}

  static List<Command> commands() {
    List<Command> subcommands = new ArrayList<>();
    subcommands.addAll(own());
    subcommands.addAll(ClientListFamily.subcommands());
    subcommands.addAll(PauseFamily.subcommands());
    subcommands.addAll(TrackingFamily.subcommands());
    return List.of(
        Command.named("CLIENT")
            .arity(-2)
            .group("connection")
            .since("2.4.0")
            .complexity("Depends on subcommand.")
            .summary("The connection itself, and those of others")
            .subcommands(subcommands.toArray(Command[]::new))
            .build());
  }

  private static List<Command> own() {
    return List.of(
        Help.command("CLIENT")
            .group("connection")
            .categories("connection")
            .handler(ClientFamily::help),
        command("ID", 2)
            .since("5.0.0")
            .summary("The number of the connection")
            .handler(call -> call.reply().integer(call.session().client().id())),
        command("INFO", 2)
            .since("6.2.0")
            .summary("All there is to know of the connection")
            .tips("nondeterministic_output")
            .handler(ClientFamily::info),
        command("GETNAME", 2)
            .since("2.6.9")
            .summary("The name of the connection")
            .handler(ClientFamily::getName),
        command("SETNAME", 3)
            .flags(SESSION)
            .since("2.6.9")
            .summary("Give the connection a name")
            .arguments(ArgumentSpec.string("connection-name"))
            .handler(ClientFamily::setName),
        command("SETINFO", 4)
            .flags(SESSION)
            .since("7.2.0")
            .summary("Tell the name or the version of the client's library")
            .arguments(
                ArgumentSpec.oneOf(
                    "attr",
                    ArgumentSpec.string("libname").after("LIB-NAME"),
                    ArgumentSpec.string("libver").after("LIB-VER")))
            .handler(ClientFamily::setInfo),
        command("NO-EVICT", 3)
            .flags(ADMIN, SESSION)
            .since("7.0.0")
            .summary("Keep the connection when clients are closed to save memory")
            .arguments(ON_OFF)
            .handler(call -> onOff(call, call.session()::setNoEvict)),
        command("NO-TOUCH", 3)
            .flags(SESSION)
            .since("7.2.0")
            .summary("Read keys without marking them as used")
            .arguments(ON_OFF)
            .handler(call -> onOff(call, call.session()::setNoTouch)),
        reply());
  }

  /** Begins a subcommand of {@code CLIENT}. */
  static Command.Builder command(String name, int arity) {
    return Command.named("CLIENT " + name)
        .arity(arity)
        .flags(NOSCRIPT, LOADING, STALE)
        .group("connection")
        .categories("connection");
  }

  private static Command reply() {
    return command("REPLY", 3)
        .flags(SESSION)
        .since("3.2.0")
        .summary("Say whether replies are wanted")
        .arguments(
            ArgumentSpec.oneOf(
                "on_off_skip",
                ArgumentSpec.token("on", "ON"),
                ArgumentSpec.token("off", "OFF"),
                ArgumentSpec.token("skip", "SKIP")))
        .handler(ClientFamily::reply);
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "CACHING (YES|NO)",
        "    Says whether the keys of the next command are tracked, where that is chosen by command.",
        "GETNAME",
        "    Answers the name of the connection.",
        "GETREDIR",
        "    Answers which connection is told of keys that this one tracks.",
        "ID",
        "    Answers the number of the connection.",
        "INFO",
        "    Answers all there is to know of the connection.",
        "KILL <ip:port>",
        "    Closes the connection from that address.",
        "KILL <option> <value> [<option> <value> [...]]",
        "    Closes the connections that all options fit. Options are:",
        "    * ID <number>",
        "    * ADDR (<ip:port>|<unixsocket>:0)",
        "    * LADDR (<ip:port>|<unixsocket>:0)",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
        "    * USER <username>",
        "    * MAXAGE <seconds>",
        "    * SKIPME (YES|NO)",
        "      Spares the connection that asks (default: yes).",
        "LIST [TYPE (NORMAL|MASTER|REPLICA|PUBSUB) | ID <number> [<number> ...]]",
        "    Answers all there is to know of the connections, one a line.",
        "NO-EVICT (ON|OFF)",
        "    Keeps the connection when clients are closed to save memory.",
        "NO-TOUCH (ON|OFF)",
        "    Reads keys without marking them as used.",
        "PAUSE <milliseconds> [WRITE|ALL]",
        "    Lets the requests of all clients wait, or only those that change data.",
        "REPLY (ON|OFF|SKIP)",
        "    Says whether replies are wanted.",
        "SETINFO <option> <value>",
        "    Tells the client's library. Options are:",
        "    * LIB-NAME <name>",
        "    * LIB-VER <version>",
        "SETNAME <name>",
        "    Gives the connection a name.",
        "TRACKING (ON|OFF) [REDIRECT <id>] [BCAST] [PREFIX <prefix> [...]]",
        "         [OPTIN] [OPTOUT] [NOLOOP]",
        "    Tells the client of changes to keys that it has read.",
        "TRACKINGINFO",
        "    Answers what the connection tracks.",
        "UNBLOCK <number> [TIMEOUT|ERROR]",
        "    Ends the waiting of a connection's command, as if its time were over or with an error.",
        "UNPAUSE",
        "    Ends a pause.");
  }

  private static void info(Call call) {
    StringBuilder text = new StringBuilder();
    ClientLine.write(call.session(), text);
    call.reply().verbatim("txt", text.toString());
  }

  private static void getName(Call call) {
    String name = call.session().name();
    if (name.isEmpty()) {
      call.reply().nil();
    } else {
      call.reply().bulk(name);
    }
  }

  private static void setName(Call call) {
    String name = call.arguments().text(2, ClientNames.MOST_BYTES);
    if (!ClientNames.isPlain(call, 2)) {
      call.error(Errors.BAD_CLIENT_NAME);
      return;
    }
    if (ClientNames.isTooLong(call, 2)) {
      call.error(Errors.LONG_CLIENT_NAME);
      return;
    }
    call.session().setName(name);
    call.reply().ok();
  }

  private static void setInfo(Call call) {
    String option = call.arguments().text(2, Errors.QUOTED);
    String value = call.arguments().text(3, ClientNames.MOST_BYTES);
    boolean isName = call.arguments().matches(2, "lib-name");
    if (!isName && !call.arguments().matches(2, "lib-ver")) {
      call.refuse("Unrecognized option '" + option + "'");
      return;
    }
    if (!ClientNames.isPlain(call, 3)) {
      call.refuse(option + " cannot contain spaces, newlines or special characters.");
      return;
    }
    if (ClientNames.isTooLong(call, 3)) {
      call.error(Errors.LONG_CLIENT_NAME);
      return;
    }
    if (isName) {
      call.session().setLibraryName(value);
    } else {
      call.session().setLibraryVersion(value);
    }
    call.reply().ok();
  }

  /** What {@code ON} and {@code OFF} change. */
  private interface Switch {
    void set(boolean on);
  }

  private static void onOff(Call call, Switch target) {
    boolean on = call.arguments().matches(2, "on");
    if (!on && !call.arguments().matches(2, "off")) {
      call.error(Errors.SYNTAX);
      return;
    }
    target.set(on);
    call.reply().ok();
  }

  private static void reply(Call call) {
    if (call.arguments().matches(2, "on")) {
      call.unmute();
      call.reply().ok();
    } else if (call.arguments().matches(2, "off")) {
      call.session().setReplyMode(Session.ReplyMode.OFF);
    } else if (call.arguments().matches(2, "skip")) {
      if (call.session().replyMode() != Session.ReplyMode.OFF) {
        call.session().setReplyMode(Session.ReplyMode.SKIP_NEXT);
      }
    } else {
      call.error(Errors.SYNTAX);
    }
  }
}
