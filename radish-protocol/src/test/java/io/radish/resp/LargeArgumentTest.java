// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arguments that lie in native memory, and for how long. */
final class LargeArgumentTest {
  private static final int THRESHOLD = Limits.DEFAULT.largeArgumentBytes();

  private final Arguments arguments = new Arguments();

  @Test
  void argument_atTheThreshold_liesOnTheHeap() throws ProtocolException {
    try (RequestDecoder decoder = decoder()) {
      Requests.give(decoder, echo(THRESHOLD) + echo(THRESHOLD + 1));
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.large(1)).isNull();
      assertThat(arguments.array(1)).isSameAs(decoder.array());

      assertThat(decoder.next(arguments)).isTrue();
      MemorySegment large = requireNonNull(arguments.large(1));
      assertThat(large.byteSize()).isEqualTo(THRESHOLD + 1);
      assertThat(large.isNative()).isTrue();
      assertThat(arguments.array(1)).isNull();
      assertThat(arguments.offset(1)).isZero();
      assertThat(arguments.large(0)).isNull();
      assertThat(arguments.matches(0, "echo")).isTrue();
    }
  }

  @Test
  void largeArguments_betweenOrdinaryOnes_areDecodedHoweverCut() {
    String body = "0123456789".repeat(10_000);
    String input =
        "*6\r\n$4\r\nMSET\r\n$1\r\na\r\n$100000\r\n"
            + body
            + "\r\n$2\r\nbb\r\n$100000\r\n"
            + body
            + "\r\n$3\r\nccc\r\n*1\r\n$4\r\nPING\r\n";
    List<List<String>> expected =
        List.of(List.of("MSET", "a", body, "bb", body, "ccc"), List.of("PING"));
    Random random = new Random(7);
    for (int longest : new int[] {10, 1000, 70_000, 150_000, 300_000}) {
      assertThat(Requests.split(decoder(), input.getBytes(ISO_8859_1), random, longest))
          .as("pieces of up to %d bytes", longest)
          .isEqualTo(new Requests.Outcome(expected, null));
    }
  }

  @Test
  void nativeMemory_ofARequest_isFreedByTheNextCall() throws ProtocolException {
    try (RequestDecoder decoder = decoder()) {
      Requests.give(decoder, echo(100_000));
      assertThat(decoder.next(arguments)).isTrue();
      MemorySegment large = requireNonNull(arguments.large(1));
      assertThat(large.get(JAVA_BYTE, 99_999)).isEqualTo((byte) 'x');
      assertThat(decoder.next(arguments)).isFalse();
      assertThatThrownBy(() -> large.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void halfAGigabyte_onlyAnnounced_costsNothing() throws ProtocolException {
    try (RequestDecoder decoder = decoder()) {
      Requests.give(decoder, "*2\r\n$4\r\nECHO\r\n$536870912\r\nabc");
      assertThat(decoder.next(arguments)).isFalse();
      assertThat(decoder.memoryBytes()).isLessThan(1 << 20);
    }
  }

  @Test
  void argument_arrivingSlowly_holdsAtMostTwiceWhatCame() throws ProtocolException {
    byte[] piece = new byte[64 * 1024];
    try (RequestDecoder decoder = decoder()) {
      Requests.give(decoder, "*2\r\n$4\r\nECHO\r\n$33554432\r\n");
      for (int came = piece.length; came <= 33_554_432; came += piece.length) {
        Requests.give(decoder, piece, 0, piece.length);
        assertThat(decoder.next(arguments)).isFalse();
        assertThat(decoder.memoryBytes()).isLessThan(2L * came + (512 << 10));
      }
      Requests.give(decoder, "\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.length(1)).isEqualTo(33_554_432);
      assertThat(decoder.memoryBytes()).isLessThan(33_554_432 + (256 << 10));
    }
  }

  @Test
  void connection_closedWithinALargeArgument_freesIt() throws ProtocolException {
    RequestDecoder decoder = decoder();
    Requests.give(decoder, "*1\r\n$1000000\r\n" + "x".repeat(300_000));
    assertThat(decoder.next(arguments)).isFalse();
    assertThat(decoder.memoryBytes()).isGreaterThan(300_000);
    decoder.close();
    assertThat(decoder.memoryBytes()).isLessThan(256);
  }

  @Test
  void manyOrdinaryArguments_beyondTheHeapTheyMayTake_lieInNativeMemory() throws ProtocolException {
    int count = 300;
    byte[] body = "y".repeat(60_000).getBytes(ISO_8859_1);
    try (RequestDecoder decoder = decoder()) {
      Requests.give(decoder, "*" + count + "\r\n");
      for (int i = 0; i < count; i++) {
        body[0] = (byte) i;
        assertThat(decoder.next(arguments)).isFalse();
        Requests.give(decoder, "$60000\r\n");
        Requests.give(decoder, body, 0, body.length);
        Requests.give(decoder, "\r\n");
        assertThat(decoder.array().length).isLessThanOrEqualTo(8 << 20);
      }
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.large(0)).isNull();
      assertThat(arguments.large(count - 1)).isNotNull();
      for (int i = 0; i < count; i++) {
        byte[] bytes = arguments.bytes(i);
        assertThat(bytes).hasSize(60_000);
        assertThat(bytes[0]).isEqualTo((byte) i);
        assertThat(bytes[59_999]).isEqualTo((byte) 'y');
      }
    }
  }

  @Test
  void shortArguments_inNativeMemory_answerAsThoseOnTheHeap() throws ProtocolException {
    Limits noHeap = new Limits(64, 1000, 10, 10, 1000, 4000, 100, 0, 4);
    try (RequestDecoder decoder = Requests.decoder(noHeap, InlineValues.NONE)) {
      Requests.give(decoder, "*4\r\n$3\r\nGeT\r\n$0\r\n\r\n$3\r\n-12\r\n$25\r\n" + "1".repeat(25));
      Requests.give(decoder, "\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(requireNonNull(arguments.large(0)).byteSize()).isEqualTo(3);
      assertThat(arguments.matches(0, "gEt")).isTrue();
      assertThat(arguments.matches(0, "SET")).isFalse();
      assertThat(arguments.text(0, 100_000)).isEqualTo("GeT");
      assertThat(arguments.bytes(1)).isEmpty();
      assertThat(arguments.isLong(1)).isFalse();
      assertThat(arguments.toLong(2)).isEqualTo(-12);
      assertThat(arguments.isLong(3)).isFalse();
    }
  }

  @Test
  void copy_withLargeArguments_outlivesTheRequestUntilReleased() throws ProtocolException {
    try (RequestDecoder decoder = decoder()) {
      Requests.give(
          decoder, "*3\r\n$1\r\na\r\n$70000\r\n" + "x".repeat(70_000) + "\r\n$1\r\nb\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      Arguments copy = arguments.slice(1).copy();
      assertThat(decoder.next(arguments)).isFalse();

      assertThat(copy.count()).isEqualTo(2);
      MemorySegment large = requireNonNull(copy.large(0));
      assertThat(copy.text(0, 100_000)).isEqualTo("x".repeat(70_000));
      assertThat(copy.text(1, 100_000)).isEqualTo("b");
      copy.release();
      copy.release();
      assertThatThrownBy(() -> large.get(JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
      assertThat(copy.text(1, 100_000)).isEqualTo("b");
    }
  }

  private static String echo(int length) {
    return "*2\r\n$4\r\nECHO\r\n$" + length + "\r\n" + "x".repeat(length) + "\r\n";
  }

  private static RequestDecoder decoder() {
    return Requests.decoder(Limits.DEFAULT, InlineValues.NONE);
  }
}
