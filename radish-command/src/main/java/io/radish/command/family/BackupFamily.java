// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.ADMIN;
import static io.radish.command.Flag.NOSCRIPT;
import static io.radish.command.Flag.NO_MULTI;
import static io.radish.command.Flag.WRITE;

import io.radish.backup.BackupInfo;
import io.radish.backup.BackupRun;
import io.radish.backup.KeyspaceBackup;
import io.radish.backup.PersistenceHandler;
import io.radish.command.ArgumentSpec;
import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.resp.ReplyWriter;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code BACKUP}: the persistence guide for clients.
 *
 * <p>Files are named by their bare names within the backup folder. All work is done away from the
 * network's threads. May be run inside {@code CACHE}, which changes nothing about it: it names its
 * caches itself.
 */
final class BackupFamily {
  /** The longest name of a file, in bytes, on any system that is in use. */
  private static final int MOST_FILE_NAME = 1024;

  /** How many of the names there are an error lists. */
  private static final int LISTED = 20;

  private BackupFamily() {}

  static List<Command> commands() {
    ArgumentSpec file = ArgumentSpec.string("file");
    return List.of(
        Command.named("BACKUP")
            .arity(-2)
            .group("backup")
            .complexity("Depends on subcommand.")
            .summary("Back caches up as readable files, and restore them")
            .subcommands(
                command("NOW", -2)
                    .complexity("O(N) where N is the number of bytes backed up")
                    .summary("Back up everything, or the caches named, with their stores")
                    .arguments(ArgumentSpec.string("cache").optional().multiple())
                    .handler(BackupFamily::now),
                command("LIST", -2)
                    .complexity("O(N) where N is the number of files")
                    .summary("The backups, newest first")
                    .arguments(ArgumentSpec.string("cache").optional())
                    .handler(BackupFamily::list),
                command("RESTORE", -3)
                    .flags(WRITE)
                    .complexity(
                        "O(N) where N is the number of bytes in the file, or in checkpoint and"
                            + " journal")
                    .summary("Restore one file, or a cache as it once was, while the server runs")
                    .arguments(BackupRestore.arguments())
                    .handler(BackupRestore::restore),
                command("VERIFY", 3)
                    .complexity("O(N) where N is the number of bytes in the file")
                    .summary("Read all of a file and check it")
                    .arguments(file)
                    .handler(BackupFamily::verify),
                BackupContents.diff(),
                BackupContents.get(),
                command("CLEANUP", -3)
                    .complexity("O(N) where N is the number of files")
                    .summary("Delete old backups, but never a cache's only one")
                    .arguments(BackupCleanup.arguments())
                    .handler(BackupCleanup::run),
                command("STATUS", 2)
                    .summary("How the backups are doing")
                    .handler(BackupFamily::status),
                Help.command("BACKUP").since("1.0.0").group("backup").handler(BackupFamily::help))
            .build());
  }

  static Command.Builder command(String name, int arity) {
    return Command.named("BACKUP " + name)
        .arity(arity)
        .flags(ADMIN, NOSCRIPT, NO_MULTI)
        .caches(CacheUse.EVERY)
        .group("backup");
  }

  /** The handler of backups; null, with the error written, where there is none. */
  static @Nullable PersistenceHandler persistence(Call call) {
    PersistenceHandler persistence = call.services().persistence();
    if (persistence == null) {
      call.refuse("this server has no backups: it was started without a backup folder");
    }
    return persistence;
  }

  /** What requests share that one run can serve. */
  private record SameRun(List<String> names) {}

  private static void now(Call call) {
    PersistenceHandler persistence = persistence(call);
    if (persistence == null) {
      return;
    }
    List<String> names = new ArrayList<>();
    for (int i = 2; i < call.count(); i++) {
      KeyspaceName name = KeyspaceNames.read(call, i);
      if (name == null) {
        return;
      }
      if (call.store().find(name) == null) {
        call.refuse("no such cache '" + name + "'; there are: " + existing(call));
        return;
      }
      names.add(name.toString());
    }
    call.later()
        .answerTogether(
            Lane.BACKUPS,
            new SameRun(names),
            () -> {
              BackupRun run = names.isEmpty() ? persistence.run() : persistence.run(names);
              return new LongWork.Done(reply -> write(run, reply));
            });
  }

  private static String existing(Call call) {
    List<Keyspace> first = call.store().keyspaces().stream().limit(LISTED + 1L).toList();
    return first.stream()
            .limit(LISTED)
            .map(each -> each.name().toString())
            .collect(Collectors.joining(", "))
        + (first.size() > LISTED ? ", …" : "");
  }

