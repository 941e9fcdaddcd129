// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ErrorStatisticsTest {
  private final ErrorStatistics errors = new ErrorStatistics();

  @Test
  void errors_areCountedByTheirCode() {
    errors.count("WRONGTYPE Operation against");
    errors.count("ERR syntax error");
    errors.count("ERR no such key");
    errors.count("bare");
    assertThat(errors.counts())
        .containsExactly(Map.entry("ERR", 2L), Map.entry("WRONGTYPE", 1L), Map.entry("bare", 1L));
    errors.reset();
    assertThat(errors.counts()).isEmpty();
  }

  @Test
  void codes_pastTheLimit_areCountedTogether() {
    for (int i = 0; i < 200; i++) {
      errors.count("CODE" + i + " text");
    }
    errors.count("CODE0 text");
    assertThat(errors.counts()).hasSize(129).containsEntry("CODE0", 2L);
    assertThat(errors.counts()).containsEntry("ERRORSTATS_OVERFLOW", 72L);
  }
}
