// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bytes of every kind of reply, in both protocols. */
final class ReplyWriterTest {
  private static Arguments golden(Consumer<ReplyWriter> writing, String resp2, String resp3) {
    return Arguments.of(writing, resp2, resp3);
  }

  private static Arguments same(Consumer<ReplyWriter> writing, String both) {
    return Arguments.of(writing, both, both);
  }

  static Stream<Arguments> replies() {
    byte[] abc = "abc".getBytes(ISO_8859_1);
    return Stream.of(
        same(ReplyWriter::ok, "+OK\r\n"),
        same(w -> w.simple("PONG"), "+PONG\r\n"),
        same(w -> w.simple("a\r\nb"), "+a  b\r\n"),
        same(w -> w.error("ERR no"), "-ERR no\r\n"),
        same(w -> w.error("ERR a\r\nb\n\r\n"), "-ERR a  b\r\n"),
        same(w -> w.error("ERR \u00e9"), "-ERR \u00c3\u00a9\r\n"),
        same(w -> w.error(new byte[] {'E', (byte) 0xff, '\n', 'x', '\n'}), "-E\u00ff x\r\n"),
        same(w -> w.integer(0), ":0\r\n"),
        same(w -> w.integer(-1), ":-1\r\n"),
        same(w -> w.bulk(abc), "$3\r\nabc\r\n"),
        same(w -> w.bulk(abc, 1, 1), "$1\r\nb\r\n"),
        same(w -> w.bulk(""), "$0\r\n\r\n"),
        same(w -> w.bulk("\u20ac"), "$3\r\n\u00e2\u0082\u00ac\r\n"),
        same(w -> w.bulk(MemorySegment.ofArray(abc), 1, 2), "$2\r\nbc\r\n"),
        same(
            w -> {
              w.bulkHeader(5);
              w.raw(abc);
              w.raw(MemorySegment.ofArray(abc), 0, 2);
              w.bulkEnd();
            },
            "$5\r\nabcab\r\n"),
        golden(ReplyWriter::nil, "$-1\r\n", "_\r\n"),
        golden(ReplyWriter::nilArray, "*-1\r\n", "_\r\n"),
        same(w -> w.array(12), "*12\r\n"),
        golden(w -> w.map(3), "*6\r\n", "%3\r\n"),
        golden(w -> w.set(3), "*3\r\n", "~3\r\n"),
        golden(w -> w.push(3), "*3\r\n", ">3\r\n"),
        golden(w -> w.doubleValue(1.5), "$3\r\n1.5\r\n", ",1.5\r\n"),
        golden(w -> w.doubleValue(Double.POSITIVE_INFINITY), "$3\r\ninf\r\n", ",inf\r\n"),
        golden(w -> w.doubleValue(Double.NEGATIVE_INFINITY), "$4\r\n-inf\r\n", ",-inf\r\n"),
        golden(w -> w.doubleValue(Double.NaN), "$3\r\nnan\r\n", ",nan\r\n"),
        golden(w -> w.bool(true), ":1\r\n", "#t\r\n"),
        golden(w -> w.bool(false), ":0\r\n", "#f\r\n"),
        golden(w -> w.verbatim("txt", "a\r\n"), "$3\r\na\r\n\r\n", "=7\r\ntxt:a\r\n\r\n"),
        golden(
            w -> w.bigNumber("123456789012345678901"),
            "$21\r\n123456789012345678901\r\n",
            "(123456789012345678901\r\n"));
  }

