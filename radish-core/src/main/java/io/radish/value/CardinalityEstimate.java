// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

/**
 * How many different elements left their mark in the registers of a HyperLogLog.
 *
 * <p>The improved estimator of Otmar Ertl, "New cardinality estimation algorithms for HyperLogLog
 * sketches" (2017), algorithm 6: it looks only at how many registers have which value, and needs no
 * corrections for small or large numbers.
 */
final class CardinalityEstimate {
  /** The bits of a hash behind those that choose the register. */
  private static final int RANKS = 50;

  /** 1 / (2 ln 2): what the harmonic mean is off by with very many registers. */
  private static final double BIAS = 0.7213475204444817;

  private CardinalityEstimate() {}

  /** The estimate for {@code histogram}: how many registers have the value of its index. */
  static long of(int[] histogram) {
    double registers = HyperLogLog.REGISTERS;
    double sum = registers * tau((registers - histogram[RANKS + 1]) / registers);
    for (int rank = RANKS; rank >= 1; rank--) {
      sum = (sum + histogram[rank]) * 0.5;
    }
    sum += registers * sigma(histogram[0] / registers);
    return Math.round(BIAS * registers * registers / sum);
  }

  /** The part of the registers that no element has reached. */
  private static double sigma(double part) {
    if (part == 1) {
      return Double.POSITIVE_INFINITY;
    }
    double power = part;
    double weight = 1;
    double sum = part;
    double before;
    do {
      power *= power;
      before = sum;
      sum += power * weight;
      weight += weight;
    } while (sum != before);
    return sum;
  }

  /** The part of the registers that are not full. */
  private static double tau(double part) {
    if (part == 0 || part == 1) {
      return 0;
    }
    double root = part;
    double weight = 1;
    double sum = 1 - part;
    double before;
    do {
      root = Math.sqrt(root);
      before = sum;
      weight *= 0.5;
      sum -= (1 - root) * (1 - root) * weight;
    } while (sum != before);
    return sum / 3;
  }
}
