// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.Installation;
import java.io.IOException;
import java.util.List;

/** One subject of the comparison. */
interface Section {
  /** The name it is chosen by. */
  String name();

  /** Measures one server in one round. */
  void measure(Bench bench, Installation server, Figures figures)
      throws IOException, InterruptedException;

  /** The lines of DESIGN.md's table. */
  List<Row> goals(Figures figures);

  /** What there is to see besides. */
  List<Detail> details(Figures figures, Bench bench);
}
