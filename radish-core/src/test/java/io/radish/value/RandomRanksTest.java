// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RandomRanksTest {
  private final Random random = new Random(3);

  @Test
  void choice_ofAnySize_ascendsWithoutRepeating() {
    for (int length : new int[] {1, 2, 7, 100, 5_000}) {
      for (int count : new int[] {0, 1, length / 5, length / 4, length / 2, length - 1, length}) {
        int[] chosen = RandomRanks.choose(random, count, length);
        assertThat(chosen).hasSize(count);
        assertThat(Arrays.stream(chosen).distinct().count()).isEqualTo(count);
        assertThat(chosen).isSorted();
        assertThat(Arrays.stream(chosen).allMatch(i -> i >= 0 && i < length)).isTrue();
      }
    }
  }

  @Test
  void choices_takeEachPlaceAboutAsOften() {
    for (int count : new int[] {3, 12}) {
      int[] taken = new int[20];
      for (int i = 0; i < 20_000; i++) {
        for (int chosen : RandomRanks.choose(random, count, taken.length)) {
          taken[chosen]++;
        }
      }
      int expected = 1_000 * count;
      assertThat(Arrays.stream(taken).boxed())
          .allSatisfy(n -> assertThat(n).isBetween(expected * 9 / 10, expected * 11 / 10));
    }
  }
}
