// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.BLOCKING;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import java.util.List;

/**
 * Waiting until writes are safe elsewhere. There are no replicas and no local journal yet, nor will
 * there be any before a timeout ends: so the answer, none, is given at once.
 */
final class WaitFamily {
  private WaitFamily() {}

  static List<Command> commands() {
    return List.of(
        command("WAIT", 3)
            .since("3.0.0")
            .summary("Say how many replicas have what this client wrote: none")
            .arguments(ArgumentSpec.integer("numreplicas"), ArgumentSpec.integer("timeout"))
            .handler(WaitFamily::await),
        command("WAITAOF", 4)
            .since("7.2.0")
            .summary("Say where what this client wrote has been synced to disk: nowhere")
            .arguments(
                ArgumentSpec.integer("numlocal"),
                ArgumentSpec.integer("numreplicas"),
                ArgumentSpec.integer("timeout"))
            .handler(WaitFamily::awaitSync));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .flags(BLOCKING)
        .group("generic")
        .categories("connection")
        .complexity("O(1)")
        .tips("request_policy:all_shards", "response_policy:agg_min");
  }

  private static void await(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    cursor.nextLong();
    readTimeout(cursor);
    if (!call.refused(cursor)) {
      call.reply().integer(0);
    }
  }

  private static void awaitSync(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    long local = cursor.nextLong(0, 1, Errors.NOT_0_OR_1);
    cursor.nextLong(0, Long.MAX_VALUE, Errors.NOT_POSITIVE);
    readTimeout(cursor);
    if (local != 0) {
      cursor.fail(Errors.NO_LOCAL_AOF);
    }
    if (!call.refused(cursor)) {
      call.reply().array(2);
      call.reply().integer(0);
      call.reply().integer(0);
    }
  }

  private static void readTimeout(ArgumentCursor cursor) {
    if (cursor.nextLong(Errors.TIMEOUT_NOT_INTEGER) < 0) {
      cursor.fail(Errors.TIMEOUT_NEGATIVE);
    }
  }
}
