// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The meters of all dispatchers, added up when somebody asks.
 *
 * <p>A reset notes where they stand instead of setting them back: only its own thread writes to a
 * meter, and nothing that was counted meanwhile is lost.
 */
public final class MeterRegistry {
  private final List<Meters> all = new CopyOnWriteArrayList<>();
  private volatile @Nullable Meters base;

  /** Adds the meters of one more dispatcher for so many commands. */
  Meters add(int commands) {
    Meters meters = new Meters(commands);
    all.add(meters);
    return meters;
  }

  /** What all dispatchers have counted since the last reset; nothing before there is one. */
  public Meters total(CommandTable table) {
    Meters sum = sum(table.numbers());
    Meters before = base;
    if (before != null) {
      sum.add(before, -1);
    }
    return sum;
  }

  /** The commands that ever ran, resets or not. */
  public long commandsEver() {
    return all.stream().mapToLong(Meters::commands).sum();
  }

  private Meters sum(int commands) {
    Meters sum = new Meters(commands);
    all.forEach(meters -> sum.add(meters, 1));
    return sum;
  }

  /** Begins to count anew. */
  public void reset(CommandTable table) {
    base = sum(table.numbers());
  }
}
