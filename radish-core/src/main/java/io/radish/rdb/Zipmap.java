// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/**
 * The packed form of a hash before Redis 2.6: a byte for the number of fields, where that is below
 * 254, then each field and value behind its length; behind a value may be some unused bytes.
 */
final class Zipmap {
  private static final int LONG_LENGTH = 254;
  private static final int END = 255;

  private final ByteView bytes;
  private final ByteView element = new ByteView();
  private int at = 1;

  private Zipmap(ByteView bytes) {
    this.bytes = bytes;
  }

  /** Passes fields and values on; whether the map was sound. */
  static boolean read(ByteView bytes, ElementSink sink) {
    return bytes.length() >= 2 && new Zipmap(bytes).read(sink);
  }

  private boolean read(ElementSink sink) {
    int count = 0;
    while (at < bytes.length() && unsigned(at) != END) {
      if (!next(false) || !sink.element(element) || !next(true) || !sink.element(element)) {
        return false;
      }
      count++;
    }
    int announced = unsigned(0);
    return at == bytes.length() - 1 && (announced >= LONG_LENGTH || announced == count);
  }

  private boolean next(boolean value) {
    long length = at < bytes.length() ? unsigned(at++) : END;
    if (length == LONG_LENGTH && bytes.length() - at >= 4) {
      length = PackedBytes.unsigned(bytes, at, 4);
      at += 4;
    } else if (length >= LONG_LENGTH) {
      return false;
    }
    int unused = 0;
    if (value) {
      if (at >= bytes.length()) {
        return false;
      }
      unused = unsigned(at++);
    }
    if (length + unused > bytes.length() - at) {
      return false;
    }
    element.set(bytes, at, (int) length);
    at += (int) length + unused;
    return true;
  }

  private int unsigned(int index) {
    return bytes.get(index) & 0xFF;
  }
}
