// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Puts JSON text together in one large buffer and drains it when it is full.
 *
 * <p>Bytes from the store are looked at with {@link #examine} and then written with {@link
 * #quoted}, {@link #base64} or {@link #parts}. Most are plain ASCII: those are checked eight at a
 * time and copied in one go. Whatever their size, no more than a piece of them is on the heap. No
 * allocation once made. Not thread-safe.
 */
final class JsonOutput {
  /** Takes full buffers. */
  interface Drain {
    void drain(byte[] bytes, int length) throws IOException;
  }

  /** The buffer's size: enough that a call of the operating system costs little a byte. */
  private static final int BUFFER_BYTES = 512 << 10;

  /** The bytes looked at in one go; escaped, each takes up to six. */
  private static final int PIECE_BYTES = FormatLimits.PART_BYTES;

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] BASE64 =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  /** For each byte: 0 where it is copied, 'u' for a numbered escape, else the escape's letter. */
  private static final byte[] ESCAPES = escapes();

  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final byte[] scratch = new byte[PIECE_BYTES];
  private final Drain drain;
  private int position;

  /** The piece under examination: bytes of {@code scratch} or of the view's own array. */
  private byte[] piece = scratch;

  private int pieceFrom;
  private int pieceTo;

  JsonOutput(Drain drain) {
    this.drain = drain;
  }

  private static byte[] escapes() {
    byte[] escapes = new byte[256];
    Arrays.fill(escapes, 0, 0x20, (byte) 'u');
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    return escapes;
  }

  /** Writes ASCII as it is. */
  void raw(byte[] ascii) throws IOException {
    ensure(ascii.length);
    System.arraycopy(ascii, 0, buffer, position, ascii.length);
    position += ascii.length;
  }

  /** Writes a short text as it is. */
  void raw(String text) throws IOException {
    raw(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Writes one ASCII character. */
  void raw(char character) throws IOException {
    ensure(1);
    buffer[position++] = (byte) character;
  }

  /** Drains what is in the buffer. */
  void flush() throws IOException {
    int length = position;
    position = 0;
    if (length > 0) {
      drain.drain(buffer, length);
    }
  }

  /** Takes what is in the buffer out of it, past the drain. */
  byte[] take() {
    byte[] taken = Arrays.copyOf(buffer, position);
    position = 0;
    return taken;
  }

  /** The number of bytes in the buffer. */
  int buffered() {
    return position;
  }

  /** Says how the bytes can be shown. A view of one piece need not be read again to be written. */
  TextKind examine(ByteView view) {
    int length = view.length();
    if (length <= PIECE_BYTES) {
      load(view, 0, length);
      if (Utf8.isPlain(piece, pieceFrom, pieceTo)) {
        return TextKind.PLAIN;
      }
      return Utf8.validUpTo(piece, pieceFrom, pieceTo) == pieceTo ? TextKind.TEXT : TextKind.BINARY;
    }
    boolean plain = true;
    for (int at = 0; at < length; ) {
      load(view, at, Math.min(PIECE_BYTES, length - at));
      if (Utf8.isPlain(piece, pieceFrom, pieceTo)) {
        at += pieceTo - pieceFrom;
        continue;
      }
      plain = false;
      int valid = validWithin(at, length);
      if (valid == 0) {
        return TextKind.BINARY;
      }
      at += valid;
    }
    return plain ? TextKind.PLAIN : TextKind.TEXT;
  }

  /** Writes the view just examined, which is text, as a JSON string. */
  void quoted(ByteView view, TextKind kind) throws IOException {
    int length = view.length();
    if (length <= PIECE_BYTES) {
      quotedPiece(kind);
      return;
    }
    raw('"');
    for (int at = 0; at < length; ) {
      at += loadText(view, at);
      writePiece(kind);
    }
    raw('"');
  }

  /** Writes the view just examined as a JSON string in base64, after an ASCII prefix. */
  void base64(ByteView view, byte[] prefix) throws IOException {
    raw('"');
    raw(prefix);
    int length = view.length();
    if (length <= PIECE_BYTES) {
      writeBase64();
    } else {
      for (int at = 0; at < length; at += pieceTo - pieceFrom) {
        load(view, at, Math.min(FormatLimits.BASE64_PART_BYTES, length - at));
        writeBase64();
      }
    }
    raw('"');
  }

  /** Writes the view just examined as an array of parts, in base64 where it is not text. */
  void parts(ByteView view, TextKind kind) throws IOException {
    int length = view.length();
    raw('[');
    for (int at = 0; at < length; ) {
      if (at > 0) {
        raw(", ".getBytes(StandardCharsets.US_ASCII));
      }
      if (kind == TextKind.BINARY) {
        load(view, at, Math.min(FormatLimits.BASE64_PART_BYTES, length - at));
        at += pieceTo - pieceFrom;
        raw('"');
        writeBase64();
        raw('"');
      } else {
        at += loadText(view, at);
        quotedPiece(kind);
      }
    }
    raw(']');
  }

  /** Loads the next piece of a valid text, cut where a character ends; returns its length. */
  private int loadText(ByteView view, int at) {
    load(view, at, Math.min(PIECE_BYTES, view.length() - at));
    int valid = validWithin(at, view.length());
    pieceTo = pieceFrom + valid;
    return valid;
  }

  /** The number of bytes of the piece that are valid; a character cut by its end is none. */
  private int validWithin(int at, int length) {
    int valid = Utf8.validUpTo(piece, pieceFrom, pieceTo) - pieceFrom;
    int rest = pieceTo - pieceFrom - valid;
    boolean cut = rest > 0 && rest < 4 && at + valid + rest < length;
    return rest == 0 || cut ? valid : 0;
  }

  private void load(ByteView view, int from, int count) {
    byte[] array = view.array();
    if (array == null) {
      view.copyTo(from, scratch, 0, count);
      piece = scratch;
      pieceFrom = 0;
    } else {
      piece = array;
      pieceFrom = (int) view.offset() + from;
    }
    pieceTo = pieceFrom + count;
  }

  private void quotedPiece(TextKind kind) throws IOException {
    raw('"');
    writePiece(kind);
    raw('"');
  }

  private void writePiece(TextKind kind) throws IOException {
    int count = pieceTo - pieceFrom;
    if (kind == TextKind.PLAIN) {
      ensure(count);
      System.arraycopy(piece, pieceFrom, buffer, position, count);
      position += count;
      return;
    }
    ensure(6 * count);
    int at = position;
    for (int i = pieceFrom; i < pieceTo; i++) {
      byte b = piece[i];
      byte escape = ESCAPES[b & 0xff];
      if (escape == 0) {
        buffer[at++] = b;
      } else {
        at = escape(b, escape, at);
      }
    }
    position = at;
  }

  private int escape(byte b, byte escape, int from) {
    int at = from;
    buffer[at++] = '\\';
    buffer[at++] = escape;
    if (escape == 'u') {
      buffer[at++] = '0';
      buffer[at++] = '0';
      buffer[at++] = HEX[b >> 4];
      buffer[at++] = HEX[b & 0xf];
    }
    return at;
  }

  private void writeBase64() throws IOException {
    int count = pieceTo - pieceFrom;
    ensure((count + 2) / 3 * 4);
    int at = position;
    int i = pieceFrom;
    for (; i + 3 <= pieceTo; i += 3) {
      int bits = (piece[i] & 0xff) << 16 | (piece[i + 1] & 0xff) << 8 | (piece[i + 2] & 0xff);
      buffer[at++] = BASE64[bits >> 18];
      buffer[at++] = BASE64[bits >> 12 & 63];
      buffer[at++] = BASE64[bits >> 6 & 63];
      buffer[at++] = BASE64[bits & 63];
    }
    int rest = pieceTo - i;
    if (rest > 0) {
      int bits = (piece[i] & 0xff) << 16 | (rest == 2 ? (piece[i + 1] & 0xff) << 8 : 0);
      buffer[at++] = BASE64[bits >> 18];
      buffer[at++] = BASE64[bits >> 12 & 63];
      buffer[at++] = rest == 2 ? BASE64[bits >> 6 & 63] : (byte) '=';
      buffer[at++] = '=';
    }
    position = at;
  }

  private void ensure(int count) throws IOException {
    if (BUFFER_BYTES - position < count) {
      flush();
    }
  }
}
