// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ServerKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A table with a line for each server that was measured, described column by column. */
final class ServerTable {
  private record Column(String name, Function<ServerKind, String> cell) {}

  private final Figures figures;
  private final String measured;
  private final List<Column> columns = new ArrayList<>();

  /** Begins one of the servers that have figures of the subject {@code measured}. */
  ServerTable(Figures figures, String measured) {
    this.figures = figures;
    this.measured = measured;
    columns.add(new Column("server", ServerKind::label));
  }

  /** Adds a column with the median of a subject. */
  ServerTable median(String column, String subject) {
    return column(column, kind -> Numbers.plain(figures.median(subject, kind)));
  }

  /** Adds a column. */
  ServerTable column(String column, Function<ServerKind, String> cell) {
    columns.add(new Column(column, cell));
    return this;
  }

  Detail toDetail(String title, String note) {
    List<List<String>> lines = new ArrayList<>();
    for (ServerKind kind : ServerKind.values()) {
      if (figures.has(measured, kind)) {
        lines.add(columns.stream().map(column -> column.cell.apply(kind)).toList());
      }
    }
    return new Detail(title, note, columns.stream().map(Column::name).toList(), lines);
  }
}
