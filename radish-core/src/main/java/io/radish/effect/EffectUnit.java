// SPDX-License-Identifier: Apache-2.0
package io.radish.effect;

/**
 * The effects made under one set of locks, which are written down together or not at all. Used by
 * one thread, again and again.
 */
public interface EffectUnit extends Effects {
  /**
   * Ends the unit and takes the next number for it; nothing where it is empty. Called before the
   * locks are let go. Never waits for a disk, and never fails because of one.
   */
  void commit();
}
