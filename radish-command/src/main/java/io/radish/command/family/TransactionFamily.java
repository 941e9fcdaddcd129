// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ALLOW_BUSY;
import static io.radish.command.Flag.EXECUTES;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.SKIP_SLOWLOG;
import static io.radish.command.Flag.STALE;
import static io.radish.command.Flag.UNQUEUED;

import io.radish.command.ArgumentSpec;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import java.util.List;

/** Requests that run together: queued after {@code MULTI}, run by {@code EXEC}. */
final class TransactionFamily {
  private TransactionFamily() {}

  static List<Command> commands() {
    return List.of(
        command("MULTI", 1)
            .flags(FAST, ALLOW_BUSY, UNQUEUED)
            .since("1.2.0")
            .summary("Queue the requests that follow, to be run together")
            .handler(call -> call.transactions().begin(call)),
        command("EXEC", 1)
            .flags(SKIP_SLOWLOG, UNQUEUED, EXECUTES)
            .since("1.2.0")
            .complexity("Depends on commands in the transaction")
            .summary("Run the requests that are queued, all of them or none")
            .handler(call -> call.transactions().execute(call)),
        command("DISCARD", 1)
            .flags(FAST, ALLOW_BUSY, UNQUEUED)
            .since("2.0.0")
            .complexity("O(N), when N is the number of queued commands")
            .summary("Forget the requests that are queued")
            .handler(call -> call.transactions().discard(call)),
        command("WATCH", -2)
            .flags(FAST, ALLOW_BUSY, UNQUEUED)
            .since("2.2.0")
            .keys(KeySpec.all(1, "RO"))
            .complexity("O(1) for every key.")
            .summary("Have EXEC run nothing where one of these keys changes until then")
            .arguments(ArgumentSpec.key().multiple())
            .handler(call -> call.transactions().watch(call)),
        command("UNWATCH", 1)
            .flags(FAST, ALLOW_BUSY)
            .since("2.2.0")
            .summary("Forget about the keys that are watched")
            .handler(call -> call.transactions().unwatch(call)));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(NOSCRIPT, LOADING, STALE, SESSION)
        .group("transactions")
        .categories("transaction");
  }
}
