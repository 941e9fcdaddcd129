// SPDX-License-Identifier: Apache-2.0
package io.radish.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.backup.RetentionPolicy.Grain;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a policy may look like, and what is said of one that may not. */
class RetentionPolicyTest {
  @Test
  void policy_read_isShownAsItIsWritten() {
    RetentionPolicy policy = RetentionPolicy.parse(" all:24h  hourly:7d\tdaily:30d ");
    assertThat(policy)
        .isEqualTo(RetentionPolicy.DEFAULT)
        .hasToString("all:24h hourly:7d daily:30d");
    assertThat(policy.rules().get(1).grain()).isEqualTo(Grain.HOURLY);
    assertThat(policy.rules().get(1).window()).isEqualTo(Duration.ofDays(7));
    assertThat(RetentionPolicy.parse("yearly:10y monthly:52w all:90m"))
        .hasToString("all:90m monthly:52w yearly:10y");
  }

  @Test
  void policy_inAnotherOrder_isTheSame() {
    assertThat(RetentionPolicy.parse("daily:30d all:24h hourly:7d"))
        .isEqualTo(RetentionPolicy.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "none"})
  void policy_ofNoRule_keepsAll(String text) {
    assertThat(RetentionPolicy.parse(text)).isEqualTo(RetentionPolicy.KEEP_ALL).hasToString("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hourly | 'hourly' is no rule; one is written like hourly:7d",
        "hour:7d | 'hour' in 'hour:7d' is unknown; it is one of all, hourly, daily, weekly, monthly,"
            + " yearly",
        "ALL:7d | 'ALL' in 'ALL:7d' is unknown; it is one of all, hourly, daily, weekly, monthly,"
            + " yearly",
        "all: | '' in 'all:' is no time; it is a whole number from 1 and one of m, h, d, w, y, such"
            + " as 7d",
        "all:0h | '0h' in 'all:0h' is no time; it is a whole number from 1 and one of m, h, d, w, y,"
            + " such as 7d",
        "all:-1h | '-1h' in 'all:-1h' is no time; it is a whole number from 1 and one of m, h, d, w,"
            + " y, such as 7d",
        "all:7 | '7' in 'all:7' is no time; it is a whole number from 1 and one of m, h, d, w, y,"
            + " such as 7d",
        "all:99999999999h | '99999999999h' in 'all:99999999999h' is no time; it is a whole number"
            + " from 1 and one of m, h, d, w, y, such as 7d",
        "all:101y | 'all:101y' is too long a time; the longest is 100y",
        "all:1h,daily:2d | '1h,daily:2d' in 'all:1h,daily:2d' is no time; it is a whole number from"
            + " 1 and one of m, h, d, w, y, such as 7d",
        "daily:7d daily:8d | daily is there twice; give it once, with the longer time",
        "all:7d none | 'none' keeps all backups and stands alone"
      })
  void policy_thatIsWrong_saysWhatWouldBeRight(String text, String expected) {
    assertThatThrownBy(() -> RetentionPolicy.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(expected);
  }

  @Test
  void policy_ofHostileText_isRefusedInAShortLine() {
    String hostile = "x\u0007\r".repeat(100_000);
    assertThatThrownBy(() -> RetentionPolicy.parse(hostile.replace("\r", "")))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(120).doesNotContain("\u0007"));
  }
}
