// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import java.util.Locale;
import java.util.OptionalDouble;

/** Numbers as the report shows them: three significant digits. */
final class Numbers {
  static final String MISSING = "–";

  private Numbers() {}

  static String plain(double value) {
    double size = Math.abs(value);
    int decimals = size >= 99.95 || value == Math.rint(value) ? 0 : size >= 9.995 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String plain(OptionalDouble value) {
    return value.isEmpty() ? MISSING : plain(value.getAsDouble());
  }

  static String times(OptionalDouble ratio) {
    return ratio.isEmpty() ? MISSING : String.format(Locale.ROOT, "%.2f", ratio.getAsDouble());
  }
}
