// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ServerKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A line of the main table.
 *
 * @param what is measured, with its unit
 * @param shown the figure of each server
 * @param achieved what is held against the goal
 * @param goal what is to be reached
 * @param reservation why the figure neither reaches the goal nor misses it; null where it tells
 */
record Row(
    String what,
    Map<ServerKind, String> shown,
    OptionalDouble achieved,
    Goal goal,
    @Nullable String reservation) {
  /** Shows the median of {@code subject} for each server. */
  static Row of(String what, Figures figures, String subject, OptionalDouble achieved, Goal goal) {
    return showing(what, kind -> Numbers.plain(figures.median(subject, kind)), achieved, goal);
  }

  /** Shows for each server what {@code figure} says. */
  static Row showing(
      String what, Function<ServerKind, String> figure, OptionalDouble achieved, Goal goal) {
    Map<ServerKind, String> shown = new EnumMap<>(ServerKind.class);
    for (ServerKind kind : ServerKind.values()) {
      shown.put(kind, figure.apply(kind));
    }
    return new Row(what, shown, achieved, goal, null);
  }

  /** The same, where this machine cannot show whether the goal is reached. */
  Row unproven(String why) {
    return new Row(what, shown, achieved, goal, why);
  }

  /** Whether the goal is reached. */
  String verdict() {
    return reservation == null ? goal.verdict(achieved) : reservation;
  }
}
