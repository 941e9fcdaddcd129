// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.Errors;
import io.radish.memory.ByteView;
import io.radish.value.Entry;
import io.radish.value.MemberRange;
import io.radish.value.ScoreRange;
import io.radish.value.ValueType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Arguments that several commands on sorted sets have, and how they find their sets. */
final class ZSetArguments {
  static final ArgumentSpec MEMBER = ArgumentSpec.string("member");
  static final ArgumentSpec WITHSCORES = ArgumentSpec.token("withscores", "WITHSCORES").optional();

  private static final String NO_SCORES = "ERR min or max is not a float";
  private static final String NO_MEMBERS = "ERR min or max not valid string range item";

  private ZSetArguments() {}

  static Command.Builder command(String name, int arity) {
    return Command.named(name).arity(arity).group("sorted-set").categories("sortedset");
  }

  static ArgumentSpec number(String name) {
    return ArgumentSpec.of(name, ArgumentSpec.Type.DOUBLE);
  }

  /**
   * The sorted set that was found; null, with the reply written, where it is none or nothing is
   * there.
   *
   * @param absent writes the reply where nothing is there
   */
  static @Nullable Entry zset(Call call, @Nullable Entry found, Consumer<Call> absent) {
    if (found == null) {
      absent.accept(call);
      return null;
    }
    return call.expect(found, ValueType.ZSET) ? found : null;
  }

  /**
   * Reads two arguments as a range of scores; null, with the error written, where they are none.
   */
  static @Nullable ScoreRange scores(Call call, int min, int max) {
    boolean withoutMin = isWithout(call, min);
    boolean withoutMax = isWithout(call, max);
    double from = bound(call, min, withoutMin);
    double to = bound(call, max, withoutMax);
    if (Double.isNaN(from) || Double.isNaN(to)) {
      call.error(NO_SCORES);
      return null;
    }
    return ScoreRange.of(from, withoutMin, to, withoutMax);
  }

  private static boolean isWithout(Call call, int i) {
    ByteView bound = call.argument(i);
    return bound.length() > 0 && bound.get(0) == '(';
  }

  private static double bound(Call call, int i, boolean without) {
    ByteView bound = call.argument(i);
    return CDouble.bound(without ? bound.set(bound, 1, bound.length() - 1) : bound);
  }

  /**
   * Reads two arguments as a range of members; null, with the error written, where they are none.
   */
  static @Nullable MemberRange members(Call call, int min, int max) {
    MemberRange.Bound from = member(call, min);
    MemberRange.Bound to = member(call, max);
    if (from == null || to == null) {
      call.error(NO_MEMBERS);
      return null;
    }
    return new MemberRange(from, to);
  }

  private static MemberRange.@Nullable Bound member(Call call, int i) {
    ByteView bound = call.point(i, new ByteView());
    if (bound.length() == 0) {
      return null;
    }
    byte first = bound.get(0);
    return switch (first) {
      case '-', '+' ->
          // What follows a zero byte Redis does not see.
          bound.length() > 1 && bound.get(1) != 0
              ? null
              : new MemberRange.Bound(
                  first == '-' ? MemberRange.Place.BELOW_ALL : MemberRange.Place.ABOVE_ALL,
                  bound,
                  false);
      case '(', '[' ->
          new MemberRange.Bound(
              MemberRange.Place.AT_MEMBER, bound.set(bound, 1, bound.length() - 1), first == '(');
      default -> null;
    };
  }

  /** Reads an argument as a score; NaN, with the error written, where it is none. */
  static double score(Call call, int i) {
    double score = CDouble.score(call.argument(i));
    if (Double.isNaN(score)) {
      call.error(Errors.NOT_FLOAT);
    }
    return score;
  }
}
