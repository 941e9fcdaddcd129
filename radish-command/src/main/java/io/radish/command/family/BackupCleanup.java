// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.backup.BackupInfo;
import io.radish.backup.PersistenceHandler;
import io.radish.backup.Removal;
import io.radish.backup.RetentionPolicy;
import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Errors;
import io.radish.command.LongWork;
import io.radish.command.LongWorkQueue.Lane;
import io.radish.resp.ReplyWriter;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code BACKUP CLEANUP}: deletes backups by their age or by a policy, or says which it would
 * delete.
 */
final class BackupCleanup {
  private static final String USAGE = "BACKUP CLEANUP days|POLICY [policy] [DRYRUN]";

  /** What may be asked for. */
  private sealed interface Wish {
    int delete(PersistenceHandler persistence) throws IOException;

    List<Removal> preview(PersistenceHandler persistence) throws IOException;
  }

  private record ByAge(int days) implements Wish {
    @Override
    public int delete(PersistenceHandler persistence) throws IOException {
      return persistence.cleanupOldBackups(days);
    }

    @Override
    public List<Removal> preview(PersistenceHandler persistence) throws IOException {
      return persistence.previewCleanup(days);
    }
  }

  private record ByPolicy(RetentionPolicy policy) implements Wish {
    @Override
    public int delete(PersistenceHandler persistence) throws IOException {
      return persistence.applyRetention(policy).deleted();
    }

    @Override
    public List<Removal> preview(PersistenceHandler persistence) throws IOException {
      return persistence.previewRetention(policy);
    }
  }

  private BackupCleanup() {}

  static ArgumentSpec[] arguments() {
    return new ArgumentSpec[] {
      ArgumentSpec.oneOf(
          "what",
          ArgumentSpec.integer("days"),
          ArgumentSpec.block(
              "by-policy",
              ArgumentSpec.token("policy", "POLICY"),
              ArgumentSpec.string("policy").optional())),
      ArgumentSpec.token("dryrun", "DRYRUN").optional()
    };
  }

  static void run(Call call) {
    PersistenceHandler persistence = BackupFamily.persistence(call);
    if (persistence == null) {
      return;
    }
    ArgumentCursor words = call.cursor(2);
    Wish wish = words.take("policy") ? byPolicy(call, words, persistence) : byAge(call, words);
    if (wish == null) {
      return;
    }
    boolean dry = words.take("dryrun");
    if (words.hasMore()) {
      words.fail(Errors.plain("unexpected '" + words.nextText(Errors.QUOTED) + "'; " + USAGE));
    }
    if (call.refused(words)) {
      return;
    }
    call.later()
        .answer(
            Lane.RESTORES,
            () -> {
              if (dry) {
                List<Removal> removals = wish.preview(persistence);
                return new LongWork.Done(reply -> write(removals, reply));
              }
              int deleted = wish.delete(persistence);
              return new LongWork.Done(reply -> reply.integer(deleted));
            });
  }

  private static @Nullable Wish byAge(Call call, ArgumentCursor words) {
    int at = words.skip();
    long days = call.arguments().isLong(at) ? call.arguments().toLong(at) : -1;
    if (days < 0 || days > Integer.MAX_VALUE) {
      call.refuse("invalid days: a whole number from 0 to " + Integer.MAX_VALUE);
      return null;
    }
    return new ByAge((int) days);
  }

  /** By the policy given; by that of the server where none is. */
  private static @Nullable Wish byPolicy(
      Call call, ArgumentCursor words, PersistenceHandler persistence) {
    if (!words.hasMore() || call.arguments().matches(words.position(), "dryrun")) {
      return new ByPolicy(persistence.retention().policy());
    }
    if (call.arguments().length(words.position()) > Errors.MOST_TEXT) {
      call.error(Errors.TOO_LONG_TEXT);
      return null;
    }
    try {
      return new ByPolicy(RetentionPolicy.parse(words.nextText(Errors.MOST_TEXT)));
    } catch (IllegalArgumentException e) {
      call.refuse("invalid policy: " + e.getMessage());
      return null;
    }
  }

  private static void write(List<Removal> removals, ReplyWriter reply) {
    reply.array(removals.size());
    for (Removal removal : removals) {
      BackupInfo backup = removal.backup();
      reply.array(4);
      reply.bulk(backup.filename());
      reply.bulk(backup.cache());
      reply.integer(backup.size());
      reply.bulk(removal.reason().toString());
    }
  }
}
