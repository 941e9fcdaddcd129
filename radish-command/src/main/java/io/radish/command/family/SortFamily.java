// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.memory.ByteView;
import io.radish.store.Key;
import io.radish.store.Keyspace;
import io.radish.store.LooseEntry;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.SetReader;
import io.radish.value.ValueType;
import io.radish.value.ZSetCursor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collections sorted, by themselves or by what other keys hold.
 *
 * <p>Where other keys are looked up, which ones is known only from the elements: then the locks of
 * all shards are held.
 */
final class SortFamily {
  private static final String PATTERN_NOTE =
      "For the optional BY/GET keyword. It is marked 'unknown' because the key names derive from"
          + " the content of the key we sort";
  private static final String STORE_NOTE =
      "For the optional STORE keyword. It is marked 'unknown' because the keyword can appear"
          + " anywhere in the argument array";

  /** The key that the result is stored under, in the order of {@link SortOptions#findKeys}. */
  private static final int STORE_KEY = 1;

  private static final Set<ValueType> SORTABLE =
      Set.of(ValueType.LIST, ValueType.SET, ValueType.ZSET);

  private static final ByteView NOTHING = new ByteView();

  private SortFamily() {}

  static List<Command> commands() {
    KeySpec key = KeySpec.one("RO", "access");
    KeySpec patterns = KeySpec.unknown(PATTERN_NOTE, "RO", "access");
    ArgumentSpec destination = ArgumentSpec.key("destination").keySpec(2).after("STORE").optional();
    return List.of(
        command("SORT")
            .flags(WRITE, DENYOOM)
            .keys(key, patterns, KeySpec.unknown(STORE_NOTE, "OW", "update"))
            .keyFinder((request, found) -> SortOptions.findKeys(request, found, false))
            .summary("Sort a list, a set or a sorted set, and get or store the result")
            .arguments(arguments())
            .arguments(destination)
            .handler(call -> sort(call, false)),
        command("SORT_RO")
            .flags(READONLY)
            .since("7.0.0")
            .keys(key, patterns)
            .keyFinder((request, found) -> SortOptions.findKeys(request, found, true))
            .summary("Sort a list, a set or a sorted set, and get the result")
            .arguments(arguments())
            .handler(call -> sort(call, true)));
  }

  private static Command.Builder command(String name) {
    return Command.named(name)
        .arity(-2)
        .flags(MOVABLEKEYS)
        .group("generic")
        .categories("set", "sortedset", "list", "dangerous")
        .allShardsIf(SortOptions::reachesFurther)
        .complexity(
            "O(N+M*log(M)) where N is the number of elements and M that of those returned; O(N)"
                + " where nothing is sorted");
  }

  private static ArgumentSpec[] arguments() {
    ArgumentSpec pattern = ArgumentSpec.of("pattern", ArgumentSpec.Type.PATTERN).keySpec(1);
    return new ArgumentSpec[] {
      ArgumentSpec.key(),
      pattern.after("BY").optional(),
      ArgumentSpec.block(
              "offset_count", ArgumentSpec.integer("offset"), ArgumentSpec.integer("count"))
          .after("LIMIT")
          .optional(),
      pattern.after("GET").optional().multipleTokens(),
      ArgumentSpec.oneOf(
              "order", ArgumentSpec.token("asc", "ASC"), ArgumentSpec.token("desc", "DESC"))
          .optional(),
      ArgumentSpec.token("sorting", "ALPHA").optional()
    };
  }

  private static void sort(Call call, boolean readOnly) {
    SortOptions options = SortOptions.read(call.arguments(), readOnly);
    if (options.error() != null) {
      call.error(options.error());
      return;
    }
    if (options.reaching() != null && !call.mayReadAllKeys()) {
      call.refuse(
          options.reaching() + " option of SORT denied due to insufficient ACL permissions.");
      return;
    }
    Entry entry = call.find(0);
    if (entry != null && !SORTABLE.contains(entry.type())) {
      call.error(Errors.WRONG_TYPE);
      return;
    }
    boolean isSet = entry != null && entry.type() == ValueType.SET;
    if (isSet && options.isUnsorted() && options.isStored()) {
      options.sortAnyway();
    }
    long length = entry == null ? 0 : CollectionValue.length(entry);
    long from = options.from(length);
    long to = options.to(length);
    Elements elements = entry == null ? () -> null : elements(call, entry, options, from);
    if (elements == null) {
      return;
    }
    long replies = (to - from) * Math.max(1, options.get().size());
    if (options.isStored()) {
      store(call, options, elements, to - from, replies);
    } else {
      reply(call, options, elements, to - from, replies);
    }
  }

