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
import io.radish.event.StoreEvent;
import io.radish.memory.ByteView;
import io.radish.store.Keyspace;
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.util.Arrays;
import java.util.List;

/** Lists: elements read, sought and changed by their place. */
final class ListInnerFamily {
  private static final String RANK_ZERO =
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
          + " negative to start from the end of the list";
  private static final String RANK_OUT_OF_RANGE =
      "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

  private ListInnerFamily() {}

  static List<Command> commands() {
    return List.of(
        command("LRANGE", 4)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(S+N) where S is the way to the first element and N the number of them")
            .summary("Get the elements of a list between two places, both included")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("start"), ArgumentSpec.integer("stop"))
            .handler(ListInnerFamily::lrange),
        command("LLEN", 2)
            .flags(READONLY, FAST)
            .keys(KeySpec.one("RO"))
            .summary("Get the number of elements of a list")
            .arguments(ArgumentSpec.key())
            .handler(ListInnerFamily::llen),
        command("LINDEX", 3)
            .flags(READONLY)
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the way to the element")
            .summary("Get the element at one place of a list")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("index"))
            .handler(ListInnerFamily::lindex),
        command("LPOS", -3)
            .flags(READONLY)
            .since("6.0.6")
            .keys(KeySpec.one("RO", "access"))
            .complexity("O(N) where N is the number of elements looked at")
            .summary("Get the places of elements that are equal to one")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.string("element"),
                ArgumentSpec.integer("rank").after("RANK").optional(),
                ArgumentSpec.integer("num-matches").after("COUNT").optional(),
                ArgumentSpec.integer("len").after("MAXLEN").optional())
            .handler(ListInnerFamily::lpos),
        command("LINSERT", 5)
            .flags(WRITE, DENYOOM)
            .since("2.2.0")
            .keys(KeySpec.one("RW", "insert"))
            .complexity("O(N) where N is the way to the element named")
            .summary("Add an element before or after another one")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.oneOf(
                    "where",
                    ArgumentSpec.token("before", "BEFORE"),
                    ArgumentSpec.token("after", "AFTER")),
                ArgumentSpec.string("pivot"),
                ArgumentSpec.string("element"))
            .handler(ListInnerFamily::linsert),
        command("LSET", 4)
            .flags(WRITE, DENYOOM)
            .keys(KeySpec.one("RW", "update"))
            .complexity("O(N) where N is the way to the element, a page of elements at a time")
            .summary("Put another element in one place of a list")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("index"), ArgumentSpec.string("element"))
            .handler(ListInnerFamily::lset),
        command("LREM", 4)
            .flags(WRITE)
            .keys(KeySpec.one("RW", "delete"))
            .complexity("O(N) where N is the length of the list")
            .summary("Remove elements that are equal to one")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("count"), ArgumentSpec.string("element"))
            .handler(ListInnerFamily::lrem),
        command("LTRIM", 4)
            .flags(WRITE)
            .keys(KeySpec.one("RW", "delete"))
            .complexity("O(N) where N is the number of elements removed")
            .summary("Remove the elements outside of two places")
            .arguments(
                ArgumentSpec.key(), ArgumentSpec.integer("start"), ArgumentSpec.integer("stop"))
            .handler(ListInnerFamily::ltrim));
  }

  private static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("list").categories("list");
  }

  private static void lrange(Call call) {
    ArgumentCursor arguments = call.cursor(2);
    long start = arguments.nextLong();
    long stop = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    Entry list = call.find(0);
    if (list == null) {
      call.reply().array(0);
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    long length = ListValue.length(list);
    long from = Math.max(start < 0 ? start + length : start, 0);
    long to = Math.min(stop < 0 ? stop + length : stop, length - 1);
    if (from > to) {
      call.reply().array(0);
      return;
    }
    call.reply().array(to - from + 1);
    ListCursor cursor = ListValue.at(list, from, new ListCursor(list.memory()));
    ByteView element = new ByteView();
    for (long i = from; i <= to && cursor.next(element); i++) {
      call.replyBytes(element);
    }
  }

  private static void llen(Call call) {
    Entry list = call.find(0);
    if (list == null) {
      call.reply().integer(0);
    } else if (call.expect(list, ValueType.LIST)) {
      call.reply().integer(ListValue.length(list));
    }
  }

  private static void lindex(Call call) {
    Entry list = call.find(0);
    if (list == null) {
      call.reply().nil();
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    long given = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    long length = ListValue.length(list);
    long index = given < 0 ? given + length : given;
    ByteView element = new ByteView();
    boolean there = index >= 0 && index < length;
    if (there && ListValue.at(list, index, new ListCursor(list.memory())).next(element)) {
      call.replyBytes(element);
    } else {
      call.reply().nil();
    }
  }

  private static void lpos(Call call) {
    long rank = 1;
    long wanted = -1;
    long most = 0;
    ArgumentCursor options = call.cursor(3);
    while (options.hasMore()) {
      if (options.left() < 2) {
        options.failSyntax();
      } else if (options.take("rank")) {
        rank = options.nextLong(-Long.MAX_VALUE, Long.MAX_VALUE, RANK_OUT_OF_RANGE);
        if (rank == 0) {
          options.fail(RANK_ZERO);
        }
      } else if (options.take("count")) {
        wanted = nextPositive(options, "ERR COUNT can't be negative");
      } else if (options.take("maxlen")) {
        most = nextPositive(options, "ERR MAXLEN can't be negative");
      } else {
        options.failSyntax();
      }
    }
    if (call.refused(options)) {
      return;
    }
    Entry list = call.find(0);
    if (list != null && !call.expect(list, ValueType.LIST)) {
      return;
    }
    long[] found =
        list == null ? new long[0] : places(call, list, rank, wanted < 0 ? 1 : wanted, most);
    if (wanted >= 0) {
      call.reply().array(found.length);
    } else if (found.length == 0) {
      call.reply().nil();
    }
    for (long place : found) {
      call.reply().integer(place);
    }
  }

  private static long nextPositive(ArgumentCursor options, String otherwise) {
    long value = options.nextLong(otherwise);
    if (value < 0) {
      options.fail(otherwise);
    }
    return value;
  }

  /**
   * The places of elements equal to argument 2, from match number {@code rank} on, from the tail
   * where it is negative; at most {@code wanted} of them among {@code most} elements, 0 for all.
   */
  private static long[] places(Call call, Entry list, long rank, long wanted, long most) {
    ByteView sought = call.argument(2);
    ByteView element = new ByteView();
    ListCursor cursor = new ListCursor(list.memory());
    boolean fromTail = rank < 0;
    if (fromTail) {
      cursor.openAtEnd(list);
    } else {
      cursor.open(list);
    }
    long length = ListValue.length(list);
    long looked = most == 0 ? length : Math.min(most, length);
    long passed = Math.abs(rank) - 1;
    long[] found = new long[wanted == 1 ? 1 : 16];
    int count = 0;
    for (long i = 0; i < looked && (wanted == 0 || count < wanted); i++) {
      boolean there = fromTail ? cursor.previous(element) : cursor.next(element);
      if (there && element.contentEquals(sought) && passed-- <= 0) {
        found = count == found.length ? Arrays.copyOf(found, count * 2) : found;
        found[count++] = fromTail ? length - 1 - i : i;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static void linsert(Call call) {
    boolean after = call.arguments().matches(2, "after");
    if (!after && !call.arguments().matches(2, "before")) {
      call.error(Errors.SYNTAX);
      return;
    }
    Entry list = call.findForWrite(0);
    if (list == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    long pivot = ListValue.indexOf(list, call.argument(3));
    if (pivot < 0) {
      call.reply().integer(-1);
      return;
    }
    Keyspace keyspace = call.keyspaceForWrite();
    StoreEvent.Value before = keyspace.valueForEvent(list);
    ListValue.insert(list, after ? pivot + 1 : pivot, call.argument(4));
    keyspace.changed(list, before, call.now());
    call.reply().integer(ListValue.length(list));
  }

  private static void lset(Call call) {
    Entry list = call.findForWrite(0);
    if (list == null) {
      call.error(Errors.NO_SUCH_KEY);
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    long given = arguments.nextLong();
    long length = ListValue.length(list);
    long index = given < 0 ? given + length : given;
    if (index < 0 || index >= length) {
      arguments.fail(Errors.INDEX_OUT_OF_RANGE);
    }
    if (call.refused(arguments)) {
      return;
    }
    Keyspace keyspace = call.keyspaceForWrite();
    StoreEvent.Value before = keyspace.valueForEvent(list);
    ListValue.set(list, index, call.argument(3));
    keyspace.changed(list, before, call.now());
    call.reply().ok();
  }

  private static void lrem(Call call) {
    ArgumentCursor arguments = call.cursor(2);
    long count = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    Entry list = call.findForWrite(0);
    if (list == null) {
      call.reply().integer(0);
      return;
    }
    if (!call.expect(list, ValueType.LIST)) {
      return;
    }
    // The smallest number has no positive counterpart, and no list is as long as the next one.
    long limit = count == 0 ? Long.MAX_VALUE : Math.abs(Math.max(count, -Long.MAX_VALUE));
    call.reply()
        .integer(
            call.keyspaceForWrite()
                .removeElements(list, call.argument(3), count < 0, limit, call.now()));
  }

  private static void ltrim(Call call) {
    ArgumentCursor arguments = call.cursor(2);
    long start = arguments.nextLong();
    long stop = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    Entry list = call.findForWrite(0);
    if (list != null && !call.expect(list, ValueType.LIST)) {
      return;
    }
    if (list != null) {
      long length = ListValue.length(list);
      long from = Math.max(start < 0 ? start + length : start, 0);
      long to = Math.min(stop < 0 ? stop + length : stop, length - 1);
      boolean none = from > to;
      call.keyspaceForWrite()
          .trimElements(list, none ? length : from, none ? 0 : length - 1 - to, call.now());
    }
    call.reply().ok();
  }
}
