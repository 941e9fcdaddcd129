// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.SlowLog;
import io.radish.resp.ReplyWriter;
import java.util.List;

/** {@code SLOWLOG}: the commands that took long lately. */
final class SlowLogFamily {
  /** Entries that {@code GET} answers unless told, as in Redis. */
  private static final long USUAL_COUNT = 10;

  private SlowLogFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("SLOWLOG")
            .arity(-2)
            .group("server")
            .since("2.2.12")
            .complexity("Depends on subcommand.")
            .summary("The commands that took long lately")
            .subcommands(
                command("GET", -2)
                    .complexity("O(N) where N is the number of entries returned")
                    .tips("request_policy:all_nodes", "nondeterministic_output")
                    .history("4.0.0", "Added client IP address, port and name to the reply.")
                    .summary("The newest of them, with their arguments")
                    .arguments(ArgumentSpec.integer("count").optional())
                    .handler(SlowLogFamily::get),
                command("LEN", 2)
                    .tips(
                        "request_policy:all_nodes",
                        "response_policy:agg_sum",
                        "nondeterministic_output")
                    .summary("How many are remembered")
                    .handler(call -> call.reply().integer(log(call).size())),
                command("RESET", 2)
                    .complexity("O(N) where N is the number of entries in the slowlog")
                    .tips("request_policy:all_nodes", "response_policy:all_succeeded")
                    .summary("Forget them")
                    .handler(SlowLogFamily::reset),
                Help.command("SLOWLOG").group("server").since("6.2.0").handler(SlowLogFamily::help))
            .build());
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named("SLOWLOG " + name)
        .arity(arity)
        .flags(ADMIN, LOADING, STALE)
        .group("server")
        .since("2.2.12");
  }

  private static SlowLog log(Call call) {
    return call.services().supervision().slowLog();
  }

  private static void get(Call call) {
    if (call.count() > 3) {
      call.errorBadSubcommand("SLOWLOG");
      return;
    }
    long count = USUAL_COUNT;
    if (call.count() > 2) {
      count = call.arguments().isLong(2) ? call.arguments().toLong(2) : -2;
      if (count < -1) {
        call.refuse("count should be greater than or equal to -1");
        return;
      }
    }
    List<SlowLog.Entry> entries = log(call).newest(count < 0 ? Long.MAX_VALUE : count);
    call.reply().array(entries.size());
    entries.forEach(entry -> write(entry, call.reply()));
  }

  private static void write(SlowLog.Entry entry, ReplyWriter reply) {
    reply.array(6);
    reply.integer(entry.id());
    reply.integer(entry.timeSeconds());
    reply.integer(entry.micros());
    reply.array(entry.arguments().size());
    entry.arguments().forEach(reply::bulk);
    reply.bulk(entry.address());
    reply.bulk(entry.clientName());
  }

  private static void reset(Call call) {
    log(call).clear();
    call.reply().ok();
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "GET [<count>]",
        "    Answers the newest entries (default: 10, -1 for all), each made of:",
        "    number, Unix time, microseconds, arguments, the client's address and name.",
        "LEN",
        "    Answers the number of entries.",
        "RESET",
        "    Forgets all entries.");
  }
}
