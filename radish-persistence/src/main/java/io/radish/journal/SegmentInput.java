// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.disk.FileOps;
import io.radish.disk.FileOps.InputFile;
import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A segment's bytes through a window, read in order, with a check sum of those passed since it was
 * asked for. Used by one thread.
 *
 * <p>What is not as it has to be is thrown as a {@link BrokenException}; what that means depends on
 * where it is.
 */
final class SegmentInput implements Closeable {
  private static final int WINDOW_BYTES = 256 << 10;

  /** The most digits of a count or length: longer ones are no good anyway. */
  private static final int MOST_DIGITS = 10;

  private final Path path;
  private final InputFile file;
  private final long size;
  private final byte[] window;
  private final CRC32C crc = new CRC32C();

  /** Where in the file the window begins. */
  private long start;

  private int at;
  private int filled;

  /** The first byte in the window that the check sum has not seen. */
  private int unchecked;

  SegmentInput(FileOps disk, Path path) throws IOException {
    this.path = path;
    file = disk.open(path);
    size = file.size();
    window = new byte[Math.clamp(size, CheckedLine.MAX_BYTES, WINDOW_BYTES)];
  }

  Path path() {
    return path;
  }

  long size() {
    return size;
  }

  /** Where the next byte is. */
  long position() {
    return start + at;
  }

  boolean atEnd() {
    return position() >= size;
  }

  /** Goes on at another place; the check sum begins there. */
  void seek(long position) {
    if (position >= start && position <= start + filled) {
      at = (int) (position - start);
    } else {
      start = position;
      at = 0;
      filled = 0;
    }
    resetCrc();
  }

  void resetCrc() {
    crc.reset();
    unchecked = at;
  }

  /** The CRC32C of the bytes passed since it was reset. */
  int crc() {
    check();
    return (int) crc.getValue();
  }

  private void check() {
    crc.update(window, unchecked, at - unchecked);
    unchecked = at;
  }

  /** Reads more into the window, from where it stands on; false at the file's end. */
  private boolean fill() throws IOException {
    check();
    System.arraycopy(window, at, window, 0, filled - at);
    start += at;
    filled -= at;
    at = 0;
    unchecked = 0;
    ByteBuffer target = ByteBuffer.wrap(window, filled, window.length - filled);
    file.read(start + filled, target);
    boolean more = target.position() > filled;
    filled = target.position();
    return more;
  }

  /** The next byte, which stays the next; -1 at the file's end. */
  int peek() throws IOException {
    return at < filled || fill() ? window[at] & 0xFF : -1;
  }

  private int read() throws IOException, BrokenException {
    if (at == filled && !fill()) {
      throw broken("it ends in the middle");
    }
    return window[at++] & 0xFF;
  }

  BrokenException broken(String reason) {
    return new BrokenException(position(), reason);
  }

  private void expect(char wanted) throws IOException, BrokenException {
    if (read() != wanted) {
      at--;
      throw broken("something else than is written there");
    }
  }

  /** A prefix, a number that is not negative, and a line's end. */
  int count(char prefix) throws IOException, BrokenException {
    expect(prefix);
    long value = 0;
    int digits = 0;
    for (int c = read(); c != '\r'; c = read()) {
      boolean leadingZero = digits == 1 && value == 0;
      if (c < '0' || c > '9' || leadingZero || ++digits > MOST_DIGITS) {
        at--;
        throw broken("a length that is none");
      }
      value = value * 10 + c - '0';
    }
    expect('\n');
    if (digits == 0 || value > Integer.MAX_VALUE) {
      throw broken("a length that is none");
    }
    return (int) value;
  }

  void lineEnd() throws IOException, BrokenException {
    expect('\r');
    expect('\n');
  }

  void skip(long count) throws IOException, BrokenException {
    if (count > size - position()) {
      throw broken("it ends in the middle");
    }
    long rest = count;
    while (rest > 0) {
      if (at == filled && !fill()) {
        throw broken("it ends in the middle");
      }
      int step = (int) Math.min(rest, filled - at);
      at += step;
      rest -= step;
    }
  }

  void copy(byte[] target, int length) throws IOException, BrokenException {
    copy(MemorySegment.ofArray(target), length);
  }

  void copy(MemorySegment target, int length) throws IOException, BrokenException {
    int done = 0;
    while (done < length) {
      if (at == filled && !fill()) {
        throw broken("it ends in the middle");
      }
      int step = Math.min(length - done, filled - at);
      MemorySegment.copy(
          MemorySegment.ofArray(window),
          ValueLayout.JAVA_BYTE,
          at,
          target,
          ValueLayout.JAVA_BYTE,
          done,
          step);
      at += step;
      done += step;
    }
  }

  /**
   * The length of the line that begins here, its end included, which stays to be read; 0 where none
   * ends within what a line may take.
   */
  int lineLength() throws IOException {
    while (filled - at < CheckedLine.MAX_BYTES && fill()) {
      // As often as the file gives less than was asked for.
    }
    int most = Math.min(filled, at + CheckedLine.MAX_BYTES);
    for (int i = at; i < most; i++) {
      if (window[i] == '\n') {
        return i + 1 - at;
      }
    }
    return 0;
  }

  /** The window, in which a line that was measured begins at {@link #lineAt}. */
  byte[] lineBytes() {
    return window;
  }

  int lineAt() {
    return at;
  }

  /** Passes what was looked at. */
  void pass(int length) {
    at += length;
  }

  /** Goes to the next {@code #} that is followed by {@code B} or {@code E}; false at the end. */
  boolean findLine() throws IOException {
    while (peek() >= 0) {
      for (; at + 1 < filled; at++) {
        byte next = window[at + 1];
        if (window[at] == '#' && (next == 'B' || next == 'E')) {
          return true;
        }
      }
      if (!fill()) {
        at = filled;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }

  /** Bytes that are not what was written. */
  static final class BrokenException extends Exception {
    @Serial private static final long serialVersionUID = 1L;

    private final long offset;

    BrokenException(long offset, String reason) {
      super(reason, null, false, false);
      this.offset = offset;
    }

    long offset() {
      return offset;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }
}
