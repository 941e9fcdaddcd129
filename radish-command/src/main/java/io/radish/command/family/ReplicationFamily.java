// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.ALLOW_BUSY;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_ASYNC_LOADING;
import static io.radish.command.Flag.NO_MULTI;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import java.util.List;

/** Replication, on a server that has no replicas and is none: it answers as one that is alone. */
final class ReplicationFamily {
  private static final String NO_REPLICATION =
      "Radish does not replicate: it neither follows another server nor feeds replicas";

  private static final int MOST_PORT = 65_535;

  private ReplicationFamily() {}

  static List<Command> commands() {
    return List.of(
        command("ROLE", 1)
            .flags(FAST, LOADING, NOSCRIPT, STALE)
            .categories("admin", "dangerous")
            .since("2.8.12")
            .summary("Say that this server is a master without replicas")
            .handler(ReplicationFamily::role),
        replicaOf("REPLICAOF").since("5.0.0").handler(ReplicationFamily::follow),
        replicaOf("SLAVEOF")
            .since("1.0.0")
            .deprecated("5.0.0", "`REPLICAOF`")
            .handler(ReplicationFamily::follow),
        command("FAILOVER", -1)
            .flags(ADMIN, NOSCRIPT, STALE)
            .since("6.2.0")
            .summary("Hand over to a replica, of which there is none")
            .arguments(
                ArgumentSpec.block(
                        "target",
                        ArgumentSpec.string("host"),
                        ArgumentSpec.integer("port"),
                        ArgumentSpec.token("force", "FORCE").optional())
                    .after("TO")
                    .optional(),
                ArgumentSpec.token("abort", "ABORT").optional(),
                ArgumentSpec.integer("milliseconds").after("TIMEOUT").optional())
            .handler(ReplicationFamily::failover),
        command("REPLCONF", -1)
            .flags(ADMIN, ALLOW_BUSY, LOADING, NOSCRIPT, STALE)
            .system()
            .since("3.0.0")
            .summary("What a replica says of itself, before it asks for what it does not get")
            .handler(ReplicationFamily::replconf),
        feeding("SYNC", 1).since("1.0.0").handler(ReplicationFamily::feed),
        feeding("PSYNC", -3)
            .since("2.8.0")
            .arguments(ArgumentSpec.string("replicationid"), ArgumentSpec.integer("offset"))
            .handler(ReplicationFamily::feed));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("server").complexity("O(1)");
  }

  private static Command.Builder replicaOf(String name) {
    return command(name, 3)
        .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, STALE)
        .summary("Cease to follow another server; this one never does")
        .arguments(
            ArgumentSpec.oneOf(
                "args",
                ArgumentSpec.block(
                    "host-port", ArgumentSpec.string("host"), ArgumentSpec.integer("port")),
                ArgumentSpec.block(
                    "no-one", ArgumentSpec.token("no", "NO"), ArgumentSpec.token("one", "ONE"))));
  }

  private static Command.Builder feeding(String name, int arity) {
    return command(name, arity)
        .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
        .summary("Ask to be fed as a replica: refused");
  }

  private static void feed(Call call) {
    call.refuse(NO_REPLICATION);
  }

  private static void role(Call call) {
    call.reply().array(3);
    call.reply().bulk("master");
    call.reply().integer(0);
    call.reply().array(0);
  }

  private static void follow(Call call) {
    if (call.arguments().matches(1, "no") && call.arguments().matches(2, "one")) {
      call.reply().ok();
      return;
    }
    ArgumentCursor port = call.cursor(2);
    String error = "ERR Invalid master port";
    long number = port.nextLong(error);
    if (number < 0 || number > MOST_PORT) {
      port.fail(error);
    }
    if (!call.refused(port)) {
      call.refuse(NO_REPLICATION);
    }
  }

  private static void failover(Call call) {
    if (call.count() == 2 && call.arguments().matches(1, "abort")) {
      call.refuse("No failover in progress.");
      return;
    }
    ArgumentCursor options = call.cursor(1);
    boolean timed = false;
    boolean aimed = false;
    boolean forced = false;
    while (options.hasMore()) {
      if (!timed && options.left() >= 2 && options.take("timeout")) {
        timed = true;
        if (options.nextLong() <= 0) {
          options.fail("ERR FAILOVER timeout must be greater than 0");
        }
      } else if (!aimed && options.left() >= 3 && options.take("to")) {
        aimed = true;
        options.skip();
        long _ = options.nextLong();
      } else if (!forced && options.take("force")) {
        forced = true;
      } else {
        options.failSyntax();
      }
    }
    if (!call.refused(options)) {
      call.refuse("FAILOVER requires connected replicas.");
    }
  }

  private static void replconf(Call call) {
    if (call.count() % 2 == 0) {
      call.error(Errors.SYNTAX);
      return;
    }
    ArgumentCursor options = call.cursor(1);
    while (options.hasMore()) {
      if (options.take("ack") || options.take("getack")) {
        return; // said without waiting for an answer, of which there is none
      }
      if (options.take("listening-port") || options.take("rdb-only")) {
        long _ = options.nextLong();
      } else if (options.take("capa") || options.take("ip-address") || options.take("version")) {
        options.skip();
      } else {
        call.errorNaming("Unrecognized REPLCONF option: ", options.position(), "");
        return;
      }
    }
    if (!call.refused(options)) {
      call.reply().ok();
    }
  }
}
