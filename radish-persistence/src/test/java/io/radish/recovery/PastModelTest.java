// SPDX-License-Identifier: Apache-2.0
package io.radish.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every moment of random lives, asked for again. */
@Timeout(240)
class PastModelTest {
  /** More with {@code -Dradish.past.lives}. */
  private static final long LIVES = Long.getLong("radish.past.lives", 12);

  private static final int STEPS = 120;
  private static final int QUESTIONS = 40;

  @TempDir Path home;

  static LongStream seeds() {
    return LongStream.range(0, LIVES);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void randomLife_everyMomentAskedFor_isAsItWas(long seed) throws Exception {
    try (PastScript script = new PastScript(seed, home)) {
      script.live(STEPS);
      for (int i = 0; i < QUESTIONS; i++) {
        script.ask();
      }
      assertThat(script.asked()).isGreaterThanOrEqualTo(QUESTIONS);
    }
  }
}
