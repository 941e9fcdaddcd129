// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PastTimeTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

  @ParameterizedTest
  @CsvSource({
    "2025-11-15 16:12:30,          2025-11-15T15:12:30.999Z",
    "2025-11-15T16:12:30,          2025-11-15T15:12:30.999Z",
    "2025-11-15 16:12,             2025-11-15T15:12:00.999Z",
    "2025-11-15 16:12:30.5,        2025-11-15T15:12:30.500Z",
    "'2025-11-15 16:12:30,25',     2025-11-15T15:12:30.250Z",
    "2025-11-15T16:12:30.027451,   2025-11-15T15:12:30.027Z",
    "2025-11-15T16:12:30.999999999,2025-11-15T15:12:30.999Z",
    "2025-11-15T15:12:30Z,         2025-11-15T15:12:30.999Z",
    "2025-11-15T15:12:30.000z,     2025-11-15T15:12:30.000Z",
    "2025-11-15 15:12:30 +00:00,   2025-11-15T15:12:30.999Z",
    "2025-11-15T20:42:30+0530,     2025-11-15T15:12:30.999Z",
    "2025-11-15T10:12:30-05,       2025-11-15T15:12:30.999Z",
    "20251115_161230,              2025-11-15T15:12:30.999Z",
    "2025-07-15 16:12:30,          2025-07-15T14:12:30.999Z",
  })
  void time_inEachForm_isItsLastMillisecond(String text, Instant expected) {
    assertThat(PastTime.parse(text, BERLIN)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2025-11-15",
        "16:12:30",
        "2025-11-15 16",
        "2025-11-15 24:00:00",
        "2025-11-15 16:60:00",
        "2025-11-15 16:12:60",
        "2025-02-29 16:12:30",
        "2025-13-01 16:12:30",
        "2025-11-15 16:12:30.",
        "2025-11-15 16:12:30.1234567890",
        "2025-11-15 16:12:30+19:00",
        "20251115_1612",
        "20251315_161230",
        "1763219550",
        "٢٠٢٥-11-15 16:12:30",
        "2025-11-15 16:12:30; DROP"
      })
  void whatIsNoTime_isRefusedWithAnExample(String text) {
    assertThatThrownBy(() -> PastTime.parse(text, BERLIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid time '" + text + "'");
  }

  @Test
  void timeThatTheClocksSkip_asksForAnOffset() {
    assertThatThrownBy(() -> PastTime.parse("2025-03-30 02:30:00", BERLIN))
        .hasMessage(
            "the clocks of Europe/Berlin showed 2025-03-30 02:30:00 never: give an offset,"
                + " 2025-03-30T02:30:00+01:00 or 2025-03-30T02:30:00+02:00");
    assertThatThrownBy(() -> PastTime.parse("20250330_023000", BERLIN))
        .hasMessageContaining("never");
    assertThat(PastTime.parse("2025-03-30T02:30:00+01:00", BERLIN))
        .isEqualTo("2025-03-30T01:30:00.999Z");
    assertThat(PastTime.parse("2025-03-30 03:00:00", BERLIN)).isEqualTo("2025-03-30T01:00:00.999Z");
  }

  @Test
  void timeThatTheClocksShowTwice_asksForAnOffset() {
    assertThatThrownBy(() -> PastTime.parse("2025-10-26 02:59:59.999", BERLIN))
        .hasMessageContaining("2025-10-26 02:59:59 twice")
        .hasMessageEndingWith("2025-10-26T02:59:59+02:00 or 2025-10-26T02:59:59+01:00");
    assertThat(PastTime.parse("2025-10-26T02:30:00+02:00", BERLIN))
        .isEqualTo("2025-10-26T00:30:00.999Z");
    assertThat(PastTime.parse("2025-10-26 03:00:00", BERLIN)).isEqualTo("2025-10-26T02:00:00.999Z");
  }

  @Test
  void text_isReadAsTheSameInstant() {
    for (String time : new String[] {"2025-10-26T00:30:00.999Z", "2025-10-26T01:30:00.5Z"}) {
      Instant instant = Instant.parse(time);
      assertThat(PastTime.parse(PastTime.text(instant, BERLIN), ZoneOffset.UTC)).isEqualTo(instant);
    }
    assertThat(PastTime.text(Instant.parse("2025-11-15T15:12:30.999Z"), BERLIN))
        .isEqualTo("2025-11-15 16:12:30+01:00");
  }
}
