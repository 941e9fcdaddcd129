// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import io.radish.memory.ByteView;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A floating-point number as Redis counts with: the 80-bit format of x86, 64 bits of which are
 * digits. {@code INCRBYFLOAT} has to give the digits that Redis gives, and those of a {@code
 * double} are others.
 *
 * <p>The value is {@code mantissa * 2^exponent}, the mantissa at most 64 bits, rounded half to even
 * wherever more would be needed.
 */
final class LongDouble {
  static final LongDouble ZERO = new LongDouble(BigInteger.ZERO, 0, false);

  private static final int PRECISION = 64;

  /** The exponent of the smallest number's only bit. */
  private static final int MIN_EXPONENT = -16445;

  /** From 2 to this power on, a number is infinite. */
  private static final int MAX_POWER = 16384;

  /** No number with a power of ten beyond this one is neither infinite nor zero. */
  private static final int MAX_DECIMAL_POWER = 5000;

  /** As long as the longest number that Redis writes. */
  private static final int LONGEST = 5 * 1024 - 1;

  /** Digits after the point that Redis writes. */
  private static final int FRACTION_DIGITS = 17;

  /** Below 2 to this power all digits shown are zeros. */
  private static final int SMALLEST_SHOWN = -60;

  private static final BigInteger FIVE = BigInteger.valueOf(5);

  private final BigInteger mantissa;
  private final int exponent;
  private final boolean infinite;

  private LongDouble(BigInteger mantissa, int exponent, boolean infinite) {
    this.mantissa = mantissa;
    this.exponent = exponent;
    this.infinite = infinite;
  }

  /** The number that a text is, as C's {@code strtold} reads it; null where it is none. */
  static @Nullable LongDouble read(ByteView text) {
    if (text.length() == 0 || text.length() > LONGEST) {
      return null;
    }
    String characters = new String(text.toBytes(), StandardCharsets.ISO_8859_1);
    char first = characters.charAt(0);
    boolean negative = first == '-';
    String rest = negative || first == '+' ? characters.substring(1) : characters;
    if (rest.equalsIgnoreCase("inf") || rest.equalsIgnoreCase("infinity")) {
      return infinity(negative);
    }
    boolean hex = rest.length() > 2 && rest.charAt(0) == '0' && (rest.charAt(1) | 0x20) == 'x';
    LongDouble value = hex ? digits(rest, 2, 16) : digits(rest, 0, 10);
    // As strtold does, what is too large or too small to tell from nothing is refused.
    if (value == null || value.infinite) {
      return null;
    }
    return negative ? new LongDouble(value.mantissa.negate(), value.exponent, false) : value;
  }

  private static LongDouble infinity(boolean negative) {
    return new LongDouble(negative ? BigInteger.ONE.negate() : BigInteger.ONE, 0, true);
  }

