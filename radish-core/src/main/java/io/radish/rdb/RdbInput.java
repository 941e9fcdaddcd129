// SPDX-License-Identifier: Apache-2.0
package io.radish.rdb;

import io.radish.memory.ByteView;
import io.radish.value.StringValue;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads lengths and strings from left to right, and remembers that something was wrong.
 *
 * <pre>
 *   00llllll                       a length below 64
 *   01llllll llllllll              below 16384
 *   10000000 4 bytes               high byte first
 *   10000001 8 bytes               high byte first
 *   11000000 / 01 / 10             a string: the digits of a number of 1, 2, 4 bytes, low byte first
 *   11000011 length length bytes   a string: compressed length, its own length, LZF
 * </pre>
 *
 * <p>After a mistake everything reads as 0 or empty and {@link #isSound()} is false, so that
 * readers read straight through; loops over announced numbers look at it in every turn. Each length
 * is held against the bytes that are left, and what LZF would expand to against what its bytes can
 * stand for. Used by one thread; to be closed.
 */
final class RdbInput implements AutoCloseable {
  private static final int ENCODED = 0xC0;
  static final int ENCODED_BYTE = ENCODED;
  static final int ENCODED_SHORT = ENCODED | 1;
  static final int ENCODED_INT = ENCODED | 2;
  static final int ENCODED_LZF = ENCODED | 3;
  static final int LENGTH_OF_4_BYTES = 0x80;
  static final int LENGTH_OF_8_BYTES = 0x81;

  private final ByteView bytes;
  private final int end;
  private int at;
  private boolean sound = true;

  /** Where LZF is expanded to; made when it is first needed. */
  private @Nullable NativeBuffer expanded;

  /** Where the string lies that is kept; used for the one after the next. */
  private @Nullable NativeBuffer spare;

  /** Reads the first {@code length} bytes that {@code bytes} shows. */
  RdbInput(ByteView bytes, int length) {
    this.bytes = bytes;
    this.end = length;
  }

  boolean isSound() {
    return sound;
  }

  /** Whether not everything was read yet. */
  boolean hasMore() {
    return at < end;
  }

  /** Says that what was read makes no sense. */
  void fail() {
    sound = false;
    at = end;
  }

  /** The next byte, without its sign. */
  int unsignedByte() {
    if (at >= end) {
      fail();
      return 0;
    }
    return bytes.get(at++) & 0xFF;
  }

  /** A length, or a number of things that follow. */
  long length() {
    int first = unsignedByte();
    return switch (first >> 6) {
      case 0 -> first & 0x3F;
      case 1 -> (first & 0x3F) << 8 | unsignedByte();
      case 2 -> longLength(first);
      default -> {
        fail();
        yield 0;
      }
    };
  }

  /** A number of 64 bits without sign, written as a length. */
  long unsigned() {
    if (at < end && (bytes.get(at) & 0xFF) == LENGTH_OF_8_BYTES) {
      at++;
      long number = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        number = number << 8 | unsignedByte();
      }
      return sound ? number : 0;
    }
    return length();
  }

  /** So many bytes as they are; empty where there are fewer. */
  void bytes(int length, ByteView view) {
    if (length > end - at) {
      fail();
      view.set(new byte[0], 0, 0);
      return;
    }
    view.set(bytes, at, length);
    at += length;
  }

  private long longLength(int first) {
    int count = first == LENGTH_OF_4_BYTES ? 4 : first == LENGTH_OF_8_BYTES ? 8 : 0;
    long length = 0;
    for (int i = 0; i < count; i++) {
      length = length << 8 | unsignedByte();
    }
    if (count == 0 || length < 0) {
      fail();
      return 0;
    }
    return length;
  }

  /** Points {@code view} at a string; valid until the next one is read. Empty after a mistake. */
  void string(ByteView view) {
    int first = at < end ? bytes.get(at) & 0xFF : 0;
    switch (first) {
      case ENCODED_BYTE -> digits(1, view);
      case ENCODED_SHORT -> digits(2, view);
      case ENCODED_INT -> digits(4, view);
      case ENCODED_LZF -> compressed(view);
      default -> plain(view);
    }
    if (!sound) {
      view.set(new byte[0], 0, 0);
    }
  }

  /** Keeps the string read last valid while the next one is read too. */
  void keep() {
    NativeBuffer kept = expanded;
    expanded = spare;
    spare = kept;
  }

  /** Eight bytes as a number, low ones first. */
  long number() {
    if (end - at < Long.BYTES) {
      fail();
      return 0;
    }
    long number = PackedBytes.signed(bytes, at, Long.BYTES);
    at += Long.BYTES;
    return number;
  }

  /** So many bytes as Latin-1 text. */
  String text(int length) {
    if (end - at < length) {
      fail();
      return "";
    }
    byte[] text = new byte[length];
    bytes.copyTo(at, text, 0, length);
    at += length;
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  private void plain(ByteView view) {
    long length = length();
    if (length > end - at) {
      fail();
      return;
    }
    view.set(bytes, at, (int) length);
    at += (int) length;
  }

  private void digits(int count, ByteView view) {
    at++;
    int number = 0;
    for (int i = 0; i < count; i++) {
      number |= unsignedByte() << (8 * i);
    }
    int spare = 32 - 8 * count;
    byte[] text = Integer.toString(number << spare >> spare).getBytes(StandardCharsets.US_ASCII);
    view.set(text, 0, text.length);
  }

  private void compressed(ByteView view) {
    at++;
    long from = length();
    long to = length();
    if (!sound || from > end - at || to > from * Lzf.MAX_RATIO || to > StringValue.MAX_BYTES) {
      fail();
      return;
    }
    NativeBuffer room = expanded();
    room.setSize(0);
    room.reserve(to);
    if (!Lzf.expand(bytes.segment(), bytes.offset() + at, (int) from, room.segment(), (int) to)) {
      fail();
      return;
    }
    at += (int) from;
    room.setSize(to);
    room.view(view);
  }

  private NativeBuffer expanded() {
    NativeBuffer room = expanded;
    if (room == null) {
      room = new NativeBuffer();
      expanded = room;
    }
    return room;
  }

  @Override
  public void close() {
    if (expanded != null) {
      expanded.close();
    }
    if (spare != null) {
      spare.close();
    }
  }
}
