// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.Writer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that come in pieces, as text or as they are; what does not fit a small array goes to native
 * memory, so that the heap need not grow with the largest value.
 *
 * <p>Text becomes UTF-8; a surrogate without its partner is refused, since no bytes stand for it.
 * Used again and again through {@link #reset()}. Not thread-safe.
 */
final class GrowingBytes extends Writer {
  /** The most bytes on the heap: enough for base64 of an inline string. */
  private static final int MAX_ARRAY = 2 * FormatLimits.INLINE_BYTES;

  /** The characters encoded in one go, each taking up to three bytes. */
  private static final int CHUNK_CHARS = 8192;

  private static final int FIRST_ARRAY = 256;
  private static final byte[] NO_BYTES = {};

  private final int limit;
  private final ByteView view = new ByteView();
  private char[] chars = {};
  private byte[] array = NO_BYTES;
  private int inArray;
  private @Nullable NativeBlock block;
  private int inSegment;
  private char high;

  /**
   * Makes an empty one.
   *
   * @param limit the most bytes it takes
   */
  GrowingBytes(int limit) {
    this.limit = limit;
  }

  /** Empties it. */
  GrowingBytes reset() {
    inArray = 0;
    high = 0;
    if (block != null) {
      close();
    }
    return this;
  }

  /** The number of bytes. */
  int length() {
    return inSegment + inArray;
  }

  /** Ends a text: it must not end within a character. */
  void finish() throws BadText {
    if (high != 0) {
      throw unpaired(high);
    }
  }

  /** Shows all bytes, until the next change; the view is the same object each time. */
  ByteView view() throws BadText {
    finish();
    if (block == null) {
      return view.set(array, 0, inArray);
    }
    return view.set(spill(), 0, inSegment);
  }

  @Override
  public void write(String text) throws BadText {
    write(text, 0, text.length());
  }

  @Override
  public void write(String text, int from, int length) throws BadText {
    if (chars.length < Math.min(length, CHUNK_CHARS)) {
      chars = new char[Math.min(Math.max(FIRST_ARRAY, 2 * length), CHUNK_CHARS)];
    }
    char[] chunk = chars;
    int end = from + length;
    for (int at = from; at < end; at += CHUNK_CHARS) {
      int count = Math.min(end - at, CHUNK_CHARS);
      text.getChars(at, at + count, chunk, 0);
      writeChunk(chunk, 0, count);
    }
    checkLimit(0);
  }

  @Override
  public void write(int character) throws BadText {
    inArray = encode((char) character, room(6));
    checkLimit(0);
  }

  @Override
  public void write(char[] text, int from, int length) throws BadText {
    int end = from + length;
    for (int at = from; at < end; at += CHUNK_CHARS) {
      writeChunk(text, at, Math.min(end, at + CHUNK_CHARS));
    }
    checkLimit(0);
  }

  /** Encodes characters; the usual ones, ASCII, in a loop that does nothing else. */
  private void writeChunk(char[] text, int from, int end) throws BadText {
    int to = room(3 * (end - from + 1));
    byte[] target = array;
    int at = from;
    while (at < end) {
      if (high == 0) {
        while (at < end && text[at] < 0x80) {
          target[to++] = (byte) text[at++];
        }
      }
      if (at < end) {
        to = encode(text[at++], to);
      }
    }
    inArray = to;
  }

  /** Adds bytes as they are. */
  void append(ByteView bytes) throws BadText {
    int length = bytes.length();
    checkLimit(length);
    if (length <= MAX_ARRAY - inArray) {
      int to = room(length);
      bytes.copyTo(0, array, to, length);
      inArray = to + length;
      return;
    }
    spill();
    bytes.copyTo(growSegment(length), inSegment);
    inSegment += length;
  }

  /** Replaces the base64 that is in here with what it stands for. */
  void decodeBase64() throws BadText {
    if (block != null) {
      throw new BadText("base64 of more than " + MAX_ARRAY + " characters: cut it into parts");
    }
    try {
      ByteBuffer decoded = Base64.getDecoder().decode(ByteBuffer.wrap(array, 0, inArray));
      inArray = decoded.remaining();
      decoded.get(array, 0, inArray);
    } catch (IllegalArgumentException e) {
      throw new BadText("not base64: " + e.getMessage(), e);
    }
  }

  /** Makes room for {@code count} more bytes, at most {@link #MAX_ARRAY}; returns their place. */
  private int room(int count) {
    if (inArray + count > MAX_ARRAY) {
      spill();
    }
    if (inArray + count > array.length) {
      array =
          Arrays.copyOf(
              array,
              Math.min(MAX_ARRAY, Math.max(FIRST_ARRAY, Math.max(inArray + count, 2 * inArray))));
    }
    return inArray;
  }

  private MemorySegment spill() {
    MemorySegment segment = growSegment(inArray);
    MemorySegment.copy(array, 0, segment, ValueLayout.JAVA_BYTE, inSegment, inArray);
    inSegment += inArray;
    inArray = 0;
    return segment;
  }

  private MemorySegment growSegment(int more) {
    long needed = (long) inSegment + more;
    NativeBlock old = block;
    if (old != null && needed <= old.segment().byteSize()) {
      return old.segment();
    }
    NativeBlock larger = new NativeBlock(Math.max(needed, Math.min(2 * needed + MAX_ARRAY, limit)));
    block = larger;
    if (old != null) {
      MemorySegment.copy(old.segment(), 0, larger.segment(), 0, inSegment);
      old.close();
    }
    return larger.segment();
  }

  private void checkLimit(int more) throws BadText {
    if ((long) inSegment + inArray + more > limit) {
      throw new BadText("longer than the " + limit + " bytes that may be here");
    }
  }

  private int encode(char c, int from) throws BadText {
    int to = from;
    if (high != 0) {
      if (!Character.isLowSurrogate(c)) {
        throw unpaired(high);
      }
      int point = Character.toCodePoint(high, c);
      high = 0;
      array[to++] = (byte) (0xf0 | (point >> 18));
      array[to++] = (byte) (0x80 | ((point >> 12) & 0x3f));
      array[to++] = (byte) (0x80 | ((point >> 6) & 0x3f));
      array[to++] = (byte) (0x80 | (point & 0x3f));
    } else if (c < 0x80) {
      array[to++] = (byte) c;
    } else if (c < 0x800) {
      array[to++] = (byte) (0xc0 | (c >> 6));
      array[to++] = (byte) (0x80 | (c & 0x3f));
    } else if (Character.isHighSurrogate(c)) {
      high = c;
    } else if (Character.isLowSurrogate(c)) {
      throw unpaired(c);
    } else {
      array[to++] = (byte) (0xe0 | (c >> 12));
      array[to++] = (byte) (0x80 | ((c >> 6) & 0x3f));
      array[to++] = (byte) (0x80 | (c & 0x3f));
    }
    return to;
  }

  private static BadText unpaired(char surrogate) {
    return new BadText(
        "the surrogate \\u" + Integer.toHexString(surrogate) + " without its partner");
  }

  @Override
  public void flush() {}

  /** Gives back native memory; it can be used again. */
  @Override
  public void close() {
    NativeBlock old = block;
    block = null;
    inSegment = 0;
    if (old != null) {
      old.close();
    }
  }
}
