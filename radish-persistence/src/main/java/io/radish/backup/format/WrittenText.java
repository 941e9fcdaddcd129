// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The bytes of a backup file as {@link BackupWriter} writes them, seen through a window that moves
 * on over the file.
 *
 * <pre>
 *   window   | passed | mark ... at ... | not looked at | free |
 * </pre>
 *
 * <p>What lies behind the mark stays in the window until the mark moves on. Strings are looked
 * through eight bytes at a time and, plain ones, handed out where they lie. Whatever is not exactly
 * of that shape is {@link Unfamiliar}. Not thread-safe.
 */
final class WrittenText {
  /** Enough to look far ahead of the disk; a small file takes a small window. */
  private static final int WINDOW_BYTES = 256 << 10;

  /**
   * The longest string that is not cut into parts, every byte of it escaped, and what is round it.
   */
  private static final int MOST_WINDOW_BYTES = 6 * FormatLimits.INLINE_BYTES + WINDOW_BYTES;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  private static final byte[] SEPARATOR = ascii(", ");

  private final ChecksumInput input;
  private byte[] window;
  private int mark;
  private int at;
  private int end;

  /** Where the last string lies in the window, and what it holds. */
  private int from;

  private int to;
  private boolean escaped;
  private boolean ascii;

  /**
   * Makes the text.
   *
   * @param size of the file, in bytes
   */
  WrittenText(ChecksumInput input, long size) {
    this.input = input;
    this.window = new byte[Math.clamp(size, 1, WINDOW_BYTES)];
  }

  /** The bytes of a text of the format itself. */
  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes that begin a member of an object. */
  static byte[] member(String name) {
    return ascii('"' + name + "\": ");
  }

  /** Says that nothing before this place is needed any more. */
  void mark() {
    mark = at;
  }

  /** The size of the file, in bytes. */
  long fileSize() {
    return input.size();
  }

  /** Whether all that was read of the file is behind this place. */
  boolean isAtEnd() {
    return at == end;
  }

  /** The next byte, which stays next. */
  byte peek() throws IOException {
    if (at == end) {
      fill();
    }
    return window[at];
  }

  /** The byte so many behind the next one. */
  byte peek(int ahead) throws IOException {
    while (end - at <= ahead) {
      fill();
    }
    return window[at + ahead];
  }

  /** Passes by the next byte. */
  void skip() {
    at++;
  }

  /** Passes by exactly these bytes. */
  void literal(byte[] ascii) throws IOException {
    while (end - at < ascii.length) {
      fill();
    }
    if (!Arrays.equals(window, at, at + ascii.length, ascii, 0, ascii.length)) {
      throw new Unfamiliar();
    }
    at += ascii.length;
  }

  /** The last bytes of the file, of which there must be exactly so many left. */
  String end(int count) throws IOException {
    while (end - at < count) {
      fill();
    }
    String rest = new String(window, at, count, StandardCharsets.ISO_8859_1);
    at += count;
    return rest;
  }

  /** Reads a whole number without sign, written as it must be. */
  long number() throws IOException {
    long value = 0;
    int digits = 0;
    boolean leadingZero = peek() == '0';
    while (peek() >= '0' && peek() <= '9') {
      value = value * 10 + peek() - '0';
      skip();
      digits++;
    }
    if (digits == 0 || digits > 18 || (leadingZero && digits > 1)) {
      throw new Unfamiliar();
    }
    return value;
  }

  /** Reads a string of the header: short, and without escapes. */
  String shortString() throws IOException {
    string();
    if (escaped || to - from > FormatLimits.HEADER_TEXT_BYTES) {
      throw new Unfamiliar();
    }
    requireUtf8();
    return new String(window, from, to - from, StandardCharsets.UTF_8);
  }

  /** Passes by a string, quotes included; {@link WrittenString} knows what it holds. */
  void string() throws IOException {
    if (peek() != '"') {
      throw new Unfamiliar();
    }
    at++;
    int begin = at - mark;
    scan();
    from = mark + begin;
    to = at;
    at++;
  }

  /** Moves to the quote that ends the string. */
  private void scan() throws IOException {
    escaped = false;
    ascii = true;
    while (true) {
      while (end - at >= Long.BYTES) {
        long special = special((long) LONG.get(window, at));
        if (special != 0) {
          at += Long.numberOfTrailingZeros(special) >>> 3;
          break;
        }
        at += Long.BYTES;
      }
      byte next = peek();
      if (next == '"') {
        return;
      } else if (next == '\\') {
        escaped = true;
        at++;
        peek();
        at++;
      } else if (next < 0) {
        ascii = false;
        at++;
      } else if (next < 0x20) {
        throw new Unfamiliar();
      } else {
        at++;
      }
    }
  }

  /**
   * A word whose lowest set bit is in the first of eight bytes that is a quote, a backslash, a
   * control character or not ASCII.
   */
  private static long special(long eight) {
    long control = (eight - 0x20 * ONES) & ~eight;
    long quote = eight ^ ('"' * ONES);
    long backslash = eight ^ ('\\' * ONES);
    return (eight | control | ((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash))
        & HIGHS;
  }

  /** Where the last string begins, counted from the mark: it stays true while the window moves. */
  int fromMark() {
    return from - mark;
  }

  /** The number of bytes of the last string as it is written. */
  int length() {
    return to - from;
  }

  /** Whether the last string holds escapes, so that it cannot be shown where it lies. */
  boolean isEscaped() {
    return escaped;
  }

  /** Shows bytes of the window, until it moves. */
  ByteView show(int fromMark, int length, ByteView view) {
    return view.set(window, mark + fromMark, length);
  }

  /** The last string as ASCII. */
  String asciiValue() throws IOException {
    if (escaped || !ascii) {
      throw new Unfamiliar();
    }
    return new String(window, from, to - from, StandardCharsets.ISO_8859_1);
  }

  /** Refuses the last string where it is not valid UTF-8. */
  void requireUtf8() throws Unfamiliar {
    if (!ascii && Utf8.validUpTo(window, from, to) != to) {
      throw new Unfamiliar();
    }
  }

  /** Passes by what stands between two elements or members. */
  void separator() throws IOException {
    literal(SEPARATOR);
  }

  /** Passes by what stands behind an element; whether another follows. */
  boolean hasNext(char close) throws IOException {
    if (peek() == ',') {
      separator();
      return true;
    }
    if (peek() != close) {
      throw new Unfamiliar();
    }
    skip();
    return false;
  }

  /** Reads on; what lies behind the mark is kept. */
  private void fill() throws IOException {
    if (end == window.length) {
      makeRoom();
    }
    int count = input.read(window, end, window.length - end);
    if (count <= 0) {
      throw new Unfamiliar();
    }
    end += count;
  }

  private void makeRoom() throws Unfamiliar {
    int kept = end - mark;
    byte[] target = window;
    if (kept == MOST_WINDOW_BYTES) {
      throw new Unfamiliar();
    }
    if (kept > window.length / 2 && window.length < MOST_WINDOW_BYTES) {
      target = new byte[Math.min(MOST_WINDOW_BYTES, Math.max(WINDOW_BYTES, window.length * 2))];
    }
    System.arraycopy(window, mark, target, 0, kept);
    window = target;
    at -= mark;
    end = kept;
    mark = 0;
  }
}
