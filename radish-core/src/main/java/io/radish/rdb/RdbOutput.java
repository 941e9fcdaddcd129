// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StringValue;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Writes lengths and strings as {@link RdbInput} reads them, numbers and LZF where Redis would. */
final class RdbOutput extends NativeBuffer {
  /** Longer strings are not looked at for being a number: none of 32 bits is longer. */
  private static final int LONGEST_NUMBER = 11;

  /** Shorter strings are not compressed. */
  private static final int COMPRESSED_FROM = 21;

  /** Bytes that compression has to save. */
  private static final int LEAST_SAVING = 4;

  /** The longest announcement of a compressed string: a mark and two lengths of 5 bytes. */
  private static final int LZF_HEADER = 11;

  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfInt BIG_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong LITTLE_LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private @Nullable Lzf lzf;

  void writeByte(int value) {
    reserve(1);
    segment().set(BYTE, size(), (byte) value);
    setSize(size() + 1);
  }

  /** Writes {@code count} bytes of a number, low byte first. */
  void writeNumber(long value, int count) {
    for (int i = 0; i < count; i++) {
      writeByte((int) (value >>> (8 * i)));
    }
  }

  void writeLength(long length) {
    if (length < 0) {
      // A number without sign, as streams have them.
      writeByte(RdbInput.LENGTH_OF_8_BYTES);
      writeNumber(Long.reverseBytes(length), 8);
    } else if (length < 1 << 6) {
      writeByte((int) length);
    } else if (length < 1 << 14) {
      writeByte((int) (length >> 8) | 0x40);
      writeByte((int) length);
    } else if (length <= 0xFFFFFFFFL) {
      writeByte(RdbInput.LENGTH_OF_4_BYTES);
      reserve(4);
      segment().set(BIG_INT, size(), (int) length);
      setSize(size() + 4);
    } else {
      writeByte(RdbInput.LENGTH_OF_8_BYTES);
      writeNumber(Long.reverseBytes(length), 8);
    }
  }

  /** Writes bytes as they are. */
  void writeBytes(ByteView bytes) {
    reserve(bytes.length());
    bytes.copyTo(segment(), size());
    setSize(size() + bytes.length());
  }

  /** Writes a string in the shortest way there is. */
  void writeString(ByteView string) {
    int length = string.length();
    if (length <= LONGEST_NUMBER && writeAsNumber(string)) {
      return;
    }
    if (length >= COMPRESSED_FROM && writeCompressed(string)) {
      return;
    }
    writeLength(length);
    writeBytes(string);
  }

  private boolean writeAsNumber(ByteView string) {
    if (!StringValue.isInteger(string)) {
      return false;
    }
    long number = StringValue.integer(string);
    if (number == (byte) number) {
      writeByte(RdbInput.ENCODED_BYTE);
      writeNumber(number, 1);
    } else if (number == (short) number) {
      writeByte(RdbInput.ENCODED_SHORT);
      writeNumber(number, 2);
    } else if (number == (int) number) {
      writeByte(RdbInput.ENCODED_INT);
      writeNumber(number, 4);
    } else {
      return false;
    }
    return true;
  }

  /**
   * Compresses behind the place of the header, whose length is not known yet, and moves it there.
   */
  private boolean writeCompressed(ByteView string) {
    int length = string.length();
    reserve(LZF_HEADER + (long) length);
    long to = size() + LZF_HEADER;
    int compressed =
        lzf()
            .compress(
                string.segment(), string.offset(), length, segment(), to, length - LEAST_SAVING);
    if (compressed == 0) {
      return false;
    }
    writeByte(RdbInput.ENCODED_LZF);
    writeLength(compressed);
    writeLength(length);
    MemorySegment.copy(segment(), to, segment(), size(), compressed);
    setSize(size() + compressed);
    return true;
  }

  private Lzf lzf() {
    Lzf own = lzf;
    if (own == null) {
      own = new Lzf();
      lzf = own;
    }
    return own;
  }

  /** Writes the checksum of all that was written. */
  void writeChecksum() {
    long sum = Crc64.of(segment(), 0, size());
    reserve(8);
    segment().set(LITTLE_LONG, size(), sum);
    setSize(size() + 8);
  }
}
