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

  /** A sign, 15 digits, a point. */
  private static final int PLAIN_LENGTH = 15;

  private static final double[] POWERS = {
    1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
  };

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
    Matcher number = NUMBER.matcher(latin1(text, length));
    if (length == LONGEST || !number.matches()) {
      return Double.NaN;
    }
    double value = magnitude(number);
    return number.group(1).equals("-") ? -value : value;
  }

  /**
   * A score or weight: the number that all of the text is, in the form without blanks before it;
   * NaN where it is none, or is no zero but too small to be told from it, or too large.
   */
  static double score(ByteView text) {
    int length = text.length();
    double plain = plain(text, length);
    if (!Double.isNaN(plain)) {
      return plain;
    }
    if (length == 0 || length >= LONGEST || isBlank(text.get(0))) {
      return Double.NaN;
    }
    Matcher number = NUMBER.matcher(latin1(text, length));
    if (!number.matches()) {
      return Double.NaN;
    }
    double value = nearest(number);
    boolean overflow = Double.isInfinite(value) && number.group(2) == null;
    boolean underflow = value == 0 && isNotZero(number);
    return overflow || underflow ? Double.NaN : value;
  }

  /**
   * A bound of a range of scores: the number that the text is up to a zero byte, 0 where it is
   * empty; NaN where it is none.
   */
  static double bound(ByteView text) {
    int length = 0;
    while (length < Math.min(text.length(), LONGEST) && text.get(length) != 0) {
      length++;
    }
    if (length == 0) {
      return 0;
    }
    double plain = plain(text, length);
    if (!Double.isNaN(plain)) {
      return plain;
    }
    Matcher number = NUMBER.matcher(latin1(text, length));
    return length == LONGEST || !number.matches() ? Double.NaN : nearest(number);
  }

  /**
   * The number that digits are, with a sign and a point perhaps, where that is quickly told: one of
   * 15 digits divided by a power of ten is the nearest there is. Otherwise NaN.
   */
  private static double plain(ByteView text, int length) {
    if (length == 0 || length > PLAIN_LENGTH) {
      return Double.NaN;
    }
    byte[] array = text.array();
    int at = array == null ? 0 : (int) text.offset();
    int end = at + length;
    if (array == null) {
      array = text.toBytes();
    }
    boolean negative = array[at] == '-';
    at += negative ? 1 : 0;
    long digits = 0;
    int point = -1;
    for (int i = at; i < end; i++) {
      int digit = array[i] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (array[i] == '.' && point < 0) {
        point = i;
      } else {
        return Double.NaN;
      }
    }
    int fraction = point < 0 ? 0 : end - 1 - point;
    if (end - at <= (point < 0 ? 0 : 1)) {
      return Double.NaN;
    }
    double value = fraction == 0 ? digits : digits / POWERS[fraction];
    return negative ? -value : value;
  }

  private static boolean isBlank(byte character) {
    return character == ' ' || (character >= '\t' && character <= '\r');
  }

  private static String latin1(ByteView text, int length) {
    byte[] bytes = new byte[length];
    text.copyTo(0, bytes, 0, length);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The number nearest to what was matched, infinite or 0 where it is beyond them. */
  private static double nearest(Matcher number) {
    if (number.group(2) != null) {
      return number.group(1).equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    double value = Double.parseDouble(digits(number));
    return number.group(1).equals("-") ? -value : value;
  }

  /** What was matched without its sign, as Java reads it. */
  private static String digits(Matcher number) {
    String hex = number.group(3);
    if (hex == null) {
      return number.group(4);
    }
    return "0x" + hex + (hex.indexOf('p') >= 0 || hex.indexOf('P') >= 0 ? "" : "p0");
  }

  private static boolean isNotZero(Matcher number) {
    boolean hex = number.group(3) != null;
    return hasDigit(hex ? number.group(3) : number.group(4), hex);
  }

  private static double magnitude(Matcher number) {
    if (number.group(2) != null) {
      return Double.POSITIVE_INFINITY;
    }
    double value = Double.parseDouble(digits(number));
    boolean lost = value < Double.MIN_NORMAL && (value != 0 || isNotZero(number));
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
