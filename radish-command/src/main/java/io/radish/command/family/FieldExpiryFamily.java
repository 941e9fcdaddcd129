// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** When fields of hashes expire: setting it, asking for it, taking it back. */
final class FieldExpiryFamily {
  /** The latest deadline that a field may have, as in Redis, which keeps it in 46 bits. */
  private static final long LATEST = (1L << 46) - 1;

  // What becomes of a field, as replies say it.
  private static final int NO_FIELD = -2;
  private static final int NO_DEADLINE = -1;
  private static final int REFUSED = 0;
  private static final int DONE = 1;
  private static final int DELETED = 2;

  /** The condition under which a deadline is set; one without a deadline lives longer than any. */
  private enum Condition {
    NONE,
    NX,
    XX,
    GT,
    LT;

    boolean allows(long current, long wanted) {
      boolean has = current != RecordLayout.NO_DEADLINE;
      return switch (this) {
        case NONE -> true;
        case NX -> !has;
        case XX -> has;
        case GT -> has && wanted > current;
        case LT -> !has || wanted < current;
      };
    }
  }

  private FieldExpiryFamily() {}

  static List<Command> commands() {
    ArgumentSpec.Type unixTime = ArgumentSpec.Type.UNIX_TIME;
    return List.of(
        setting("HEXPIRE", ArgumentSpec.integer("seconds"))
            .summary("Let fields of a hash expire after some seconds")
            .handler(call -> expire(call, true, call.now())),
        setting("HPEXPIRE", ArgumentSpec.integer("milliseconds"))
            .summary("Let fields of a hash expire after some milliseconds")
            .handler(call -> expire(call, false, call.now())),
        setting("HEXPIREAT", ArgumentSpec.of("unix-time-seconds", unixTime))
            .summary("Let fields of a hash expire at a Unix time in seconds")
            .handler(call -> expire(call, true, 0)),
        setting("HPEXPIREAT", ArgumentSpec.of("unix-time-milliseconds", unixTime))
            .summary("Let fields of a hash expire at a Unix time in milliseconds")
            .handler(call -> expire(call, false, 0)),
        asking("HTTL")
            .tips("nondeterministic_output")
            .summary("Get the seconds that fields of a hash have left")
            .handler(call -> ask(call, at -> (at + 999 - call.now()) / 1000)),
        asking("HPTTL")
            .tips("nondeterministic_output")
            .summary("Get the milliseconds that fields of a hash have left")
            .handler(call -> ask(call, at -> at - call.now())),
        asking("HEXPIRETIME")
            .summary("Get the Unix times in seconds at which fields of a hash expire")
            .handler(call -> ask(call, at -> (at + 999) / 1000)),
        asking("HPEXPIRETIME")
            .summary("Get the Unix times in milliseconds at which fields of a hash expire")
            .handler(call -> ask(call, at -> at)),
        command("HPERSIST", -5)
            .flags(WRITE)
            .keys(KeySpec.one("RW", "update"))
            .summary("Let fields of a hash live on without expiring")
            .arguments(ArgumentSpec.key(), fields())
            .handler(FieldExpiryFamily::persist));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .since("7.4.0")
        .group("hash")
        .categories("hash")
        .complexity("O(N) where N is the number of fields named")
        .flags(FAST);
  }

