// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.ClientPause.Scope;
import io.radish.command.Command;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.command.ServerControl;
import io.radish.resp.ReplyWriter;
import io.radish.store.ShardLocks;
import io.radish.store.Store;
import java.util.List;

/** {@code CLIENT PAUSE}: requests wait, in the order in which they came, until it is over. */
final class PauseFamily {
  private static final String BAD_TIMEOUT = "ERR timeout is not an integer or out of range";

  private PauseFamily() {}

  static List<Command> subcommands() {
    return List.of(
        ClientFamily.command("PAUSE", -3)
            .flags(ADMIN)
            .since("3.0.0")
            .summary("Let the requests of all clients wait for some time")
            .history("6.2.0", "`CLIENT PAUSE WRITE` mode added along with the `mode` option.")
            .arguments(
                ArgumentSpec.integer("timeout"),
                ArgumentSpec.oneOf(
                        "mode",
                        ArgumentSpec.token("write", "WRITE"),
                        ArgumentSpec.token("all", "ALL"))
                    .since("6.2.0")
                    .optional())
            .handler(PauseFamily::pause),
        ClientFamily.command("UNPAUSE", 2)
            .flags(ADMIN)
            .since("6.2.0")
            .complexity("O(N) Where N is the number of paused clients")
            .summary("End a pause")
            .handler(PauseFamily::unpause));
  }

  /**
   * Pauses, and answers when the requests are over that run on other connections meanwhile, and a
   * restore that has begun: from the answer on, nothing changes. In a transaction it answers at
   * once.
   */
  private static void pause(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long millis = cursor.nextLong(BAD_TIMEOUT);
    if (millis < 0) {
      cursor.fail("ERR timeout is negative");
    } else if (millis > Long.MAX_VALUE - call.now()) {
      cursor.fail("ERR timeout is out of range");
    }
    Scope scope = Scope.ALL;
    if (cursor.take("write")) {
      scope = Scope.WRITES;
    } else if (cursor.hasMore() && !cursor.take("all")) {
      cursor.fail("ERR CLIENT PAUSE mode must be WRITE or ALL");
    }
    if (cursor.hasMore()) {
      cursor.failSyntax();
    }
    if (call.refused(cursor)) {
      return;
    }
    call.services().supervision().pause(scope, call.now() + millis);
    if (call.isInTransaction()) {
      // Nobody can be waited for while locks are held that they may wait for.
      call.reply().ok();
      return;
    }
    ServerControl server = call.server();
    Store store = call.store();
    call.later()
        .answer(
            Lane.READS,
            () -> {
              server.awaitRequests();
              server.longWork().awaitChanges();
              passAllLocks(store);
              return new LongWork.Done(ReplyWriter::ok);
            });
  }

  /** Whoever found under a lock that nothing is paused has made its change when this is over. */
  private static void passAllLocks(Store store) {
    ShardLocks all = store.newLocks();
    all.addAll();
    all.acquireUninterruptibly();
    all.release();
  }

  private static void unpause(Call call) {
    call.services().supervision().unpause();
    call.server().resumeClients();
    call.reply().ok();
  }
}
