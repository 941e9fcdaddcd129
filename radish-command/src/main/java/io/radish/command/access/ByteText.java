// SPDX-License-Identifier: Apache-2.0
package io.radish.command.access;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;

/**
 * Texts with a character for each byte: how words of rules are kept, so that names and patterns of
 * any bytes come out as they went in.
 */
public final class ByteText {
  private ByteText() {}

  /** The text of bytes. */
  public static String of(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The text of what a view shows. */
  public static String of(ByteView bytes) {
    return of(bytes.toBytes());
  }

  /** The text of an ordinary string's UTF-8. */
  public static String ofString(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The bytes of a text. */
  public static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  /** The ordinary string whose UTF-8 a text is. */
  public static String string(String text) {
    return new String(bytes(text), StandardCharsets.UTF_8);
  }

  /** Whether there is a blank in it or a zero byte, which no name and no rule may have. */
  public static boolean hasBlank(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isBlank(text.charAt(i)) || text.charAt(i) == 0) {
        return true;
      }
    }
    return false;
  }

  static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /** Whether two texts are the same but for the case of ASCII letters. */
  static boolean sameWord(String text, String word) {
    return text.equalsIgnoreCase(word);
  }
}
