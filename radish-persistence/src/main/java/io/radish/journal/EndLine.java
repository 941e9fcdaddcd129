// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import org.jspecify.annotations.Nullable;

/**
 * The line behind the last batch of a journal that was closed in order: everything before it is on
 * disk, and nothing follows in its segment.
 *
 * @param id the journal's
 * @param last the number of the last unit
 * @param timeMillis when it was closed
 * @param previous the check sum of the line that closed the last batch
 */
record EndLine(String id, long last, long timeMillis, int previous) {
  static final String NAME = "#END";

  /** The line as it is written. */
  byte[] encode() {
    return CheckedLine.encode(
        NAME
            + " id="
            + id
            + " last="
            + last
            + " time="
            + timeMillis
            + " previous="
            + CheckedLine.crc(previous));
  }

  /** Reads a line with its end; null where it is not one, to the last byte. */
  static @Nullable EndLine parse(byte[] bytes, int from, int length) {
    CheckedLine line = CheckedLine.open(bytes, from, length, NAME);
    if (line == null) {
      return null;
    }
    EndLine end =
        new EndLine(line.id("id"), line.number("last"), line.number("time"), line.crc("previous"));
    return line.isGood() ? end : null;
  }
}
