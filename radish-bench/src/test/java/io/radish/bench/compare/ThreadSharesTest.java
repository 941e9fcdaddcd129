// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.bench.compare.ThreadShares.Role;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Threads are told by the first 15 bytes of their names. */
final class ThreadSharesTest {
  @Test
  void namesAsLinuxShowsThem_fallToTheirRoles() {
    ThreadShares shares =
        new ThreadShares(
            Map.of("io-2-1", 100L, "journal", 10L, "radish-checkpoi", 70L),
            Map.of(
                "io-2-1", 400L,
                "journal", 70L,
                "journal-watch", 10L,
                "radish-checkpoi", 50L,
                "C2 CompilerThre", 50L,
                "housekeeper", 500L),
            1000);
    assertThat(shares.percent(Role.NETWORK)).isEqualTo(30);
    assertThat(shares.percent(Role.JOURNAL)).isEqualTo(7);
    assertThat(shares.percent(Role.CHECKPOINTS)).as("one that has ended").isZero();
    assertThat(shares.percent(Role.COMPILERS)).isEqualTo(5);
  }
}
