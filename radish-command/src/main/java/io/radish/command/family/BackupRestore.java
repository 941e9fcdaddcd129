// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.KeyPatterns;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.RestoreOptions;
import io.radish.backup.RestoreResult;
import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.store.KeyspaceName;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code BACKUP RESTORE}: a file, or, with {@code AT}, a cache as it was at a point in time. */
final class BackupRestore {
  private static final String SYNTAX =
      "BACKUP RESTORE file [MERGE] [AS cache] [KEYS pattern [KEYS pattern ...]] [UNVERIFIED], or"
          + " BACKUP RESTORE cache AT time [MERGE] [AS cache] [KEYS pattern [KEYS pattern ...]]";

  /** Longer than any time is; what is longer is refused as none. */
  private static final int MOST_TIME = 64;

  private BackupRestore() {}

  static ArgumentSpec[] arguments() {
    return new ArgumentSpec[] {
      ArgumentSpec.oneOf(
          "what",
          ArgumentSpec.string("file"),
          ArgumentSpec.block(
              "past", ArgumentSpec.string("cache"), ArgumentSpec.string("time").after("AT"))),
      ArgumentSpec.token("merge", "MERGE").optional(),
      ArgumentSpec.string("cache").after("AS").optional(),
      ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN)
          .after("KEYS")
          .optional()
          .multipleTokens(),
      ArgumentSpec.token("unverified", "UNVERIFIED").optional()
    };
  }

  /** Does the restore, in the background. */
  @FunctionalInterface
  private interface Restoring {
    RestoreResult restore() throws IOException, InterruptedException;
  }

  static void restore(Call call) {
    PersistenceHandler persistence = BackupFamily.persistence(call);
    if (persistence == null) {
      return;
    }
    RestoreOptions options = RestoreOptions.REPLACE;
    List<byte[]> patterns = new ArrayList<>();
    String time = null;
    ArgumentCursor words = call.cursor(3);
    while (words.hasMore()) {
      if (words.take("merge")) {
        options = options.merging();
      } else if (words.take("unverified")) {
        options = options.admittingEdited();
      } else if (words.left() >= 2 && words.take("at")) {
        time = call.arguments().text(words.skip(), MOST_TIME + 1);
      } else if (words.left() >= 2 && words.take("as")) {
        KeyspaceName target = KeyspaceNames.read(call, words.skip());
        if (target == null) {
          return;
        }
        options = options.as(target.toString());
      } else if (words.left() >= 2 && words.take("keys")) {
        takePattern(call, words, patterns);
      } else {
        words.fail(Errors.plain(unexpected(words.nextText(Errors.QUOTED), time)));
      }
    }
    if (call.refused(words)) {
      return;
    }
    RestoreOptions chosen = patterns.isEmpty() ? options : options.keys(KeyPatterns.of(patterns));
    Restoring restoring =
        time == null ? file(call, persistence, chosen) : past(call, persistence, time, chosen);
    if (restoring != null) {
      answer(call, restoring, chosen);
    }
  }

  private static void takePattern(Call call, ArgumentCursor words, List<byte[]> patterns) {
    int pattern = words.skip();
    if (call.arguments().length(pattern) > Errors.MOST_TEXT) {
      words.fail(Errors.TOO_LONG_TEXT);
    } else {
      patterns.add(call.arguments().bytes(pattern));
    }
  }

  private static String unexpected(String word, @Nullable String time) {
    boolean isTimeOfDay = time != null && word.matches("\\d\\d?:\\d\\d.*");
    return "unexpected '"
        + word
        + "'; "
        + (isTimeOfDay ? "date and time are one argument: quote them; " : "")
        + SYNTAX;
  }

  private static @Nullable Restoring file(
      Call call, PersistenceHandler persistence, RestoreOptions options) {
    String file = BackupFamily.fileName(call, 2);
    return file == null
        ? null
        : () -> persistence.restore(BackupFamily.find(persistence, file), options);
  }

  private static @Nullable Restoring past(
      Call call, PersistenceHandler persistence, String time, RestoreOptions options) {
    KeyspaceName keyspace = KeyspaceNames.read(call, 2);
    if (keyspace == null) {
      return null;
    }
    if (options.unverified()) {
      call.refuse(
          "UNVERIFIED takes a file that was edited, and AT takes nothing from one; leave it out");
      return null;
    }
    try {
      Instant asOf = persistence.momentOf(time);
      return () -> persistence.restoreAt(keyspace, asOf, options);
    } catch (IllegalArgumentException e) {
      call.refuse(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static void answer(Call call, Restoring restoring, RestoreOptions options) {
    call.later()
        .answer(
            Lane.RESTORES,
            () -> {
              RestoreResult result = restoring.restore();
              return new LongWork.Done(
                  reply -> {
                    reply.array(options.keys().isAll() ? 2 : 3);
                    reply.bulk(result.cache());
                    reply.integer(result.items());
                    if (!options.keys().isAll()) {
                      reply.integer(result.matched());
                    }
                  });
            });
  }
}
