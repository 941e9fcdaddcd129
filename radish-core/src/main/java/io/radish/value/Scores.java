// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import io.radish.memory.ByteView;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Pattern;

/**
 * Scores of sorted sets: double-precision numbers, as 64 bits that are ordered like them when they
 * are compared without sign, and as bytes.
 *
 * <p>As bytes a score is those 64 bits, high ones first, without the bytes of zeros at the end: two
 * bytes for most small whole numbers. The bytes are ordered as the scores are. There is one zero:
 * minus zero becomes it.
 */
public final class Scores {
  private static final long MOST_WHOLE = 1L << 53;

  /** A minus, 17 digits, a point and an exponent, with some to spare. */
  private static final int LONGEST_TEXT = 32;

  private static final MathContext SEVENTEEN_DIGITS = new MathContext(17, RoundingMode.HALF_EVEN);

  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(e[-+]?\\d{1,3})?");

  private Scores() {}

  /** The ordered bits of a score that is a number. */
  public static long bits(double score) {
    long raw = Double.doubleToRawLongBits(score + 0.0);
    return raw ^ ((raw >> 63) | Long.MIN_VALUE);
  }

  /** The score of ordered bits. */
  public static double score(long bits) {
    long raw = bits < 0 ? bits ^ Long.MIN_VALUE : ~bits;
    return Double.longBitsToDouble(raw);
  }

  /** Points {@code view} at the bytes of ordered bits, in an array of its own. */
  public static ByteView bytes(long bits, ByteView view) {
    int length = 8 - Long.numberOfTrailingZeros(bits) / 8;
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (bits >>> (56 - 8 * i));
    }
    return view.set(bytes, 0, length);
  }

  /** The ordered bits that bytes stand for. */
  public static long bits(ByteView bytes) {
    long bits = 0;
    for (int i = 0, n = Math.min(8, bytes.length()); i < n; i++) {
      bits |= (bytes.get(i) & 0xFFL) << (56 - 8 * i);
    }
    return bits;
  }

  /**
   * A score as text: a whole number without a point where it is one of less than 2^53, otherwise
   * the fewest digits that tell it from all others; {@code inf} and {@code -inf}.
   */
  public static String text(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    long whole = (long) score;
    return whole == score && Math.abs(whole) < MOST_WHOLE
        ? Long.toString(whole)
        : Double.toString(score).replace('E', 'e');
  }

  /** A score with 17 digits at most, as C's {@code %.17g} writes it. */
  public static String seventeenDigits(double score) {
    if (Double.isInfinite(score)) {
      return score > 0 ? "inf" : "-inf";
    }
    if (score == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(score).round(SEVENTEEN_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < SEVENTEEN_DIGITS.getPrecision()) {
      return rounded.toPlainString();
    }
    String digits = rounded.unscaledValue().abs().toString();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    int power = Math.abs(exponent);
    return (score < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e-" : "e+")
        + (power < 10 ? "0" : "")
        + power;
  }

  /** The score that a text of {@link #text} is; NaN where it is none. */
  public static double parse(String text) {
    return switch (text) {
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> isNumber(text) ? Double.parseDouble(text) : Double.NaN;
    };
  }

  private static boolean isNumber(String text) {
    return text.length() <= LONGEST_TEXT && NUMBER.matcher(text).matches();
  }

  /** Whether bytes are those of a score: as {@link #bytes} gives them, and of a number. */
  public static boolean areSound(ByteView bytes) {
    int length = bytes.length();
    return length <= 8
        && (length == 0 || bytes.get(length - 1) != 0)
        && !Double.isNaN(score(bits(bytes)));
  }
}
