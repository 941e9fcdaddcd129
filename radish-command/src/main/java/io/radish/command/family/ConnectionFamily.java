// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.STALE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.store.KeyspaceName;
import java.util.List;

/** What a client says of its connection. */
final class ConnectionFamily {
  private ConnectionFamily() {}

  static List<Command> commands() {
    return List.of(
        command("PING", -1)
            .flags(FAST)
            .summary("Ping the server")
            .arguments(ArgumentSpec.string("message").optional())
            .tips("request_policy:all_shards", "response_policy:all_succeeded")
            .handler(ConnectionFamily::ping),
        command("SELECT", 2)
            .flags(LOADING, STALE, FAST, SESSION)
            .summary("Change the selected database or cache for the current connection")
            .arguments(ArgumentSpec.string("index"))
            .handler(ConnectionFamily::select));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("connection").categories("connection");
  }

  private static void ping(Call call) {
    if (call.count() > 2) {
      call.error(Errors.arity(call.command()));
    } else if (call.count() == 2) {
      call.replyBytes(call.argument(1));
    } else {
      call.reply().simple("PONG");
    }
  }

  private static void select(Call call) {
    KeyspaceName name = KeyspaceNames.read(call, 1);
    if (name == null) {
      return;
    }
    if (name.isStore() && call.store().find(name) == null) {
      call.refuse("no such store '" + name + "'; make it with CREATESTORE cache store [ttl]");
      return;
    }
    call.session().select(name);
    call.reply().ok();
  }
}
