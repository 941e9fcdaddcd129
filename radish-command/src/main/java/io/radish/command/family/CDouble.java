// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads floating-point numbers as C's {@code strtod} does: with leading blanks, in hexadecimal, up
 * to a zero byte.
 */
final class CDouble {
  /** Longer texts are no numbers to us; no number with a meaning is that long. */
  private static final int LONGEST = 4096;

  private static final Pattern NUMBER =
      Pattern.compile(
          "[ \\t\\n\\u000B\\f\\r]*([+-]?)(?:(inf|infinity)|0x((?:[0-9a-f]+\\.?[0-9a-f]*|\\.[0-9a-f]+)(?:p[+-]?[0-9]+)?)"
              + "|((?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:e[+-]?[0-9]+)?))",
          Pattern.CASE_INSENSITIVE);

  private CDouble() {}

  /** The number that all of the text is; NaN where it is none, or too large or small to tell. */
  static double read(ByteView text) {
    int length = 0;
    while (length < Math.min(text.length(), LONGEST) && text.get(length) != 0) {
      length++;
    }
    if (length == 0) {
      return 0;
    }
    byte[] bytes = new byte[length];
    text.copyTo(0, bytes, 0, length);
    Matcher number = NUMBER.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
    if (length == LONGEST || !number.matches()) {
      return Double.NaN;
    }
    double value = magnitude(number);
    return number.group(1).equals("-") ? -value : value;
  }

  private static double magnitude(Matcher number) {
    if (number.group(2) != null) {
      return Double.POSITIVE_INFINITY;
    }
    String hex = number.group(3);
    String digits = hex == null ? number.group(4) : hex;
    boolean hasPower = hex == null || hex.indexOf('p') >= 0 || hex.indexOf('P') >= 0;
    double value = Double.parseDouble(hex == null ? digits : "0x" + hex + (hasPower ? "" : "p0"));
    boolean lost = value < Double.MIN_NORMAL && (value != 0 || hasDigit(digits, hex != null));
    return Double.isInfinite(value) || lost ? Double.NaN : value;
  }

  /** Whether a digit other than 0 stands before the exponent. */
  private static boolean hasDigit(String digits, boolean hex) {
    for (int i = 0; i < digits.length(); i++) {
      char c = Character.toLowerCase(digits.charAt(i));
      if (c == (hex ? 'p' : 'e')) {
        return false;
      }
      if (c != '0' && c != '.') {
        return true;
      }
    }
    return false;
  }
}
