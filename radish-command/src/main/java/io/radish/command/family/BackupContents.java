// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupEntry;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.diff.BackupDiff;
import io.radish.backup.diff.DiffReport;
import io.radish.backup.diff.Difference;
import io.radish.backup.format.BackupReader.Trust;
import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code BACKUP DIFF} and {@code BACKUP GET}: a look at what backup files hold. */
final class BackupContents {
  /** How many differences an answer has unless the client says otherwise. */
  private static final int USUAL_LIMIT = 1000;

  /** The most differences of an answer: more are read from the folder, without a server. */
  private static final int MOST_LIMIT = 100_000;

  /** What an answer takes of the heap at most, about; four may be put together at once. */
  private static final long MOST_BYTES = 16 << 20;

  private BackupContents() {}

  static Command diff() {
    return BackupFamily.command("DIFF", -4)
        .complexity("O(N) where N is the number of bytes in both, several times")
        .summary("What differs between two files, or a file and its cache now")
        .arguments(
            ArgumentSpec.string("file"),
            ArgumentSpec.oneOf(
                "other", ArgumentSpec.string("other-file"), ArgumentSpec.token("now", "NOW")),
            ArgumentSpec.integer("count").after("LIMIT").optional(),
            ArgumentSpec.token("unverified", "UNVERIFIED").optional())
        .handler(BackupContents::diff);
  }

  static Command get() {
    return BackupFamily.command("GET", -4)
        .complexity("O(N) where N is the number of bytes in the file")
        .summary("The value of one key in a file")
        .arguments(
            ArgumentSpec.string("file"),
            ArgumentSpec.string("key"),
            ArgumentSpec.token("raw", "RAW").optional(),
            ArgumentSpec.token("unverified", "UNVERIFIED").optional())
        .handler(BackupContents::get);
  }

  private static void diff(Call call) {
    PersistenceHandler persistence = BackupFamily.persistence(call);
    if (persistence == null) {
      return;
    }
    String first = BackupFamily.fileName(call, 2);
    if (first == null) {
      return;
    }
    boolean withNow = call.arguments().matches(3, "now");
    String second = withNow ? null : BackupFamily.fileName(call, 3);
    if (second == null && !withNow) {
      return;
    }
    ArgumentCursor words = call.cursor(4);
    Trust trust = Trust.VERIFIED;
    int limit = USUAL_LIMIT;
    while (words.hasMore()) {
      if (words.take("unverified")) {
        trust = Trust.UNVERIFIED;
      } else if (words.left() >= 2 && words.take("limit")) {
        String wrong = Errors.plain("LIMIT is a whole number from 1 to " + MOST_LIMIT);
        limit = (int) words.nextLong(1, MOST_LIMIT, wrong);
      } else {
        unexpected(words, "BACKUP DIFF file file|NOW [LIMIT count] [UNVERIFIED]");
      }
    }
    if (call.refused(words)) {
      return;
    }
    Trust chosen = trust;
    int most = limit;
    call.later()
        .answer(
            Lane.READS,
            () -> done(first, second, compare(persistence, first, second, chosen, most)));
  }

  private static void unexpected(ArgumentCursor words, String right) {
    words.fail(Errors.plain("unexpected '" + words.nextText(Errors.QUOTED) + "'; " + right));
  }

  private static DiffReport compare(
      PersistenceHandler persistence, String first, @Nullable String second, Trust trust, int most)
      throws IOException, InterruptedException {
    if (second == null) {
      return persistence.diffWithNow(
          BackupFamily.find(persistence, first), trust, most, MOST_BYTES);
    }
    try (BackupDiff diff =
        persistence.diff(
            BackupFamily.find(persistence, first), BackupFamily.find(persistence, second), trust)) {
      return DiffReport.of(diff, most, MOST_BYTES);
    }
  }

  private static LongWork.Done done(String first, @Nullable String second, DiffReport report) {
    return new LongWork.Done(
        reply -> {
          reply.map(9);
          text(reply, "first", first);
          text(reply, "first_cache", report.first().label());
          text(reply, "second", second == null ? "now" : second);
          text(reply, "second_cache", report.second().label());
          number(reply, "added", report.counts().added());
          number(reply, "removed", report.counts().removed());
          number(reply, "changed", report.counts().changed());
          number(reply, "same", report.counts().same());
          reply.bulk("differences");
          write(report.slice().differences(), reply);
        });
  }

  private static void text(ReplyWriter reply, String name, String value) {
    reply.bulk(name);
    reply.bulk(value);
  }

  private static void number(ReplyWriter reply, String name, long value) {
    reply.bulk(name);
    reply.integer(value);
  }

  private static void write(List<Difference> differences, ReplyWriter reply) {
    reply.array(differences.size());
    for (Difference difference : differences) {
      reply.array(5);
      reply.bulk(difference.change().label());
      reply.bulk(difference.key());
      reply.bulk(String.join(",", difference.changed()));
      write(difference.before(), reply);
      write(difference.after(), reply);
    }
  }

  private static void write(Difference.@Nullable Shown entry, ReplyWriter reply) {
    if (entry == null) {
      reply.nil();
    } else {
      reply.bulk(entry.json());
    }
  }

  private static void get(Call call) {
    PersistenceHandler persistence = BackupFamily.persistence(call);
    if (persistence == null) {
      return;
    }
    String file = BackupFamily.fileName(call, 2);
    if (file == null) {
      return;
    }
    byte[] key = call.argument(3).toBytes();
    boolean raw = false;
    boolean unverified = false;
    ArgumentCursor words = call.cursor(4);
    while (words.hasMore()) {
      if (words.take("raw")) {
        raw = true;
      } else if (words.take("unverified")) {
        unverified = true;
      } else {
        unexpected(words, "BACKUP GET file key [RAW] [UNVERIFIED]");
      }
    }
    if (call.refused(words)) {
      return;
    }
    boolean asBytes = raw;
    boolean edited = unverified;
    call.later()
        .answer(
            Lane.READS,
            () -> {
              Optional<BackupEntry> found =
                  persistence.find(BackupFamily.find(persistence, file), key, edited);
              if (found.isEmpty()) {
                return new LongWork.Done(ReplyWriter::nil);
              }
              try (BackupEntry entry = found.get()) {
                NativeText text = NativeText.of(asBytes ? entry::writeRaw : entry::writeJson);
                return new LongWork.Done(text::reply);
              }
            });
  }
}
