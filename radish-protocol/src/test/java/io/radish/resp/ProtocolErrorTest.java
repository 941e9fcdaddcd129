// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every breach of the protocol, with the text that redis-server 7.0 answers. */
final class ProtocolErrorTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      delimiter = ';',
      value = {
        "*abc~; invalid multibulk length",
        "*~; invalid multibulk length",
        "*+1~; invalid multibulk length",
        "*01~; invalid multibulk length",
        "*-0~; invalid multibulk length",
        "*1 ~; invalid multibulk length",
        "*1048577~; invalid multibulk length",
        "*2147483648~; invalid multibulk length",
        "*9223372036854775808~; invalid multibulk length",
        "*1~x4~; expected '$', got 'x'",
        "*1~*1~; expected '$', got '*'",
        "*2~$1~a~:1~; expected '$', got ':'",
        "*1~$-1~; invalid bulk length",
        "*1~$~; invalid bulk length",
        "*1~$04~; invalid bulk length",
        "*1~$4x~; invalid bulk length",
        "*1~$536870913~; invalid bulk length",
        "*1~$9999999999999999999~; invalid bulk length",
        "PING \"a~; unbalanced quotes in request",
        "PING \"a\"b~; unbalanced quotes in request",
        "PING 'a\\\\'~; unbalanced quotes in request",
        "PING 'a~; unbalanced quotes in request",
        "PING 'a'b~; unbalanced quotes in request",
        "PING \"a\\~; unbalanced quotes in request",
      })
  void input_breakingTheProtocol_isAnsweredAsRedisDoes(String input, String rule) {
    String sent = input.replace("~", "\r\n");
    String expected = "Protocol error: " + rule;

    assertThat(Requests.whole(sent).error()).isEqualTo(expected);
    assertThat(
            Requests.byteByByte(Requests.decoder(Limits.DEFAULT, InlineValues.NONE), sent).error())
        .isEqualTo(expected);
  }
}
