// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys found in one request: their positions among the arguments, and what becomes of them. */
public final class KeyPositions {
  private int[] positions = new int[4];
  private final List<List<String>> flags = new ArrayList<>();

  /** The number of keys. */
  public int count() {
    return flags.size();
  }

  /** The position of key number {@code n}. */
  public int position(int n) {
    return positions[n];
  }

  /** What is done with key number {@code n}, in the words of {@code COMMAND INFO}. */
  public List<String> flags(int n) {
    return flags.get(n);
  }

  /** Adds the key at {@code position}. */
  public void add(int position, List<String> keyFlags) {
    if (count() == positions.length) {
      positions = Arrays.copyOf(positions, positions.length * 2);
    }
    positions[count()] = position;
    flags.add(keyFlags);
  }

  /** Forgets all keys. */
  public void clear() {
    flags.clear();
  }
}
