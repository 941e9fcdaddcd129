// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.MOVABLEKEYS;
import static io.radish.command.Flag.READONLY;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.WITHSCORES;
import static io.radish.command.family.ZSetArguments.command;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import io.radish.command.family.ZSetAlgebraOptions.Operation;
import io.radish.store.LooseEntry;
import io.radish.value.Entry;
import io.radish.value.HeldEntry;
import io.radish.value.Ranks;
import io.radish.value.ValueType;
import io.radish.value.ZSetAlgebra;
import io.radish.value.ZSetCursor;
import io.radish.value.ZSetSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Sorted sets: unions, intersections and differences of several, plain sets among them. */
final class ZSetAlgebraFamily {
  private static final ArgumentSpec[] COMBINED = {
    ArgumentSpec.integer("weight").after("WEIGHTS").optional().multiple(),
    ArgumentSpec.oneOf(
            "aggregate",
            ArgumentSpec.token("sum", "SUM"),
            ArgumentSpec.token("min", "MIN"),
            ArgumentSpec.token("max", "MAX"))
        .after("AGGREGATE")
        .optional()
  };
  private static final String ALL_LOGARITHMIC =
      "O(N*log(N)) where N is the number of members of all sorted sets";
  private static final String SMALLEST =
      "O(N*K*log(M)) where N is the number of members of the smallest of K sorted sets, and M that"
          + " of the largest";

  private ZSetAlgebraFamily() {}

  static List<Command> commands() {
    return List.of(
        reading("ZUNION")
            .complexity(ALL_LOGARITHMIC)
            .summary("Get the members of several sorted sets, with their scores put together")
            .arguments(COMBINED)
            .arguments(WITHSCORES)
            .handler(call -> show(call, Operation.UNION)),
        reading("ZINTER")
            .complexity(SMALLEST)
            .summary("Get the members that several sorted sets share, scores put together")
            .arguments(COMBINED)
            .arguments(WITHSCORES)
            .handler(call -> show(call, Operation.INTERSECTION)),
        reading("ZDIFF")
            .complexity(ALL_LOGARITHMIC)
            .summary("Get the members of a sorted set that none of several others has")
            .arguments(WITHSCORES)
            .handler(call -> show(call, Operation.DIFFERENCE)),
        reading("ZINTERCARD")
            .since("7.0.0")
            .complexity(SMALLEST)
            .summary("Count the members that several sorted sets share")
            .arguments(ArgumentSpec.integer("limit").after("LIMIT").optional())
            .handler(ZSetAlgebraFamily::zintercard),
        storing("ZUNIONSTORE")
            .since("2.0.0")
            .complexity(ALL_LOGARITHMIC)
            .summary("Store the members of several sorted sets in one")
            .arguments(COMBINED)
            .handler(call -> store(call, Operation.UNION)),
        storing("ZINTERSTORE")
            .since("2.0.0")
            .complexity(SMALLEST)
            .summary("Store the members that several sorted sets share in one")
            .arguments(COMBINED)
            .handler(call -> store(call, Operation.INTERSECTION)),
        storing("ZDIFFSTORE")
            .since("6.2.0")
            .complexity(ALL_LOGARITHMIC)
            .summary("Store the members of a sorted set that none of several others has in one")
            .handler(call -> store(call, Operation.DIFFERENCE)));
  }

  private static Command.Builder reading(String name) {
    return command(name, -3)
        .flags(READONLY, MOVABLEKEYS)
        .since("6.2.0")
        .keys(KeySpec.counted(1, "RO", "access"))
        .arguments(ArgumentSpec.integer("numkeys"), ArgumentSpec.key().multiple());
  }

  private static Command.Builder storing(String name) {
    return command(name, -4)
        .flags(WRITE, DENYOOM, MOVABLEKEYS)
        .keys(KeySpec.one("OW", "update"), KeySpec.counted(2, "RO", "access"))
        .arguments(ArgumentSpec.key("destination"), ArgumentSpec.integer("numkeys"))
        .arguments(ArgumentSpec.key().keySpec(1).multiple());
  }

  private static void show(Call call, Operation operation) {
    ZSetAlgebraOptions options = new ZSetAlgebraOptions(operation, false, false);
    List<ZSetSource> sources = sources(call, options, 0);
    if (sources == null) {
      return;
    }
    LooseEntry made = ZSetStore.make(call, 0, result -> fill(options, sources, result));
    try {
      ZSetCursor cursor = new ZSetCursor().open(made);
      ZSetReplies.range(call, cursor, new Ranks(0, cursor.count()), false, options.isWithScores());
    } finally {
      made.discard();
    }
  }

  private static void store(Call call, Operation operation) {
    ZSetAlgebraOptions options = new ZSetAlgebraOptions(operation, true, false);
    List<ZSetSource> sources = sources(call, options, 1);
    if (sources != null) {
      String event =
          switch (operation) {
            case UNION -> "zunionstore";
            case INTERSECTION -> "zinterstore";
            case DIFFERENCE -> "zdiffstore";
          };
      ZSetStore.store(call, event, result -> fill(options, sources, result));
    }
  }

  private static void zintercard(Call call) {
    ZSetAlgebraOptions options = new ZSetAlgebraOptions(Operation.INTERSECTION, false, true);
    List<ZSetSource> sources = sources(call, options, 0);
    if (sources != null) {
      call.reply().integer(ZSetAlgebra.countCommon(sources, options.limit()));
    }
  }

  private static void fill(
      ZSetAlgebraOptions options, List<ZSetSource> sources, LooseEntry result) {
    switch (options.operation()) {
      case UNION -> ZSetAlgebra.unite(sources, options.aggregate(), result);
      case INTERSECTION -> ZSetAlgebra.intersect(sources, options.aggregate(), result);
      case DIFFERENCE -> ZSetAlgebra.subtract(sources, result);
    }
  }

  /**
   * The sets at the keys from number {@code from} on; null, with the error written, where the
   * request is wrong or one is none.
   */
  private static @Nullable List<ZSetSource> sources(
      Call call, ZSetAlgebraOptions options, int from) {
    if (!options.readCount(call)) {
      return null;
    }
    List<@Nullable Entry> found = new ArrayList<>();
    for (int n = from; n < call.keyCount(); n++) {
      Entry entry = call.find(n);
      if (entry != null && entry.type() != ValueType.SET && !call.expect(entry, ValueType.ZSET)) {
        return null;
      }
      found.add(entry == null ? null : new HeldEntry(entry));
    }
    if (!options.readWords(call)) {
      return null;
    }
    List<ZSetSource> sources = new ArrayList<>();
    for (int i = 0; i < found.size(); i++) {
      sources.add(new ZSetSource(found.get(i), options.weight(i)));
    }
    return sources;
  }
}
