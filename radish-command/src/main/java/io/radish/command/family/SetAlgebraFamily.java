// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.event.Notification;
import io.radish.store.Keyspace;
import io.radish.store.LooseEntry;
import io.radish.value.CollectionValue;
import io.radish.value.Entry;
import io.radish.value.SetAlgebra;
import io.radish.value.SetReader;
import io.radish.value.SetValue;
import io.radish.value.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sets: intersections, unions and differences, shown or stored.
 *
 * <p>No set is copied to the heap: intersections and differences ask the sets where they lie,
 * unions are built in the memory of a shard. What is stored is made out of sight and put in place
 * whole.
 */
final class SetAlgebraFamily {
  private static final String TOO_FEW_KEYS = "ERR numkeys should be greater than 0";
  private static final String TOO_MANY_KEYS =
      "ERR Number of keys can't be greater than number of args";
  private static final String NEGATIVE_LIMIT = "ERR LIMIT can't be negative";

  private SetAlgebraFamily() {}

  static List<Command> commands() {
    String intersecting =
        "O(N*M) at worst, where N is the number of members of the smallest set and M that of sets";
    String all = "O(N) where N is the number of members of all sets";
    return List.of(
        reading("SINTER")
            .complexity(intersecting)
            .summary("Get what several sets have in common")
            .handler(SetAlgebraFamily::sinter),
        command("SINTERCARD")
            .flags(READONLY, MOVABLEKEYS)
            .since("7.0.0")
            .keys(KeySpec.counted(1, "RO", "access"))
            .complexity(intersecting)
            .summary("Count what several sets have in common")
            .arguments(ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple())
            .arguments(ArgumentSpec.integer("limit").after("LIMIT").optional())
            .handler(SetAlgebraFamily::sintercard),
        storing("SINTERSTORE", "RW")
            .complexity(intersecting)
            .summary("Store what several sets have in common")
            .handler(SetAlgebraFamily::sinterstore),
        reading("SUNION")
            .complexity(all)
            .summary("Get the members of several sets")
            .handler(SetAlgebraFamily::sunion),
        storing("SUNIONSTORE", "OW")
            .complexity(all)
            .summary("Store the members of several sets as one")
            .handler(SetAlgebraFamily::sunionstore),
        reading("SDIFF")
            .complexity(all)
            .summary("Get the members of a set that are in no other")
            .handler(SetAlgebraFamily::sdiff),
        storing("SDIFFSTORE", "OW")
            .complexity(all)
            .summary("Store the members of a set that are in no other")
            .handler(SetAlgebraFamily::sdiffstore));
  }

  private static Command.Builder command(String name) {
    return Command.named(name).arity(-3).group("set").categories("set");
  }

  private static Command.Builder reading(String name) {
    return command(name)
        .arity(-2)
        .flags(READONLY)
        .keys(KeySpec.all(1, "RO", "access"))
        .tips("nondeterministic_output_order")
        .arguments(ArgumentSpec.key().multiple());
  }

  private static Command.Builder storing(String name, String access) {
    return command(name)
        .flags(WRITE, DENYOOM)
        .keys(KeySpec.at(1, access, "update"), KeySpec.range(2, -1, 1, "RO", "access"))
        .arguments(ArgumentSpec.key("destination"), ArgumentSpec.key().keySpec(1).multiple());
  }

  // ---- the sets of a request ----

  /**
   * The sets at the keys from number {@code from} on, null for one that is not there; null, with
   * the error written, where one is no set.
   */
  private static @Nullable List<@Nullable SetReader> sets(Call call, int from) {
    List<@Nullable SetReader> sets = new ArrayList<>();
    for (int n = from; n < call.keyCount(); n++) {
      Entry found = call.find(n);
      if (found != null && !call.expect(found, ValueType.SET)) {
        return null;
      }
      sets.add(found == null ? null : new SetReader().open(found));
    }
    return sets;
  }

  private static List<SetReader> present(List<@Nullable SetReader> sets) {
    List<SetReader> present = new ArrayList<>();
    for (SetReader set : sets) {
      if (set != null) {
        present.add(set);
      }
    }
    return present;
  }

  // ---- what they have in common ----

  private static void sinter(Call call) {
    List<@Nullable SetReader> sets = sets(call, 0);
    if (sets == null) {
      return;
    }
    if (sets.contains(null)) {
      call.reply().set(0);
      return;
    }
    List<SetReader> present = present(sets);
    if (present.size() == 1) {
      SetFamily.replyAll(call, present.getFirst());
      return;
    }
    try (KeyBuffer common = new KeyBuffer()) {
      SetAlgebra.intersect(
          present,
          member -> {
            common.add(member);
            return true;
          });
      common.writeSetTo(call.reply());
    }
  }

