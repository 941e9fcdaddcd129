// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ClientLine;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.Session;
import io.radish.command.access.ByteText;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code CLIENT LIST} and {@code CLIENT KILL}: all connections, and which of them are meant. */
final class ClientListFamily {
  /** Longer than any address: that of a Unix socket is its path, of at most 108 bytes. */
  private static final int MOST_ADDRESS = 256;

  private ClientListFamily() {}

  static List<Command> subcommands() {
    return List.of(list(), kill(), unblock());
  }

  private static Command list() {
    return ClientFamily.command("LIST", -2)
        .flags(ADMIN)
        .since("2.4.0")
        .complexity("O(N) where N is the number of client connections")
        .summary("All there is to know of all connections")
        .tips("nondeterministic_output")
        .history("2.8.12", "Added unique client `id` field.")
        .history("5.0.0", "Added optional `TYPE` filter.")
        .history("6.0.0", "Added `user` field.")
        .history(
            "6.2.0",
            "Added `argv-mem`, `tot-mem`, `laddr` and `redir` fields and the optional `ID`"
                + " filter.")
        .history("7.0.0", "Added `resp`, `multi-mem`, `rbs` and `rbp` fields.")
        .history("7.0.3", "Added `ssub` field.")
        .arguments(
            ArgumentSpec.oneOf(
                    "normal_master_replica_pubsub",
                    ArgumentSpec.token("normal", "NORMAL"),
                    ArgumentSpec.token("master", "MASTER"),
                    ArgumentSpec.token("replica", "REPLICA"),
                    ArgumentSpec.token("pubsub", "PUBSUB"))
                .after("TYPE")
                .since("5.0.0")
                .optional(),
            ArgumentSpec.block("id", ArgumentSpec.integer("client-id").multiple())
                .after("ID")
                .since("6.2.0")
                .optional())
        .handler(ClientListFamily::list);
  }

  private static Command kill() {
    ArgumentSpec type =
        ArgumentSpec.oneOf(
                "normal_master_slave_pubsub",
                ArgumentSpec.token("normal", "NORMAL"),
                ArgumentSpec.token("master", "MASTER").since("3.2.0"),
                ArgumentSpec.token("slave", "SLAVE"),
                ArgumentSpec.token("replica", "REPLICA").since("5.0.0"),
                ArgumentSpec.token("pubsub", "PUBSUB"))
            .after("TYPE")
            .since("2.8.12")
            .optional();
    return ClientFamily.command("KILL", -3)
        .flags(ADMIN)
        .since("2.4.0")
        .complexity("O(N) where N is the number of client connections")
        .summary("Close connections")
        .history("2.8.12", "Added new filter format.")
        .history("2.8.12", "`ID` option.")
        .history("3.2.0", "Added `master` type in for `TYPE` option.")
        .history(
            "5.0.0",
            "Replaced `slave` `TYPE` with `replica`. `slave` still supported for backward"
                + " compatibility.")
        .history("6.2.0", "`LADDR` option.")
        .history("7.4.0", "`MAXAGE` option.")
        .arguments(
            ArgumentSpec.oneOf(
                "filter",
                ArgumentSpec.string("ip:port").deprecatedSince("2.8.12"),
                ArgumentSpec.oneOf(
                        "new-format",
                        ArgumentSpec.integer("client-id").after("ID").since("2.8.12").optional(),
                        type,
                        ArgumentSpec.string("username").after("USER").optional(),
                        ArgumentSpec.string("ip:port").after("ADDR").optional(),
                        ArgumentSpec.string("ip:port").after("LADDR").since("6.2.0").optional(),
                        ArgumentSpec.string("yes/no").after("SKIPME").optional(),
                        ArgumentSpec.integer("maxage").after("MAXAGE").since("7.4.0").optional())
                    .multiple()))
        .handler(ClientListFamily::kill);
  }

  private static Command unblock() {
    return ClientFamily.command("UNBLOCK", -3)
        .flags(ADMIN)
        .since("5.0.0")
        .complexity("O(N) where N is the number of client connections")
        .summary("End the waiting of another connection's command")
        .arguments(
            ArgumentSpec.integer("client-id"),
            ArgumentSpec.oneOf(
                    "timeout_error",
                    ArgumentSpec.token("timeout", "TIMEOUT"),
                    ArgumentSpec.token("error", "ERROR"))
                .optional())
        .handler(ClientListFamily::unblock);
  }

