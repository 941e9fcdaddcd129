// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits an inline request into words, by the rules of Redis' {@code sdssplitargs}, and takes JSON
 * values whole where {@link InlineValues} allows it.
 *
 * <p>Double quotes know {@code \n \r \t \b \a}, {@code \xHH}, and a backslash before anything else;
 * single quotes only {@code \'}. A closing quote must be followed by a blank or the end. Unlike in
 * Redis, whose lines are C strings, a NUL is an ordinary byte.
 */
final class InlineParser {
  private final InlineValues values;
  private final JsonScanner json;

  private byte[] line = new byte[0];
  private int at;
  private int end;

  InlineParser(InlineValues values, int jsonDepth) {
    this.values = values;
    this.json = new JsonScanner(jsonDepth);
  }

  /** The words of the line between {@code from} and {@code to}, none where it is blank. */
  List<byte[]> split(byte[] bytes, int from, int to) throws ProtocolException {
    line = bytes;
    at = from;
    end = to;
    List<byte[]> words = new ArrayList<>();
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    while (skipBlanks()) {
      int jsonEnd = jsonEnd(words);
      if (jsonEnd > at) {
        word.write(line, at, jsonEnd - at);
        at = jsonEnd;
      } else {
        readWord(word);
      }
      words.add(word.toByteArray());
      word.reset();
    }
    line = new byte[0];
    return words;
  }

  private boolean skipBlanks() {
    while (at < end && isBlank(line[at])) {
      at++;
    }
    return at < end;
  }

  /** Where the JSON value that begins here ends, or -1 where there is none, or none is wanted. */
  private int jsonEnd(List<byte[]> words) {
    if ((line[at] != '{' && line[at] != '[') || !values.takesJson(words)) {
      return -1;
    }
    int valueEnd = json.valueEnd(line, at, end);
    return valueEnd == end || (valueEnd > 0 && isBlank(line[valueEnd])) ? valueEnd : -1;
  }

  private void readWord(ByteArrayOutputStream word) throws ProtocolException {
    while (at < end) {
      byte next = line[at++];
      switch (next) {
        case ' ', '\n', '\r', '\t' -> {
          return;
        }
        case '"' -> {
          readDoubleQuoted(word);
          return;
        }
        case '\'' -> {
          readSingleQuoted(word);
          return;
        }
        default -> word.write(next);
      }
    }
  }

  private void readDoubleQuoted(ByteArrayOutputStream word) throws ProtocolException {
    while (at < end) {
      byte next = line[at++];
      if (next == '"') {
        expectBlank();
        return;
      }
      if (next != '\\' || at == end) {
        word.write(next);
      } else if (line[at] == 'x'
          && end - at > 2
          && hex(line[at + 1]) >= 0
          && hex(line[at + 2]) >= 0) {
        word.write(hex(line[at + 1]) << 4 | hex(line[at + 2]));
        at += 3;
      } else {
        word.write(unescape(line[at++]));
      }
    }
    throw unbalanced();
  }

  private void readSingleQuoted(ByteArrayOutputStream word) throws ProtocolException {
    while (at < end) {
      byte next = line[at++];
      if (next == '\'') {
        expectBlank();
        return;
      }
      if (next == '\\' && at < end && line[at] == '\'') {
        next = line[at++];
      }
      word.write(next);
    }
    throw unbalanced();
  }

  private void expectBlank() throws ProtocolException {
    if (at < end && !isBlank(line[at])) {
      throw unbalanced();
    }
  }

  private static ProtocolException unbalanced() {
    return new ProtocolException("unbalanced quotes in request");
  }

  private static int unescape(byte escaped) {
    return switch (escaped) {
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'b' -> '\b';
      case 'a' -> 7;
      default -> escaped;
    };
  }

  private static int hex(byte digit) {
    return digit < 0 ? -1 : Character.digit(digit, 16);
  }

  /** What C's {@code isspace} takes. */
  private static boolean isBlank(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }
}
