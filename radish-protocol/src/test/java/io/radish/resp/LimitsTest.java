// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each limit at its edge and one past it, the same however the input is cut. */
final class LimitsTest {
  @Test
  void inlineRequest_ofTheLongestLength_passes() {
    assertThat(error(true, "a".repeat(65_535) + "\r\n")).isNull();
    assertThat(error(true, "a".repeat(65_536) + "\n")).isNull();
    assertThat(error(true, "a".repeat(65_536))).isNull();
  }

  @Test
  void inlineRequest_oneByteTooLong_isRefused() {
    String rule = "Protocol error: too big inline request";
    assertThat(error(true, "a".repeat(65_537))).isEqualTo(rule);
    assertThat(error(true, "a".repeat(65_537) + "\n")).isEqualTo(rule);
    assertThat(error(true, "a".repeat(65_536) + "\r\n")).isEqualTo(rule);
  }

  @Test
  void countLine_ofEndlessDigits_isRefused() {
    assertThat(error(true, "*" + "1".repeat(65_535))).isNull();
    assertThat(error(true, "*" + "1".repeat(65_536)))
        .isEqualTo("Protocol error: too big mbulk count string");
    assertThat(error(true, "*" + "1".repeat(65_535) + "\r\n"))
        .isEqualTo("Protocol error: invalid multibulk length");
  }

  @Test
  void lengthLine_ofEndlessDigits_isRefused() {
    assertThat(error(true, "*1\r\n$" + "1".repeat(65_535))).isNull();
    assertThat(error(true, "*1\r\n$" + "1".repeat(65_536)))
        .isEqualTo("Protocol error: too big bulk count string");
    assertThat(error(true, "*1\r\nx" + "1".repeat(65_536)))
        .isEqualTo("Protocol error: too big bulk count string");
  }

  @Test
  void argumentCount_atTheLimit_passes() {
    assertThat(error(true, "*1048576\r\n$")).isNull();
    assertThat(error(true, "*1048577\r\n")).isEqualTo("Protocol error: invalid multibulk length");
  }

  @Test
  void bulkLength_atTheLimit_passes() {
    assertThat(error(true, "*1\r\n$536870912\r\nabc")).isNull();
    assertThat(error(true, "*1\r\n$536870913\r\n"))
        .isEqualTo("Protocol error: invalid bulk length");
  }

  @Test
  void bulkLength_afterTheLimitWasChanged_followsIt() throws ProtocolException {
    try (RequestDecoder decoder = Requests.decoder(Limits.DEFAULT, InlineValues.NONE)) {
      decoder.setMaxBulkLength(5);
      Arguments arguments = new Arguments();
      Requests.give(decoder, "*1\r\n$5\r\nhello\r\n*1\r\n$6\r\nhello!\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      decoder.setMaxBulkLength(6);
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.text(0, 100_000)).isEqualTo("hello!");
      decoder.setMaxBulkLength(4);
      Requests.give(decoder, "*1\r\n$5\r\nhello\r\n");
      assertThat(Requests.feed(decoder, new byte[] {'x'}, left -> 1).error())
          .isEqualTo("Protocol error: invalid bulk length");
    }
  }

  @Test
  void unauthenticatedClient_staysWithinNarrowLimits() {
    assertThat(error(false, "*10\r\n$16384\r\n")).isNull();
    assertThat(error(false, "*11\r\n"))
        .isEqualTo("Protocol error: unauthenticated multibulk length");
    assertThat(error(false, "*1\r\n$16385\r\n"))
        .isEqualTo("Protocol error: unauthenticated bulk length");
    assertThat(error(false, "*1\r\n$16385\r\n" + "x".repeat(16_385) + "\r\n"))
        .isEqualTo("Protocol error: unauthenticated bulk length");
    assertThat(error(true, "*11\r\n$16385\r\n")).isNull();
  }

  @Test
  void request_atTheLimitOfItsWholeLength_passes() {
    String head = "*3\r\n$3\r\nabc\r\n$3\r\ndef\r\n";
    int whole = head.length() + "$4\r\nghij\r\n".length();
    for (int heap : new int[] {0, 4, 1000}) {
      for (int large : new int[] {2, 3, 1000}) {
        Limits limits = new Limits(64, 100, 10, 10, 100, whole, large, heap, 4);
        assertThat(error(limits, head + "$4\r\nghij\r\n")).isNull();
        assertThat(error(limits, head + "$5\r\nghijk\r\n"))
            .isEqualTo("Protocol error: request longer than " + whole + " bytes");
      }
    }
  }

  @Test
  void limits_thatNoRequestCouldMeet_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(0, 1, 1, 1, 1, 1, 1, 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new Limits(1, 1, 1, 1, 1, 1, 1, 1, 0));
  }

  private static @Nullable String error(boolean authenticated, String input) {
    return error(Limits.DEFAULT, authenticated, input);
  }

  private static @Nullable String error(Limits limits, String input) {
    return error(limits, true, input);
  }

  private static @Nullable String error(Limits limits, boolean authenticated, String input) {
    RequestDecoder atOnce = new RequestDecoder(limits, InlineValues.NONE);
    atOnce.setAuthenticated(authenticated);
    String whole = Requests.whole(atOnce, input).error();
    RequestDecoder slowly = new RequestDecoder(limits, InlineValues.NONE);
    slowly.setAuthenticated(authenticated);
    assertThat(Requests.byteByByte(slowly, input).error()).isEqualTo(whole);
    return whole;
  }
}
