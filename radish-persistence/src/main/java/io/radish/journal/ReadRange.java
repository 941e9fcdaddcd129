// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/**
 * Which units of a journal are wanted.
 *
 * @param after the number behind which they begin; -1 for wherever the oldest segment does
 * @param untilMillis the time up to which their batches were closed
 * @param upTo the number whose batch is the last one that is looked at: what lies behind it may be
 *     being written
 */
public record ReadRange(long after, long untilMillis, long upTo) {
  /** All that are there, wherever they begin. */
  public static final ReadRange ALL = new ReadRange(-1, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Those behind {@code number}. */
  public static ReadRange after(long number) {
    return new ReadRange(number, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** Of these, those of batches closed at {@code millis} or before. */
  public ReadRange until(long millis) {
    return new ReadRange(after, millis, upTo);
  }

  /** Of these, those up to {@code number}, and what shares a batch with it. */
  public ReadRange upTo(long number) {
    return new ReadRange(after, untilMillis, number);
  }
}
