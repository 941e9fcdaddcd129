// SPDX-License-Identifier: Apache-2.0
package io.radish.command.family;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Beside the scenarios of {@code SORT}: what a real server must not be asked twice. */
class CDoubleTest {
  /** Redis keeps the error of these for the numbers that come after them. */
  @ParameterizedTest
  @ValueSource(strings = {"1e400", "-1e400", "1e-400", "4e-320", "0x1p5000", "0x1p-5000"})
  void tooLargeOrTooSmall_isNoNumber(String text) {
    assertThat(CDouble.read(ByteView.of(text))).isNaN();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0", "0e999999999", "0x0p-99999", "000.000", ".0e-999"})
  void zeroInAnySpelling_isZero(String text) {
    assertThat(CDouble.read(ByteView.of(text))).isZero();
  }

  @Test
  void hexadecimal_isRead() {
    assertThat(CDouble.read(ByteView.of("-0x1.8P+1"))).isEqualTo(-3);
    assertThat(CDouble.read(ByteView.of("\t 0X.8"))).isEqualTo(0.5);
    assertThat(CDouble.read(ByteView.of("0xff."))).isEqualTo(255);
  }

  @Test
  void endlessDigits_areNoNumber() {
    assertThat(CDouble.read(ByteView.of("1".repeat(300))))
        .isEqualTo(Double.parseDouble("1".repeat(300)));
    assertThat(CDouble.read(ByteView.of("0".repeat(1_000_000)))).isNaN();
  }
}
