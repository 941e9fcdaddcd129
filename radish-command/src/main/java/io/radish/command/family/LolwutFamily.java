// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static io.radish.command.Flag.FAST;
import static io.radish.command.Flag.READONLY;

import io.radish.command.ArgumentCursor;
import io.radish.command.ArgumentSpec;
import io.radish.command.Call;
import io.radish.command.Command;
import io.radish.command.RedisVersion;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** {@code LOLWUT}: a drawing where a version is named that has one, and always the version. */
final class LolwutFamily {
  private LolwutFamily() {}

  static List<Command> commands() {
    return List.of(
        Command.named("LOLWUT")
            .arity(-1)
            .flags(READONLY, FAST)
            .group("server")
            .since("5.0.0")
            .complexity("O(N) where N is the number of squares that are drawn")
            .summary("Draw something, and say which version this is")
            .arguments(ArgumentSpec.integer("version").after("VERSION").optional())
            .handler(LolwutFamily::lolwut));
  }

  private static void lolwut(Call call) {
    String drawing = "";
    if (call.count() >= 3 && call.arguments().matches(1, "version")) {
      ArgumentCursor version = call.cursor(2);
      boolean isDrawn = version.nextLong() == 5;
      long columns = version.hasMore() ? version.nextLong() : Squares.USUAL_COLUMNS;
      long perRow = version.hasMore() ? version.nextLong() : Squares.USUAL_PER_ROW;
      long rows = version.hasMore() ? version.nextLong() : Squares.USUAL_ROWS;
      if (call.refused(version)) {
        return;
      }
      if (isDrawn) {
        RandomGenerator random = ThreadLocalRandom.current();
        drawing =
            new Squares(columns, perRow, rows).draw(random)
                + "\nGeorg Nees - schotter, plotter on paper, 1968.";
      }
    }
    call.reply()
        .verbatim(
            "txt",
            drawing + (drawing.isEmpty() ? "" : " ") + "Redis ver. " + RedisVersion.SPOKEN + "\n");
  }
}
