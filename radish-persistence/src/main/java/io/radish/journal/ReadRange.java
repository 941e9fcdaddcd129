// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

/**
 * Which units of a journal are wanted.
 *
 * @param after the number behind which they begin; -1 for wherever the oldest segment does
 * @param untilMillis the time up to which their batches were closed
 */
public record ReadRange(long after, long untilMillis) {
  /** All that are there, wherever they begin. */
  public static final ReadRange ALL = new ReadRange(-1, Long.MAX_VALUE);

  /** Those behind {@code number}. */
  public static ReadRange after(long number) {
    return new ReadRange(number, Long.MAX_VALUE);
  }

  /** Of these, those of batches closed at {@code millis} or before. */
  public ReadRange until(long millis) {
    return new ReadRange(after, millis);
  }
}
