// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Typed requests: Redis' quoting, and JSON taken as typed. */
final class InlineParserTest {
  /** JSON where {@code SET key} or {@code PUSH key ...} has been typed before. */
  private static final InlineValues VALUES =
      words ->
          words.size() >= 2
              && List.of("SET", "PUSH").contains(new String(words.getFirst(), ISO_8859_1));

  static Stream<Arguments> quoting() {
    return Stream.of(
        Arguments.of("PING", List.of("PING")),
        Arguments.of("  PING\t\u000b\f x \r", List.of("PING", "x")),
        Arguments.of("\"\"", List.of("")),
        Arguments.of("'' \"\"", List.of("", "")),
        Arguments.of("\"a b\" c", List.of("a b", "c")),
        Arguments.of("a\"b c\"", List.of("ab c")),
        Arguments.of("a'b c' d", List.of("ab c", "d")),
        Arguments.of("\"\\x41\\x7a\\xfF\\x00\"", List.of("Az\u00ff\0")),
        Arguments.of("\"\\x4\\xg1\\x\"", List.of("x4xg1x")),
        Arguments.of("\"\\n\\r\\t\\b\\a\"", List.of("\n\r\t\b\u0007")),
        Arguments.of("\"\\q\\\\\\\"\\'\"", List.of("q\\\"'")),
        Arguments.of("'\\n\\x41\\\\ '", List.of("\\n\\x41\\\\ ")),
        Arguments.of("'it\\'s'", List.of("it's")),
        Arguments.of("'\"' \"'\"", List.of("\"", "'")),
        Arguments.of("a\\nb \\\\", List.of("a\\nb", "\\\\")),
        Arguments.of("a\u000bb\fc", List.of("a\u000bb\fc")),
        Arguments.of("\"a\"\u000b\"b\"", List.of("a", "b")),
        Arguments.of("a\0b", List.of("a\0b")),
        Arguments.of("a\rb", List.of("a", "b")),
        Arguments.of("\u00e9\u00ff", List.of("\u00e9\u00ff")));
  }

  @ParameterizedTest
  @MethodSource("quoting")
  void words_typed_areSplitAsRedisDoes(String typed, List<String> words) {
    assertThat(Requests.whole(typed + "\r\n").requests()).containsExactly(words);
    assertThat(Requests.whole(typed + "\n").requests()).containsExactly(words);
  }

  @Test
  void json_whereRedisRulesHold_isNotUnderstood() {
    assertThat(Requests.whole("SET k {\"a\": 1}\r\n").error())
        .isEqualTo("Protocol error: unbalanced quotes in request");
  }

  static Stream<Arguments> json() {
    return Stream.of(
        Arguments.of(
            "SET user:2 {\"name\": \"Jane\", \"age\": 25} EX 60",
            List.of("SET", "user:2", "{\"name\": \"Jane\", \"age\": 25}", "EX", "60")),
        Arguments.of("SET k [1, 2,  [3]]", List.of("SET", "k", "[1, 2,  [3]]")),
        Arguments.of("SET k {}", List.of("SET", "k", "{}")),
        Arguments.of("SET k [ ]", List.of("SET", "k", "[ ]")),
        Arguments.of(
            "PUSH l {\"a\": \"x } y\"} [\"q\\\"]\"] z",
            List.of("PUSH", "l", "{\"a\": \"x } y\"}", "[\"q\\\"]\"]", "z")),
        Arguments.of(
            "SET k [true, false, null, -0.5e+10, 0, 1E5, \"\\u00e9\\n\", {\"\": []}]",
            List.of(
                "SET", "k", "[true, false, null, -0.5e+10, 0, 1E5, \"\\u00e9\\n\", {\"\": []}]")),
        Arguments.of("SET k {1, 2}", List.of("SET", "k", "{1,", "2}")),
        Arguments.of("SET k [1, 2", List.of("SET", "k", "[1,", "2")),
        Arguments.of("SET k [1, 2]x", List.of("SET", "k", "[1,", "2]x")),
        Arguments.of("SET k [01, 2]", List.of("SET", "k", "[01,", "2]")),
        Arguments.of("SET k [1 , ]", List.of("SET", "k", "[1", ",", "]")),
        Arguments.of("SET k '{\"a\": 1}'", List.of("SET", "k", "{\"a\": 1}")),
        Arguments.of("SET [1, 2] v", List.of("SET", "[1,", "2]", "v")),
        Arguments.of("GET k [1, 2]", List.of("GET", "k", "[1,", "2]")),
        Arguments.of("SET k [[[[1, 2]]]]", List.of("SET", "k", "[[[[1, 2]]]]")),
        Arguments.of("SET k [[[[[1, 2]]]]]", List.of("SET", "k", "[[[[[1,", "2]]]]]")),
        Arguments.of(
            "SET k [[[[[]]]], {\"a\": [[]]}]", List.of("SET", "k", "[[[[[]]]], {\"a\": [[]]}]")));
  }

  @ParameterizedTest
  @MethodSource("json")
  void json_whereAValueBelongs_isTakenAsTyped(String typed, List<String> words) {
    assertThat(split(typed)).isEqualTo(new Requests.Outcome(List.of(words), null));
    assertThat(Requests.byteByByte(decoder(), typed + "\r\n"))
        .isEqualTo(new Requests.Outcome(List.of(words), null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "[1", "[1,", "{", "{]", "[}", "[,]", "{,}", "[1 2]", "[1}", "[tru]", "[+1]", "[.5]",
        "[1.]", "[1e]", "[-]", "[1,]", "[nul", "[truex]", "[1]]"
      })
  void text_thatIsNotWholeJson_isAnOrdinaryWord(String notJson) {
    List<String> expected = Requests.whole("SET k " + notJson + "\r\n").requests().getFirst();
    assertThat(split("SET k " + notJson).requests()).containsExactly(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\"}",
        "{\"a\" 1}",
        "{\"a\":}",
        "{\"a\":1,}",
        "[\"\\x41\"]",
        "[\"\\u12\"]",
        "[\"a]",
        "[\"\t\"]"
      })
  void text_thatIsNotWholeJsonAndHasQuotes_isSplitByRedisRules(String notJson) {
    assertThat(split("SET k " + notJson)).isEqualTo(Requests.whole("SET k " + notJson + "\r\n"));
  }

  @Test
  void json_nestedVeryDeeply_isRefusedInLinearTime() {
    String deep = "[".repeat(30_000) + "]".repeat(30_000);
    RequestDecoder decoder = Requests.decoder(Limits.DEFAULT, VALUES);
    assertThat(Requests.whole(decoder, "SET k " + deep + "\r\n").requests())
        .containsExactly(List.of("SET", "k", deep));
  }

  private static Requests.Outcome split(String typed) {
    return Requests.whole(decoder(), typed + "\r\n");
  }

  private static RequestDecoder decoder() {
    Limits shallow = new Limits(65_536, 1000, 10, 10, 100, 100_000, 1000, 1000, 4);
    return Requests.decoder(shallow, VALUES);
  }
}
