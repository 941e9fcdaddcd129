// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Writes replies in RESP2 or RESP3 into one block of bytes, which goes to a {@link ReplySink} each
 * time it is full; shared by all connections of a thread, one after the other.
 *
 * <pre>{@code
 * writer.begin(sink, protocol);
 * // execute a batch of requests
 * writer.flush();
 * }</pre>
 *
 * <p>Types that RESP2 does not have are written as Redis writes them there: a map as an array of
 * twice the length, sets and pushes as arrays, numbers with a point as bulk strings, truth as 0 and
 * 1. Writing allocates only for texts outside ASCII and for floating-point numbers. Not
 * thread-safe.
 */
public final class ReplyWriter {
  /** Room for any type byte, number, and both line ends around a short value. */
  private static final int HEADER = 32;

  private static final int SMALLEST_BLOCK = 128;
  private static final byte[] OK = ascii("+OK\r\n");
  private static final byte[] NIL_2 = ascii("$-1\r\n");
  private static final byte[] NIL_ARRAY_2 = ascii("*-1\r\n");
  private static final byte[] NIL_3 = ascii("_\r\n");
  private static final byte[] TRUE_3 = ascii("#t\r\n");
  private static final byte[] FALSE_3 = ascii("#f\r\n");

  /** The numbers 00 to 99, two digits each: half the divisions for a long number. */
  private static final byte[] PAIRS = new byte[200];

  static {
    for (int i = 0; i < 100; i++) {
      PAIRS[2 * i] = (byte) ('0' + i / 10);
      PAIRS[2 * i + 1] = (byte) ('0' + i % 10);
    }
  }

  private static final ReplySink NOWHERE =
      new ReplySink() {
        @Override
        public void block(byte[] array, int offset, int length) {
          throw new IllegalStateException("no connection: call begin first");
        }

        @Override
        public void attachment(MemorySegment segment, long offset, long length, Runnable release) {
          throw new IllegalStateException("no connection: call begin first");
        }
      };

  private final byte[] block;
  private ReplySink sink = NOWHERE;
  private boolean resp3;
  private int at;

  /** Makes a writer with a block of that size; at least 128 bytes, reasonably 16 KiB. */
  public ReplyWriter(int blockBytes) {
    block = new byte[Math.max(SMALLEST_BLOCK, blockBytes)];
  }

  /** Turns to another connection. What was written for the one before must have been flushed. */
  public void begin(ReplySink sink, int protocol) {
    if (at > 0) {
      throw new IllegalStateException(at + " bytes of the last connection were not flushed");
    }
    this.sink = sink;
    setProtocol(protocol);
  }

  /** Changes the protocol from the next reply on; 2 or 3. */
  public void setProtocol(int protocol) {
    if (protocol != 2 && protocol != 3) {
      throw new IllegalArgumentException("RESP" + protocol + " is neither RESP2 nor RESP3");
    }
    resp3 = protocol == 3;
  }

  /** 2 or 3. */
  public int protocol() {
    return resp3 ? 3 : 2;
  }

  /** Bytes that wait in the block. */
  public int pending() {
    return at;
  }

  /** Hands the block to the sink. */
  public void flush() {
    if (at > 0) {
      int length = at;
      at = 0;
      sink.block(block, 0, length);
    }
  }

  /** Forgets what waits in the block; for a connection that is gone. */
  public void discard() {
    at = 0;
  }

  /** Writes {@code OK}. */
  public void ok() {
    whole(OK);
  }

  /** Writes a one-line text. */
  public void simple(String text) {
    line('+', text);
  }

  /**
   * Writes an error with its code, such as {@code ERR unknown command}; line ends become blanks.
   */
  public void error(String text) {
    line('-', withoutLineEnd(text));
  }

