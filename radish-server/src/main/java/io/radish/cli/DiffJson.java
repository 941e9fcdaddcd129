// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.io.PrintStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/** Prints differences as one JSON object for programs, a difference a line. */
final class DiffJson implements DiffReader {
  private final PrintStream out;
  private long printed;
  private long different;

  DiffJson(PrintStream out) {
    this.out = out;
  }

  private static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
  }

  @Override
  public void begin(Head head) {
    different = head.different();
    out.print("{\"first\": " + quoted(head.first()));
    out.print(", \"first_cache\": " + quoted(head.firstCache()));
    out.print(", \"second\": " + quoted(head.second()));
    out.print(", \"second_cache\": " + quoted(head.secondCache()));
    out.print(", \"added\": " + head.added());
    out.print(", \"removed\": " + head.removed());
    out.print(", \"changed\": " + head.changed());
    out.print(", \"same\": " + head.same());
    out.print(", \"differences\": [");
  }

  @Override
  public void rows(List<Row> rows) {
    for (Row row : rows) {
      out.print(printed++ == 0 ? "\n  {" : ",\n  {");
      out.print("\"change\": " + quoted(row.change()));
      out.print(", \"key\": " + quoted(row.key().forPrograms()));
      if (!row.changed().isEmpty()) {
        out.print(", \"what\": [\"" + row.changed().replace(",", "\", \"") + "\"]");
      }
      value("before", row.before());
      value("after", row.after());
      out.print('}');
    }
  }

  private void value(String name, @Nullable String json) {
    if (json != null) {
      out.print(", \"" + name + "\": " + json);
    }
  }

  @Override
  public void end(long shown) {
    out.println((printed > 0 ? "\n" : "") + "], \"complete\": " + (shown == different) + "}");
  }
}