  private static void write(BackupRun run, ReplyWriter reply) {
    reply.array(run.results().size());
    for (KeyspaceBackup result : run.results()) {
      reply.array(3);
      reply.bulk(result.name());
      String file = result.filename();
      if (file == null) {
        reply.nil();
      } else {
        reply.bulk(file);
      }
      String reason = result.reason();
      reply.bulk(reason == null ? "ok" : reason);
    }
  }

  private static void list(Call call) {
    PersistenceHandler persistence = persistence(call);
    if (persistence == null) {
      return;
    }
    if (call.count() > 3) {
      call.error(Errors.arity(call.command()));
      return;
    }
    KeyspaceName only = call.count() == 3 ? KeyspaceNames.read(call, 2) : null;
    if (call.count() == 3 && only == null) {
      return;
    }
    call.later()
        .answer(
            Lane.READS,
            () -> {
              List<BackupInfo> backups =
                  only == null
                      ? persistence.listBackups()
                      : persistence.listBackups(only.toString());
              return new LongWork.Done(reply -> write(backups, reply));
            });
  }

  private static void write(List<BackupInfo> backups, ReplyWriter reply) {
    reply.array(backups.size());
    for (BackupInfo backup : backups) {
      reply.array(5);
      reply.bulk(backup.filename());
      reply.bulk(backup.cache());
      reply.integer(backup.size());
      reply.integer(backup.items());
      reply.bulk(backup.modified());
    }
  }

  /** The file asked for; null, with the error written, where no file can be called that. */
  static @Nullable String fileName(Call call, int i) {
    if (call.arguments().length(i) > MOST_FILE_NAME) {
      call.errorQuoting("no such backup '", i, "…'; the name is longer than any file's");
      return null;
    }
    return call.arguments().text(i, MOST_FILE_NAME);
  }

  /** The file that a client names. */
  static Path find(PersistenceHandler persistence, String file) throws IOException {
    try {
      return persistence.resolve(file);
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "no such backup '"
              + file.substring(0, Math.min(file.length(), Errors.QUOTED))
              + "' in "
              + persistence.folder()
              + "; BACKUP LIST shows those there are",
          e);
    }
  }

  private static void verify(Call call) {
    PersistenceHandler persistence = persistence(call);
    if (persistence == null) {
      return;
    }
    String file = fileName(call, 2);
    if (file == null) {
      return;
    }
    call.later()
        .answer(
            Lane.READS,
            () -> {
              persistence.verify(find(persistence, file));
              return new LongWork.Done(ReplyWriter::ok);
            });
  }

  private static void status(Call call) {
    PersistenceHandler persistence = persistence(call);
    if (persistence == null) {
      return;
    }
    Map<String, Object> fields = BackupReport.status(persistence, call.services().durability());
    ReplyWriter reply = call.reply();
    reply.map(fields.size());
    fields.forEach(
        (name, value) -> {
          reply.bulk(name);
          if (value instanceof Long number) {
            reply.integer(number);
          } else {
            reply.bulk(String.valueOf(value));
          }
        });
  }

  private static void help(Call call) {
    Help.reply(
        call,
        "NOW [<cache> ...]",
        "    Backs up everything, or the caches named, and answers name, file, and ok or the",
        "    reason of the failure for each.",
        "LIST [<cache>]",
        "    Answers file, cache, size, items and time of change of the backups, newest first.",
        "RESTORE <file> [MERGE] [AS <cache>] [KEYS <pattern> ...] [UNVERIFIED]",
        "    Makes the cache what the file holds; MERGE adds to what is there, AS chooses another",
        "    cache, KEYS <pattern>, once or several times, restores the keys that match and leaves",
        "    all others, UNVERIFIED takes a file that was edited.",
        "RESTORE <cache> AT <time> [MERGE] [AS <cache>] [KEYS <pattern> ...]",
        "    Makes the cache what it was at that second, such as '2025-11-15 16:12:30', from the",
        "    journal. A fraction means that millisecond; without an offset it is local time.",
        "VERIFY <file>",
        "    Reads all of a file and checks it.",
        "DIFF <file> <file>|NOW [LIMIT <count>] [UNVERIFIED]",
        "    Answers what differs between two files, or a file and its cache as it is now: counts,",
        "    and change, key, what changed, value before and after of the first differences.",
        "GET <file> <key> [RAW] [UNVERIFIED]",
        "    Answers the value of one key in a file, as JSON, or its bytes alone.",
        "CLEANUP <days> [DRYRUN]",
        "    Deletes backups older than that, but never a cache's only one; DRYRUN answers file,",
        "    cache, size and reason of those it would delete.",
        "CLEANUP POLICY [<policy>] [DRYRUN]",
        "    Deletes what the policy does not keep; backup-retention is what it is unless given.",
        "STATUS",
        "    Answers how the backups are doing.");
  }
}