  @ParameterizedTest
  @MethodSource("replies")
  void reply_inEitherProtocol_hasItsBytes(
      Consumer<ReplyWriter> writing, String resp2, String resp3) {
    assertThat(Replies.written(2, 16_384, writing)).isEqualTo(resp2);
    assertThat(Replies.written(3, 16_384, writing)).isEqualTo(resp3);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void replies_acrossBlocks_haveTheSameBytes(
      Consumer<ReplyWriter> writing, String resp2, String resp3) {
    for (int before = 0; before < 130; before++) {
      String padding = "x".repeat(before);
      byte[] raw = padding.getBytes(ISO_8859_1);
      assertThat(
              Replies.written(
                  3,
                  128,
                  writer -> {
                    writer.raw(raw);
                    writing.accept(writer);
                  }))
          .isEqualTo(padding + resp3);
    }
  }

  @ParameterizedTest
  @ValueSource(
      longs = {
        9,
        10,
        11,
        99,
        100,
        101,
        999,
        1000,
        12345,
        Integer.MAX_VALUE,
        Long.MAX_VALUE,
        Long.MIN_VALUE
      })
  void integer_ofAnyLength_isWrittenInDecimal(long value) {
    assertThat(Replies.written(2, 128, writer -> writer.integer(value)))
        .isEqualTo(":" + value + "\r\n");
    long negative = value == Long.MIN_VALUE ? value + 1 : -value;
    assertThat(Replies.written(2, 128, writer -> writer.integer(negative)))
        .isEqualTo(":" + negative + "\r\n");
  }

  @Test
  void integer_atEachPowerOfTen_isWrittenInDecimal() {
    for (long power = 1; power > 0 && power <= Long.MAX_VALUE / 10; power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, -power, 1 - power}) {
        assertThat(Replies.written(2, 128, writer -> writer.integer(value)))
            .isEqualTo(":" + value + "\r\n");
      }
    }
  }

  @Test
  void values_ofAnyLength_passThroughASmallBlock() throws IOException {
    for (int length = 0; length < 600; length += 7) {
      byte[] value = "v".repeat(length).getBytes(ISO_8859_1);
      String text = "t".repeat(length);
      String written =
          Replies.written(
              3,
              128,
              writer -> {
                writer.bulk(value);
                writer.bulk(text);
                writer.bulk(MemorySegment.ofArray(value), 0, value.length);
                writer.error(text);
              });
      ReplyReader reader = new ReplyReader(new ByteArrayInputStream(written.getBytes(ISO_8859_1)));
      assertThat(reader.read()).isEqualTo(new Reply.Bulk(value));
      assertThat(reader.read()).isEqualTo(new Reply.Bulk(text.getBytes(ISO_8859_1)));
      assertThat(reader.read()).isEqualTo(new Reply.Bulk(value));
      assertThat(reader.read()).isEqualTo(new Reply.Failure(text));
    }
  }

  @Test
  void attachment_keepsItsPlaceAmongTheBlocks() {
    AtomicInteger released = new AtomicInteger();
    Replies replies = new Replies();
    ReplyWriter writer = new ReplyWriter(1024);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment segment = arena.allocateFrom("_large_");
      writer.begin(replies, 2);
      writer.ok();
      writer.bulkAttachment(segment, 1, 5, released::incrementAndGet);
      writer.nil();
      writer.flush();
      writer.flush();
    }
    assertThat(replies.text()).isEqualTo("+OK\r\n$5\r\nlarge\r\n$-1\r\n");
    assertThat(replies.handOvers).containsExactly("block 9", "attachment 5", "block 7");
    assertThat(released).hasValue(1);
  }

  @Test
  void writer_withUnflushedBytes_doesNotTurnToAnotherConnection() {
    ReplyWriter writer = new ReplyWriter(1024);
    writer.begin(new Replies(), 2);
    writer.ok();
    assertThat(writer.pending()).isEqualTo(5);
    assertThatIllegalStateException().isThrownBy(() -> writer.begin(new Replies(), 2));
    writer.discard();
    Replies next = new Replies();
    writer.begin(next, 3);
    assertThat(writer.protocol()).isEqualTo(3);
    writer.setProtocol(2);
    writer.nil();
    writer.flush();
    assertThat(next.text()).isEqualTo("$-1\r\n");
  }

  @Test
  void writer_misused_saysSo() {
    ReplyWriter writer = new ReplyWriter(1024);
    assertThatIllegalArgumentException().isThrownBy(() -> writer.setProtocol(4));
    assertThatIllegalArgumentException().isThrownBy(() -> writer.verbatim("text", "a"));
    assertThatThrownBy(() -> writer.bulk(new byte[3], 2, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    writer.ok();
    assertThatIllegalStateException().isThrownBy(writer::flush);
  }
}
