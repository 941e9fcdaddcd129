// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

/**
 * A class of what happens to keys, as subscribers to a keyspace choose it: each has its letter in
 * Redis' {@code notify-keyspace-events}.
 */
public enum Notification {
  GENERIC('g'),
  STRING('$'),
  LIST('l'),
  SET('s'),
  HASH('h'),
  SORTED_SET('z'),
  EXPIRED('x'),
  EVICTED('e'),
  STREAM('t'),
  MODULE('d'),

  /** A key came into being, whatever it holds. */
  NEW('n'),

  /** A key was looked for in vain. */
  KEY_MISS('m');

  private final char letter;
  private final int bit = 1 << ordinal();

  Notification(char letter) {
    this.letter = letter;
  }

  public char letter() {
    return letter;
  }

  /** Its bit among those of all classes. */
  public int bit() {
    return bit;
  }
}
