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
import io.radish.value.Entry;
import io.radish.value.ListCursor;
import io.radish.value.ListValue;
import io.radish.value.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists: elements read, sought and changed by their place. */
final class ListInnerFamily {
  private static final String RANK_ZERO =
      "ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... or use"
          + " negative to start from the end of the list";
  private static final String RANK_OUT_OF_RANGE =
      "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807";

  private static final ArgumentSpec INDEX = ArgumentSpec.integer("index");
  private static final ArgumentSpec START = ArgumentSpec.integer("start");
  private static final ArgumentSpec STOP = ArgumentSpec.integer("stop");
  private static final ArgumentSpec COUNT = ArgumentSpec.integer("count");
  private static final ArgumentSpec ELEMENT = ArgumentSpec.string("element");

  private ListInnerFamily() {}

  static List<Command> commands() {
    return List.of(
        reading("LRANGE", 4, "access")
            .complexity("O(S+N) where S is the way to the first element and N the number of them")
            .summary("Get the elements of a list between two places, both included")
            .arguments(START, STOP)
            .handler(ListInnerFamily::lrange),
        reading("LLEN", 2)
            .flags(FAST)
            .summary("Get the number of elements of a list")
            .handler(ListInnerFamily::llen),
        reading("LINDEX", 3, "access")
            .complexity("O(N) where N is the way to the element")
            .summary("Get the element at one place of a list")
            .arguments(INDEX)
            .handler(ListInnerFamily::lindex),
        reading("LPOS", -3, "access")
            .since("6.0.6")
            .complexity("O(N) where N is the number of elements looked at")
            .summary("Get the places of elements that are equal to one")
            .arguments(
                ELEMENT,
                ArgumentSpec.integer("rank").after("RANK").optional(),
                ArgumentSpec.integer("num-matches").after("COUNT").optional(),
                ArgumentSpec.integer("len").after("MAXLEN").optional())
            .handler(ListInnerFamily::lpos),
        writing("LINSERT", 5, "insert")
            .flags(DENYOOM)
            .since("2.2.0")
            .complexity("O(N) where N is the way to the element named")
            .summary("Add an element before or after another one")
            .arguments(
                ArgumentSpec.oneOf(
                    "where",
                    ArgumentSpec.token("before", "BEFORE"),
                    ArgumentSpec.token("after", "AFTER")),
                ArgumentSpec.string("pivot"),
                ELEMENT)
            .handler(ListInnerFamily::linsert),
        writing("LSET", 4, "update")
            .flags(DENYOOM)
            .complexity("O(N) where N is the way to the element, a page of elements at a time")
            .summary("Put another element in one place of a list")
            .arguments(INDEX, ELEMENT)
            .handler(ListInnerFamily::lset),
        writing("LREM", 4, "delete")
            .complexity("O(N) where N is the length of the list")
            .summary("Remove elements that are equal to one")
            .arguments(COUNT, ELEMENT)
            .handler(ListInnerFamily::lrem),
        writing("LTRIM", 4, "delete")
            .complexity("O(N) where N is the number of elements removed")
            .summary("Remove the elements outside of two places")
            .arguments(START, STOP)
            .handler(ListInnerFamily::ltrim));
  }

  /** A command that looks at the list at the key in front of its other arguments. */
  private static Command.Builder reading(String name, int arity, String... access) {
    return command(name, arity, READONLY, "RO", access);
  }

  /** A command that changes the list at the key in front of its other arguments. */
  private static Command.Builder writing(String name, int arity, String access) {
    return command(name, arity, WRITE, "RW", access);
  }

  private static Command.Builder command(
      String name, int arity, Flag flag, String keyFlag, String... access) {
    String[] keyFlags = Stream.concat(Stream.of(keyFlag), Stream.of(access)).toArray(String[]::new);
    return Command.named(name)
        .arity(arity)
        .group("list")
        .categories("list")
        .flags(flag)
        .keys(KeySpec.one(keyFlags))
        .arguments(ArgumentSpec.key());
  }

  /** Two places in a list, both included; negative ones count from the tail. */
  private record Places(long start, long stop) {
    /** Reads arguments 2 and 3; null, with the error written, where they are no numbers. */
    static @Nullable Places read(Call call) {
      ArgumentCursor arguments = call.cursor(2);
      Places read = new Places(arguments.nextLong(), arguments.nextLong());
      return call.refused(arguments) ? null : read;
    }