  private static Command.Builder setting(String name, ArgumentSpec time) {
    return command(name, -6)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.one("RW", "update"))
        .arguments(
            ArgumentSpec.key(),
            time,
            ArgumentSpec.oneOf(
                    "condition",
                    ArgumentSpec.token("nx", "NX"),
                    ArgumentSpec.token("xx", "XX"),
                    ArgumentSpec.token("gt", "GT"),
                    ArgumentSpec.token("lt", "LT"))
                .optional(),
            fields());
  }

  private static Command.Builder asking(String name) {
    return command(name, -5)
        .flags(READONLY)
        .keys(KeySpec.one("RO", "access"))
        .arguments(ArgumentSpec.key(), fields());
  }

  private static ArgumentSpec fields() {
    return ArgumentSpec.block(
            "fields", ArgumentSpec.integer("numfields"), ArgumentSpec.string("field").multiple())
        .after("FIELDS");
  }

  // ---- arguments ----

  /** Reads the deadline, {@code base} being the time that the argument is counted from. */
  private static long deadline(Call call, ArgumentCursor cursor, boolean inSeconds, long base) {
    long time = cursor.nextLong();
    if (time < 0) {
      cursor.fail(Errors.NEGATIVE_EXPIRE);
    }
    if (inSeconds && time > LATEST / 1000) {
      cursor.fail(Errors.invalidExpire(call.command()));
    }
    long millis = inSeconds ? time * 1000 : time;
    if (millis > LATEST - base) {
      cursor.fail(Errors.invalidExpire(call.command()));
    }
    return millis + base;
  }

  private static Condition condition(ArgumentCursor cursor) {
    if (cursor.take("NX")) {
      return Condition.NX;
    }
    if (cursor.take("XX")) {
      return Condition.XX;
    }
    if (cursor.take("GT")) {
      return Condition.GT;
    }
    return cursor.take("LT") ? Condition.LT : Condition.NONE;
  }

  /**
   * Reads what stands before the fields.
   *
   * @return where the first field stands; meaningless where the cursor has an error
   */
  private static int readFields(ArgumentCursor cursor, String notPositive) {
    if (!cursor.take("FIELDS")) {
      cursor.fail(Errors.NO_FIELDS);
    }
    long count = cursor.nextLong(notPositive);
    if (count < 1) {
      cursor.fail(notPositive);
    } else if (count != cursor.left()) {
      cursor.fail(Errors.FIELDS_DO_NOT_MATCH);
    }
    return cursor.position();
  }

  // ---- setting ----

  private static void expire(Call call, boolean inSeconds, long base) {
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    long deadline = deadline(call, cursor, inSeconds, base);
    Condition condition = condition(cursor);
    int first = readFields(cursor, Errors.NUM_FIELDS_NOT_POSITIVE);
    if (call.refused(cursor)) {
      return;
    }
    int[] results = new int[call.count() - first];
    boolean past = deadline <= call.now();
    boolean gone = false;
    try (CollectionEdits.Change change = change(call, found)) {
      try {
        for (int i = 0; i < results.length; i++) {
          results[i] = set(change, call, first + i, condition, deadline);
        }
      } finally {
        // Without memory for all of them those keep theirs that had room.
        if (change != null && !past) {
          writeDown(change, call, first, results, deadline);
        }
      }
      gone = change != null && change.isEmpty();
    }
    notify(call, results, past ? "hdel" : "hexpire", gone);
    reply(call, results);
  }

  private static CollectionEdits.@Nullable Change change(Call call, @Nullable Entry found) {
    return found == null
        ? null
        : call.keyspaceForWrite()
            .collections()
            .change(call.key(0), found, ValueType.HASH, call.now());
  }

  private static int set(
      CollectionEdits.@Nullable Change change,
      Call call,
      int argument,
      Condition condition,
      long deadline) {
    ByteView field = call.argument(argument);
    long current =
        change == null ? NO_FIELD : HashValue.deadline(change.entry(), field, call.now());
    if (change == null || current == HashValue.NO_FIELD) {
      return NO_FIELD;
    }
    if (!condition.allows(current, deadline)) {
      return REFUSED;
    }
    if (deadline <= call.now()) {
      boolean _ = change.remove(field);
      return DELETED;
    }
    change.setDeadline(field, deadline);
    return DONE;
  }

  /** Writes down the deadline of the fields that got it. */
  private static void writeDown(
      CollectionEdits.Change change, Call call, int first, int[] results, long deadline) {
    int[] done = new int[results.length];
    int count = 0;
    for (int i = 0; i < results.length; i++) {
      if (results[i] == DONE) {
        done[count++] = first + i;
      }
    }
    change.writeDeadlines(count, i -> call.argument(done[i]), deadline);
  }

  private static void notify(Call call, int[] results, String event, boolean gone) {
    for (int result : results) {
      if (result > REFUSED) {
        call.notify(Notification.HASH, event, 0);
        if (gone) {
          call.notify(Notification.GENERIC, "del", 0);
        }
        return;
      }
    }
  }

  private static void reply(Call call, int[] results) {
    call.reply().array(results.length);
    for (int result : results) {
      call.reply().integer(result);
    }
  }

  private static void persist(Call call) {
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    int first = readFields(cursor, Errors.FIELDS_NOT_POSITIVE);
    if (call.refused(cursor)) {
      return;
    }
    int[] results = new int[call.count() - first];
    try (CollectionEdits.Change change = change(call, found)) {
      try {
        for (int i = 0; i < results.length; i++) {
          results[i] = persist(change, call, first + i);
        }
      } finally {
        if (change != null) {
          writeDown(change, call, first, results, RecordLayout.NO_DEADLINE);
        }
      }
    }
    notify(call, results, "hpersist", false);
    reply(call, results);
  }

  private static int persist(CollectionEdits.@Nullable Change change, Call call, int argument) {
    ByteView field = call.argument(argument);
    long current =
        change == null ? NO_FIELD : HashValue.deadline(change.entry(), field, call.now());
    if (change == null || current == HashValue.NO_FIELD) {
      return NO_FIELD;
    }
    if (current == RecordLayout.NO_DEADLINE) {
      return NO_DEADLINE;
    }
    change.setDeadline(field, RecordLayout.NO_DEADLINE);
    return DONE;
  }

  // ---- asking ----

  /** Replies with what {@code answer} makes of each deadline. */
  private static void ask(Call call, LongUnaryOperator answer) {
    Entry hash = call.find(0);
    if (hash != null && !call.expect(hash, ValueType.HASH)) {
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    int first = readFields(cursor, Errors.FIELDS_NOT_POSITIVE);
    if (call.refused(cursor)) {
      return;
    }
    call.reply().array(call.count() - (long) first);
    for (int i = first; i < call.count(); i++) {
      long deadline =
          hash == null ? NO_FIELD : HashValue.deadline(hash, call.argument(i), call.now());
      call.reply().integer(deadline < 0 ? deadline : answer.applyAsLong(deadline));
    }
  }
}
