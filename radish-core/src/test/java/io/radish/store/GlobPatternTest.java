// SPDX-License-Identifier: Apache-2.0
package io.radish.store;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GlobPatternTest {
  @ParameterizedTest
  @CsvSource({
    "h?llo, hello, true",
    "h?llo, hllo, false",
    "h*llo, heeeello, true",
    "h*llo, hllo, true",
    "h[ae]llo, hallo, true",
    "h[ae]llo, hillo, false",
    "h[^e]llo, hallo, true",
    "h[^e]llo, hello, false",
    "h[a-c]llo, hbllo, true",
    "h[c-a]llo, hbllo, true",
    "a\\*b, a*b, true",
    "a\\*b, axb, false",
    "a[\\]]b, a]b, true",
    "a\\, a\\, true",
    "[abc, a, true",
    "[abc, d, false",
    "[^, x, true",
    "[, [, false",
    "[a-], b, false",
    "[a-], ^, true",
    "a**b, ab, true",
    "a*, a, true",
    "*a, a, true",
    "*, x, true",
    "*?, a, true",
    "?*, a, true",
    "**a, ba, true",
    "a*b*c, aXbXc, true",
    "a*b*c, aXcXb, false",
    "[]a], a, false",
    "[]]a, a, false",
    "a*a, a, false"
  })
  void matches_asRedisDoes(String pattern, String text, boolean expected) {
    assertThat(matches(pattern, text)).isEqualTo(expected);
  }

  @Test
  void matches_empty_onlyTheEmptyPattern() {
    assertThat(matches("", "")).isTrue();
    assertThat(matches("", "a")).isFalse();
    assertThat(matches("*", "")).isFalse();
    assertThat(matches("a", "")).isFalse();
  }

  @Test
  void matches_bytesBeyondAscii_comeBeforeTheOthersInRanges() {
    assertThat(matches("[\200-\377]", "\300")).isTrue();
    assertThat(matches("[a-\377]", "\300")).isFalse();
    assertThat(matches("[a-\377]", "A")).isTrue();
  }

  @Test
  void matches_patternFullOfStars_isFast() {
    String text = "a".repeat(20_000);
    assertThat(matches("a*".repeat(900) + "b", text)).isFalse();
    assertThat(matches("a*".repeat(900) + "a", text)).isTrue();
    assertThat(matches("*a".repeat(1_000), text)).isTrue();
    assertThat(matches("*a".repeat(1_001), text)).as("beyond what Redis follows").isFalse();
  }

  @Test
  void matches_starsAndLetters_agreeWithRegularExpressions() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String pattern = letters(random, "ab?*", 1 + random.nextInt(8));
      String text = letters(random, "ab", 1 + random.nextInt(10));
      String expression = pattern.replace("*", ".*").replace('?', '.');
      assertThat(matches(pattern, text))
          .as("%s %s", pattern, text)
          .isEqualTo(Pattern.matches(expression, text));
    }
  }

  @Test
  void matches_native_asOnTheHeap() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom("key:1", ISO_8859_1);
      GlobPattern pattern = new GlobPattern("key:*".getBytes(ISO_8859_1));
      assertThat(pattern.matches(new ByteView().set(segment, 0, 5))).isTrue();
      assertThat(pattern.matches(new ByteView().set(segment, 1, 4))).isFalse();
    }
  }

  private static String letters(Random random, String from, int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append(from.charAt(random.nextInt(from.length())));
    }
    return text.toString();
  }

  private static boolean matches(String pattern, String text) {
    return new GlobPattern(pattern.getBytes(ISO_8859_1))
        .matches(ByteView.of(text.getBytes(ISO_8859_1)));
  }
}
