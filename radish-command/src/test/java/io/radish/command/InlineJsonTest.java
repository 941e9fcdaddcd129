// SPDX-License-Identifier: Apache-2.0
package io.radish.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InlineJsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k",
        "set k",
        "CACHESET c k",
        "LPUSH k",
        "RPUSHX k a b",
        "CACHE c SET k",
        "cache c CACHESET d k",
        "CACHE c rpush k a"
      })
  void values_mayBeJson(String soFar) {
    assertThat(takesJson(soFar)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SET",
        "SET k v",
        "SET k v EX",
        "GET",
        "CACHESET c",
        "CACHESET c k v",
        "LPUSH",
        "CACHE",
        "CACHE c",
        "CACHE c SET",
        "CACHE c SET k v",
        "CACHE c CACHE d SET k",
        "SETSETSETSET k",
        "NOSUCH k"
      })
  void otherArguments_areNot(String soFar) {
    assertThat(takesJson(soFar)).isFalse();
  }

  private static boolean takesJson(String soFar) {
    List<byte[]> arguments =
        soFar.isEmpty()
            ? List.of()
            : Arrays.stream(soFar.split(" "))
                .map(word -> word.getBytes(StandardCharsets.UTF_8))
                .toList();
    return new InlineJson().takesJson(arguments);
  }
}
