// SPDX-License-Identifier: Apache-2.0
package io.radish.event;

/**
 * A class of what happens to keys, as subscribers to a keyspace choose it: each has its letter in
 * Redis' {@code notify-keyspace-events}.
 */
public enum Notification {
  GENERIC('g', 1 << 0),
  STRING('$', 1 << 1),
  LIST('l', 1 << 2),
  SET('s', 1 << 3),
  HASH('h', 1 << 4),
  SORTED_SET('z', 1 << 5),
  EXPIRED('x', 1 << 6),
  EVICTED('e', 1 << 7),
  STREAM('t', 1 << 8),
  MODULE('d', 1 << 9),

  /** A key came into being, whatever it holds. */
  NEW('n', 1 << 10),

  /** A key was looked for in vain. */
  KEY_MISS('m', 1 << 11);

  private final char letter;
  private final int bit;

  Notification(char letter, int bit) {
    this.letter = letter;
    this.bit = bit;
  }

  public char letter() {
    return letter;
  }

  /** Its bit among those of all classes. */
  public int bit() {
    return bit;
  }
}
