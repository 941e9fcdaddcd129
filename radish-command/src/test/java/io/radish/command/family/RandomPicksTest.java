// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomPicksTest {
  private final SplittableRandom random = new SplittableRandom(3);

  private List<Long> picks(long count, long length, int taken) {
    RandomPicks picks = RandomPicks.of(count, length, random);
    List<Long> places = new ArrayList<>();
    for (int i = 0; i < taken; i++) {
      places.add(picks.next());
    }
    return places;
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1",
    "1, 1000",
    "5, 21",
    "5, 20",
    "5, 5",
    "9, 5",
    "249, 1000",
    "250, 1000",
    "999, 1000",
    "70000, 1000000",
    "9223372036854775807, 100"
  })
  void picks_ofACount_areDifferentPlacesInOrder(long count, long length) {
    int taken = (int) Math.min(count, length);
    assertThat(picks(count, length, taken))
        .isSorted()
        .doesNotHaveDuplicates()
        .allSatisfy(place -> assertThat(place).isBetween(0L, length - 1));
  }

  @Test
  void picks_ofANegativeCount_mayComeAgain() {
    assertThat(picks(-500, 3, 500)).contains(0L, 1L, 2L).allMatch(place -> place < 3);
  }

  /** Each place as often as another, give or take six standard deviations. */
  @ParameterizedTest
  @CsvSource({"2, 10", "3, 10", "9, 10", "1, 4", "-4, 10"})
  void everyPlace_isPickedAboutAsOften(long count, int length) {
    int rounds = 20_000;
    int each = (int) Math.abs(count);
    int[] picked = new int[length];
    for (int i = 0; i < rounds; i++) {
      picks(count, length, each).forEach(place -> picked[place.intValue()]++);
    }
    double expected = (double) rounds * each / length;
    for (int times : picked) {
      assertThat((double) times)
          .isBetween(expected - 6 * Math.sqrt(expected), expected + 6 * Math.sqrt(expected));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-16777216, 1, 60, false",
    "-16777217, 1, 1, true",
    "-9223372036854775807, 1000, 1, true",
    "-3, 1, 536870912, true",
    "-3, 1000, 536870912, false",
    "9223372036854775807, 1, 536870912, false"
  })
  void count_beyondWhatAReplyMayBe_isTooMany(long count, long length, long bytes, boolean tooMany) {
    assertThat(RandomPicks.isTooMany(count, length, bytes)).isEqualTo(tooMany);
  }
}