  private static void list(Call call) {
    @Nullable Predicate<Session> wanted = session -> true;
    if (call.count() == 4 && call.arguments().matches(2, "type")) {
      wanted = ofType(call, 3);
      if (wanted == null) {
        return;
      }
    } else if (call.count() > 3 && call.arguments().matches(2, "id")) {
      ArgumentCursor ids = call.cursor(3);
      Set<Long> numbers =
          Stream.generate(() -> ids.nextLong("ERR Invalid client ID"))
              .limit(call.count() - 3L)
              .collect(Collectors.toSet());
      if (call.refused(ids)) {
        return;
      }
      wanted = session -> numbers.contains(session.client().id());
    } else if (call.count() != 2) {
      call.error(Errors.SYNTAX);
      return;
    }
    StringBuilder text = new StringBuilder();
    call.server().sessions().stream()
        .filter(wanted)
        .sorted(Comparator.comparingLong(session -> session.client().id()))
        .forEach(session -> ClientLine.write(session, text));
    call.reply().verbatim("txt", text.toString());
  }

  /** Accepts clients of the type asked for; null, with the error, for no type. */
  private static @Nullable Predicate<Session> ofType(Call call, int argument) {
    String type = call.arguments().text(argument, Errors.QUOTED);
    return switch (type.toLowerCase(Locale.ROOT)) {
      case "normal" -> session -> session.subscriptionBytes() == 0;
      case "pubsub" -> session -> session.subscriptionBytes() > 0;
      case "master", "slave", "replica" -> session -> false;
      default -> {
        call.errorQuoting("Unknown client type '", argument, "'");
        yield null;
      }
    };
  }

  private static void kill(Call call) {
    if (call.count() == 3) {
      String address = call.arguments().text(2, MOST_ADDRESS);
      int closed = close(call, session -> session.client().remoteAddress().equals(address));
      if (closed == 0) {
        call.refuse("No such client");
      } else {
        call.reply().ok();
      }
      return;
    }
    Predicate<Session> wanted = killFilter(call);
    if (wanted != null) {
      call.reply().integer(close(call, wanted));
    }
  }

  private static @Nullable Predicate<Session> killFilter(Call call) {
    Predicate<Session> wanted = session -> true;
    Predicate<Session> spared = session -> session == call.session();
    ArgumentCursor options = call.cursor(2);
    while (options.hasMore()) {
      if (options.left() < 2) {
        options.failSyntax();
      } else if (options.take("id")) {
        String error = "ERR client-id should be greater than 0";
        long id = options.nextLong(error);
        if (id < 1) {
          options.fail(error);
        }
        wanted = wanted.and(session -> session.client().id() == id);
      } else if (options.take("type")) {
        Predicate<Session> ofType = ofType(call, options.skip());
        if (ofType == null) {
          return null;
        }
        wanted = wanted.and(ofType);
      } else if (options.take("addr")) {
        String address = options.nextText(MOST_ADDRESS);
        wanted = wanted.and(session -> session.client().remoteAddress().equals(address));
      } else if (options.take("laddr")) {
        String address = options.nextText(MOST_ADDRESS);
        wanted = wanted.and(session -> session.client().localAddress().equals(address));
      } else if (options.take("user")) {
        int named = options.skip();
        String user = AclFamily.text(call, named);
        if (call.accounts().users().find(user) == null) {
          options.fail("ERR No such user '" + ByteText.string(user) + "'");
        }
        wanted = wanted.and(session -> session.user().name().equals(user));
      } else if (options.take("maxage")) {
        long age = options.nextLong("ERR maxage is not an integer or out of range");
        if (age < 1) {
          options.fail("ERR maxage should be greater than 0");
        }
        wanted = wanted.and(session -> session.client().ageSeconds() >= age);
      } else if (options.take("skipme")) {
        if (options.take("no")) {
          spared = session -> false;
        } else if (options.take("yes")) {
          spared = session -> session == call.session();
        } else {
          options.failSyntax();
        }
      } else {
        options.failSyntax();
      }
    }
    return call.refused(options) ? null : wanted.and(spared.negate());
  }

  private static int close(Call call, Predicate<Session> wanted) {
    List<Session> doomed = call.server().sessions().stream().filter(wanted).toList();
    int closed = 0;
    for (Session session : doomed) {
      if (session == call.session()) {
        session.client().closeAfterReplies();
        closed++;
      } else if (session.kill()) {
        closed++;
      }
    }
    return closed;
  }

  private static void unblock(Call call) {
    if (call.count() > 4) {
      call.errorBadSubcommand("CLIENT");
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    int idAt = arguments.skip();
    boolean withError = arguments.take("error");
    if (!withError && arguments.hasMore() && !arguments.take("timeout")) {
      arguments.fail("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR");
    }
    ArgumentCursor number = arguments.error() == null ? call.cursor(idAt) : arguments;
    long id = number.nextLong();
    if (call.refused(number)) {
      return;
    }
    boolean unblocked =
        call.server().sessions().stream()
            .filter(session -> session.client().id() == id)
            .anyMatch(session -> session.unblock(withError));
    call.reply().integer(unblocked ? 1 : 0);
  }
}
