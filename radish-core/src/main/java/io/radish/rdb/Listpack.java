// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StringValue;

/**
 * Redis' packed list from 7.0 on.
 *
 * <pre>
 *   bytes of all, 4 | entries, 2 | entry ... | 0xFF
 *   entry     encoding | string or number | length of both, 7 bits a byte, written backwards
 *   encoding  0nnnnnnn                     a number below 128
 *             110nnnnn n                   13 bits with a sign
 *             0xF1, 0xF2, 0xF3, 0xF4       a number of 2, 3, 4, 8 bytes
 *             10llllll, 1110llll l         a string, its length
 *             0xF0 llll                    likewise, low byte first
 * </pre>
 */
final class Listpack extends PackedBytes {
  static final int HEADER = 6;

  private Listpack(ByteView bytes) {
    super(bytes, HEADER);
  }

  // ---- sizes ----

  /** The bytes that an element takes as an entry. */
  static int entryBytes(ByteView element) {
    int content = contentBytes(element);
    return content + backLengthBytes(content);
  }

  private static int contentBytes(ByteView element) {
    if (StringValue.isInteger(element)) {
      return numberBytes(StringValue.integer(element));
    }
    int length = element.length();
    return length + (length < 64 ? 1 : length < 4096 ? 2 : 5);
  }

  /** The bytes of a number with its encoding. */
  static int numberBytes(long number) {
    if (number >= 0 && number < 128) {
      return 1;
    }
    if (number >= -4096 && number < 4096) {
      return 2;
    }
    int bits = 65 - Long.numberOfLeadingZeros(number ^ number >> 63);
    return bits <= 16 ? 3 : bits <= 24 ? 4 : bits <= 32 ? 5 : 9;
  }

  /** The bytes of the length behind an entry; the limits are Redis' own, one off at the ends. */
  static int backLengthBytes(int content) {
    return content <= 127
        ? 1
        : content < 16383 ? 2 : content < 2097151 ? 3 : content < 268435455 ? 4 : 5;
  }

  // ---- reading ----

  /** Passes the elements on; whether the listpack was sound. */
  static boolean read(ByteView bytes, ElementSink sink) {
    return isFramed(bytes, HEADER) && new Listpack(bytes).read(sink);
  }

  private boolean read(ElementSink sink) {
    long count = 0;
    while (at < end) {
      int start = at;
      if (!readElement() || !skipBackLength(at - start)) {
        return false;
      }
      if (!sink.element(element)) {
        return false;
      }
      count++;
    }
    long announced = unsigned(bytes, 4, 2);
    return announced == UNKNOWN_COUNT || announced == count;
  }

  private boolean readElement() {
    int first = bytes.get(at) & 0xFF;
    if (first < 0x80) {
      return number(first, 1);
    }
    if (first < 0xC0) {
      return string(1, first & 0x3F);
    }
    if (first < 0xE0) {
      return end - at >= 2 && number((first << 8 | (bytes.get(at + 1) & 0xFF)) << 19 >> 19, 2);
    }
    if (first < 0xF0) {
      return end - at >= 2 && string(2, (first & 0xF) << 8 | (bytes.get(at + 1) & 0xFF));
    }
    return switch (first) {
      case 0xF0 -> end - at >= 5 && string(5, unsigned(bytes, at + 1, 4));
      case 0xF1 -> signed(2);
      case 0xF2 -> signed(3);
      case 0xF3 -> signed(4);
      case 0xF4 -> signed(8);
      default -> false;
    };
  }

  private boolean signed(int count) {
    return end - at > count && number(signed(bytes, at + 1, count), count + 1);
  }

  private boolean number(long number, int length) {
    digits(number, element);
    at += length;
    return true;
  }

  private boolean skipBackLength(int content) {
    int length = backLengthBytes(content);
    if (end - at < length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((bytes.get(at + i) & 0xFF) != backLengthByte(content, length, i)) {
        return false;
      }
    }
    at += length;
    return true;
  }

  /** Byte {@code i} of the {@code length} that say how long an entry is. */
  static int backLengthByte(int content, int length, int i) {
    return ((content >>> (7 * (length - 1 - i))) & 0x7F) | (i == 0 ? 0 : 0x80);
  }
}
