// SPDX-License-Identifier: Apache-2.0
package io.radish.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Is told what differs between two backups: first how much, then what, then whether that is all.
 */
interface DiffReader {
  /** What is compared, and how many keys differ. */
  record Head(
      String first,
      String firstCache,
      String second,
      String secondCache,
      long added,
      long removed,
      long changed,
      long same) {
    long different() {
      return added + removed + changed;
    }
  }

  /**
   * A key that differs.
   *
   * @param changed what has changed of it, with commas
   * @param before the value in JSON, or null
   * @param after the value in JSON, or null
   */
  record Row(
      String change,
      KeyText key,
      String changed,
      @Nullable String before,
      @Nullable String after) {}

  void begin(Head head);

  /** Takes the next rows, in the order of their keys. */
  void rows(List<Row> rows);

  /** Ends it; {@code shown} rows came, which may be fewer than differ. */
  void end(long shown);
}
