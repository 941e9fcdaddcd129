// SPDX-License-Identifier: Apache-2.0
package io.radish.journal;

import io.radish.effect.Effects;

/**
 * Takes what a journal holds, unit by unit: {@link #begin}, the unit's effects, {@link #end}. No
 * unit begins before the whole batch it is in has been verified.
 */
public interface UnitSink {
  /**
   * A unit begins, of a batch that was closed at {@code timeMillis}.
   *
   * @return where its effects go
   */
  Effects begin(long number, long timeMillis);

  /** All effects of the unit were passed. */
  void end();
}
