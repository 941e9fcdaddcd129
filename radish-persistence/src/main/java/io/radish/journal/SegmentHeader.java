// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a segment.
 *
 * @param version of the format
 * @param id the journal's, the same in all its segments
 * @param first the number of its first unit. The segment before it counts up to there and no
 *     further: what that may hold besides was given up, and written once more here
 * @param timeMillis when the batch before was closed, 0 where there was none
 * @param previous the check sum of the line that closed the batch before, 0 where there was none
 */
record SegmentHeader(long version, String id, long first, long timeMillis, int previous) {
  static final String NAME = "#RADISH-JOURNAL";
  static final int VERSION = 1;

  /** The line as it is written. */
  byte[] encode() {
    return CheckedLine.encode(
        NAME
            + " version="
            + version
            + " id="
            + id
            + " first="
            + first
            + " time="
            + timeMillis
            + " previous="
            + CheckedLine.crc(previous));
  }

  /** Reads a line with its end; null where it is not one, to the last byte. */
  static @Nullable SegmentHeader parse(byte[] bytes, int from, int length) {
    CheckedLine line = CheckedLine.open(bytes, from, length, NAME);
    if (line == null) {
      return null;
    }
    SegmentHeader header =
        new SegmentHeader(
            line.number("version"),
            line.id("id"),
            line.number("first"),
            line.number("time"),
            line.crc("previous"));
    return line.isGood() ? header : null;
  }
}
