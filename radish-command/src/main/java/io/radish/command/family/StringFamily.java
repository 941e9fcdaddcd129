// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.ArgumentSpec.Type.UNIX_TIME;
import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.command.family.StringOptions.Expiry;
import io.radish.event.Notification;
import io.radish.resp.Arguments;
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import io.radish.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Strings read and set whole: one value under one key, and several at once. */
final class StringFamily {
  private StringFamily() {}

  static List<Command> commands() {
    return List.of(
        command("GET", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO", "access"))
            .summary("Get the string at a key")
            .arguments(ArgumentSpec.key())
            .handler(StringFamily::get),
        command("SET", -3)
            .flags(WRITE, DENYOOM)
            .keys(
                KeySpec.oneWithNotes(
                    "RW and ACCESS due to the optional `GET` argument",
                    "RW",
                    "access",
                    "update",
                    "variable_flags"))
            .summary("Set a key to a string, whatever it held; with a condition or an expiry")
            .history("2.6.12", "Added the `EX`, `PX`, `NX` and `XX` options.")
            .history("6.0.0", "Added the `KEEPTTL` option.")
            .history("6.2.0", "Added the `GET`, `EXAT` and `PXAT` option.")
            .history("7.0.0", "Allowed the `NX` and `GET` options to be used together.")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.string("value"),
                ArgumentSpec.oneOf(
                        "condition", ArgumentSpec.token("nx", "NX"), ArgumentSpec.token("xx", "XX"))
                    .since("2.6.12")
                    .optional(),
                ArgumentSpec.token("get", "GET").since("6.2.0").optional(),
                ArgumentSpec.oneOf(
                        "expiration",
                        ArgumentSpec.integer("seconds").after("EX").since("2.6.12"),
                        ArgumentSpec.integer("milliseconds").after("PX").since("2.6.12"),
                        unixSeconds().since("6.2.0"),
                        unixMilliseconds().since("6.2.0"),
                        ArgumentSpec.token("keepttl", "KEEPTTL").since("6.0.0"))
                    .optional())
            .keyFlags(StringFamily::flagsOfSet)
            .handler(StringFamily::set),
        command("SETNX", 3)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.one("OW", "insert"))
            .summary("Set a key to a string where it is not there yet")
            .deprecated("2.6.12", "`SET` with the `NX` argument")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("value"))
            .handler(StringFamily::setnx),
        command("SETEX", 4)
            .flags(WRITE, DENYOOM)
            .since("2.0.0")
            .keys(KeySpec.one("OW", "update"))
            .summary("Set a key to a string that lives for some seconds")
            .deprecated("2.6.12", "`SET` with the `EX` argument")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("seconds"), ArgumentSpec.string("value"))
            .handler(call -> setFor(call, Expiry.SECONDS)),
        command("PSETEX", 4)
            .flags(WRITE, DENYOOM)
            .since("2.6.0")
            .keys(KeySpec.one("OW", "update"))
            .summary("Set a key to a string that lives for some milliseconds")
            .deprecated("2.6.12", "`SET` with the `PX` argument")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.integer("milliseconds"),
                ArgumentSpec.string("value"))
            .handler(call -> setFor(call, Expiry.MILLIS)),
        command("GETSET", 3)
            .flags(WRITE, DENYOOM, FAST)
            .keys(KeySpec.one("RW", "access", "update"))
            .summary("Set a key to a string and get the one it held before")
            .deprecated("6.2.0", "`SET` with the `!GET` argument")
            .arguments(ArgumentSpec.key(), ArgumentSpec.string("value"))
            .handler(StringFamily::getset),
        command("GETDEL", 2)
            .flags(WRITE, FAST)
            .since("6.2.0")
            .keys(KeySpec.one("RW", "access", "delete"))
            .summary("Get the string at a key and delete the key")
            .arguments(ArgumentSpec.key())
            .handler(StringFamily::getdel),
        command("GETEX", -2)
            .flags(WRITE, FAST)
            .since("6.2.0")
            .keys(
                KeySpec.oneWithNotes(
                    "RW and UPDATE because it changes the TTL", "RW", "access", "update"))
            .summary("Get the string at a key and change when the key expires")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.oneOf(
                        "expiration",
                        ArgumentSpec.integer("seconds").after("EX"),
                        ArgumentSpec.integer("milliseconds").after("PX"),
                        unixSeconds(),
                        unixMilliseconds(),
                        ArgumentSpec.token("persist", "PERSIST"))
                    .optional())
            .handler(StringFamily::getex),
        command("MGET", -2)
            .flags(READONLY, FAST)
            .keys(KeySpec.all(1, "RO", "access"))
            .complexity("O(N) where N is the number of keys")
            .summary("Get the strings at several keys")
            .tips("request_policy:multi_shard")
            .arguments(ArgumentSpec.key().multiple())
            .handler(StringFamily::mget),
        command("MSET", -3)
            .flags(WRITE, DENYOOM)
            .since("1.0.1")
            .keys(KeySpec.all(2, "OW", "update"))
            .complexity("O(N) where N is the number of keys")
            .summary("Set several keys to strings")
            .tips("request_policy:multi_shard", "response_policy:all_succeeded")
            .arguments(keysAndValues())
            .handler(StringFamily::mset),
        command("MSETNX", -3)
            .flags(WRITE, DENYOOM)
            .since("1.0.1")
            .keys(KeySpec.all(2, "OW", "insert"))
            .complexity("O(N) where N is the number of keys")
            .summary("Set several keys to strings where none of them is there yet")
            .arguments(keysAndValues())
            .handler(StringFamily::msetnx));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("string").categories("string");
  }

  private static ArgumentSpec unixSeconds() {
    return ArgumentSpec.of("unix-time-seconds", UNIX_TIME).after("EXAT");
  }

  private static ArgumentSpec unixMilliseconds() {
    return ArgumentSpec.of("unix-time-milliseconds", UNIX_TIME).after("PXAT");
  }

  private static ArgumentSpec keysAndValues() {
    return ArgumentSpec.block("data", ArgumentSpec.key(), ArgumentSpec.string("value")).multiple();
  }

  private static void get(Call call) {
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().nil();
    } else if (call.expect(entry, ValueType.STRING)) {
      call.replyValue(entry);
    }
  }

  /** With {@code GET} it reads too. */
  private static List<String> flagsOfSet(Arguments request) {
    for (int i = 3; i < request.count(); i++) {
      if (request.matches(i, "get")) {
        return List.of("RW", "access", "update");
      }
    }
    return List.of("OW", "update");
  }

  private static void set(Call call) {
    if (call.count() == 3) {
      put(call, 2, call.defaultDeadline());
      call.reply().ok();
      return;
    }
    StringOptions options = StringOptions.ofSet(call);
    if (options == null) {
      return;
    }
    long deadline = options.hasTime() ? options.deadline(call) : call.defaultDeadline();
    if (deadline == StringOptions.REFUSED) {
      return;
    }
    Entry old = options.get() ? call.find(0) : call.findForWrite(0);
    if (options.get() && !replyOld(call, old)) {
      return;
    }
    boolean allowed =
        switch (options.condition()) {
          case NONE -> true;
          case MISSING -> old == null;
          case PRESENT -> old != null;
        };
    if (allowed) {
      put(call, 2, old != null && options.expiry() == Expiry.KEEP ? old.deadline() : deadline);
      if (options.hasTime()) {
        notifyOfTime(call, deadline);
      }
    }
    if (!options.get()) {
      if (allowed) {
        call.reply().ok();
      } else {
        call.reply().nil();
      }
    }
  }

  private static void setnx(Call call) {
    boolean missing = call.findForWrite(0) == null;
    if (missing) {
      put(call, 2, call.defaultDeadline());
    }
    call.reply().integer(missing ? 1 : 0);
  }

  private static void setFor(Call call, Expiry expiry) {
    long deadline = StringOptions.deadline(call, expiry, 2);
    if (deadline != StringOptions.REFUSED) {
      put(call, 3, deadline);
      notifyOfTime(call, deadline);
      call.reply().ok();
    }
  }

  private static void getset(Call call) {
    if (replyOld(call, call.find(0))) {
      put(call, 2, call.defaultDeadline());
    }
  }

  private static void getdel(Call call) {
    Entry entry = call.find(0);
    if (replyOld(call, entry) && entry != null) {
      call.keyspaceForWrite().remove(entry, call.now());
      call.notify(Notification.GENERIC, "del", 0);
    }
  }

  private static void getex(Call call) {
    StringOptions options = StringOptions.ofGetex(call);
    if (options == null) {
      return;
    }
    Entry entry = call.find(0);
    if (entry == null) {
      call.reply().nil();
      return;
    }
    if (!call.expect(entry, ValueType.STRING)) {
      return;
    }
    long deadline = options.hasTime() ? options.deadline(call) : RecordLayout.NO_DEADLINE;
    if (deadline == StringOptions.REFUSED) {
      return;
    }
    call.replyValue(entry);
    Keyspace keyspace = call.keyspaceForWrite();
    if (options.hasTime() && deadline <= call.now()) {
      keyspace.remove(entry, call.now());
      call.notify(Notification.GENERIC, "del", 0);
    } else if (options.hasTime()) {
      keyspace.setDeadline(entry, deadline);
      call.notify(Notification.GENERIC, "expire", 0);
    } else if (options.expiry() == Expiry.PERSIST) {
      boolean had = entry.deadline() != RecordLayout.NO_DEADLINE;
      keyspace.setDeadline(entry, deadline);
      if (had) {
        call.notify(Notification.GENERIC, "persist", 0);
      }
    }
  }

  private static void mget(Call call) {
    call.reply().array(call.keyCount());
    for (int i = 0; i < call.keyCount(); i++) {
      Entry entry = call.find(i);
      if (entry == null || entry.type() != ValueType.STRING) {
        call.reply().nil();
      } else {
        call.replyValue(entry);
      }
    }
  }

  private static void mset(Call call) {
    if (isPaired(call)) {
      putAll(call);
      call.reply().ok();
    }
  }

  private static void msetnx(Call call) {
    if (!isPaired(call)) {
      return;
    }
    for (int i = 0; i < call.keyCount(); i++) {
      if (call.findForWrite(i) != null) {
        call.reply().integer(0);
        return;
      }
    }
    putAll(call);
    call.reply().integer(1);
  }

  private static boolean isPaired(Call call) {
    if (call.count() % 2 == 0) {
      call.error(Errors.arity(call.command()));
      return false;
    }
    return true;
  }

  private static void putAll(Call call) {
    Keyspace keyspace = call.keyspaceForWrite();
    long deadline = call.defaultDeadline();
    for (int i = 0; i < call.keyCount(); i++) {
      keyspace.setString(call.key(i), call.argument(2 + 2 * i), deadline, call.now());
      call.notify(Notification.STRING, "set", i);
    }
  }

  /** Sets the key to an argument; where the deadline has passed already, the key goes instead. */
  private static void put(Call call, int value, long deadline) {
    Keyspace keyspace = call.keyspaceForWrite();
    if (deadline != RecordLayout.NO_DEADLINE && deadline <= call.now()) {
      if (!keyspace.remove(call.key(0), call.now())) {
        call.notify(Notification.NEW, "new", 0);
      }
    } else {
      keyspace.setString(call.key(0), call.argument(value), deadline, call.now());
    }
    call.notify(Notification.STRING, "set", 0);
  }

  /**
   * Tells that the key that was set has a deadline, and where that has passed, what comes of it.
   */
  private static void notifyOfTime(Call call, long deadline) {
    call.notify(Notification.GENERIC, "expire", 0);
    if (deadline <= call.now()) {
      call.notify(Notification.EXPIRED, "expired", 0);
    }
  }

  /** Replies with a string, or nil; false where it is no string, which is then the reply. */
  private static boolean replyOld(Call call, @Nullable Entry entry) {
    if (entry == null) {
      call.reply().nil();
      return true;
    }
    if (!call.expect(entry, ValueType.STRING)) {
      return false;
    }
    call.replyValue(entry);
    return true;
  }
}