  /** Gives the elements in their order, from the first one wanted on. */
  @FunctionalInterface
  private interface Elements {
    @Nullable ByteView next();
  }

  private static @Nullable Elements elements(
      Call call, Entry entry, SortOptions options, long from) {
    if (options.isUnsorted()) {
      return switch (entry.type()) {
        case SET -> members(entry, from);
        case ZSET -> ranked(entry, options.isDescending(), from);
        case STRING, LIST, HASH, STREAM -> listed(entry, options.isDescending(), from);
      };
    }
    SortItem[] items = SortItem.sorted(call, entry, options);
    int[] at = {(int) from};
    return items == null ? null : () -> at[0] == items.length ? null : items[at[0]++].element();
  }

  /** A list's elements in their order, or in the opposite one. */
  private static Elements listed(Entry list, boolean descending, long from) {
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory());
    if (!descending) {
      if (from < ListValue.length(list)) {
        cursor.openAt(list, from);
      } else {
        cursor.openAtEnd(list);
      }
      return () -> cursor.next(element) ? element : null;
    }
    cursor.openAtEnd(list);
    for (long i = 0; i < from; i++) {
      cursor.previous(element);
    }
    return () -> cursor.previous(element) ? element : null;
  }

  /** A set's members as they lie, in one direction whichever is asked for. */
  private static Elements members(Entry set, long from) {
    ByteView member = new ByteView();
    SetReader reader = new SetReader().open(set);
    for (long i = 0; i < from; i++) {
      boolean _ = reader.next(member);
    }
    return () -> reader.next(member) ? member : null;
  }

  /** A sorted set's members in the order of their scores, or in the opposite one. */
  private static Elements ranked(Entry zset, boolean descending, long from) {
    ZSetCursor cursor = new ZSetCursor().open(zset);
    if (descending) {
      cursor.seekRank(CollectionValue.length(zset) - from);
      return () -> cursor.previous() ? cursor.member() : null;
    }
    cursor.seekRank(from);
    return () -> cursor.next() ? cursor.member() : null;
  }

  private static void reply(
      Call call, SortOptions options, Elements elements, long count, long replies) {
    call.reply().array(replies);
    Key key = call.store().newKey();
    ByteView element;
    for (long i = 0; i < count && (element = elements.next()) != null; i++) {
      if (options.get().isEmpty()) {
        call.replyBytes(element);
      }
      for (SortPattern pattern : options.get()) {
        if (pattern.isElement()) {
          call.replyBytes(element);
        } else {
          pattern.reply(call, element, key);
        }
      }
    }
  }

  /** Puts the result under a key; where there is none, the key goes. */
  private static void store(
      Call call, SortOptions options, Elements elements, long count, long replies) {
    if (count == 0) {
      Keyspace keyspace = call.keyspace();
      if (keyspace != null && keyspace.remove(call.key(STORE_KEY), call.now())) {
        call.notify(Notification.GENERIC, "del", STORE_KEY);
      }
      call.reply().integer(0);
      return;
    }
    LooseEntry list =
        LooseEntry.ofCollection(
            call.store(), call.key(STORE_KEY), ValueType.LIST, call.defaultDeadline(), call.now());
    try {
      fill(call, options, elements, count, list);
    } catch (RuntimeException | Error e) {
      list.discard();
      throw e;
    }
    call.keyspaceForWrite().put(call.key(STORE_KEY), list, call.now());
    call.notify(Notification.LIST, "sortstore", STORE_KEY);
    call.reply().integer(replies);
  }

  private static void fill(
      Call call, SortOptions options, Elements elements, long count, LooseEntry list) {
    Key key = call.store().newKey();
    ByteView value = new ByteView();
    ByteView element;
    for (long i = 0; i < count && (element = elements.next()) != null; i++) {
      if (options.get().isEmpty()) {
        ListValue.push(list, false, element);
      }
      for (SortPattern pattern : options.get()) {
        if (pattern.isElement()) {
          value.set(element);
        } else if (!pattern.find(call, element, key, value)) {
          value.set(NOTHING);
        }
        ListValue.push(list, false, value);
      }
    }
  }
}
