// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import io.radish.effect.EffectLog;
import io.radish.effect.EffectUnit;
import org.jspecify.annotations.Nullable;

/** The unit that one user of a store writes down in, made anew where the store's log changed. */
final class OwnUnit {
  private @Nullable EffectLog madeBy;
  private @Nullable EffectUnit unit;

  /** The unit of {@code log}. */
  // It is the log itself that matters, not one like it.
  @SuppressWarnings("ReferenceEquality")
  EffectUnit of(EffectLog log) {
    EffectUnit made = unit;
    if (made == null || madeBy != log) {
      made = log.newUnit();
      unit = made;
      madeBy = log;
    }
    return made;
  }

  /** Ends the unit, where the store still has the log it is of. */
  void commit(@Nullable EffectLog log) {
    if (unit != null && log != null) {
      of(log).commit();
    }
  }
}
