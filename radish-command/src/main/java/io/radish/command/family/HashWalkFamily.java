// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.value.Entry;
import io.radish.value.HashCursor;
import io.radish.value.HashValue;
import io.radish.value.ValueType;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Hashes: all of their fields, some of them after the other, or any. */
final class HashWalkFamily {
  private HashWalkFamily() {}

  static List<Command> commands() {
    return List.of(
        command("HGETALL", 2)
            .tips("nondeterministic_output_order")
            .summary("Get all fields of a hash with what they hold")
            .handler(HashWalkFamily::hgetall),
        command("HKEYS", 2)
            .tips("nondeterministic_output_order")
            .summary("Get all fields of a hash")
            .handler(call -> list(call, true)),
        command("HVALS", 2)
            .tips("nondeterministic_output_order")
            .summary("Get what all fields of a hash hold")
            .handler(call -> list(call, false)),
        command("HRANDFIELD", -2)
            .since("6.2.0")
            .complexity("O(N) where N is the number of fields asked for")
            .tips("nondeterministic_output")
            .summary("Get fields of a hash, any")
            .arguments(
                ArgumentSpec.block(
                        "options",
                        ArgumentSpec.integer("count"),
                        ArgumentSpec.token("withvalues", "WITHVALUES").optional())
                    .optional())
            .handler(HashWalkFamily::hrandfield),
        command("HSCAN", -3)
            .since("2.8.0")
            .complexity("O(1) for every call, O(N) for a whole walk over N fields")
            .tips("nondeterministic_output")
            .summary("Walk the fields of a hash piece by piece")
            .arguments(
                ArgumentSpec.integer("cursor"),
                ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).after("MATCH").optional(),
                ArgumentSpec.integer("count").after("COUNT").optional())
            .handler(HashWalkFamily::hscan));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name)
        .arity(arity)
        .group("hash")
        .categories("hash")
        .flags(READONLY)
        .since("2.0.0")
        .complexity("O(N) where N is the number of fields")
        .keys(KeySpec.one("RO", "access"))
        .arguments(ArgumentSpec.key());
  }

  private static void hgetall(Call call) {
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().map(0);
    } else if (call.expect(hash, ValueType.HASH)) {
      call.reply().map(HashValue.length(hash, call.now()));
      HashCursor fields = new HashCursor().open(hash, call.now());
      while (fields.next()) {
        call.replyBytes(fields.field());
        call.replyBytes(fields.value());
      }
    }
  }

  private static void list(Call call, boolean fields) {
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().array(0);
    } else if (call.expect(hash, ValueType.HASH)) {
      call.reply().array(HashValue.length(hash, call.now()));
      HashCursor cursor = new HashCursor().open(hash, call.now());
      while (cursor.next()) {
        call.replyBytes(fields ? cursor.field() : cursor.value());
      }
    }
  }

  // ---- any of them ----

  private static void hrandfield(Call call) {
    if (call.count() == 2) {
      anyField(call);
      return;
    }
    RandomArguments wanted = RandomArguments.read(call, "withvalues");
    if (wanted == null) {
      return;
    }
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().array(0);
    } else if (!call.expect(hash, ValueType.HASH)) {
      return;
    } else if (RandomPicks.isTooMany(
        wanted.count(), HashValue.length(hash, call.now()), hash.memoryBytes())) {
      call.error(RandomPicks.TOO_MANY);
    } else {
      replyFields(call, hash, wanted.count(), wanted.withSecond());
    }
  }

  private static void anyField(Call call) {
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().nil();
    } else if (call.expect(hash, ValueType.HASH)) {
      HashCursor cursor = new HashCursor().open(hash, call.now());
      long any = ThreadLocalRandom.current().nextLong(HashValue.length(hash, call.now()));
      boolean _ = cursor.seek(any).next();
      call.replyBytes(cursor.field());
    }
  }

  /** Writes up to {@code count} different fields, or exactly {@code -count} of any. */
  private static void replyFields(Call call, Entry hash, long count, boolean withValues) {
    long length = HashValue.length(hash, call.now());
    long shown = count < 0 ? -count : Math.min(count, length);
    boolean pairs = withValues && call.reply().protocol() > 2;
    call.reply().array(withValues && !pairs ? 2 * shown : shown);
    HashCursor cursor = new HashCursor().open(hash, call.now());
    RandomPicks picks = RandomPicks.of(count, length, ThreadLocalRandom.current());
    for (long i = 0; i < shown; i++) {
      boolean _ = cursor.seek(picks.next()).next();
      if (pairs) {
        call.reply().array(2);
      }
      call.replyBytes(cursor.field());
      if (withValues) {
        call.replyBytes(cursor.value());
      }
    }
  }

  // ---- some after the other ----

  private static void hscan(Call call) {
    CollectionScan.run(
        call,
        ValueType.HASH,
        (hash, from, wanted, found) ->
            HashValue.scan(
                hash,
                from,
                wanted.count(),
                call.now(),
                (field, value) -> {
                  if (wanted.wants(field)) {
                    found.add(field);
                    found.add(value);
                  }
                }));
  }
}
