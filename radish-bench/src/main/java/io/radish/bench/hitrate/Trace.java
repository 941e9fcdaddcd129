// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.hitrate;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/** Numbers of keys in the order in which they are asked for. */
final class Trace {
  /** Parts of a mixed trace, of which one is a scan. */
  private static final int SCAN_PERIOD = 4;

  private final String name;
  private final int[] keys;

  private Trace(String name, int[] keys) {
    this.name = name;
    this.keys = keys;
  }

  /** Its name for people. */
  String name() {
    return name;
  }

  /** One number for each read; not to be written to. */
  int[] keys() {
    return keys;
  }

  /** Reads under a Zipf law: key number n as often as 1 / n to the power of {@code skew}. */
  static Trace zipf(double skew, int universe, int reads, long seed) {
    double[] sums = sums(skew, universe);
    SplittableRandom random = new SplittableRandom(seed);
    int[] keys = new int[reads];
    for (int i = 0; i < reads; i++) {
      keys[i] = draw(sums, random);
    }
    return new Trace(String.format(Locale.ROOT, "Zipf %.1f", skew), keys);
  }

  /**
   * The same, where one read of four is that of a scan: of keys that come once, one after the
   * other, in runs of {@code run}.
   */
  static Trace withScans(double skew, int universe, int reads, int run, long seed) {
    double[] sums = sums(skew, universe);
    SplittableRandom random = new SplittableRandom(seed);
    int[] keys = new int[reads];
    int scanned = universe;
    for (int i = 0; i < reads; i++) {
      keys[i] = i / run % SCAN_PERIOD == SCAN_PERIOD - 1 ? scanned++ : draw(sums, random);
    }
    return new Trace(String.format(Locale.ROOT, "Zipf %.1f, a quarter scans", skew), keys);
  }

  /** The same, where what is popular changes {@code times} times. */
  static Trace shifting(double skew, int universe, int reads, int times, long seed) {
    double[] sums = sums(skew, universe);
    SplittableRandom random = new SplittableRandom(seed);
    int[] keys = new int[reads];
    for (int i = 0; i < reads; i++) {
      int shift = (int) ((long) i * (times + 1) / reads) * (universe / (times + 1));
      keys[i] = (draw(sums, random) + shift) % universe;
    }
    return new Trace(
        String.format(Locale.ROOT, "Zipf %.1f, %d changes of what is popular", skew, times), keys);
  }

  private static double[] sums(double skew, int universe) {
    double[] sums = new double[universe];
    double sum = 0;
    for (int n = 0; n < universe; n++) {
      sum += 1 / Math.pow(n + 1.0, skew);
      sums[n] = sum;
    }
    return sums;
  }

  private static int draw(double[] sums, SplittableRandom random) {
    int found = Arrays.binarySearch(sums, random.nextDouble() * sums[sums.length - 1]);
    return found >= 0 ? found : Math.min(-found - 1, sums.length - 1);
  }
}
