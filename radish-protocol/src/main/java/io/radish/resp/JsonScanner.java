// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.util.BitSet;

/**
 * Finds the end of a JSON value (RFC 8259) without building anything.
 *
 * <p>One loop instead of recursion: a stack of bits says for each open bracket whether it is an
 * object's. Bytes above 127 are taken within strings as they are.
 */
final class JsonScanner {
  private static final int BAD = -1;

  private final int maxDepth;
  private final BitSet objects = new BitSet();
  private int depth;
  private byte[] bytes = new byte[0];
  private int end;

  JsonScanner(int maxDepth) {
    this.maxDepth = maxDepth;
  }

  /**
   * Where the value that begins at {@code from} ends, exclusively; -1 where none does, or where it
   * is nested too deeply.
   */
  int valueEnd(byte[] source, int from, int to) {
    bytes = source;
    end = to;
    depth = 0;
    int at = from;
    do {
      at = readValue(skipBlanks(at));
      while (at != BAD && depth > 0) {
        at = skipBlanks(at);
        if (at == end) {
          return BAD;
        }
        byte next = bytes[at++];
        if (next == ',') {
          at = objects.get(depth) ? readName(skipBlanks(at)) : at;
          break;
        }
        if (next != (objects.get(depth) ? '}' : ']')) {
          return BAD;
        }
        depth--;
      }
    } while (at != BAD && depth > 0);
    bytes = new byte[0];
    return at;
  }

  /**
   * Reads a value, of an array or object with content only the beginning, up to its first value.
   */
  private int readValue(int from) {
    int at = from;
    while (at < end) {
      switch (bytes[at]) {
        case '{', '[' -> {
          boolean object = bytes[at] == '{';
          at = skipBlanks(at + 1);
          if (at < end && bytes[at] == (object ? '}' : ']')) {
            return at + 1;
          }
          if (++depth > maxDepth) {
            return BAD;
          }
          objects.set(depth, object);
          at = object ? readName(at) : at;
          if (at == BAD) {
            return BAD;
          }
          at = skipBlanks(at);
        }
        case '"' -> {
          return readString(at);
        }
        case 't' -> {
          return readLiteral(at, "true");
        }
        case 'f' -> {
          return readLiteral(at, "false");
        }
        case 'n' -> {
          return readLiteral(at, "null");
        }
        default -> {
          return readNumber(at);
        }
      }
    }
    return BAD;
  }

  private int readName(int from) {
    if (from >= end || bytes[from] != '"') {
      return BAD;
    }
    int at = readString(from);
    if (at == BAD) {
      return BAD;
    }
    at = skipBlanks(at);
    return at < end && bytes[at] == ':' ? at + 1 : BAD;
  }

  private int readString(int from) {
    int at = from + 1;
    while (at < end) {
      byte next = bytes[at++];
      if (next == '"') {
        return at;
      }
      if (next >= 0 && next < ' ') {
        return BAD;
      }
      if (next == '\\') {
        at = readEscape(at);
        if (at == BAD) {
          return BAD;
        }
      }
    }
    return BAD;
  }

  private int readEscape(int at) {
    if (at >= end) {
      return BAD;
    }
    if (bytes[at] != 'u') {
      return "\"\\/bfnrt".indexOf(bytes[at]) < 0 ? BAD : at + 1;
    }
    if (end - at < 5) {
      return BAD;
    }
    for (int i = 1; i <= 4; i++) {
      if (bytes[at + i] < 0 || Character.digit(bytes[at + i], 16) < 0) {
        return BAD;
      }
    }
    return at + 5;
  }

  private int readLiteral(int from, String literal) {
    if (end - from < literal.length()) {
      return BAD;
    }
    for (int i = 0; i < literal.length(); i++) {
      if (bytes[from + i] != literal.charAt(i)) {
        return BAD;
      }
    }
    return from + literal.length();
  }

  private int readNumber(int from) {
    int at = from;
    if (bytes[at] == '-') {
      at++;
    }
    int digits = at;
    at = skipDigits(at);
    if (at == digits || (bytes[digits] == '0' && at - digits > 1)) {
      return BAD;
    }
    if (at < end && bytes[at] == '.') {
      int fraction = at + 1;
      at = skipDigits(fraction);
      if (at == fraction) {
        return BAD;
      }
    }
    if (at < end && (bytes[at] == 'e' || bytes[at] == 'E')) {
      at++;
      if (at < end && (bytes[at] == '+' || bytes[at] == '-')) {
        at++;
      }
      int exponent = at;
      at = skipDigits(exponent);
      if (at == exponent) {
        return BAD;
      }
    }
    return at;
  }

  private int skipDigits(int from) {
    int at = from;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at;
  }

  private int skipBlanks(int from) {
    int at = from;
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
  }
}