    /**
     * The first place there is in a list of that length; behind {@link #to} where there is none.
     */
    long from(long length) {
      return Math.max(place(start, length), 0);
    }

    long to(long length) {
      return Math.min(place(stop, length), length - 1);
    }
  }

  /** The place counted from the head, of one that counts from the tail where it is negative. */
  private static long place(long given, long length) {
    return given < 0 ? given + length : given;
  }

  /**
   * The list that was found; null, with the reply written, where it is none or nothing is there.
   *
   * @param absent writes the reply where nothing is there
   */
  private static @Nullable Entry list(Call call, @Nullable Entry found, Consumer<Call> absent) {
    if (found == null) {
      absent.accept(call);
      return null;
    }
    return call.expect(found, ValueType.LIST) ? found : null;
  }

  private static void lrange(Call call) {
    Places places = Places.read(call);
    if (places == null) {
      return;
    }
    Entry list = list(call, call.find(0), none -> none.reply().array(0));
    if (list == null) {
      return;
    }
    long from = places.from(ListValue.length(list));
    long to = places.to(ListValue.length(list));
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
    Entry list = list(call, call.find(0), none -> none.reply().integer(0));
    if (list != null) {
      call.reply().integer(ListValue.length(list));
    }
  }

  private static void lindex(Call call) {
    Entry list = list(call, call.find(0), none -> none.reply().nil());
    if (list == null) {
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    long given = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    long length = ListValue.length(list);
    long index = place(given, length);
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
    Entry list = list(call, call.findForWrite(0), none -> none.reply().integer(0));
    if (list == null) {
      return;
    }
    ByteView pivot = call.point(3, new ByteView());
    long length =
        call.keyspaceForWrite().lists().insert(list, after, pivot, call.argument(4), call.now());
    if (length >= 0) {
      call.notify(Notification.LIST, "linsert", 0);
    }
    call.reply().integer(length);
  }

  private static void lset(Call call) {
    Entry list = list(call, call.findForWrite(0), none -> none.error(Errors.NO_SUCH_KEY));
    if (list == null) {
      return;
    }
    ArgumentCursor arguments = call.cursor(2);
    long given = arguments.nextLong();
    long length = ListValue.length(list);
    long index = place(given, length);
    if (index < 0 || index >= length) {
      arguments.fail(Errors.INDEX_OUT_OF_RANGE);
    }
    if (call.refused(arguments)) {
      return;
    }
    call.keyspaceForWrite().lists().set(list, index, call.argument(3), call.now());
    call.notify(Notification.LIST, "lset", 0);
    call.reply().ok();
  }

  private static void lrem(Call call) {
    ArgumentCursor arguments = call.cursor(2);
    long count = arguments.nextLong();
    if (call.refused(arguments)) {
      return;
    }
    Entry list = list(call, call.findForWrite(0), none -> none.reply().integer(0));
    if (list == null) {
      return;
    }
    // The smallest number has no positive counterpart, and no list is as long as the next one.
    long limit = count == 0 ? Long.MAX_VALUE : Math.abs(Math.max(count, -Long.MAX_VALUE));
    long length = ListValue.length(list);
    long removed =
        call.keyspaceForWrite()
            .lists()
            .remove(list, call.argument(3), count < 0, limit, call.now());
    if (removed > 0) {
      call.notify(Notification.LIST, "lrem", 0);
      notifyWhereGone(call, removed == length);
    }
    call.reply().integer(removed);
  }

  private static void ltrim(Call call) {
    Places places = Places.read(call);
    if (places == null) {
      return;
    }
    Entry list = list(call, call.findForWrite(0), none -> none.reply().ok());
    if (list == null) {
      return;
    }
    long length = ListValue.length(list);
    long from = places.from(length);
    long to = places.to(length);
    boolean none = from > to;
    call.keyspaceForWrite()
        .lists()
        .trim(list, none ? length : from, none ? 0 : length - 1 - to, call.now());
    call.notify(Notification.LIST, "ltrim", 0);
    notifyWhereGone(call, none);
    call.reply().ok();
  }

  /** Tells that the key went with the last element of its list. */
  private static void notifyWhereGone(Call call, boolean gone) {
    if (gone) {
      call.notify(Notification.GENERIC, "del", 0);
    }
  }
}
