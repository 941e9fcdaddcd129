// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StringValue;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Makes one {@link Listpack} after the other. */
final class ListpackWriter extends NativeBuffer {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private long count;

  ListpackWriter() {
    clear();
  }

  /** Begins another one. */
  void clear() {
    setSize(Listpack.HEADER);
    count = 0;
  }

  void add(ByteView element) {
    int bytes = Listpack.entryBytes(element);
    reserve(bytes);
    long start = size();
    if (StringValue.isInteger(element)) {
      number(StringValue.integer(element));
    } else {
      string(element);
    }
    int content = (int) (size() - start);
    int length = Listpack.backLengthBytes(content);
    for (int i = 0; i < length; i++) {
      put(Listpack.backLengthByte(content, length, i));
    }
    count++;
  }

  private void number(long number) {
    int bytes = Listpack.numberBytes(number);
    switch (bytes) {
      case 1 -> put((int) number);
      case 2 -> {
        put(0xC0 | ((int) (number >> 8) & 0x1F));
        put((int) number);
      }
      default -> {
        put(bytes == 9 ? 0xF4 : 0xF1 + bytes - 3);
        for (int i = 0; i < bytes - 1; i++) {
          put((int) (number >> (8 * i)));
        }
      }
    }
  }

  private void string(ByteView string) {
    int length = string.length();
    if (length < 64) {
      put(0x80 | length);
    } else if (length < 4096) {
      put(0xE0 | length >> 8);
      put(length);
    } else {
      put(0xF0);
      for (int i = 0; i < 4; i++) {
        put(length >> (8 * i));
      }
    }
    string.copyTo(segment(), size());
    setSize(size() + length);
  }

  private void put(int value) {
    segment().set(BYTE, size(), (byte) value);
    setSize(size() + 1);
  }

  /** Ends the listpack and points {@code view} at it. */
  ByteView finish(ByteView view) {
    reserve(1);
    put(Listpack.END);
    segment().set(INT, 0, (int) size());
    segment().set(SHORT, 4, (short) Math.min(count, Listpack.UNKNOWN_COUNT));
    return view(view);
  }
}
