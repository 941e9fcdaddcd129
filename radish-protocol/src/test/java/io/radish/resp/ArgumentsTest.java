// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arguments as commands see them. */
final class ArgumentsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"0", "1", "-1", "42", "100", "9223372036854775807", "-9223372036854775808"})
  void number_inItsOneSpelling_isRead(String number) {
    Arguments arguments = Arguments.of("x", number);
    assertThat(arguments.isLong(1)).isTrue();
    assertThat(arguments.toLong(1)).isEqualTo(Long.parseLong(number));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        "-0",
        "00",
        "01",
        "-01",
        " 1",
        "1 ",
        "1a",
        "a",
        "1.0",
        "1e3",
        "0x10",
        "--1",
        "\u0661",
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "99999999999999999999",
        "100000000000000000000",
        "-99999999999999999999"
      })
  void number_inAnotherSpelling_isRefused(String text) {
    Arguments arguments = Arguments.of(text);
    assertThat(arguments.isLong(0)).isFalse();
    assertThatThrownBy(() -> arguments.toLong(0)).isInstanceOf(NumberFormatException.class);
  }

  @Test
  void matches_ignoresCaseOfAsciiLettersOnly() {
    Arguments arguments = Arguments.of("KeepTTL", "[", "\u00c9", "");
    assertThat(arguments.matches(0, "KEEPTTL")).isTrue();
    assertThat(arguments.matches(0, "keepttl")).isTrue();
    assertThat(arguments.matches(0, "keepttls")).isFalse();
    assertThat(arguments.matches(0, "keepttx")).isFalse();
    assertThat(arguments.matches(1, "{")).isFalse();
    assertThat(arguments.matches(2, "e")).isFalse();
    assertThat(arguments.matches(3, "")).isTrue();
  }

  @Test
  void slice_ofASlice_showsTheRest() {
    Arguments arguments = Arguments.of("CACHE", "users", "SET", "k", "v");
    Arguments inner = arguments.slice(2);
    assertThat(Requests.texts(inner)).containsExactly("SET", "k", "v");
    assertThat(inner.array(0)).isSameAs(arguments.array(0));
    assertThat(Requests.texts(inner.slice(1))).containsExactly("k", "v");
    assertThat(arguments.slice(5).count()).isZero();
    assertThatThrownBy(() -> arguments.slice(6)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> arguments.slice(-1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void copy_ofASlice_isIndependentOfTheDecoder() throws ProtocolException {
    Arguments arguments = new Arguments();
    try (RequestDecoder decoder = Requests.decoder(Limits.DEFAULT, InlineValues.NONE)) {
      Requests.give(decoder, "*3\r\n$1\r\na\r\n$2\r\nbb\r\n$0\r\n\r\nz z z\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      Arguments copy = arguments.slice(1).copy();
      assertThat(decoder.next(arguments)).isTrue();
      decoder.trim();
      Requests.give(decoder, "overwritten\r\n");
      assertThat(Requests.texts(copy)).containsExactly("bb", "");
      copy.release();
      assertThat(Requests.texts(copy)).containsExactly("bb", "");
    }
  }

  @Test
  void index_outsideTheArguments_isRefusedByEveryAccessor() {
    Arguments arguments = Arguments.of("CACHE", "a", "b").slice(1);
    for (int index : new int[] {-1, 2, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> arguments.array(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.offset(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.length(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.large(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.bytes(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.text(index, 100_000))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.matches(index, "a"))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.isLong(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> arguments.toLong(index))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void of_copiesWhatItIsGiven() {
    byte[] given = "abc".getBytes(UTF_8);
    Arguments arguments = Arguments.of(given);
    given[0] = 'x';
    assertThat(arguments.text(0, 100_000)).isEqualTo("abc");
    assertThat(arguments.text(0, 2)).isEqualTo("ab");
    assertThat(arguments.start(0, 1)).containsExactly('a');
    assertThat(Arguments.of("\u00e9").bytes(0)).isEqualTo("\u00e9".getBytes(UTF_8));
    assertThat(Arguments.of(new byte[] {(byte) 0xff}).text(0, 100_000)).isEqualTo("\ufffd");
  }
}
