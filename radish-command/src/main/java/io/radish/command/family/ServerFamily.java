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

import io.radish.backup.BackupRun;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Deferral;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.command.ServerControl.ShutdownMode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The server itself: what it does, its settings, its backups under Redis' names, and its end. */
final class ServerFamily {
  private ServerFamily() {}

  static List<Command> commands() {
    return List.of(
        command("INFO", -1)
            .flags(LOADING, STALE)
            .categories("dangerous")
            .tips("nondeterministic_output", "request_policy:all_shards", "response_policy:special")
            .history("7.0.0", "Added support for taking multiple section arguments.")
            .summary("Facts and figures about the server")
            .arguments(ArgumentSpec.string("section").optional().multiple())
            .handler(ServerFamily::info),
        command("TIME", 1)
            .flags(LOADING, STALE, FAST)
            .since("2.6.0")
            .tips("nondeterministic_output")
            .summary("The server's time: seconds, and microseconds beside them")
            .handler(ServerFamily::time),
        command("SAVE", 1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING, NO_MULTI)
            .complexity("O(N) where N is the total number of keys in all databases")
            .summary("Back everything up, and answer when it is on disk")
            .handler(ServerFamily::save),
        command("BGSAVE", -1)
            .flags(ADMIN, NOSCRIPT, NO_ASYNC_LOADING)
            .history("3.2.2", "Added the `SCHEDULE` option.")
            .summary("Begin to back everything up")
            .arguments(ArgumentSpec.token("schedule", "SCHEDULE").since("3.2.2").optional())
            .handler(ServerFamily::backgroundSave),
        command("LASTSAVE", 1)
            .flags(LOADING, STALE, FAST)
            .categories("admin", "dangerous")
            .tips("nondeterministic_output")
            .summary("When everything was last backed up, or else when the server started")
            .handler(call -> call.reply().integer(ServerInfo.lastSaveSeconds(call))),
        command("SHUTDOWN", -1)
            .flags(ADMIN, NOSCRIPT, LOADING, STALE, NO_MULTI, ALLOW_BUSY)
            .complexity(
                "O(N) when saving, where N is the total number of keys in all databases when"
                    + " saving data, otherwise O(1)")
            .history("7.0.0", "Added the `NOW`, `FORCE` and `ABORT` modifiers.")
            .summary("Stop the server, with a last backup unless told otherwise")
            .arguments(
                ArgumentSpec.oneOf(
                        "nosave_save",
                        ArgumentSpec.token("nosave", "NOSAVE"),
                        ArgumentSpec.token("save", "SAVE"))
                    .optional(),
                ArgumentSpec.token("now", "NOW").since("7.0.0").optional(),
                ArgumentSpec.token("force", "FORCE").since("7.0.0").optional(),
                ArgumentSpec.token("abort", "ABORT").since("7.0.0").optional())
            .handler(ServerFamily::shutdown));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("server");
  }

  private static void info(Call call) {
    List<String> sections =
        IntStream.range(1, call.count())
            .mapToObj(i -> call.arguments().text(i, Errors.QUOTED).toLowerCase(Locale.ROOT))
            .toList();
    call.reply().verbatim("txt", ServerInfo.text(call, sections));
  }

  private static void time(Call call) {
    Instant now = call.store().instant();
    call.reply().array(2);
    call.reply().bulk(Long.toString(now.getEpochSecond()));
    call.reply().bulk(Long.toString(now.getNano() / 1000));
  }

  private static void save(Call call) {
    PersistenceHandler persistence = idlePersistence(call);
    if (persistence == null) {
      return;
    }
    call.later()
        .answerTogether(
            Lane.BACKUPS,
            "SAVE",
            () -> {
              return saved(persistence.run());
            });
  }

  private static LongWork.Outcome saved(BackupRun run) {
    return run.ok()
        ? new LongWork.Done(reply -> reply.ok())
        : new LongWork.Refused(Errors.plain(whatFailed(run)));
  }

  /** The failures of a run, with the first one's reason. */
  private static String whatFailed(BackupRun run) {
    KeyspaceBackup first =
        run.results().stream().filter(result -> !result.ok()).findFirst().orElseThrow();
    return run.summary() + "; " + first.name() + ": " + first.reason();
  }

  private static void backgroundSave(Call call) {
    if (call.count() > 2 || (call.count() == 2 && !call.arguments().matches(1, "schedule"))) {
      call.error(Errors.SYNTAX);
      return;
    }
    PersistenceHandler persistence = idlePersistence(call);
    if (persistence == null) {
      return;
    }
    // Nobody waits for its end; the log and INFO say how it went.
    String refusal =
        call.server().longWork().submitUnasked(Lane.BACKUPS, () -> saved(persistence.run()));
    if (refusal == null) {
      call.reply()
          .simple("Background saving " + (call.isInTransaction() ? "scheduled" : "started"));
    } else {
      call.error(refusal);
    }
  }

  /** The handler of backups where none is running; else null, with the error written. */
  private static @Nullable PersistenceHandler idlePersistence(Call call) {
    PersistenceHandler persistence = BackupFamily.persistence(call);
    if (persistence != null && persistence.status().running()) {
      call.refuse("Background save already in progress");
      return null;
    }
    return persistence;
  }

  private static void shutdown(Call call) {
    boolean save = false;
    boolean nosave = false;
    boolean abort = false;
    boolean force = false;
    ArgumentCursor options = call.cursor(1);
    int count = options.left();
    while (options.hasMore()) {
      if (options.take("save")) {
        save = true;
      } else if (options.take("nosave")) {
        nosave = true;
      } else if (options.take("abort")) {
        abort = true;
      } else if (options.take("force")) {
        force = true;
      } else if (!options.take("now")) {
        options.failSyntax();
      }
    }
    if ((save && nosave) || (abort && count > 1)) {
      options.failSyntax();
    }
    if (call.refused(options)) {
      return;
    }
    if (abort) {
      call.refuse("No shutdown in progress.");
      return;
    }
    // No answer: the connection closes when the server is done with everything, as with Redis.
    Deferral asker = call.session().client().defer();
    ShutdownMode mode =
        save ? ShutdownMode.SAVE : nosave ? ShutdownMode.NOSAVE : ShutdownMode.DEFAULT;
    call.server().shutdown(mode, force ? null : asker);
  }
}
