// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.LOADING;
import static io.radish.command.Flag.STALE;

import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.resp.ReplyWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The {@code HELP} that every command with subcommands has. */
final class Help {
  private Help() {}

  /** Begins the subcommand {@code parent HELP}. */
  static Command.Builder command(String parent) {
    return Command.named(parent + " HELP")
        .arity(2)
        .flags(LOADING, STALE)
        .since("5.0.0")
        .summary("Say how the subcommands are called");
  }

  /**
   * Answers the {@code HELP} that was called.
   *
   * @param lines how the subcommands are called, each followed by what it does, indented
   */
  static void reply(Call call, String... lines) {
    String full = call.command().name();
    replyTo(call, full.substring(0, full.indexOf('|')).toUpperCase(Locale.ROOT), lines);
  }

  /** Answers how the subcommands of {@code parent} are called. */
  static void replyTo(Call call, String parent, String... lines) {
    List<String> all = new ArrayList<>();
    all.add(parent + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
    all.addAll(List.of(lines));
    all.add("HELP");
    all.add("    Prints this help.");
    ReplyWriter reply = call.reply();
    reply.array(all.size());
    all.forEach(reply::simple);
  }
}
