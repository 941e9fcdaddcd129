// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import io.radish.server.config.QuotedWords;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints differences as a table for people. */
final class DiffTable implements DiffReader {
  /** What of a key or a value fits a line beside the others. */
  private static final int CELL_CHARS = 40;

  private static final List<String> HEADINGS = List.of("change", "key", "what", "before", "after");

  private final PrintStream out;
  private final PrintStream err;
  private Head head = new Head("", "", "", "", 0, 0, 0, 0);

  DiffTable(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public void begin(Head found) {
    head = found;
    if (!found.firstCache().equals(found.secondCache())) {
      err.println(
          "radish: the first is a backup of "
              + QuotedWords.escape(found.firstCache())
              + ", the second of "
              + QuotedWords.escape(found.secondCache()));
    }
  }

  @Override
  public void rows(List<Row> rows) {
    List<List<?>> cells = new ArrayList<>();
    for (Row row : rows) {
      cells.add(
          List.of(
              row.change(),
              shortened(row.key().forPeople()),
              row.changed(),
              shortened(row.before()),
              shortened(row.after())));
    }
    if (!cells.isEmpty()) {
      Report.table(out, HEADINGS, cells);
    }
  }

  private static String shortened(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String line = QuotedWords.escape(text);
    return line.codePointCount(0, line.length()) <= CELL_CHARS
        ? line
        : line.substring(0, line.offsetByCodePoints(0, CELL_CHARS - 1)) + "…";
  }

  @Override
  public void end(long shown) {
    if (shown < head.different()) {
      out.println(
          "… and "
              + (head.different() - shown)
              + " more; --dir, in the place of a server, shows all");
    }
    out.println(
        head.added()
            + " added, "
            + head.removed()
            + " removed, "
            + head.changed()
            + " changed, "
            + head.same()
            + " the same");
  }
}
