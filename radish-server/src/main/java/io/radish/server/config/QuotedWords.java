// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of words in the notation of {@code redis.conf} and {@code redis-cli}: separated by spaces;
 * in double quotes with {@code \n \r \t \b \a \" \\ \xHH}, or in single quotes with {@code \'}.
 */
public final class QuotedWords {
  private final byte[] line;
  private final ByteArrayOutputStream word = new ByteArrayOutputStream();
  private int at;

  private QuotedWords(byte[] line) {
    this.line = line;
  }

  /** The words of {@code line} as bytes; null where a quote is not closed, or closed mid-word. */
  public static @Nullable List<byte[]> splitBytes(String line) {
    return new QuotedWords(line.getBytes(StandardCharsets.UTF_8)).words();
  }

  /** The words of {@code line}; null where a quote is not closed, or closed mid-word. */
  public static @Nullable List<String> split(String line) {
    List<byte[]> words = splitBytes(line);
    return words == null
        ? null
        : words.stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  /** The line that {@link #split} takes apart into {@code words}; quotes only where needed. */
  public static String join(List<String> words) {
    return String.join(" ", words.stream().map(QuotedWords::quoteWhereNeeded).toList());
  }

  private static String quoteWhereNeeded(String word) {
    boolean plain =
        !word.isEmpty()
            && word.charAt(0) != '#'
            && word.chars().allMatch(c -> c > ' ' && c != 0x7f && c != '"' && c != '\'');
    return plain ? word : quote(word);
  }

  /** The word in double quotes, with quotes and control characters escaped. */
  public static String quote(String word) {
    return '"' + escape(word.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }

  /** The text with its control characters escaped, so that it stays on its line. */
  public static String escape(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        default -> {
          if (Character.isISOControl(c)) {
            escaped.append("\\x").append(HexFormat.of().toHexDigits((byte) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }

  private @Nullable List<byte[]> words() {
    List<byte[]> words = new ArrayList<>();
    while (true) {
      while (at < line.length && isSpace(line[at])) {
        at++;
      }
      if (at == line.length) {
        return words;
      }
      word.reset();
      boolean wellFormed =
          switch (line[at]) {
            case '"' -> doubleQuoted();
            case '\'' -> singleQuoted();
            default -> plain();
          };
      if (!wellFormed) {
        return null;
      }
      words.add(word.toByteArray());
    }
  }

  /** A word that begins without a quote; a quote later in it opens a quoted rest, as in Redis. */
  private boolean plain() {
    while (at < line.length && !isSpace(line[at])) {
      if (line[at] == '"') {
        return doubleQuoted();
      }
      if (line[at] == '\'') {
        return singleQuoted();
      }
      word.write(line[at++]);
    }
    return true;
  }

  private boolean singleQuoted() {
    at++;
    while (at < line.length) {
      if (line[at] == '\\' && at + 1 < line.length && line[at + 1] == '\'') {
        at++;
      } else if (line[at] == '\'') {
        at++;
        return atEndOfWord();
      }
      word.write(line[at++]);
    }
    return false;
  }

  private boolean doubleQuoted() {
    at++;
    while (at < line.length) {
      byte c = line[at++];
      if (c == '"') {
        return atEndOfWord();
      }
      if (c == '\\' && at < line.length) {
        escape();
      } else {
        word.write(c);
      }
    }
    return false;
  }

  private void escape() {
    byte c = line[at++];
    if (c == 'x'
        && at + 1 < line.length
        && HexFormat.isHexDigit(line[at])
        && HexFormat.isHexDigit(line[at + 1])) {
      word.write(HexFormat.fromHexDigit(line[at]) * 16 + HexFormat.fromHexDigit(line[at + 1]));
      at += 2;
      return;
    }
    word.write(
        switch (c) {
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case 'b' -> '\b';
          case 'a' -> 7;
          default -> c;
        });
  }

  private boolean atEndOfWord() {
    return at == line.length || isSpace(line[at]);
  }

  private static boolean isSpace(byte c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
