// SPDX-License-Identifier: Apache-2.0
package io.radish.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class QuotedWordsTest {
  @Test
  void line_withQuotesAndEscapes_splitsAsInRedis() {
    assertThat(QuotedWords.split(" a  \"b c\" 'd\\'e\\n' \"\\x41\\n\\\"\\q\\xZ\" \"\" é "))
        .containsExactly("a", "b c", "d'e\\n", "A\n\"qxZ", "", "é");
    assertThat(QuotedWords.split("\"\\xc3\\xa9\"")).containsExactly("é");
    assertThat(QuotedWords.split("")).isEmpty();
  }

  @Test
  void line_withAQuoteLeftOpenOrClosedMidWord_isRefused() {
    assertThat(QuotedWords.split("a \"b")).isNull();
    assertThat(QuotedWords.split("'b")).isNull();
    assertThat(QuotedWords.split("\"a\"b")).isNull();
    assertThat(QuotedWords.split("\"a\\")).isNull();
  }

  @Test
  void words_joined_splitIntoThemselves() {
    List<String> words = List.of("plain", "", "two words", "q\"'\\", "\n\t\u0001", "#x", "é🥕");
    assertThat(QuotedWords.split(QuotedWords.join(words))).isEqualTo(words);
    assertThat(QuotedWords.join(words)).doesNotContain("\n", "\u0001");
  }
}
