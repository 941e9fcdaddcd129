// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.lang.foreign.MemorySegment;

/** What a string does beside being read and set whole. */
public final class StringValue {
  /** The longest string, in bytes: Redis' own limit. */
  public static final long MAX_BYTES = 512L << 20;

  private StringValue() {}

  /** Adds bytes at the end; there must be room below {@link #MAX_BYTES}. */
  public static void append(Entry string, ByteView tail) {
    int length = string.valueLength();
    string.reshape(Kind.STRING_RAW, length + tail.length(), length);
    tail.copyTo(string.segment(), string.valueOffset() + length);
  }

  /** Overwrites bytes from {@code offset} on; a gap behind the old end is filled with zeros. */
  public static void setRange(Entry string, int offset, ByteView bytes) {
    int length = string.valueLength();
    int end = offset + bytes.length();
    if (end > length) {
      string.reshape(Kind.STRING_RAW, end, length);
      MemorySegment segment = string.segment();
      if (offset > length) {
        segment.asSlice(string.valueOffset() + length, offset - length).fill((byte) 0);
      }
    } else {
      string.beforeWrite();
      RecordLayout.setKind(string.segment(), string.at, Kind.STRING_RAW);
    }
    bytes.copyTo(string.segment(), string.valueOffset() + offset);
  }

  /** Puts another value in the place of the old one, deadline and all else kept. */
  public static void replace(Entry string, ByteView value) {
    if (value.length() == string.valueLength()) {
      string.beforeWrite();
      RecordLayout.setKind(string.segment(), string.at, Kind.STRING);
    } else {
      string.reshape(Kind.STRING, value.length(), 0);
    }
    value.copyTo(string.segment(), string.valueOffset());
  }
}
