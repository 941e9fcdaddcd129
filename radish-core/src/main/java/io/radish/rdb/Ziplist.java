// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/**
 * Redis' packed list up to 6.2, which is read only.
 *
 * <pre>
 *   bytes of all, 4 | offset of the last entry, 4 | entries, 2 | entry ... | 0xFF
 *   entry     length of the entry before: 1 byte, or 0xFE and 4 bytes | encoding | string or number
 *   encoding  00llllll, 01llllll l, 10000000 llll: a string, its length high byte first
 *             0xC0, 0xD0, 0xE0, 0xF0, 0xFE: a number of 2, 4, 8, 3, 1 bytes;  0xF1 to 0xFD: 0 to 12
 * </pre>
 */
final class Ziplist extends PackedBytes {
  private static final int HEADER = 10;
  private static final int LONG_PREVIOUS = 0xFE;

  private Ziplist(ByteView bytes) {
    super(bytes, HEADER);
  }

  /** Passes the elements on; whether the ziplist was sound. */
  static boolean read(ByteView bytes, ElementSink sink) {
    return isFramed(bytes, HEADER) && new Ziplist(bytes).read(sink);
  }

  private boolean read(ElementSink sink) {
    long count = 0;
    int previous = 0;
    int last = HEADER;
    while (at < end) {
      int start = at;
      if (!skipPrevious(previous) || !readElement()) {
        return false;
      }
      if (!sink.element(element)) {
        return false;
      }
      count++;
      last = start;
      previous = at - start;
    }
    long announced = unsigned(bytes, 8, 2);
    return at == end
        && unsigned(bytes, 4, 4) == last
        && (announced == UNKNOWN_COUNT || announced == count);
  }

  private boolean skipPrevious(int expected) {
    boolean isLong = (bytes.get(at) & 0xFF) == LONG_PREVIOUS;
    int length = isLong ? 5 : 1;
    if (end - at < length) {
      return false;
    }
    long said = isLong ? unsigned(bytes, at + 1, 4) : bytes.get(at) & 0xFF;
    at += length;
    return said == expected && at < end;
  }

  private boolean readElement() {
    int first = bytes.get(at) & 0xFF;
    return switch (first >> 6) {
      case 0 -> string(1, first & 0x3F);
      case 1 -> end - at >= 2 && string(2, (first & 0x3F) << 8 | (bytes.get(at + 1) & 0xFF));
      case 2 -> first == 0x80 && end - at >= 5 && string(5, highFirst(at + 1));
      default -> number(first);
    };
  }

  private long highFirst(int from) {
    long length = 0;
    for (int i = 0; i < 4; i++) {
      length = length << 8 | (bytes.get(from + i) & 0xFF);
    }
    return length;
  }

  private boolean number(int first) {
    at++;
    if (first > 0xF0 && first < 0xFE) {
      digits(first - 0xF1L, element);
      return true;
    }
    int length =
        switch (first) {
          case 0xC0 -> 2;
          case 0xD0 -> 4;
          case 0xE0 -> 8;
          case 0xF0 -> 3;
          case 0xFE -> 1;
          default -> 0;
        };
    if (length == 0 || length > end - at) {
      return false;
    }
    digits(signed(bytes, at, length), element);
    at += length;
    return true;
  }
}
