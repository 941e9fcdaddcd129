// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Floating-point numbers, with the texts that valkey-server 8.0 answers to ZSCORE. */
final class DoubleTextTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0, -0",
    "1, 1",
    "-3, -3",
    "1.5, 1.5",
    "0.1, 0.1",
    "0.30000000000000004, 0.30000000000000004",
    "3.14159, 3.14159",
    "100, 100",
    "123456789012345680, 123456789012345680",
    "1e21, 1e+21",
    "1e-5, 0.00001",
    "1e-7, 1e-7",
    "1.5e-7, 1.5e-7",
    "12345e10, 123450000000000",
    "1e17, 100000000000000000",
    "4.9e-324, 5e-324",
    "1e20, 1e+20",
    "3.5e16, 35000000000000000",
    "0.000123, 0.000123",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "-2.5e-10, -2.5e-10"
  })
  void number_hasItsShortestText(double value, String text) {
    assertThat(DoubleText.of(value)).isEqualTo(text);
  }

  @Test
  void numbers_ofAllSizes_readBackAsThemselves() {
    long seed = 99;
    Random random = new Random(seed);
    for (int i = 0; i < 50_000; i++) {
      double value = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(value)) {
        assertThat(Double.parseDouble(DoubleText.of(value))).as("seed %d", seed).isEqualTo(value);
      }
    }
  }
}
