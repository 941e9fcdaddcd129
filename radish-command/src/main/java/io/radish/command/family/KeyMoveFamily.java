// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.store.Keyspace;
import io.radish.store.KeyspaceName;
import io.radish.value.Entry;
import io.radish.value.RecordLayout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Keys under another name, or in another keyspace.
 *
 * <p>Where Redis takes the number of a database, a cache's name is taken too. A deadline goes along
 * with its key; a key without one that comes into an expiring store gets that store's.
 */
final class KeyMoveFamily {
  /** Stands for a database whose number is too large. */
  private static final KeyspaceName OUT_OF_RANGE = new KeyspaceName("", null);

  private KeyMoveFamily() {}

  static List<Command> commands() {
    return List.of(
        command("COPY", -3)
            .flags(WRITE, DENYOOM)
            .since("6.2.0")
            .keys(KeySpec.at(1, "RO", "access"), KeySpec.at(2, "OW", "update"))
            .complexity("O(N) where N is the number of bytes of the value")
            .summary("Copy what a key holds to another key, of another keyspace if wanted")
            .caches(CacheUse.CURRENT.and(CacheUse.behind("DB", 3)))
            .arguments(
                ArgumentSpec.key("source"),
                ArgumentSpec.key("destination").keySpec(1),
                ArgumentSpec.integer("destination-db").after("DB").optional(),
                ArgumentSpec.token("replace", "REPLACE").optional())
            .handler(KeyMoveFamily::copy),
        command("MOVE", 3)
            .flags(WRITE, FAST)
            .keys(KeySpec.one("RW", "access", "update"))
            .summary("Move a key to another keyspace, unless it is there already")
            .caches(CacheUse.CURRENT.and(CacheUse.at(2)))
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("db"))
            .handler(KeyMoveFamily::move),
        command("RENAME", 3)
            .flags(WRITE)
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "OW", "update"))
            .complexity("O(N) where N is the number of bytes of the value")
            .summary("Give what a key holds another key, whatever that held")
            .arguments(ArgumentSpec.key(), ArgumentSpec.key("newkey").keySpec(1))
            .handler(call -> rename(call, false)),
        command("RENAMENX", 3)
            .flags(WRITE, FAST)
            .keys(KeySpec.at(1, "RW", "access", "delete"), KeySpec.at(2, "OW", "insert"))
            .complexity("O(N) where N is the number of bytes of the value")
            .summary("Give what a key holds another key that is not there yet")
            .history(
                "3.2.0",
                "The command no longer returns an error when source and destination names are the"
                    + " same.")
            .arguments(ArgumentSpec.key(), ArgumentSpec.key("newkey").keySpec(1))
            .handler(call -> rename(call, true)),
        command("SWAPDB", 3)
            .flags(WRITE, FAST)
            .group("server")
            .categories("dangerous")
            .since("4.0.0")
            .complexity("O(1), whatever the sizes")
            .summary("Exchange what two keyspaces hold")
            .caches(CacheUse.at(1, 2))
            .arguments(ArgumentSpec.integer("index1"), ArgumentSpec.integer("index2"))
            .handler(KeyMoveFamily::swapdb));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("generic").categories("keyspace");
  }

  private static void copy(Call call) {
    KeyspaceName target = call.keyspaceName();
    boolean replace = false;
    ArgumentCursor cursor = call.cursor(3);
    while (cursor.hasMore()) {
      if (cursor.take("REPLACE")) {
        replace = true;
      } else if (cursor.left() >= 2 && cursor.take("DB")) {
        KeyspaceName read = readTarget(call, cursor.skip());
        if (read == null) {
          return;
        }
        target = read;
      } else {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor)) {
      return;
    }
    boolean same = target.equals(call.keyspaceName());
    if (same && call.key(0).bytes().contentEquals(call.key(1).bytes())) {
      call.error(Errors.SAME_OBJECT);
      return;
    }
    Keyspace from = call.keyspace();
    if (from == null || call.find(0) == null || isTaken(call, target, 1, replace)) {
      call.reply().integer(0);
      return;
    }
    Keyspace to = same ? from : call.store().findOrCreate(target);
    Entry source = Objects.requireNonNull(from.find(call.key(0), call.now()));
    from.moves().copy(source, to, call.key(1), deadlineIn(from, to, source, call), call.now());
    to.notify(Notification.GENERIC, "copy_to", call.key(1).bytes());
    call.reply().integer(1);
  }

  /** Whether the key is there in the way; the entry found before is not valid any more. */
  private static boolean isTaken(Call call, KeyspaceName target, int key, boolean replace) {
    Keyspace to = call.store().find(target);
    return !replace && to != null && to.find(call.key(key), call.now()) != null;
  }

  private static void move(Call call) {
    KeyspaceName target = readTarget(call, 2);
    if (target == null) {
      return;
    }
    if (target.equals(call.keyspaceName())) {
      call.error(Errors.SAME_OBJECT);
      return;
    }
    Keyspace from = call.keyspace();
    if (from == null || call.findForWrite(0) == null || isTaken(call, target, 0, false)) {
      call.reply().integer(0);
      return;
    }
    Keyspace to = call.store().findOrCreate(target);
    Entry source = Objects.requireNonNull(from.find(call.key(0), call.now()));
    from.moves().move(source, to, call.key(0), deadlineIn(from, to, source, call), call.now());
    from.notify(Notification.GENERIC, "move_from", call.key(0).bytes());
    to.notify(Notification.GENERIC, "move_to", call.key(0).bytes());
    call.reply().integer(1);
  }

  private static void rename(Call call, boolean onlyWhereFree) {
    Keyspace keyspace = call.keyspace();
    if (keyspace == null || call.findForWrite(0) == null) {
      call.error(Errors.NO_SUCH_KEY);
      return;
    }
    boolean same = call.key(0).bytes().contentEquals(call.key(1).bytes());
    if (onlyWhereFree && (same || isTaken(call, call.keyspaceName(), 1, false))) {
      call.reply().integer(0);
      return;
    }
    if (!same) {
      Entry source = Objects.requireNonNull(keyspace.find(call.key(0), call.now()));
      keyspace.moves().move(source, keyspace, call.key(1), source.deadline(), call.now());
      call.notify(Notification.GENERIC, "rename_from", 0);
      call.notify(Notification.GENERIC, "rename_to", 1);
    }
    if (onlyWhereFree) {
      call.reply().integer(1);
    } else {
      call.reply().ok();
    }
  }

  private static long deadlineIn(Keyspace from, Keyspace to, Entry entry, Call call) {
    return from == to || entry.deadline() != RecordLayout.NO_DEADLINE
        ? entry.deadline()
        : to.defaultDeadline(call.now());
  }

  private static void swapdb(Call call) {
    KeyspaceName first = readSwapped(call, 1, Errors.INVALID_FIRST_DB);
    KeyspaceName second = first == null ? null : readSwapped(call, 2, Errors.INVALID_SECOND_DB);
    if (first == null || second == null) {
      return;
    }
    if (first.equals(OUT_OF_RANGE) || second.equals(OUT_OF_RANGE)) {
      call.error(Errors.DB_OUT_OF_RANGE);
      return;
    }
    call.store().swap(first, second);
    call.reply().ok();
  }

  // ---- names of keyspaces ----

  /** The keyspace that an argument names; null, with the error written, where it names none. */
  private static @Nullable KeyspaceName readTarget(Call call, int argument) {
    if (call.arguments().isLong(argument) && !isInt(call, argument)) {
      call.error(Errors.NOT_AN_INT);
      return null;
    }
    KeyspaceName name = KeyspaceNames.read(call, argument);
    return name == null || KeyspaceNames.isMissingStore(call, name) ? null : name;
  }

  /**
   * The keyspace that an argument names: a number's, or one that is there; null, with the error
   * written, where it names none.
   */
  private static @Nullable KeyspaceName readSwapped(Call call, int argument, String otherwise) {
    if (call.arguments().isLong(argument) && isInt(call, argument)) {
      KeyspaceName found = KeyspaceNames.ofNumber(call, argument);
      return found == null ? OUT_OF_RANGE : found;
    }
    KeyspaceName name = KeyspaceNames.find(call, argument);
    if (name == null) {
      call.error(otherwise);
    }
    return name;
  }

  private static boolean isInt(Call call, int argument) {
    long number = call.arguments().toLong(argument);
    return number == (int) number;
  }
}
