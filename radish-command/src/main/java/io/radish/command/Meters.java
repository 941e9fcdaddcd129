// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one dispatcher counts. Written by its thread only, read by any, a moment late: a plain add
 * costs nothing, and no count is lost.
 *
 * <p>Of each command, by its number: calls, those that failed, those that were refused before they
 * ran, the time taken, and how it is distributed.
 */
public final class Meters {
  private static final int CALLS = 0;
  private static final int NANOS = 1;
  private static final int FAILED = 2;
  private static final int REJECTED = 3;

  /** Figures of a command, side by side so that one cache line has them. */
  private static final int FIGURES = 4;

  long hits;
  long misses;
  long errors;
  private final long[] figures;
  private final @Nullable LatencyHistogram[] latencies;

  Meters(int commands) {
    this.figures = new long[commands * FIGURES];
    this.latencies = new LatencyHistogram[commands];
  }

  // Counting

  /** Counts a call that is over. */
  void finished(Command command, long nanos, boolean failed) {
    int at = command.number() * FIGURES;
    figures[at + CALLS]++;
    figures[at + NANOS] += nanos;
    if (failed) {
      figures[at + FAILED]++;
    }
  }

  /** Counts how long a call took. */
  void took(Command command, long nanos) {
    LatencyHistogram histogram = latencies[command.number()];
    if (histogram == null) {
      histogram = new LatencyHistogram();
      latencies[command.number()] = histogram;
    }
    histogram.record(nanos);
  }

  /** Counts a call that was refused before it ran. */
  void refused(Command command) {
    figures[command.number() * FIGURES + REJECTED]++;
  }

  // Adding up

  /** Adds, or takes away, what another counted of the same commands. */
  void add(Meters other, int times) {
    hits += times * other.hits;
    misses += times * other.misses;
    errors += times * other.errors;
    for (int i = 0; i < figures.length; i++) {
      figures[i] += times * other.figures[i];
    }
    for (int i = 0; i < latencies.length; i++) {
      LatencyHistogram theirs = other.latencies[i];
      if (theirs != null) {
        LatencyHistogram ours = latencies[i];
        if (ours == null) {
          ours = new LatencyHistogram();
          latencies[i] = ours;
        }
        ours.add(theirs, times);
      }
    }
  }

  // Reading

  /** Commands that ran. */
  public long commands() {
    long sum = 0;
    for (int at = CALLS; at < figures.length; at += FIGURES) {
      sum += figures[at];
    }
    return sum;
  }

  /** Keys looked up by reading commands and found. */
  public long hits() {
    return hits;
  }

  /** Keys looked up by reading commands and not found. */
  public long misses() {
    return misses;
  }

  /** Error replies. */
  public long errors() {
    return errors;
  }

  /** How often {@code command} ran. */
  public long calls(Command command) {
    return figures[command.number() * FIGURES + CALLS];
  }

  /** The time that all calls of {@code command} took together. */
  public long micros(Command command) {
    return figures[command.number() * FIGURES + NANOS] / 1000;
  }

  /** How often {@code command} ran and answered with an error. */
  public long failed(Command command) {
    return figures[command.number() * FIGURES + FAILED];
  }

  /** How often {@code command} was refused before it ran. */
  public long rejected(Command command) {
    return figures[command.number() * FIGURES + REJECTED];
  }

  /** How long {@code command} took; null where no call was measured. */
  public @Nullable LatencyHistogram latency(Command command) {
    LatencyHistogram histogram = latencies[command.number()];
    return histogram == null || histogram.count() == 0 ? null : histogram;
  }

  /** Whether there is anything to say of {@code command}. */
  public boolean hasSeen(Command command) {
    int at = command.number() * FIGURES;
    return Arrays.stream(figures, at, at + FIGURES).anyMatch(figure -> figure != 0);
  }
}
