// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;

/**
 * The nodes in which Redis would keep a stream: what approximate trimming removes whole, what
 * {@code XINFO} counts and {@code DUMP} writes.
 *
 * <p>A node is a listpack of up to {@code stream-node-max-entries} entries and {@code
 * stream-node-max-bytes} bytes. Nothing of it is kept but where each begins, as a bit before the
 * fields of its first entry, and what the last one has.
 *
 * <pre>
 *   node    entries | deleted ones | number of fields | fields of its first entry | 0 | entry ...
 *   entry   flags | milliseconds | sequence | values, or their number, fields and values | elements
 * </pre>
 */
final class StreamNodes {
  /** The bit of an entry that begins a node. */
  static final int BEGINS = 1;

  /** The bit of an entry that has the same fields as the one that begins its node. */
  static final int SAME_FIELDS = 2;

  /** The most bytes of a node for which there is no limit, and those of the fields of an entry. */
  static final long MOST_BYTES = 1 << 30;

  /** What a listpack has beside its elements. */
  private static final int FRAME_BYTES = 7;

  private StreamNodes() {}

  /** Whether an entry whose fields take so many bytes begins another node. */
  static boolean isFull(ValueSettings settings, int entries, int bytes, long fieldBytes) {
    if (entries == 0) {
      return true;
    }
    long mostBytes = settings.streamNodeBytes();
    if (mostBytes <= 0 || mostBytes > MOST_BYTES) {
      mostBytes = MOST_BYTES;
    }
    long mostEntries = settings.streamNodeEntries();
    return bytes + fieldBytes >= mostBytes || (mostEntries > 0 && entries >= mostEntries);
  }

  /** The bytes of fields and values, without what tells their lengths. */
  static long contentBytes(ByteView fields) {
    ByteView each = new ByteView();
    long bytes = 0;
    int at = 0;
    while (at < fields.length()) {
      at = StreamFields.read(fields, at, each);
      bytes += each.length();
    }
    return bytes;
  }

  /** The bytes of a node that has nothing but what it says of itself and the fields. */
  static int headBytes(ByteView fields) {
    return FRAME_BYTES + 4 * 2 + elementBytes(fields, true);
  }

  /** The bytes of an entry, about: milliseconds and sequences take a few bytes each. */
  static int entryBytes(ByteView fields, boolean same, long millis, long sequence) {
    int bytes = 2 + numberBytes(millis) + numberBytes(sequence) + 2;
    return same ? bytes + elementBytes(fields, false) : bytes + 2 + allBytes(fields);
  }

  private static int allBytes(ByteView fields) {
    return elementBytes(fields, true) + elementBytes(fields, false);
  }

  /** What the fields, or the values, take as elements of a listpack. */
  private static int elementBytes(ByteView fields, boolean names) {
    ByteView each = new ByteView();
    int bytes = 0;
    int at = 0;
    for (boolean isName = true; at < fields.length(); isName = !isName) {
      at = StreamFields.read(fields, at, each);
      if (isName == names) {
        bytes += textBytes(each);
      }
    }
    return bytes;
  }

  private static int textBytes(ByteView text) {
    if (StringValue.isInteger(text)) {
      return numberBytes(StringValue.integer(text));
    }
    int length = text.length();
    int content = length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
    return content + (content <= 127 ? 1 : content < 16383 ? 2 : content < 2097151 ? 3 : 5);
  }

  /** What a number takes as an element, with its length behind it. */
  private static int numberBytes(long number) {
    if (number >= 0 && number < 128) {
      return 2;
    }
    if (number >= -4096 && number < 4096) {
      return 3;
    }
    int bits = 65 - Long.numberOfLeadingZeros(number ^ number >> 63);
    return 1 + (bits <= 16 ? 3 : bits <= 24 ? 4 : bits <= 32 ? 5 : 9);
  }
}