  /** Reads digits with an optional point and exponent; null where anything else is there. */
  private static @Nullable LongDouble digits(String text, int from, int radix) {
    StringBuilder digits = new StringBuilder();
    int pointAt = -1;
    int at = from;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '.' && pointAt < 0) {
        pointAt = digits.length();
      } else if (c < 0x80 && Character.digit(c, radix) >= 0) {
        digits.append(c);
      } else {
        break;
      }
    }
    if (digits.isEmpty()) {
      return null;
    }
    int power = 0;
    if (at < text.length()) {
      if ((text.charAt(at) | 0x20) != (radix == 10 ? 'e' : 'p') || !isWhole(text, at + 1)) {
        return null;
      }
      power = clampedPower(text.substring(at + 1));
    }
    int fraction = pointAt < 0 ? 0 : digits.length() - pointAt;
    BigInteger whole = new BigInteger(digits.toString(), radix);
    if (whole.signum() == 0) {
      return ZERO;
    }
    LongDouble value =
        radix == 10 ? ofDecimal(whole, power - fraction) : ofBinary(whole, power - 4 * fraction);
    return value.mantissa.signum() == 0 ? null : value;
  }

  private static boolean isWhole(String text, int from) {
    boolean signed = from < text.length() && "+-".indexOf(text.charAt(from)) >= 0;
    int first = signed ? from + 1 : from;
    for (int i = first; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return first < text.length();
  }

  /** An exponent as written; far beyond all that matters it is cut. */
  private static int clampedPower(String text) {
    BigInteger bound = BigInteger.valueOf(1_000_000);
    BigInteger power = new BigInteger(text);
    return power.min(bound).max(bound.negate()).intValue();
  }

  private static LongDouble ofDecimal(BigInteger digits, int power) {
    // Digits before the point, give or take one; settles what would else be huge to compute.
    long magnitude = digits.bitLength() * 3L / 10 + power;
    if (magnitude > MAX_DECIMAL_POWER) {
      return infinity(false);
    }
    if (magnitude < -MAX_DECIMAL_POWER) {
      return ZERO;
    }
    return power >= 0
        ? round(digits.multiply(BigInteger.TEN.pow(power)), BigInteger.ONE)
        : round(digits, BigInteger.TEN.pow(-power));
  }

  private static LongDouble ofBinary(BigInteger digits, int power) {
    long magnitude = digits.bitLength() + (long) power;
    if (magnitude > MAX_POWER) {
      return infinity(false);
    }
    if (magnitude < MIN_EXPONENT - 1) {
      return ZERO;
    }
    return power >= 0
        ? round(digits.shiftLeft(power), BigInteger.ONE)
        : round(digits, BigInteger.ONE.shiftLeft(-power));
  }

  /** The number nearest to a positive fraction. */
  private static LongDouble round(BigInteger numerator, BigInteger denominator) {
    // Two bits more than are kept, at least, and the rest as a yes or no.
    int scale = numerator.bitLength() - denominator.bitLength() - (PRECISION + 2);
    BigInteger[] parts =
        scale > 0
            ? numerator.divideAndRemainder(denominator.shiftLeft(scale))
            : numerator.shiftLeft(-scale).divideAndRemainder(denominator);
    BigInteger quotient = parts[0];
    int target = Math.max(scale + quotient.bitLength() - PRECISION, MIN_EXPONENT);
    int drop = target - scale;
    BigInteger kept = quotient.shiftRight(drop);
    boolean half = quotient.testBit(drop - 1);
    boolean more = quotient.getLowestSetBit() < drop - 1 || parts[1].signum() != 0;
    if (half && (more || kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    return kept.bitLength() + (long) target > MAX_POWER
        ? infinity(false)
        : new LongDouble(kept, target, false);
  }

  /** The sum, rounded; not finite where it is too large or there is none. */
  LongDouble plus(LongDouble other) {
    if (infinite || other.infinite) {
      return infinite ? this : other;
    }
    int common = Math.min(exponent, other.exponent);
    BigInteger sum =
        mantissa
            .shiftLeft(exponent - common)
            .add(other.mantissa.shiftLeft(other.exponent - common));
    if (sum.signum() == 0) {
      return ZERO;
    }
    LongDouble rounded =
        common >= 0
            ? round(sum.abs().shiftLeft(common), BigInteger.ONE)
            : round(sum.abs(), BigInteger.ONE.shiftLeft(-common));
    return sum.signum() < 0
        ? new LongDouble(rounded.mantissa.negate(), rounded.exponent, rounded.infinite)
        : rounded;
  }

  /** A thousand times this, rounded to this format and then up to a whole number that fits. */
  long thousandfold() {
    if (infinite) {
      return mantissa.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    BigInteger times = mantissa.multiply(BigInteger.valueOf(1000));
    if (times.signum() == 0) {
      return 0;
    }
    LongDouble rounded =
        exponent >= 0
            ? round(times.abs().shiftLeft(exponent), BigInteger.ONE)
            : round(times.abs(), BigInteger.ONE.shiftLeft(-exponent));
    if (rounded.infinite || rounded.mantissa.bitLength() + (long) rounded.exponent > Long.SIZE) {
      return times.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    BigInteger signed = times.signum() < 0 ? rounded.mantissa.negate() : rounded.mantissa;
    // Shifting to the right rounds down; so the negative is shifted.
    BigInteger whole =
        rounded.exponent >= 0
            ? signed.shiftLeft(rounded.exponent)
            : signed.negate().shiftRight(-rounded.exponent).negate();
    return whole
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .longValueExact();
  }

  /** Whether this is a number at all. */
  boolean isFinite() {
    return !infinite;
  }

  /** At most 17 digits after the point, without zeros at the end and without an exponent. */
  String toText() {
    if (exponent + PRECISION < SMALLEST_SHOWN) {
      return "0";
    }
    BigDecimal exact =
        exponent >= 0
            ? new BigDecimal(mantissa.shiftLeft(exponent))
            : new BigDecimal(mantissa.multiply(FIVE.pow(-exponent)), -exponent);
    BigDecimal shown = exact.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN);
    return shown.signum() == 0 ? "0" : shown.stripTrailingZeros().toPlainString();
  }
}
