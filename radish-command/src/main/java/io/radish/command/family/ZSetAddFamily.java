// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.DENYOOM;
import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.WRITE;
import static io.radish.command.family.ZSetArguments.MEMBER;
import static io.radish.command.family.ZSetArguments.command;
import static io.radish.command.family.ZSetArguments.number;

import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.KeySpec;
import java.util.List;

/** Sorted sets: members added, and their scores changed. */
final class ZSetAddFamily {
  private ZSetAddFamily() {}

  static List<Command> commands() {
    return List.of(
        command("ZADD", -4)
            .flags(WRITE, DENYOOM, FAST)
            .since("1.2.0")
            .keys(KeySpec.one("RW", "update"))
            .complexity("O(M*log(N)) where N is the number of members and M that of those added")
            .summary("Add members to a sorted set, or give them other scores")
            .history("2.4.0", "Accepts multiple elements.")
            .history("3.0.2", "Added the `XX`, `NX`, `CH` and `INCR` options.")
            .history("6.2.0", "Added the `GT` and `LT` options.")
            .arguments(
                ArgumentSpec.key(),
                ArgumentSpec.oneOf(
                        "condition", ArgumentSpec.token("nx", "NX"), ArgumentSpec.token("xx", "XX"))
                    .since("3.0.2")
                    .optional(),
                ArgumentSpec.oneOf(
                        "comparison",
                        ArgumentSpec.token("gt", "GT"),
                        ArgumentSpec.token("lt", "LT"))
                    .since("6.2.0")
                    .optional(),
                ArgumentSpec.token("change", "CH").since("3.0.2").optional(),
                ArgumentSpec.token("increment", "INCR").since("3.0.2").optional(),
                ArgumentSpec.block("data", number("score"), MEMBER).multiple())
            .handler(call -> add(call, new ZSetScoring())),
        command("ZINCRBY", 4)
            .flags(WRITE, DENYOOM, FAST)
            .since("1.2.0")
            .keys(KeySpec.one("RW", "access", "update"))
            .complexity("O(log(N)) where N is the number of members")
            .summary("Add a number to the score of a member of a sorted set")
            .arguments(ArgumentSpec.key(), ArgumentSpec.integer("increment"), MEMBER)
            .handler(call -> add(call, new ZSetScoring().incrementing())));
  }

  private static void add(Call call, ZSetScoring scoring) {
    if (!scoring.read(call)) {
      return;
    }
    double[] scores = new double[scoring.count()];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = ZSetArguments.score(call, scoring.first() + 2 * i);
      if (Double.isNaN(scores[i])) {
        return;
      }
    }
    scoring.run(call, scores, scoring.first() + 1, 2);
  }
}
