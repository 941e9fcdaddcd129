// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** The meters of all dispatchers, added up when somebody asks. */
public final class MeterRegistry {
  private final List<Meters> all = new CopyOnWriteArrayList<>();

  Meters add() {
    Meters meters = new Meters();
    all.add(meters);
    return meters;
  }

  /** The sum over all dispatchers of what {@code count} reads. */
  public long sum(ToLongFunction<Meters> count) {
    return all.stream().mapToLong(count).sum();
  }

  /** Sets all counts back to zero. */
  public void reset() {
    all.forEach(Meters::reset);
  }
}
