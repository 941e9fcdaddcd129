// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordLayoutTest {
  private static final long NOW = 1_763_219_478_027L;

  /** 24 bits of seconds go round; a use up to a day ahead is told from one long ago. */
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "86400, 86400",
    "16690815, 16690815",
    "-1, 0",
    "-5, 0",
    "-86400, 0",
    "16777216, 0"
  })
  void idleSeconds_isTheTimeSinceTheUse_andNothingForAUseAhead(long secondsAgo, int idle) {
    MemorySegment segment = MemorySegment.ofArray(new long[4]);
    int access = RecordLayout.accessAt(NOW - secondsAgo * 1000);
    RecordLayout.writeHeader(segment, 0, 0, access, 1, 1, RecordLayout.NO_DEADLINE);
    assertThat(RecordLayout.idleSeconds(segment, 0, NOW)).isEqualTo(idle);
  }
}
