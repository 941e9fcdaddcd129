// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import io.radish.bench.server.ServerKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What was measured: for each subject and server one number a round, or several. */
final class Figures {
  private record Of(String subject, ServerKind kind) {}

  private final Map<Of, List<Double>> all = new HashMap<>();

  void add(String subject, ServerKind kind, double value) {
    all.computeIfAbsent(new Of(subject, kind), of -> new ArrayList<>()).add(value);
  }

  private List<Double> of(String subject, ServerKind kind) {
    return all.getOrDefault(new Of(subject, kind), List.of());
  }

  /** Whether that server was measured in that. */
  boolean has(String subject, ServerKind kind) {
    return !of(subject, kind).isEmpty();
  }

  /** The median; empty where that was not measured. */
  OptionalDouble median(String subject, ServerKind kind) {
    return median(of(subject, kind).stream().mapToDouble(Double::doubleValue).toArray());
  }

  /** Least and most; empty where that was not measured. */
  OptionalDouble least(String subject, ServerKind kind) {
    return of(subject, kind).stream().mapToDouble(Double::doubleValue).min();
  }

  OptionalDouble most(String subject, ServerKind kind) {
    return of(subject, kind).stream().mapToDouble(Double::doubleValue).max();
  }

  /**
   * The median of the ratios of what was measured one after the other, or the ratio of the medians
   * where one was measured more often; empty where one of the two was not measured.
   */
  OptionalDouble ratio(String subject, ServerKind kind, String toSubject, ServerKind toKind) {
    List<Double> over = of(subject, kind);
    List<Double> under = of(toSubject, toKind);
    if (over.size() != under.size()) {
      return over.isEmpty() || under.isEmpty()
          ? OptionalDouble.empty()
          : OptionalDouble.of(
              median(subject, kind).orElseThrow() / median(toSubject, toKind).orElseThrow());
    }
    return median(
        IntStream.range(0, over.size()).mapToDouble(i -> over.get(i) / under.get(i)).toArray());
  }

  /** The same subject, one server to the other. */
  OptionalDouble ratio(String subject, ServerKind kind, ServerKind toKind) {
    return ratio(subject, kind, subject, toKind);
  }

  static OptionalDouble median(double[] values) {
    if (values.length == 0) {
      return OptionalDouble.empty();
    }
    Arrays.sort(values);
    int middle = values.length / 2;
    return OptionalDouble.of(
        values.length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2);
  }
}
