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
import io.radish.command.Flag;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.CollectionEdits;
import io.radish.value.Entry;
import io.radish.value.HashValue;
import io.radish.value.StringValue;
import io.radish.value.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hashes: fields set, read, counted and removed by their names. */
final class HashFamily {
  private static final ArgumentSpec FIELD = ArgumentSpec.string("field");
  private static final ArgumentSpec VALUE = ArgumentSpec.string("value");

  private HashFamily() {}

  static List<Command> commands() {
    return List.of(
        writing("HSET", -4, "update")
            .flags(DENYOOM)
            .complexity("O(N) where N is the number of fields set")
            .summary("Set fields of a hash")
            .history("4.0.0", "Accepts multiple `field` and `value` arguments.")
            .arguments(ArgumentSpec.block("data", FIELD, VALUE).multiple())
            .handler(call -> hset(call, false)),
        writing("HSETNX", 4, "insert")
            .flags(DENYOOM)
            .summary("Set a field of a hash that is not there yet")
            .arguments(FIELD, VALUE)
            .handler(HashFamily::hsetnx),
        writing("HMSET", -4, "update")
            .flags(DENYOOM)
            .complexity("O(N) where N is the number of fields set")
            .summary("Set fields of a hash")
            .deprecated("4.0.0", "`HSET` with multiple field-value pairs")
            .arguments(ArgumentSpec.block("data", FIELD, VALUE).multiple())
            .handler(call -> hset(call, true)),
        reading("HGET", 3, "access")
            .summary("Get what a field of a hash holds")
            .arguments(FIELD)
            .handler(HashFamily::hget),
        reading("HMGET", -3, "access")
            .complexity("O(N) where N is the number of fields asked for")
            .summary("Get what fields of a hash hold")
            .arguments(FIELD.multiple())
            .handler(HashFamily::hmget),
        reading("HLEN", 2).summary("Get the number of fields of a hash").handler(HashFamily::hlen),
        reading("HEXISTS", 3)
            .summary("Tell whether a hash has a field")
            .arguments(FIELD)
            .handler(HashFamily::hexists),
        reading("HSTRLEN", 3)
            .since("3.2.0")
            .summary("Get the length of what a field of a hash holds")
            .arguments(FIELD)
            .handler(HashFamily::hstrlen),
        writing("HDEL", -3, "delete")
            .complexity("O(N) where N is the number of fields removed")
            .summary("Remove fields of a hash, and the hash with the last of them")
            .history("2.4.0", "Accepts multiple `field` arguments.")
            .arguments(FIELD.multiple())
            .handler(HashFamily::hdel),
        writing("HINCRBY", 4, "access", "update")
            .flags(DENYOOM)
            .summary("Add to the whole number that a field of a hash holds")
            .arguments(FIELD, ArgumentSpec.integer("increment"))
            .handler(HashFamily::hincrby),
        writing("HINCRBYFLOAT", 4, "access", "update")
            .flags(DENYOOM)
            .since("2.6.0")
            .summary("Add to the number that a field of a hash holds, which may have a fraction")
            .arguments(FIELD, ArgumentSpec.of("increment", ArgumentSpec.Type.DOUBLE))
            .handler(HashFamily::hincrbyfloat));
  }

  private static Command.Builder reading(String name, int arity, String... access) {
    return command(name, arity, READONLY, "RO", access);
  }

  private static Command.Builder writing(String name, int arity, String... access) {
    return command(name, arity, WRITE, "RW", access);
  }

  private static Command.Builder command(
      String name, int arity, Flag flag, String keyFlag, String... access) {
    String[] keyFlags = Stream.concat(Stream.of(keyFlag), Stream.of(access)).toArray(String[]::new);
    return Command.named(name)
        .arity(arity)
        .group("hash")
        .categories("hash")
        .flags(flag, FAST)
        .since("2.0.0")
        .keys(KeySpec.one(keyFlags))
        .arguments(ArgumentSpec.key());
  }

  // ---- writing ----

  private static void hset(Call call, boolean old) {
    if ((call.count() & 1) != 0) {
      call.error(Errors.arity(call.command()));
      return;
    }
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ByteView field = new ByteView();
    ByteView value = new ByteView();
    int fresh;
    try (CollectionEdits.Change change = change(call, found)) {
      fresh =
          change.putAll(
              call.count() / 2 - 1,
              i -> call.point(2 + 2 * i, field),
              i -> call.point(3 + 2 * i, value));
    }
    call.notify(Notification.HASH, "hset", 0);
    if (old) {
      call.reply().ok();
    } else {
      call.reply().integer(fresh);
    }
  }

  private static void hsetnx(Call call) {
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ByteView field = call.point(2, new ByteView());
    if (found != null && HashValue.get(found, field, new ByteView(), call.now())) {
      call.reply().integer(0);
      return;
    }
    put(call, found, field, call.point(3, new ByteView()));
    call.notify(Notification.HASH, "hset", 0);
    call.reply().integer(1);
  }