  /** Writes an error whose text quotes a client's bytes, which need not be UTF-8. */
  public void error(byte[] text) {
    int length = text.length;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
      length--;
    }
    line('-', text, length);
  }

  /** Writes a whole number. */
  public void integer(long value) {
    header(':', value);
  }

  /** Writes a string. */
  public void bulk(byte[] value) {
    bulk(value, 0, value.length);
  }

  /** Writes a string. */
  public void bulk(byte[] value, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, value.length);
    if (length > block.length - at - HEADER) {
      bulkHeader(length);
      raw(value, offset, length);
      bulkEnd();
      return;
    }
    int p = number('$', length, at);
    System.arraycopy(value, offset, block, p, length);
    at = lineEnd(p + length);
  }

  /** Writes a string that lies in native memory. */
  public void bulk(MemorySegment segment, long offset, int length) {
    if (length > block.length - at - HEADER) {
      bulkHeader(length);
      raw(segment, offset, length);
      bulkEnd();
      return;
    }
    int p = number('$', length, at);
    MemorySegment.copy(segment, JAVA_BYTE, offset, block, p, length);
    at = lineEnd(p + length);
  }

  /** Writes the UTF-8 form of a text as a string. */
  public void bulk(String text) {
    if (text.length() > block.length - HEADER || !isAscii(text)) {
      bulk(text.getBytes(StandardCharsets.UTF_8));
      return;
    }
    ensure(text.length() + HEADER);
    int p = number('$', text.length(), at);
    for (int i = 0; i < text.length(); i++) {
      block[p++] = (byte) text.charAt(i);
    }
    at = lineEnd(p);
  }

  /**
   * Writes a string by reference; the sink calls {@code release} when it needs the bytes no longer.
   */
  public void bulkAttachment(MemorySegment segment, long offset, long length, Runnable release) {
    header('$', length);
    flush();
    sink.attachment(segment, offset, length, release);
    bulkEnd();
  }

  /**
   * Writes bytes as they are, by reference; the sink calls {@code release} when it needs them no
   * longer.
   */
  public void rawAttachment(MemorySegment segment, long offset, long length, Runnable release) {
    flush();
    sink.attachment(segment, offset, length, release);
  }

  /**
   * Begins a string whose {@code length} bytes follow through {@code raw}, then {@link #bulkEnd}.
   */
  public void bulkHeader(long length) {
    header('$', length);
  }

  /** Ends what {@link #bulkHeader} began. */
  public void bulkEnd() {
    ensure(2);
    at = lineEnd(at);
  }

  /** Writes bytes as they are. */
  public void raw(byte[] bytes, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    int from = offset;
    int left = length;
    while (left > 0) {
      ensure(1);
      int piece = Math.min(left, block.length - at);
      System.arraycopy(bytes, from, block, at, piece);
      at += piece;
      from += piece;
      left -= piece;
    }
  }

  /** Writes bytes as they are. */
  public void raw(byte[] bytes) {
    raw(bytes, 0, bytes.length);
  }

  /** Writes bytes of native memory as they are. */
  public void raw(MemorySegment segment, long offset, long length) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
    long from = offset;
    long left = length;
    while (left > 0) {
      ensure(1);
      int piece = (int) Math.min(left, block.length - at);
      MemorySegment.copy(segment, JAVA_BYTE, from, block, at, piece);
      at += piece;
      from += piece;
      left -= piece;
    }
  }

  /** Writes the absence of a value. */
  public void nil() {
    whole(resp3 ? NIL_3 : NIL_2);
  }

  /** Writes the absence of an array, which RESP2 tells from that of a value. */
  public void nilArray() {
    whole(resp3 ? NIL_3 : NIL_ARRAY_2);
  }

  /** Begins an array of {@code size} replies, which follow. */
  public void array(long size) {
    header('*', size);
  }

  /** Begins a map of {@code pairs} keys, each followed by its value. */
  public void map(long pairs) {
    header(resp3 ? '%' : '*', resp3 ? pairs : Math.multiplyExact(pairs, 2L));
  }

  /** Begins a set of {@code size} replies, which follow. */
  public void set(long size) {
    header(resp3 ? '~' : '*', size);
  }

  /** Begins a message that answers no request, of {@code size} replies, which follow. */
  public void push(long size) {
    header(resp3 ? '>' : '*', size);
  }

  /** Writes a floating-point number in its shortest form. */
  public void doubleValue(double value) {
    if (!resp3) {
      bulkDouble(value);
    } else if (DoubleText.isWhole(value)) {
      header(',', (long) value);
    } else {
      line(',', DoubleText.of(value));
    }
  }

  /** Writes a floating-point number given by its digits. */
  public void decimal(String digits) {
    typed(',', digits);
  }

  /** Writes a floating-point number in its shortest form, as a string in either protocol. */
  public void bulkDouble(double value) {
    if (!DoubleText.isWhole(value)) {
      bulk(DoubleText.of(value));
      return;
    }
    long whole = (long) value;
    ensure(2 * HEADER);
    at = number('$', (whole < 0 ? 1 : 0) + digits(whole < 0 ? whole : -whole), at);
    // The digits are written behind a type byte, whose place is that of the first of them.
    byte last = block[at - 1];
    int end = number('$', whole, at - 1);
    block[at - 1] = last;
    at = end;
  }

  /** Writes a truth value; 1 or 0 in RESP2. */
  public void bool(boolean value) {
    if (resp3) {
      whole(value ? TRUE_3 : FALSE_3);
    } else {
      integer(value ? 1 : 0);
    }
  }

  /** Writes a text for people, with its format: {@code txt} or {@code mkd}. */
  public void verbatim(String format, String text) {
    if (format.length() != 3 || !isAscii(format)) {
      throw new IllegalArgumentException("a format is three ASCII letters, not " + format);
    }
    if (!resp3) {
      bulk(text);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    header('=', bytes.length + 4L);
    raw((format + ":").getBytes(StandardCharsets.US_ASCII));
    raw(bytes);
    bulkEnd();
  }

  /** Writes a whole number of any length, given by its decimal digits. */
  public void bigNumber(String digits) {
    typed('(', digits);
  }

  /** A line of that type in RESP3, a string in RESP2. */
  private void typed(char type, String text) {
    if (resp3) {
      line(type, text);
    } else {
      bulk(text);
    }
  }

  private void line(char type, String text) {
    int length = text.length();
    if (length > block.length - HEADER || !isAscii(text)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      line(type, bytes, bytes.length);
      return;
    }
    ensure(length + HEADER);
    block[at++] = (byte) type;
    for (int i = 0; i < length; i++) {
      block[at++] = withinLine((byte) text.charAt(i));
    }
    at = lineEnd(at);
  }

  private void line(char type, byte[] text, int length) {
    ensure(1);
    block[at++] = (byte) type;
    for (int i = 0; i < length; i++) {
      ensure(1);
      block[at++] = withinLine(text[i]);
    }
    bulkEnd();
  }

  /** A line end within a line would begin another reply. */
  private static byte withinLine(byte character) {
    return character == '\r' || character == '\n' ? (byte) ' ' : character;
  }

  private void header(char type, long number) {
    ensure(HEADER);
    at = number(type, number, at);
  }

  /** Writes type, number and line end at {@code from}; returns where they end. */
  private int number(char type, long number, int from) {
    byte[] bytes = block;
    int p = from;
    bytes[p++] = (byte) type;
    if (number >= 0 && number < 10) {
      bytes[p++] = (byte) ('0' + number);
      return lineEnd(p);
    }
    // Counted downwards, because the smallest number has no positive counterpart.
    long rest = number;
    if (rest < 0) {
      bytes[p++] = '-';
    } else {
      rest = -rest;
    }
    int stop = p + digits(rest);
    int q = stop;
    while (rest <= -100) {
      long hundreds = rest / 100;
      int pair = (int) (hundreds * 100 - rest) * 2;
      bytes[--q] = PAIRS[pair + 1];
      bytes[--q] = PAIRS[pair];
      rest = hundreds;
    }
    int pair = (int) -rest * 2;
    bytes[--q] = PAIRS[pair + 1];
    if (rest <= -10) {
      bytes[--q] = PAIRS[pair];
    }
    return lineEnd(stop);
  }

  /** Digits of a number that is zero or below. */
  private static int digits(long negative) {
    int digits = 1;
    long bound = -10;
    while (negative <= bound) {
      digits++;
      if (digits == 19) {
        return digits;
      }
      bound *= 10;
    }
    return digits;
  }

  private int lineEnd(int p) {
    block[p] = '\r';
    block[p + 1] = '\n';
    return p + 2;
  }

  private void whole(byte[] reply) {
    ensure(reply.length);
    System.arraycopy(reply, 0, block, at, reply.length);
    at += reply.length;
  }

  private void ensure(int bytes) {
    if (block.length - at < bytes) {
      flush();
    }
  }

  private static String withoutLineEnd(String text) {
    int length = text.length();
    while (length > 0 && (text.charAt(length - 1) == '\n' || text.charAt(length - 1) == '\r')) {
      length--;
    }
    return text.substring(0, length);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) {
        return false;
      }
    }
    return true;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
