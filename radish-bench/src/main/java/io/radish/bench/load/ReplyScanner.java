// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds where a reply of RESP2 ends, without making anything of it. */
final class ReplyScanner {
  /** That the reply has not come whole. */
  static final int INCOMPLETE = -1;

  private ReplyScanner() {}

  /** The end of the reply that begins at {@code from}, or {@link #INCOMPLETE}. */
  static int end(ByteBuffer bytes, int from, int limit) throws IOException {
    int line = lineEnd(bytes, from, limit);
    if (line == INCOMPLETE) {
      return INCOMPLETE;
    }
    return switch (bytes.get(from)) {
      case '+', '-', ':' -> line;
      case '$' -> {
        int length = number(bytes, from + 1);
        int end = length < 0 ? line : line + length + 2;
        yield end > limit ? INCOMPLETE : end;
      }
      case '*' -> {
        int items = number(bytes, from + 1);
        int end = line;
        for (int i = 0; i < items && end != INCOMPLETE; i++) {
          end = end(bytes, end, limit);
        }
        yield end;
      }
      default -> throw new IOException("not a reply: it begins with byte " + bytes.get(from));
    };
  }

  /** What follows the next line end. */
  private static int lineEnd(ByteBuffer bytes, int from, int limit) {
    for (int i = from; i < limit - 1; i++) {
      if (bytes.get(i) == '\r') {
        return i + 2;
      }
    }
    return INCOMPLETE;
  }

  /** The number whose digits begin at {@code at}; lengths of what is measured fit an int. */
  static int number(ByteBuffer bytes, int at) {
    boolean negative = bytes.get(at) == '-';
    int value = 0;
    for (int i = negative ? at + 1 : at; bytes.get(i) != '\r'; i++) {
      value = value * 10 + (bytes.get(i) - '0');
    }
    return negative ? -value : value;
  }
}