  private static void hdel(Call call) {
    Entry found = call.findForWrite(0);
    if (found == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(found, ValueType.HASH)) {
      return;
    }
    int removed = 0;
    boolean all;
    try (CollectionEdits.Change change = change(call, found)) {
      for (int i = 2; i < call.count() && !change.isEmpty(); i++) {
        removed += change.remove(call.argument(i)) ? 1 : 0;
      }
      all = change.isEmpty();
    }
    if (removed > 0) {
      KeyNotices.taken(call, Notification.HASH, "hdel", 0, all);
    }
    call.reply().integer(removed);
  }

  private static void hincrby(Call call) {
    ArgumentCursor cursor = call.cursor(3);
    long by = cursor.nextLong();
    if (call.refused(cursor)) {
      return;
    }
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ByteView field = call.point(2, new ByteView());
    ByteView text = new ByteView();
    long value = 0;
    if (found != null && HashValue.get(found, field, text, call.now())) {
      if (!StringValue.isInteger(text)) {
        call.error(Errors.HASH_NOT_INTEGER);
        return;
      }
      value = StringValue.integer(text);
    }
    long sum = value + by;
    if (((value ^ sum) & (by ^ sum)) < 0) {
      call.error(Errors.OVERFLOW);
      return;
    }
    putKeeping(call, found, field, ascii(Long.toString(sum)));
    call.notify(Notification.HASH, "hincrby", 0);
    call.reply().integer(sum);
  }

  private static void hincrbyfloat(Call call) {
    LongDouble by = LongDouble.read(call.argument(3));
    if (by == null || !by.isFinite()) {
      call.error(by == null ? Errors.NOT_FLOAT : Errors.VALUE_NAN_OR_INFINITY);
      return;
    }
    Entry found = call.findForWrite(0);
    if (found != null && !call.expect(found, ValueType.HASH)) {
      return;
    }
    ByteView field = call.point(2, new ByteView());
    ByteView text = new ByteView();
    boolean there = found != null && HashValue.get(found, field, text, call.now());
    LongDouble value = there ? LongDouble.read(text) : LongDouble.ZERO;
    if (value == null) {
      call.error(Errors.HASH_NOT_FLOAT);
      return;
    }
    LongDouble sum = value.plus(by);
    if (!sum.isFinite()) {
      call.error(Errors.NAN_OR_INFINITY);
      return;
    }
    String shown = sum.toText();
    putKeeping(call, found, field, ascii(shown));
    call.notify(Notification.HASH, "hincrbyfloat", 0);
    call.reply().bulk(shown);
  }

  private static ByteView ascii(String text) {
    return ByteView.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void put(Call call, @Nullable Entry found, ByteView field, ByteView value) {
    try (CollectionEdits.Change change = change(call, found)) {
      boolean _ = change.put(field, value);
    }
  }

  /** As {@link #put}; where the field is there, its deadline stays. */
  private static void putKeeping(Call call, @Nullable Entry found, ByteView field, ByteView value) {
    try (CollectionEdits.Change change = change(call, found)) {
      change.putKeeping(field, value);
    }
  }

  private static CollectionEdits.Change change(Call call, @Nullable Entry found) {
    return call.keyspaceForWrite()
        .collections()
        .change(call.key(0), found, ValueType.HASH, call.now());
  }

  // ---- reading ----

  private static void hget(Call call) {
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().nil();
    } else if (call.expect(hash, ValueType.HASH)) {
      replyField(call, hash, 2, new ByteView());
    }
  }

  private static void hmget(Call call) {
    Entry hash = call.find(0);
    if (hash != null && !call.expect(hash, ValueType.HASH)) {
      return;
    }
    ByteView value = new ByteView();
    call.reply().array(call.count() - 2L);
    for (int i = 2; i < call.count(); i++) {
      replyField(call, hash, i, value);
    }
  }

  private static void replyField(Call call, @Nullable Entry hash, int field, ByteView value) {
    if (hash != null && HashValue.get(hash, call.argument(field), value, call.now())) {
      call.replyBytes(value);
    } else {
      call.reply().nil();
    }
  }

  private static void hlen(Call call) {
    Entry hash = call.find(0);
    if (hash == null) {
      call.reply().integer(0);
    } else if (call.expect(hash, ValueType.HASH)) {
      call.reply().integer(HashValue.length(hash, call.now()));
    }
  }

  private static void hexists(Call call) {
    Entry hash = call.find(0);
    if (hash == null || call.expect(hash, ValueType.HASH)) {
      boolean there =
          hash != null && HashValue.get(hash, call.argument(2), new ByteView(), call.now());
      call.reply().integer(there ? 1 : 0);
    }
  }

  private static void hstrlen(Call call) {
    Entry hash = call.find(0);
    if (hash == null || call.expect(hash, ValueType.HASH)) {
      ByteView value = new ByteView();
      boolean there = hash != null && HashValue.get(hash, call.argument(2), value, call.now());
      call.reply().integer(there ? value.length() : 0);
    }
  }
}
