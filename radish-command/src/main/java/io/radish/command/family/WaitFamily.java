// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.BLOCKING;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_ASYNC_LOADING;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue;
import io.radish.journal.Journal;
import io.radish.recovery.CheckpointInfo;
import io.radish.recovery.Durability;
import io.radish.resp.ReplyWriter;
import java.util.List;

/**
 * Waiting until writes are safe: on disk, where there is a journal; and with replicas, of which
 * there are none, nor will there be any before a timeout ends, so that this answer is given at
 * once.
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
            .summary("Wait until what this client wrote is on disk")
            .arguments(
                ArgumentSpec.integer("numlocal"),
                ArgumentSpec.integer("numreplicas"),
                ArgumentSpec.integer("timeout"))
            .handler(WaitFamily::awaitSync),
        Command.named("BGREWRITEAOF")
            .arity(1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
            .since("1.0.0")
            .group("server")
            .complexity("O(N) where N is the number of bytes of all data")
            .summary("Take a checkpoint, so that the journal before it is not needed any more")
            .handler(WaitFamily::checkpoint));
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
    long _ = readTimeout(cursor);
    if (!call.refused(cursor)) {
      call.reply().integer(0);
    }
  }

  private static void awaitSync(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    long local = cursor.nextLong(0, 1, Errors.NOT_0_OR_1);
    cursor.nextLong(0, Long.MAX_VALUE, Errors.NOT_POSITIVE);
    long timeout = readTimeout(cursor);
    Durability durability = call.services().durability();
    if (local != 0 && durability == null) {
      cursor.fail(Errors.NO_LOCAL_AOF);
    }
    if (call.refused(cursor)) {
      return;
    }
    if (local == 0 || durability == null) {
      answer(call.reply(), 0);
      return;
    }
    Journal journal = durability.journal();
    long position = journal.position();
    if (journal.synced() >= position) {
      answer(call.reply(), 1);
      return;
    }
    call.later()
        .answerWhen(
            done -> journal.whenSynced(position, done),
            reply -> answer(reply, 1),
            timeout,
            reply -> answer(reply, 0));
  }

  private static void checkpoint(Call call) {
    Durability durability = call.services().durability();
    if (durability == null) {
      call.refuse("this server has no journal: it was started with appendonly no");
      return;
    }
    if (durability.status().checkpoints().running()) {
      call.refuse("Background append only file rewriting already in progress");
      return;
    }
    String refusal =
        call.server()
            .longWork()
            .submitUnasked(
                LongWorkQueue.Lane.CHECKPOINTS,
                () -> {
                  CheckpointInfo _ = durability.checkpointNow();
                  return new LongWork.Done(ReplyWriter::ok);
                });
    if (refusal == null) {
      String when = call.isInTransaction() ? "scheduled" : "started";
      call.reply().simple("Background append only file rewriting " + when);
    } else {
      call.error(refusal);
    }
  }

  private static void answer(ReplyWriter reply, int synced) {
    reply.array(2);
    reply.integer(synced);
    reply.integer(0);
  }

  private static long readTimeout(ArgumentCursor cursor) {
    long timeout = cursor.nextLong(Errors.TIMEOUT_NOT_INTEGER);
    if (timeout < 0) {
      cursor.fail(Errors.TIMEOUT_NEGATIVE);
    }
    return timeout;
  }
}
