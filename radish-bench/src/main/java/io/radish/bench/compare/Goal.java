// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import java.util.Locale;
import java.util.OptionalDouble;

/**
 * What a line of DESIGN.md's table asks for.
 *
 * @param atLeast what must be reached
 * @param aim what should be
 * @param more whether more is better
 * @param unit what follows the number, such as {@code " ×"}
 */
record Goal(double atLeast, double aim, boolean more, String unit) {
  /** Times as much, or as fast, as Redis. */
  static Goal times(double atLeast, double aim) {
    return new Goal(atLeast, aim, true, " ×");
  }

  /** No more than such a part of something. */
  static Goal atMost(double atLeast, double aim, String unit) {
    return new Goal(atLeast, aim, false, unit);
  }

  /** None: the figure stands beside the others. */
  static Goal reported() {
    return times(Double.NaN, Double.NaN);
  }

  String atLeastText() {
    return Double.isNaN(atLeast) ? Numbers.MISSING : Numbers.plain(atLeast) + unit;
  }

  String aimText() {
    return Double.isNaN(aim) ? Numbers.MISSING : Numbers.plain(aim) + unit;
  }

  /** Whether {@code achieved} reaches it, and by how much not. */
  String verdict(OptionalDouble achieved) {
    if (achieved.isEmpty()) {
      return "not measured";
    }
    if (Double.isNaN(atLeast)) {
      return "reported";
    }
    double value = achieved.getAsDouble();
    if (more ? value >= aim : value <= aim) {
      return "aim";
    }
    if (more ? value >= atLeast : value <= atLeast) {
      return "yes";
    }
    double missing = more ? 1 - value / atLeast : value / atLeast - 1;
    return String.format(Locale.ROOT, "**no**, by %.0f %%", Math.ceil(missing * 100));
  }
}
