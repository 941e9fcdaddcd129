// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ALLOW_BUSY;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_AUTH;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.STALE;
import static io.radish.command.Flag.SUBSCRIBED;
import static io.radish.command.Flag.UNQUEUED;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.RedisVersion;
import io.radish.command.Session;
import io.radish.command.access.User;
import io.radish.memory.ByteView;
import io.radish.resp.Arguments;
import io.radish.resp.ReplyWriter;
import io.radish.store.KeyspaceName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client says of its connection. */
final class ConnectionFamily {
  private static final ByteView NOTHING = new ByteView();

  private ConnectionFamily() {}

  static List<Command> commands() {
    return List.of(
        command("PING", -1)
            .flags(FAST, SUBSCRIBED)
            .summary("Answer PONG, or the message given")
            .arguments(ArgumentSpec.string("message").optional())
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .handler(ConnectionFamily::ping),
        command("ECHO", 2)
            .flags(LOADING, STALE, FAST)
            .summary("Answer the message given")
            .arguments(ArgumentSpec.string("message"))
            .handler(call -> call.replyBytes(call.argument(1))),
        command("SELECT", 2)
            .flags(LOADING, STALE, FAST, SESSION)
            .caches(CacheUse.at(1))
            .summary("Change the current database, cache or store of the connection")
            .arguments(ArgumentSpec.integer("index"))
            .handler(ConnectionFamily::select),
        session("AUTH", -2)
            .summary("Give the password")
            .complexity("O(N) where N is the number of passwords defined for the user")
            .history("6.0.0", "Added ACL style (username and password).")
            .arguments(
                ArgumentSpec.string("username").since("6.0.0").optional(),
                ArgumentSpec.string("password"))
            .secrets((request, i) -> i > 0)
            .handler(ConnectionFamily::auth),
        session("HELLO", -1)
            .since("6.0.0")
            .summary("Greet the server, choose the protocol, and give a password and a name")
            .history(
                "6.2.0",
                "`protover` made optional; when called without arguments the command reports the"
                    + " current connection's context.")
            .arguments(
                ArgumentSpec.block(
                        "arguments",
                        ArgumentSpec.integer("protover"),
                        ArgumentSpec.block(
                                "username_password",
                                ArgumentSpec.string("username"),
                                ArgumentSpec.string("password"))
                            .after("AUTH")
                            .optional(),
                        ArgumentSpec.string("clientname").after("SETNAME").optional())
                    .optional())
            .secrets(ConnectionFamily::isSecretOfHello)
            .handler(ConnectionFamily::hello),
        session("RESET", 1)
            .flags(UNQUEUED, SUBSCRIBED)
            .since("6.2.0")
            .summary("Make the connection as it was when it began")
            .handler(ConnectionFamily::reset),
        session("QUIT", -1)
            .flags(UNQUEUED, SUBSCRIBED)
            .summary("Close the connection once all replies are sent")
            .deprecated("7.2.0", "just closing the connection")
            .handler(ConnectionFamily::quit));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("connection").categories("connection");
  }

  private static Command.Builder session(String name, int arity) {
    return command(name, arity).flags(NOSCRIPT, LOADING, STALE, FAST, NO_AUTH, ALLOW_BUSY, SESSION);
  }

  private static void ping(Call call) {
    if (call.count() > 2) {
      call.error(Errors.arity(call.command()));
      return;
    }
    if (call.session().isConfined()) {
      // A client that listens has to tell it from the messages.
      call.reply().array(2);
      call.reply().bulk("pong");
      call.replyBytes(call.count() == 2 ? call.argument(1) : NOTHING);
    } else if (call.count() == 2) {
      call.replyBytes(call.argument(1));
    } else {
      call.reply().simple("PONG");
    }
  }

  private static void select(Call call) {
    KeyspaceName name = KeyspaceNames.read(call, 1);
    if (name == null || KeyspaceNames.isMissingStore(call, name)) {
      return;
    }
    call.session().select(name);
    call.enter(name);
    call.reply().ok();
  }

