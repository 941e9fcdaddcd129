// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ServerKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The figures as Markdown, ready for {@code docs/performance.md}. */
final class Report {
  private final StringBuilder text = new StringBuilder();

  Report conditions(List<String> lines) {
    lines.forEach(line -> text.append("- ").append(line).append('\n'));
    text.append('\n');
    return this;
  }

  /** The main table; {@code caveat} is put to each verdict where it is not empty. */
  Report goals(List<Row> rows, String caveat) {
    List<List<String>> lines = new ArrayList<>();
    for (Row row : rows) {
      List<String> line = new ArrayList<>();
      line.add(row.what());
      for (ServerKind kind : ServerKind.values()) {
        line.add(row.shown().getOrDefault(kind, Numbers.MISSING));
      }
      line.add(Numbers.times(row.achieved()) + row.goal().unit());
      line.add(row.goal().atLeastText());
      line.add(row.goal().aimText());
      line.add(row.verdict() + (caveat.isEmpty() ? "" : " (" + caveat + ")"));
      lines.add(line);
    }
    List<String> columns = new ArrayList<>(List.of("what"));
    for (ServerKind kind : ServerKind.values()) {
      columns.add(kind.label());
    }
    columns.addAll(List.of("achieved", "at least", "aim", "reached"));
    table(columns, lines);
    return this;
  }

  Report detail(Detail detail) {
    text.append("### ").append(detail.title()).append("\n\n");
    text.append(detail.note()).append("\n\n");
    table(detail.columns(), detail.lines());
    return this;
  }

  private void table(List<String> columns, List<List<String>> lines) {
    line(columns);
    line(Collections.nCopies(columns.size(), "---"));
    lines.forEach(this::line);
    text.append('\n');
  }

  private void line(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
