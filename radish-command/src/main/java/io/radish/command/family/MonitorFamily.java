// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.SESSION;
import static io.radish.command.Flag.STALE;

import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import java.util.List;

/** {@code MONITOR}: a client is shown every command that any client runs. */
final class MonitorFamily {
  private MonitorFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("MONITOR")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, SESSION)
            .caches(CacheUse.EVERY)
            .group("server")
            .summary("Show every command that any client runs, until RESET or QUIT")
            .handler(MonitorFamily::monitor));
  }

  private static void monitor(Call call) {
    if (call.session().isMonitoring()) {
      return; // Redis does not answer a second time either
    }
    if (call.isInTransaction()) {
      call.refuse("MONITOR isn't allowed for DENY BLOCKING client");
      return;
    }
    call.reply().ok();
    call.services().supervision().addMonitor(call.session());
  }
}
