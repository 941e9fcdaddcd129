// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Replies as a client reads and shows them. */
final class ReplyReaderTest {
  static Stream<Arguments> replies() {
    Reply one = new Reply.Int(1);
    return Stream.of(
        Arguments.of("+OK\r\n", new Reply.Simple("OK"), "OK"),
        Arguments.of("-ERR no\r\n", new Reply.Failure("ERR no"), "(error) ERR no"),
        Arguments.of("!6\r\nERR no\r\n", new Reply.Failure("ERR no"), "(error) ERR no"),
        Arguments.of(":-12\r\n", new Reply.Int(-12), "(integer) -12"),
        Arguments.of("$2\r\nhi\r\n", bulk("hi"), "\"hi\""),
        Arguments.of(
            "$9\r\n\"\\\n\r\t\u0007\b\u00ff\0\r\n",
            bulk("\"\\\n\r\t\u0007\b\u00ff\0"),
            "\"\\\"\\\\\\n\\r\\t\\a\\b\\xff\\x00\""),
        Arguments.of("$-1\r\n", new Reply.Nil(), "(nil)"),
        Arguments.of("*-1\r\n", new Reply.Nil(), "(nil)"),
        Arguments.of("_\r\n", new Reply.Nil(), "(nil)"),
        Arguments.of("#t\r\n", new Reply.Bool(true), "(true)"),
        Arguments.of("#f\r\n", new Reply.Bool(false), "(false)"),
        Arguments.of(",1.50\r\n", new Reply.Dbl(1.5, "1.50"), "(double) 1.50"),
        Arguments.of(",-inf\r\n", new Reply.Dbl(Double.NEGATIVE_INFINITY, "-inf"), "(double) -inf"),
        Arguments.of(",nan\r\n", new Reply.Dbl(Double.NaN, "nan"), "(double) nan"),
        Arguments.of("(12\r\n", new Reply.BigNumber(BigInteger.valueOf(12)), "12"),
        Arguments.of("=6\r\ntxt:hi\r\n", new Reply.Verbatim("txt", "hi"), "hi"),
        Arguments.of("*0\r\n", new Reply.Array(List.of()), "(empty array)"),
        Arguments.of("~0\r\n", new Reply.SetReply(List.of()), "(empty set)"),
        Arguments.of("%0\r\n", new Reply.MapReply(List.of()), "(empty hash)"),
        Arguments.of(">0\r\n", new Reply.Push(List.of()), "(empty push)"),
        Arguments.of("~1\r\n:1\r\n", new Reply.SetReply(List.of(one)), "1~ (integer) 1"),
        Arguments.of(">1\r\n:1\r\n", new Reply.Push(List.of(one)), "1> (integer) 1"),
        Arguments.of("|1\r\n+ttl\r\n:9\r\n:1\r\n", one, "(integer) 1"),
        Arguments.of(
            "%1\r\n+a\r\n*1\r\n:1\r\n",
            new Reply.MapReply(
                List.of(new Reply.Pair(new Reply.Simple("a"), new Reply.Array(List.of(one))))),
            "1# a => 1) (integer) 1"),
        Arguments.of(
            "*2\r\n*2\r\n:1\r\n$-1\r\n:1\r\n",
            new Reply.Array(List.of(new Reply.Array(List.of(one, new Reply.Nil())), one)),
            "1) 1) (integer) 1\n   2) (nil)\n2) (integer) 1"));
  }

  private static Reply bulk(String text) {
    return new Reply.Bulk(text.getBytes(ISO_8859_1));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void reply_ofEachType_isReadAndShown(String sent, Reply expected, String shown)
      throws IOException {
    Reply reply = read(sent);
    assertThat(reply).isEqualTo(expected);
    assertThat(reply.toText()).isEqualTo(shown);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void reply_cutShort_isReportedAsSuch(String sent, Reply expected, String shown) {
    for (int length = 1; length < sent.length(); length++) {
      String cut = sent.substring(0, length);
      assertThatThrownBy(() -> read(cut))
          .as("%s as far as %d", shown, length)
          .isInstanceOf(EOFException.class)
          .hasMessage("the server closed the connection in the middle of a reply");
    }
    assertThat(expected).isNotNull();
  }

  @Test
  void connection_closedBetweenReplies_isReportedAsSuch() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(EOFException.class)
        .hasMessage("the server closed the connection");
  }

  @Test
  void numbersOfAList_moreThanNine_areAligned() throws IOException {
    String shown = read("*10\r\n" + ":7\r\n".repeat(9) + "*2\r\n:1\r\n:2\r\n").toText();
    assertThat(shown)
        .startsWith(" 1) (integer) 7\n 2) (integer) 7\n")
        .endsWith("\n10) 1) (integer) 1\n    2) (integer) 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "?\r\n",
        "HTTP/1.1 400\r\n",
        ":\r\n",
        ":x\r\n",
        ":1\n\r\n",
        "$x\r\n",
        "$-2\r\n",
        "$2147483647\r\n",
        "$1\r\nabc",
        "*-2\r\n",
        "*67108865\r\n",
        "%-1\r\n",
        "#x\r\n",
        ",x\r\n",
        "(x\r\n",
        "=2\r\nab\r\n",
        "=5\r\ntxtxa\r\n",
        "!-1\r\n",
        "$?\r\n",
        "*?\r\n"
      })
  void bytes_thatAreNoReply_areRefused(String sent) {
    assertThatThrownBy(() -> read(sent))
        .isExactlyInstanceOf(IOException.class)
        .hasMessageContaining("reply");
  }

  @Test
  void reply_beyondALimit_isRefusedBeforeItCostsMemory() throws IOException {
    assertThat(read("*1\r\n".repeat(128) + ":1\r\n")).isInstanceOf(Reply.Array.class);
    assertThatThrownBy(() -> read("*1\r\n".repeat(129) + ":1\r\n"))
        .hasMessage("the reply is nested more than 128 deep");
    assertThatThrownBy(() -> read("|0\r\n".repeat(200_000)))
        .hasMessage("the reply is nested more than 128 deep");
    assertThatThrownBy(() -> read("+" + "x".repeat((1 << 20) + 1) + "\r\n"))
        .hasMessage("a line of the reply is longer than 1048576 bytes");
    assertThatThrownBy(() -> read("(" + "1".repeat(10_001) + "\r\n"))
        .hasMessage("the reply has a number of more than 10000 digits");
    assertThatThrownBy(() -> read("*67108864\r\n$2147483631\r\nabc"))
        .isInstanceOf(EOFException.class);
  }

  @Test
  void request_encoded_isWhatTheDecoderReads() {
    byte[] request = RequestEncoder.encode("SET", "\u00e9", "");
    assertThat(new String(request, ISO_8859_1))
        .isEqualTo("*3\r\n$3\r\nSET\r\n$2\r\n\u00c3\u00a9\r\n$0\r\n\r\n");
    assertThat(Requests.whole(new String(request, ISO_8859_1)).requests())
        .containsExactly(List.of("SET", "\u00c3\u00a9", ""));
    assertThat(RequestEncoder.encode(new byte[0][])).isEqualTo("*0\r\n".getBytes(ISO_8859_1));
  }

  private static Reply read(String sent) throws IOException {
    return new ReplyReader(new ByteArrayInputStream(sent.getBytes(ISO_8859_1))).read();
  }
}
