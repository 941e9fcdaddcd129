// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.CacheUse;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.GlobPattern;
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Keys whatever they hold, and the keyspace as a whole.
 *
 * <p>Commands that walk a keyspace hold one shard's lock at a time: what is written meanwhile may
 * or may not be seen.
 */
final class KeyFamily {
  private KeyFamily() {}

  static List<Command> commands() {
    return List.of(
        onKeys("DEL")
            .flags(WRITE)
            .keys(KeySpec.all(1, "RM", "delete"))
            .complexity("O(N) where N is the number of keys; collections are freed afterwards")
            .summary("Delete keys")
            .handler(KeyFamily::del),
        onKeys("UNLINK")
            .flags(WRITE, FAST)
            .since("4.0.0")
            .keys(KeySpec.all(1, "RM", "delete"))
            .complexity("O(1) for each key; memory is freed afterwards")
            .summary("Delete keys, and free what they held in the background")
            .handler(KeyFamily::del),
        onKeys("EXISTS")
            .flags(READONLY, FAST)
            .keys(KeySpec.all(1, "RO"))
            .summary("Count which of the keys are there; a key named twice counts twice")
            .history("3.0.3", "Accepts multiple `key` arguments.")
            .handler(call -> count(call, false)),
        onKeys("TOUCH")
            .flags(READONLY, FAST)
            .since("3.2.1")
            .keys(KeySpec.all(1, "RO"))
            .summary("Mark keys as used just now, and count which are there")
            .handler(call -> count(call, true)),
        command("TYPE", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Get the type of what a key holds")
            .arguments(ArgumentSpec.key())
            .handler(KeyFamily::type),
        command("KEYS", 2)
            .flags(READONLY)
            .categories("dangerous")
            .complexity("O(N) where N is the number of keys in the keyspace")
            .summary("Get all keys that match a pattern")
            .tips("request_policy:all_shards", "nondeterministic_output_order")
            .arguments(ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN))
            .handler(KeyFamily::keys),
        command("SCAN", -2)
            .flags(READONLY)
            .since("2.8.0")
            .complexity("O(1) for every call, O(N) for a whole walk over N keys")
            .summary("Walk the keys of the keyspace piece by piece")
            .history("6.0.0", "Added the `TYPE` subcommand.")
            .tips("nondeterministic_output", "request_policy:special", "response_policy:special")
            .arguments(
                ArgumentSpec.integer("cursor"),
                ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).after("MATCH").optional(),
                ArgumentSpec.integer("count").after("COUNT").optional(),
                ArgumentSpec.string("type").after("TYPE").since("6.0.0").optional())
            .handler(KeyFamily::scan),
        command("RANDOMKEY", 1)
            .flags(READONLY)
            .summary("Get one key, any")
            .tips("request_policy:all_shards", "response_policy:special", "nondeterministic_output")
            .handler(KeyFamily::randomkey),
        command("DBSIZE", 1)
            .flags(READONLY, FAST)
            .group("server")
            .summary("Count the keys of the keyspace")
            .tips("request_policy:all_shards", "response_policy:agg_sum")
            .handler(KeyFamily::dbsize),
        flush("FLUSHDB")
            .summary("Delete all keys of the current keyspace")
            .handler(KeyFamily::flushdb),
        flush("FLUSHALL")
            .caches(CacheUse.EVERY)
            .summary("Delete all keys of all keyspaces; caches and stores themselves stay")
            .handler(KeyFamily::flushall));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("generic").categories("keyspace");
  }

  private static Command.Builder onKeys(String name) {
    return command(name, -2)
        .complexity("O(N) where N is the number of keys")
        .tips("request_policy:multi_shard", "response_policy:agg_sum")
        .arguments(ArgumentSpec.key().multiple());
  }

  private static Command.Builder flush(String name) {
    return command(name, -1)
        .flags(WRITE)
        .group("server")
        .categories("dangerous")
        .complexity("O(1) for clients; memory is freed afterwards")
        .history("4.0.0", "Added the `ASYNC` flushing mode modifier.")
        .history("6.2.0", "Added the `SYNC` flushing mode modifier.")
        .tips("request_policy:all_shards", "response_policy:all_succeeded")
        .arguments(
            ArgumentSpec.oneOf(
                    "flush-type",
                    ArgumentSpec.token("async", "ASYNC").since("4.0.0"),
                    ArgumentSpec.token("sync", "SYNC").since("6.2.0"))
                .optional());
  }

  private static void del(Call call) {
    Keyspace keyspace = call.keyspace();
    int deleted = 0;
    for (int i = 0; keyspace != null && i < call.keyCount(); i++) {
      if (keyspace.remove(call.key(i), call.now())) {
        deleted++;
        call.notify(Notification.GENERIC, "del", i);
      }
    }
    call.reply().integer(deleted);
  }

  private static void count(Call call, boolean touch) {
    int found = 0;
    for (int i = 0; i < call.keyCount(); i++) {
      Entry entry = touch ? call.findAndTouch(i) : call.findUntouched(i);
      found += entry == null ? 0 : 1;
    }
    call.reply().integer(found);
  }

  private static void type(Call call) {
    Entry entry = call.findUntouched(0);
    call.reply().simple(entry == null ? "none" : entry.type().label());
  }

  private static void keys(Call call) {
    if (isStoreMissing(call)) {
      return;
    }
    GlobPattern pattern = new GlobPattern(call.point(1, new ByteView()));
    try (KeyBuffer found = new KeyBuffer()) {
      walk(call, 0, Long.MAX_VALUE, pattern, null, found);
      found.writeTo(call.reply());
    }
  }

  private static void scan(Call call) {
    ArgumentCursor cursor = call.cursor(2);
    long from = ScanArguments.cursor(call, 1, cursor);
    long count = ScanArguments.DEFAULT_COUNT;
    GlobPattern pattern = null;
    String type = null;
    while (cursor.hasMore()) {
      if (cursor.left() >= 2 && cursor.take("COUNT")) {
        count = cursor.nextLong();
        if (count < 1) {
          cursor.failSyntax();
        }
      } else if (cursor.left() >= 2 && cursor.take("MATCH")) {
        pattern = new GlobPattern(call.point(cursor.skip(), new ByteView()));
      } else if (cursor.left() >= 2 && cursor.take("TYPE")) {
        type = cursor.nextText(Errors.QUOTED);
      } else {
        cursor.failSyntax();
      }
    }
    if (call.refused(cursor) || isStoreMissing(call)) {
      return;
    }
    try (KeyBuffer found = new KeyBuffer()) {
      long next = walk(call, from, count, pattern, type, found);
      call.reply().array(2);
      call.reply().bulk(Long.toString(next));
      found.writeTo(call.reply());
    }
  }

  /** Collects keys that match; where to go on, 0 for nowhere. */
  private static long walk(
      Call call,
      long from,
      long count,
      @Nullable GlobPattern pattern,
      @Nullable String type,
      KeyBuffer found) {
    Keyspace keyspace = call.keyspace();
    if (keyspace == null) {
      return 0;
    }
    GlobPattern wanted = pattern == null || pattern.isEverything() ? null : pattern;
    ByteView key = new ByteView();
    return call.store()
        .scanner()
        .scan(
            keyspace,
            from,
            count,
            call.now(),
            entry -> {
              boolean right = type == null || entry.type().label().equalsIgnoreCase(type);
              if (right && (wanted == null || wanted.matches(entry.key(key)))) {
                found.add(entry.key(key));
              }
            });
  }

  private static void randomkey(Call call) {
    if (isStoreMissing(call)) {
      return;
    }
    Keyspace keyspace = call.keyspace();
    long random = ThreadLocalRandom.current().nextLong();
    boolean replied =
        keyspace != null
            && call.store()
                .scanner()
                .any(
                    keyspace,
                    random,
                    call.now(),
                    entry -> call.replyBytes(entry.key(new ByteView())));
    if (!replied) {
      call.reply().nil();
    }
  }

  private static void dbsize(Call call) {
    if (!isStoreMissing(call)) {
      Keyspace keyspace = call.keyspace();
      call.reply().integer(keyspace == null ? 0 : keyspace.size());
    }
  }

  private static void flushdb(Call call) {
    if (isFlush(call) && !isStoreMissing(call)) {
      Keyspace keyspace = call.keyspace();
      if (keyspace != null) {
        call.store().clear(keyspace);
      }
      call.reply().ok();
    }
  }

  private static void flushall(Call call) {
    if (isFlush(call)) {
      call.store().clearAll();
      call.reply().ok();
    }
  }

  /** Both ways of flushing are one here: at once for clients, in the background for memory. */
  private static boolean isFlush(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    if (cursor.hasMore() && !cursor.take("ASYNC") && !cursor.take("SYNC")) {
      cursor.failSyntax();
    }
    if (cursor.hasMore()) {
      cursor.failSyntax();
    }
    return !call.refused(cursor);
  }

  /** Whether the keyspace is an expiring store that is not there, which is then the reply. */
  private static boolean isStoreMissing(Call call) {
    if (call.keyspaceName().isStore() && call.keyspace() == null) {
      call.error(Errors.noSuchStore(call.keyspaceName()));
      return true;
    }
    return false;
  }
}
