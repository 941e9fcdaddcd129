// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;

/**
 * Redis' packed form of a set of integers: their width and their number, four bytes each, then the
 * integers in ascending order; low bytes first.
 */
final class Intset {
  static final int HEADER = 8;

  private Intset() {}

  /** Passes the integers on as text; whether the set was sound. */
  static boolean read(ByteView bytes, ElementSink sink) {
    if (bytes.length() < HEADER) {
      return false;
    }
    int width = (int) PackedBytes.unsigned(bytes, 0, 4);
    long count = PackedBytes.unsigned(bytes, 4, 4);
    if ((width != 2 && width != 4 && width != 8) || HEADER + count * width != bytes.length()) {
      return false;
    }
    ByteView text = new ByteView();
    long last = 0;
    for (int i = 0; i < count; i++) {
      long integer = PackedBytes.signed(bytes, HEADER + i * width, width);
      if ((i > 0 && integer <= last) || !sink.element(PackedBytes.digits(integer, text))) {
        return false;
      }
      last = integer;
    }
    return true;
  }
}
