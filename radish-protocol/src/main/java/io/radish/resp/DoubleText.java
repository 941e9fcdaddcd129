// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import java.math.BigDecimal;

/**
 * Floating-point numbers as Redis writes them since 7.2: the shortest digits that read back as the
 * same number, as a whole number where that is not much longer, else with a point or an exponent.
 */
final class DoubleText {
  /** Zeros that a whole number may end in beyond its digits before it takes an exponent. */
  private static final int ZEROS_BEFORE_EXPONENT = 7;

  private DoubleText() {}

  static String of(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    String sign = value < 0 ? "-" : "";
    return sign + positive(new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros());
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