  private static void auth(Call call) {
    if (call.count() > 3) {
      call.error(Errors.SYNTAX);
    } else if (call.count() == 2 && call.accounts().users().defaultUser().isWithoutPassword()) {
      call.error(Errors.NO_PASSWORD_SET);
    } else if (authenticate(call, call.count() == 2 ? -1 : 1, call.count() - 1)) {
      call.reply().ok();
    }
  }

  /**
   * Checks user ({@code default} where its position is negative) and password; writes the error.
   */
  private static boolean authenticate(Call call, int user, int password) {
    String name = user < 0 ? User.DEFAULT : AclFamily.text(call, user);
    boolean right =
        call.arguments().length(password) <= Errors.MOST_TEXT
            && call.accounts().logIn(call.session(), name, call.arguments().bytes(password));
    if (!right) {
      call.accounts().logRefusedLogIn(call.session(), AclFamily.text(call, 0), name, call.now());
      call.error(Errors.WRONG_PASS);
    }
    return right;
  }

  /** User and password behind {@code AUTH}; a client's name may be {@code AUTH} too. */
  private static boolean isSecretOfHello(Arguments request, int i) {
    for (int at = 2; at < i; at++) {
      if (request.matches(at, "AUTH")) {
        return i <= at + 2;
      }
      at += request.matches(at, "SETNAME") ? 1 : 0;
    }
    return false;
  }

  private static void hello(Call call) {
    int protocol = 0;
    if (call.count() > 1) {
      if (!call.arguments().isLong(1)) {
        call.error(Errors.BAD_PROTOCOL);
        return;
      }
      long version = call.arguments().toLong(1);
      if (version < 2 || version > 3) {
        call.error(Errors.NO_PROTOCOL);
        return;
      }
      protocol = (int) version;
    }
    greet(call, protocol);
  }

  private static void greet(Call call, int protocol) {
    int user = -1;
    String name = null;
    ArgumentCursor options = call.cursor(Math.min(2, call.count()));
    while (options.hasMore()) {
      if (options.left() >= 3 && options.take("AUTH")) {
        user = options.skip();
        options.skip();
      } else if (options.left() >= 2 && options.take("SETNAME")) {
        name = options.nextText(ClientNames.MOST_BYTES);
        if (!ClientNames.isPlain(call, options.position() - 1)) {
          options.fail(Errors.BAD_CLIENT_NAME);
        } else if (ClientNames.isTooLong(call, options.position() - 1)) {
          options.fail(Errors.LONG_CLIENT_NAME);
        }
      } else {
        options.fail("ERR Syntax error in HELLO option '" + options.nextText(Errors.QUOTED) + "'");
      }
    }
    if (call.refused(options)) {
      return;
    }
    if (user >= 0 && !authenticate(call, user, user + 1)) {
      return;
    }
    if (!call.session().isAuthenticated()) {
      call.error(Errors.HELLO_NO_AUTH);
      return;
    }
    welcome(call, protocol, name);
  }

  private static void welcome(Call call, int protocol, @Nullable String name) {
    Session session = call.session();
    if (name != null) {
      session.setName(name);
    }
    ReplyWriter reply = call.reply();
    if (protocol != 0) {
      session.setProtocol(protocol);
      reply.setProtocol(protocol);
    }
    reply.map(7);
    reply.bulk("server");
    reply.bulk("redis");
    reply.bulk("version");
    reply.bulk(RedisVersion.SPOKEN);
    reply.bulk("proto");
    reply.integer(session.protocol());
    reply.bulk("id");
    reply.integer(session.client().id());
    reply.bulk("mode");
    reply.bulk("standalone");
    reply.bulk("role");
    reply.bulk("master");
    reply.bulk("modules");
    reply.array(0);
  }

  private static void reset(Call call) {
    call.unmute();
    if (call.session().isSubscribed()) {
      call.pubSub().leave(call.listening().subscriber());
      call.listening().ended();
    }
    if (call.session().isMonitoring()) {
      call.services().supervision().removeMonitor(call.session());
      call.reply().flush();
      call.session().client().endPushes();
    }
    call.session().endTracking(call.services().tracking());
    call.session().reset();
    call.accounts().welcome(call.session());
    call.reply().setProtocol(call.session().protocol());
    call.reply().simple("RESET");
  }

  private static void quit(Call call) {
    call.reply().ok();
    call.session().client().closeAfterReplies();
  }
}
