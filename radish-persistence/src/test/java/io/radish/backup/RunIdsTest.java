// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The names of runs sort in the order they were made in. */
class RunIdsTest {
  private static final Instant NOW = Instant.parse("2025-11-15T15:11:18.027Z");

  @Test
  void time_inAName_isTheClocks() {
    String id = new RunIds(new Random(1)).next(NOW);
    assertThat(id).hasSize(26);
    assertThat(RunIds.timeIn(id)).contains(NOW);
  }

  @Test
  void clockSetBack_nextName_sortsBehindTheOnesBefore() {
    RunIds ids = new RunIds(new Random(1));
    ids.follow(new RunIds(new Random(2)).next(NOW));
    String first = ids.next(NOW.minusSeconds(3600));
    String second = ids.next(NOW.minusSeconds(7200));
    assertThat(RunIds.timeIn(first)).contains(NOW.plusMillis(1));
    assertThat(RunIds.timeIn(second)).contains(NOW.plusMillis(2));
    assertThat(second).isGreaterThan(first);
  }

  @Test
  void namesOfStrangers_haveNoTimeAndAreNotFollowed() {
    RunIds ids = new RunIds(new Random(1));
    for (String odd : new String[] {"", "x", "8".repeat(26), "I".repeat(26), "0".repeat(27)}) {
      assertThat(RunIds.timeIn(odd)).as(odd).isEmpty();
      ids.follow(odd);
    }
    assertThat(RunIds.timeIn(ids.next(NOW))).contains(NOW);
  }

  @Test
  void lastNameThereIs_followed_givesNamesAllTheSame() {
    RunIds ids = new RunIds(new Random(1));
    String last = "7" + "Z".repeat(25);
    ids.follow(last);
    assertThat(RunIds.timeIn(ids.next(NOW))).isEqualTo(RunIds.timeIn(last));
  }
}
