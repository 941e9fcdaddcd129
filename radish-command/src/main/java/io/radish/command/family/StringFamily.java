// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.value.Entry;
import io.radish.value.ValueType;
import java.util.List;

/** Strings: one value under one key. */
final class StringFamily {
  private StringFamily() {}

  static List<Command> commands() {
    return List.of(
        command("GET", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO", "access"))
            .summary("Get the value of a key")
            .arguments(ArgumentSpec.key())
            .handler(StringFamily::get),
        command("SET", -3)
            .flags(WRITE, DENYOOM)
            .keys(
                KeySpec.oneWithNotes(
                    "RW and ACCESS due to the optional `GET` argument",
                    "RW",
                    "access",
                    "update",
                    "variable_flags"))
            .summary("Set the string value of a key")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("value"))
            .handler(StringFamily::set));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("string").categories("string");
  }

  private static void get(Call call) {
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().nil();
    } else if (call.expect(entry, ValueType.STRING)) {
      call.replyValue(entry);
    }
  }

  private static void set(Call call) {
    call.keyspaceForWrite()
        .setString(call.key(0), call.argument(2), call.defaultDeadline(), call.now());
    call.reply().ok();
  }
}
