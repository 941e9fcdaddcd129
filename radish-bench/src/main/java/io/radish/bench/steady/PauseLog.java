// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.steady;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the JVM's log says of pauses, as {@code -Xlog:gc,safepoint} writes it.
 *
 * @param collections pauses of the garbage collector
 * @param longestCollectionMillis the longest of them
 * @param safepoints times at which all threads were stopped, for any reason
 * @param longestSafepointMillis the longest of them, the wait for all threads to stop included
 * @param longestSafepoint the reason of that one
 */
record PauseLog(
    int collections,
    double longestCollectionMillis,
    int safepoints,
    double longestSafepointMillis,
    String longestSafepoint) {
  private static final Pattern COLLECTION = Pattern.compile("\\bPause .* ([0-9.]+)ms$");
  private static final Pattern SAFEPOINT =
      Pattern.compile("Safepoint \"([^\"]+)\".*\\bTotal: +([0-9]+) ns");

  static PauseLog of(List<String> lines) {
    int collections = 0;
    double longestCollection = 0;
    int safepoints = 0;
    double longestSafepoint = 0;
    String reason = "none";
    for (String line : lines) {
      Matcher collection = COLLECTION.matcher(line);
      Matcher safepoint = SAFEPOINT.matcher(line);
      if (safepoint.find()) {
        double millis = Long.parseLong(safepoint.group(2)) / 1e6;
        safepoints++;
        if (millis > longestSafepoint) {
          longestSafepoint = millis;
          reason = safepoint.group(1);
        }
      } else if (collection.find()) {
        collections++;
        longestCollection = Math.max(longestCollection, Double.parseDouble(collection.group(1)));
      }
    }
    return new PauseLog(collections, longestCollection, safepoints, longestSafepoint, reason);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%d collections, the longest %.2f ms; %d safepoints, the longest %.2f ms (%s)",
        collections,
        longestCollectionMillis,
        safepoints,
        longestSafepointMillis,
        longestSafepoint);
  }
}
