// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

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
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.util.List;
import java.util.function.LongUnaryOperator;

/** When keys expire: setting it, asking for it, taking it back. */
final class ExpiryFamily {
  // Conditions under which a deadline is changed; GT and XX, or LT and XX, may be combined.
  private static final int NX = 1;
  private static final int XX = 2;
  private static final int GT = 4;
  private static final int LT = 8;

  /** What {@link #conditions} returns where it has written an error. */
  private static final int REFUSED = -1;

  private ExpiryFamily() {}

  static List<Command> commands() {
    return List.of(
        setting("EXPIRE", "1.0.0", ArgumentSpec.integer("seconds"))
            .summary("Let a key expire after some seconds")
            .handler(call -> expire(call, true, call.now())),
        setting("PEXPIRE", "2.6.0", ArgumentSpec.integer("milliseconds"))
            .summary("Let a key expire after some milliseconds")
            .handler(call -> expire(call, false, call.now())),
        setting(
                "EXPIREAT",
                "1.2.0",
                ArgumentSpec.of("unix-time-seconds", ArgumentSpec.Type.UNIX_TIME))
            .summary("Let a key expire at a Unix time in seconds")
            .handler(call -> expire(call, true, 0)),
        setting(
                "PEXPIREAT",
                "2.6.0",
                ArgumentSpec.of("unix-time-milliseconds", ArgumentSpec.Type.UNIX_TIME))
            .summary("Let a key expire at a Unix time in milliseconds")
            .handler(call -> expire(call, false, 0)),
        asking("TTL", "1.0.0")
            .summary("Get the seconds that a key has left")
            .history("2.8.0", "Added the -2 reply.")
            .tips("nondeterministic_output")
            .handler(call -> ask(call, at -> toSeconds(left(call, at)))),
        asking("PTTL", "2.6.0")
            .summary("Get the milliseconds that a key has left")
            .history("2.8.0", "Added the -2 reply.")
            .tips("nondeterministic_output")
            .handler(call -> ask(call, at -> left(call, at))),
        asking("EXPIRETIME", "7.0.0")
            .summary("Get the Unix time in seconds at which a key expires")
            .handler(call -> ask(call, ExpiryFamily::toSeconds)),
        asking("PEXPIRETIME", "7.0.0")
            .summary("Get the Unix time in milliseconds at which a key expires")
            .handler(call -> ask(call, at -> at)),
        command("PERSIST", 2, "2.2.0")
            .flags(WRITE)
            .keys(KeySpec.one("RW", "update"))
            .summary("Let a key live on without expiring")
            .arguments(ArgumentSpec.key())
            .handler(ExpiryFamily::persist));
  }

  private static Command.Builder command(String name, int arity, String since) {
    return Command.named(name)
        .arity(arity)
        .since(since)
        .group("generic")
        .categories("keyspace")
        .flags(FAST);
  }

  private static Command.Builder setting(String name, String since, ArgumentSpec time) {
    return command(name, -3, since)
        .flags(WRITE)
        .history("7.0.0", "Added options: `NX`, `XX`, `GT` and `LT`.")
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
                .since("7.0.0")
                .optional());
  }

  private static Command.Builder asking(String name, String since) {
    return command(name, 2, since)
        .flags(READONLY)
        .keys(KeySpec.one("RO", "access"))
        .arguments(ArgumentSpec.key());
  }

  /** Sets a deadline, {@code base} being the time that the argument is counted from. */
  private static void expire(Call call, boolean inSeconds, long base) {
    int conditions = conditions(call);
    if (conditions == REFUSED) {
      return;
    }
    ArgumentCursor cursor = call.cursor(2);
    long time = cursor.nextLong();
    if (inSeconds && (time > Long.MAX_VALUE / 1000 || time < Long.MIN_VALUE / 1000)) {
      cursor.fail(Errors.invalidExpire(call.command()));
    }
    long millis = inSeconds ? time * 1000 : time;
    if (millis > Long.MAX_VALUE - base) {
      cursor.fail(Errors.invalidExpire(call.command()));
    }
    if (call.refused(cursor)) {
      return;
    }
    long deadline = millis + base;
    Entry entry = call.findForWrite(0);
    if (entry == null || !allows(conditions, entry.deadline(), deadline)) {
      call.reply().integer(0);
      return;
    }
    Keyspace keyspace = call.keyspaceForWrite();
    if (deadline <= call.now()) {
      keyspace.remove(entry, call.now());
      call.notify(Notification.GENERIC, "del", 0);
    } else {
      keyspace.setDeadline(entry, deadline);
      call.notify(Notification.GENERIC, "expire", 0);
    }
    call.reply().integer(1);
  }

  private static int conditions(Call call) {
    int given = 0;
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      if (cursor.take("NX")) {
        given |= NX;
      } else if (cursor.take("XX")) {
        given |= XX;
      } else if (cursor.take("GT")) {
        given |= GT;
      } else if (cursor.take("LT")) {
        given |= LT;
      } else {
        call.errorQuoting("Unsupported option ", cursor.position());
        return REFUSED;
      }
    }
    if ((given & NX) != 0 && given != NX) {
      cursor.fail(Errors.NX_AND_OTHERS);
    } else if ((given & GT) != 0 && (given & LT) != 0) {
      cursor.fail(Errors.GT_AND_LT);
    }
    return call.refused(cursor) ? REFUSED : given;
  }

  /** Whether a deadline may become another; a key without one lives longer than any. */
  private static boolean allows(int conditions, long current, long wanted) {
    boolean has = current != RecordLayout.NO_DEADLINE;
    return !((conditions & NX) != 0 && has)
        && !((conditions & XX) != 0 && !has)
        && !((conditions & GT) != 0 && (!has || wanted <= current))
        && !((conditions & LT) != 0 && has && wanted >= current);
  }

  /** Replies with what {@code answer} makes of the deadline: -1 without one, -2 without a key. */
  private static void ask(Call call, LongUnaryOperator answer) {
    Entry entry = call.findUntouched(0);
    if (entry == null) {
      call.reply().integer(-2);
    } else if (entry.deadline() == RecordLayout.NO_DEADLINE) {
      call.reply().integer(-1);
    } else {
      call.reply().integer(answer.applyAsLong(entry.deadline()));
    }
  }

  private static long left(Call call, long deadline) {
    return Math.max(0, deadline - call.now());
  }

  /** Rounds to the nearest second; the sum may take the last bit of the largest deadline. */
  private static long toSeconds(long millis) {
    return Long.divideUnsigned(millis + 500, 1000);
  }

  private static void persist(Call call) {
    Entry entry = call.findForWrite(0);
    if (entry == null || entry.deadline() == RecordLayout.NO_DEADLINE) {
      call.reply().integer(0);
      return;
    }
    call.keyspaceForWrite().setDeadline(entry, RecordLayout.NO_DEADLINE);
    call.notify(Notification.GENERIC, "persist", 0);
    call.reply().integer(1);
  }
}
