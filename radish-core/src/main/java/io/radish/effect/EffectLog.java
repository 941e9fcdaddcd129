// SPDX-License-Identifier: Apache-2.0
package io.radish.effect;

/** Where effects are written down, unit by unit. Thread-safe. */
public interface EffectLog {
  /** A unit for one user at a time. */
  EffectUnit newUnit();

  /**
   * The number of the newest unit; those made under locks that the caller holds are among those up
   * to it.
   */
  long position();

  /**
   * Lets nothing that comes be written down in one with what there is: a place to go on from.
   * Called while the locks of all shards are held.
   *
   * @return the number of the newest unit
   */
  long seal();
}
