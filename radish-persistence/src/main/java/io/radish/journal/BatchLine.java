// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import org.jspecify.annotations.Nullable;

/**
 * The line that closes a batch.
 *
 * @param id the journal's
 * @param last the number of the batch's last unit
 * @param units how many it has
 * @param timeMillis when it was closed; never earlier than the one before
 * @param bytes how long it is, without this line
 * @param durable the number up to which all units were known to be on disk when it was written:
 *     what is broken up to there did not break in a crash
 * @param previous the check sum of the line that closed the batch before; so none can be left out,
 *     doubled or exchanged
 * @param crc the CRC32C of the batch's bytes
 */
record BatchLine(
    String id,
    long last,
    long units,
    long timeMillis,
    long bytes,
    long durable,
    int previous,
    int crc) {
  static final String NAME = "#BATCH";

  private String fields() {
    return NAME
        + " id="
        + id
        + " last="
        + last
        + " units="
        + units
        + " time="
        + timeMillis
        + " bytes="
        + bytes
        + " durable="
        + durable
        + " previous="
        + CheckedLine.crc(previous)
        + " crc="
        + CheckedLine.crc(crc);
  }

  /** The line as it is written. */
  byte[] encode() {
    return CheckedLine.encode(fields());
  }

  /** The line's own check sum, which the next batch refers to. */
  int check() {
    return CheckedLine.check(fields());
  }

  /** Reads a line with its end; null where it is not one, to the last byte. */
  static @Nullable BatchLine parse(byte[] bytes, int from, int length) {
    CheckedLine line = CheckedLine.open(bytes, from, length, NAME);
    if (line == null) {
      return null;
    }
    BatchLine batch =
        new BatchLine(
            line.id("id"),
            line.number("last"),
            line.number("units"),
            line.number("time"),
            line.number("bytes"),
            line.number("durable"),
            line.crc("previous"),
            line.crc("crc"));
    return line.isGood() ? batch : null;
  }
}
