// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/** Different places in a collection, chosen at random, each choice as likely as another. */
public final class RandomRanks {
  /** More than one in so many are found by asking each place whether it is one. */
  private static final int MANY = 4;

  private RandomRanks() {}

  /** Chooses {@code count} of the {@code length} places from 0 on, in ascending order. */
  public static int[] choose(RandomGenerator random, int count, int length) {
    return count > length / MANY ? passing(random, count, length) : drawing(random, count, length);
  }

  /** Passes all places, and takes each with the chance that is left for it. */
  private static int[] passing(RandomGenerator random, int count, int length) {
    int[] chosen = new int[count];
    int taken = 0;
    for (int i = 0; taken < count; i++) {
      if (random.nextInt(length - i) < count - taken) {
        chosen[taken++] = i;
      }
    }
    return chosen;
  }

  /** Draws, and draws again for those that were drawn twice. */
  private static int[] drawing(RandomGenerator random, int count, int length) {
    int[] chosen = new int[count];
    int taken = 0;
    while (taken < count) {
      for (int i = taken; i < count; i++) {
        chosen[i] = random.nextInt(length);
      }
      Arrays.sort(chosen);
      taken = 0;
      for (int i = 0; i < count; i++) {
        if (i == 0 || chosen[i] != chosen[i - 1]) {
          chosen[taken++] = chosen[i];
        }
      }
    }
    return chosen;
  }
}
