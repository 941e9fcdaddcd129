// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import io.radish.memory.ByteView;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Base64;

/**
 * What one string of a {@link WrittenText} holds: shown where it lies, or with its escapes or its
 * base64 undone in an array of its own.
 *
 * <p>It stays readable until the text is marked anew, wherever the window moves. Used again and
 * again. Not thread-safe.
 */
final class WrittenString {
  private static final int FIRST_BYTES = 1024;

  private final WrittenText text;
  private final ByteView view = new ByteView();
  private byte[] own = {};

  private boolean isOwn;
  private int fromMark;
  private int length;

  WrittenString(WrittenText text) {
    this.text = text;
  }

  /** Reads the string that comes next. */
  void read() throws IOException {
    text.string();
    text.requireUtf8();
    fromMark = text.fromMark();
    length = text.length();
    isOwn = text.isEscaped();
    if (isOwn) {
      length = unescape(text.show(fromMark, length, view));
    }
  }

  /** Shows what it holds, until the text is read on. */
  ByteView view() {
    return isOwn ? view.set(own, 0, length) : text.show(fromMark, length, view);
  }

  boolean startsWith(byte[] mark) {
    return view().startsWith(mark);
  }

  /** Replaces the base64 that stands behind {@code prefix} bytes with what it stands for. */
  void decodeBase64(int prefix) throws Unfamiliar {
    byte[] encoded = view().toBytes();
    try {
      ByteBuffer decoded =
          Base64.getDecoder().decode(ByteBuffer.wrap(encoded, prefix, encoded.length - prefix));
      own = decoded.array();
      length = decoded.remaining();
      isOwn = true;
    } catch (IllegalArgumentException e) {
      throw new Unfamiliar();
    }
  }

  private int unescape(ByteView escaped) throws Unfamiliar {
    int count = escaped.length();
    if (own.length < count) {
      own = new byte[Math.max(FIRST_BYTES, 2 * count)];
    }
    escaped.copyTo(0, own, 0, count);
    // What is undone is never longer than what is written, so it is undone in its place.
    int to = 0;
    for (int i = 0; i < count; ) {
      byte next = own[i++];
      if (next == '\\') {
        byte escape = own[i++];
        if (escape == 'u') {
          next = control(i, count);
          i += 4;
        } else {
          next = unescaped(escape);
        }
      }
      own[to++] = next;
    }
    return to;
  }

  private static byte unescaped(byte escape) throws Unfamiliar {
    return switch (escape) {
      case '"', '\\' -> escape;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      default -> throw new Unfamiliar();
    };
  }

  /** The control character whose four digits stand at {@code at}: no other is written by number. */
  private byte control(int at, int count) throws Unfamiliar {
    if (count - at < 4
        || own[at] != '0'
        || own[at + 1] != '0'
        || (own[at + 2] != '0' && own[at + 2] != '1')
        || own[at + 3] < 0
        || Character.digit(own[at + 3], 16) < 0) {
      throw new Unfamiliar();
    }
    return (byte) (16 * (own[at + 2] - '0') + Character.digit(own[at + 3], 16));
  }
}