  private static void sintercard(Call call) {
    ArgumentCursor cursor = call.cursor(1);
    long keys = cursor.nextLong(TOO_FEW_KEYS);
    if (keys < 1) {
      cursor.fail(TOO_FEW_KEYS);
    } else if (keys > call.count() - 2) {
      cursor.fail(TOO_MANY_KEYS);
    }
    for (long i = 0; i < keys && cursor.hasMore(); i++) {
      cursor.skip();
    }
    long limit = 0;
    while (cursor.hasMore()) {
      if (cursor.left() >= 2 && cursor.take("LIMIT")) {
        limit = cursor.nextLong(NEGATIVE_LIMIT);
        if (limit < 0) {
          cursor.fail(NEGATIVE_LIMIT);
        }
      } else {
        cursor.failSyntax();
      }
    }
    List<@Nullable SetReader> sets = call.refused(cursor) ? null : sets(call, 0);
    if (sets != null) {
      call.reply().integer(sets.contains(null) ? 0 : count(present(sets), limit));
    }
  }

  private static long count(List<SetReader> sets, long limit) {
    long[] count = {0};
    SetAlgebra.intersect(sets, member -> ++count[0] != limit);
    return count[0];
  }

  private static void sinterstore(Call call) {
    List<@Nullable SetReader> sets = sets(call, 1);
    if (sets == null) {
      return;
    }
    if (sets.contains(null)) {
      storeNothing(call);
      return;
    }
    store(
        call,
        "sinterstore",
        result ->
            SetAlgebra.intersect(
                present(sets),
                member -> {
                  boolean _ = SetValue.add(result, member);
                  return true;
                }));
  }

  // ---- what any of them has ----

  private static void sunion(Call call) {
    List<@Nullable SetReader> sets = sets(call, 0);
    if (sets == null) {
      return;
    }
    List<SetReader> present = present(sets);
    if (present.isEmpty()) {
      call.reply().set(0);
      return;
    }
    if (present.size() == 1) {
      SetFamily.replyAll(call, present.getFirst());
      return;
    }
    LooseEntry result = newSet(call);
    try {
      SetAlgebra.unite(present, result);
      SetFamily.replyAll(call, new SetReader().open(result));
    } finally {
      result.discard();
    }
  }

  private static void sunionstore(Call call) {
    List<@Nullable SetReader> sets = sets(call, 1);
    if (sets != null) {
      store(call, "sunionstore", result -> SetAlgebra.unite(present(sets), result));
    }
  }

  // ---- what only the first one has ----

  private static void sdiff(Call call) {
    List<@Nullable SetReader> sets = sets(call, 0);
    if (sets == null) {
      return;
    }
    SetReader first = sets.getFirst();
    if (first == null) {
      call.reply().set(0);
      return;
    }
    try (KeyBuffer left = new KeyBuffer()) {
      SetAlgebra.subtract(
          first,
          present(sets.subList(1, sets.size())),
          member -> {
            left.add(member);
            return true;
          });
      left.writeSetTo(call.reply());
    }
  }

  private static void sdiffstore(Call call) {
    List<@Nullable SetReader> sets = sets(call, 1);
    if (sets == null) {
      return;
    }
    SetReader first = sets.getFirst();
    if (first == null) {
      storeNothing(call);
    } else {
      List<SetReader> others = present(sets.subList(1, sets.size()));
      store(call, "sdiffstore", result -> SetAlgebra.subtract(first, others, result));
    }
  }

  // ---- results that are kept ----

  /** A set for key 0 that nobody sees yet. */
  private static LooseEntry newSet(Call call) {
    return LooseEntry.ofCollection(
        call.store(), call.key(0), ValueType.SET, call.defaultDeadline(), call.now());
  }

  /**
   * Puts what {@code fill} makes under key 0, which goes where there is nothing to put.
   *
   * @param event what is told of the key that is put
   */
  private static void store(Call call, String event, Consumer<LooseEntry> fill) {
    LooseEntry result = newSet(call);
    long count;
    try {
      fill.accept(result);
      count = CollectionValue.length(result);
    } catch (RuntimeException | Error e) {
      result.discard();
      throw e;
    }
    if (count == 0) {
      result.discard();
      storeNothing(call);
      return;
    }
    call.keyspaceForWrite().put(call.key(0), result, call.now());
    call.notify(Notification.SET, event, 0);
    call.reply().integer(count);
  }

  private static void storeNothing(Call call) {
    Keyspace keyspace = call.keyspace();
    if (keyspace != null && keyspace.remove(call.key(0), call.now())) {
      KeyNotices.gone(call, 0);
    }
    call.reply().integer(0);
  }
}
