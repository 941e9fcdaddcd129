// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Floating-point numbers as Redis writes them since 7.2: the shortest digits that read back as the
 * same number, as a whole number where that is not much longer, else with a point or an exponent.
 */
public final class DoubleText {
  /** Zeros that a whole number may end in beyond its digits before it takes an exponent. */
  private static final int ZEROS_BEFORE_EXPONENT = 7;

  /** Whole numbers up to here are written like integers, however many zeros they end in. */
  private static final double LARGEST_WHOLE = Long.MAX_VALUE / 2.0;

  /** Between these bounds Java's shortest form is the same. */
  private static final double PLAIN_FROM = 1e-3;

  private static final double PLAIN_BELOW = 1e4;

  private static final MathContext ONE_DIGIT = new MathContext(1);

  private DoubleText() {}

  /** Whether a number is written like an integer that a {@code long} can hold. */
  static boolean isWhole(double value) {
    return (long) value == value
        && Math.abs(value) <= LARGEST_WHOLE
        && (value != 0 || 1 / value > 0);
  }

  /** The text of a number. */
  public static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    double magnitude = Math.abs(value);
    if (magnitude <= LARGEST_WHOLE && (long) value == value) {
      return Long.toString((long) value);
    }
    if (magnitude >= PLAIN_FROM && magnitude < PLAIN_BELOW) {
      return Double.toString(value);
    }
    return (value < 0 ? "-" : "") + positive(shortest(Math.abs(value)));
  }

  private static BigDecimal shortest(double value) {
    // Java writes two digits at least; the smallest numbers do with one.
    BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    BigDecimal rounded = exact.round(ONE_DIGIT);
    return rounded.doubleValue() == value ? rounded : exact;
  }

  private static String positive(BigDecimal value) {
    String digits = value.unscaledValue().toString();
    int power = -value.scale();
    int exponent = power + digits.length() - 1;
    if (power >= 0 && exponent < digits.length() + ZEROS_BEFORE_EXPONENT) {
      return digits + "0".repeat(power);
    }
    if (power < 0 && (power > -7 || Math.abs(exponent) < 4)) {
      int whole = digits.length() + power;
      return whole > 0
          ? digits.substring(0, whole) + "." + digits.substring(whole)
          : "0." + "0".repeat(-whole) + digits;
    }
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + Math.abs(exponent);
  }
}
