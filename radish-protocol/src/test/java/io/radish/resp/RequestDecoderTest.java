// SPDX-License-Identifier: Apache-2.0
package io.radish.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What arrives, however it was cut. */
final class RequestDecoderTest {
  private static final String SESSION =
      "*1\r\n$4\r\nPING\r\n*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n\r\n  \r\nGET k\r\n*0\r\n*-1\r\n*-7\r\n"
          + "get \"a b\" 'c'\n*2\r\n$4\r\nECHO\r\n$14\r\n*1\r\n$4\r\nPING\r\n\r\n*1\rX$4\rXQUITxx";

  private static final List<List<String>> REQUESTS =
      List.of(
          List.of("PING"),
          List.of("SET", "k", ""),
          List.of("GET", "k"),
          List.of("get", "a b", "c"),
          List.of("ECHO", "*1\r\n$4\r\nPING\r\n"),
          List.of("QUIT"));

  /** Limits so narrow that a short session meets large arguments and a full heap. */
  private static final Limits NARROW = new Limits(64, 1000, 100, 2, 20, 4000, 8, 24, 4);

  private final Arguments arguments = new Arguments();

  @Test
  void pipeline_inOnePiece_isDecodedInOrder() {
    assertThat(Requests.whole(SESSION)).isEqualTo(new Requests.Outcome(REQUESTS, null));
  }

  @Test
  void pipeline_oneByteAtATime_isDecodedTheSame() {
    assertThat(Requests.byteByByte(decoder(Limits.DEFAULT), SESSION))
        .isEqualTo(new Requests.Outcome(REQUESTS, null));
  }

  @Test
  void pipeline_cutAtEachPlace_isDecodedTheSame() {
    byte[] input = SESSION.getBytes(ISO_8859_1);
    for (Limits limits : List.of(Limits.DEFAULT, NARROW)) {
      for (int cut = 1; cut < input.length; cut++) {
        int first = cut;
        assertThat(
                Requests.feed(decoder(limits), input, left -> left == input.length ? first : left))
            .as("cut at %d", cut)
            .isEqualTo(new Requests.Outcome(REQUESTS, null));
      }
    }
  }

  @Test
  void requestsOfAllSizes_randomlySplit_areDecodedTheSame() {
    long seed = 20260101;
    Random random = new Random(seed);
    for (int round = 0; round < 2000; round++) {
      StringBuilder input = new StringBuilder();
      for (int request = random.nextInt(5); request >= 0; request--) {
        append(input, random);
      }
      Limits limits = random.nextBoolean() ? NARROW : Limits.DEFAULT;
      byte[] bytes = input.toString().getBytes(ISO_8859_1);
      Requests.Outcome whole = Requests.whole(decoder(limits), input.toString());
      assertThat(whole.error()).isNull();
      assertThat(Requests.split(decoder(limits), bytes, random, 12))
          .as("round %d of seed %d", round, seed)
          .isEqualTo(whole);
    }
  }

  private static void append(StringBuilder input, Random random) {
    int count = 1 + random.nextInt(8);
    input.append('*').append(count).append("\r\n");
    for (int i = 0; i < count; i++) {
      int length = random.nextInt(20);
      input.append('$').append(length).append("\r\n");
      for (int k = 0; k < length; k++) {
        input.append((char) random.nextInt(256));
      }
      input.append("\r\n");
    }
  }

  @Test
  void aMillionArguments_oneByteAtATime_areDecodedInLinearTime() {
    int count = Limits.DEFAULT.arguments();
    StringBuilder input = new StringBuilder("*" + count + "\r\n");
    for (int i = 0; i < count; i++) {
      input.append("$1\r\n").append((char) ('a' + i % 26)).append("\r\n");
    }
    Requests.Outcome outcome = Requests.byteByByte(decoder(Limits.DEFAULT), input.toString());

    assertThat(outcome.error()).isNull();
    List<String> request = outcome.requests().getFirst();
    assertThat(request).hasSize(count);
    assertThat(request.subList(count - 3, count))
        .isEqualTo(List.of(letter(count - 3), letter(count - 2), letter(count - 1)));
  }

  private static String letter(int i) {
    return String.valueOf((char) ('a' + i % 26));
  }

  @Test
  void arguments_ofAPipelinedBatch_lieInTheDecodersOwnBuffer() throws ProtocolException {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      Requests.give(decoder, "*1\r\n$1\r\na\r\n*1\r\n$1\r\nb\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.array(0)).isSameAs(decoder.array());
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.array(0)).isSameAs(decoder.array());
      assertThat(arguments.text(0, 100_000)).isEqualTo("b");
    }
  }

  @Test
  void next_afterTheLastWholeRequest_leavesNoArguments() throws ProtocolException {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      Requests.give(decoder, "*1\r\n$1\r\na\r\n*1\r\n");
      assertThat(decoder.pending()).isTrue();
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(decoder.next(arguments)).isFalse();
      assertThat(arguments.count()).isZero();
      assertThat(decoder.pending()).isTrue();
      Requests.give(decoder, "$1\r\nb\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(decoder.next(arguments)).isFalse();
      assertThat(decoder.pending()).isFalse();
    }
  }

  @Test
  void decoder_afterAnError_keepsToIt() {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      Requests.give(decoder, "*x\r\n*1\r\n$4\r\nPING\r\n");
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> decoder.next(arguments))
            .isInstanceOf(ProtocolException.class)
            .hasMessage("Protocol error: invalid multibulk length");
      }
    }
  }

  @Test
  void buffer_afterALongRequest_shrinks() throws ProtocolException {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      Requests.give(decoder, ("*1\r\n$50000\r\n" + "x".repeat(50_000) + "\r\n").repeat(20));
      int requests = 0;
      while (decoder.next(arguments)) {
        requests++;
      }
      assertThat(requests).isEqualTo(20);
      assertThat(decoder.memoryBytes()).isGreaterThan(1_000_000);
      decoder.reserve(1024);
      assertThat(decoder.array()).hasSize(1024);
      decoder.trim();
      assertThat(decoder.memoryBytes()).isLessThan(256);
    }
  }

  @Test
  void trim_withAPartialRequest_keepsIt() throws ProtocolException {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      decoder.reserve(1 << 20);
      Requests.give(decoder, "*2\r\n$4\r\nECHO\r\n$5\r\nhe");
      assertThat(decoder.next(arguments)).isFalse();
      decoder.trim();
      assertThat(decoder.array()).hasSize(1024);
      Requests.give(decoder, "llo\r\n");
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(Requests.texts(arguments)).containsExactly("ECHO", "hello");
    }
  }

  @Test
  void bookkeeping_afterManyArguments_shrinks() throws ProtocolException {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      Requests.give(decoder, "*5000\r\n" + "$0\r\n\r\n".repeat(5000));
      assertThat(decoder.next(arguments)).isTrue();
      assertThat(arguments.count()).isEqualTo(5000);
      long full = decoder.memoryBytes();
      assertThat(decoder.next(arguments)).isFalse();
      assertThat(decoder.memoryBytes()).isLessThanOrEqualTo(full - 2 * 4 * 8000);
    }
  }

  @Test
  void advance_beyondTheRoomMade_isRefused() {
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      decoder.reserve(10);
      int room = decoder.room();
      assertThat(room).isGreaterThanOrEqualTo(10);
      assertThatIllegalArgumentException().isThrownBy(() -> decoder.advance(room + 1));
      assertThatIllegalArgumentException().isThrownBy(() -> decoder.reserve(-1));
    }
  }

  @Test
  void requests_ofOrdinarySize_areDecodedWithoutAllocating() throws ProtocolException {
    byte[] batch =
        "*3\r\n$3\r\nSET\r\n$16\r\n0123456789abcdef\r\n$64\r\n%s\r\n"
            .formatted("v".repeat(64))
            .repeat(100)
            .getBytes(ISO_8859_1);
    try (RequestDecoder decoder = decoder(Limits.DEFAULT)) {
      long before = 0;
      var threads =
          (com.sun.management.ThreadMXBean)
              java.lang.management.ManagementFactory.getThreadMXBean();
      for (int round = 0; round < 200; round++) {
        if (round == 100) {
          before = threads.getCurrentThreadAllocatedBytes();
        }
        Requests.give(decoder, batch, 0, batch.length);
        while (decoder.next(arguments)) {
          assertThatLengthIs64(arguments.length(2));
        }
      }
      assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
    }
  }

  private static void assertThatLengthIs64(int length) {
    if (length != 64) {
      throw new AssertionError("a value of " + length + " bytes");
    }
  }

  @Test
  void decoder_afterClose_decodesNothing() {
    RequestDecoder decoder = decoder(Limits.DEFAULT);
    Requests.give(decoder, "PING\r\n");
    decoder.close();
    decoder.close();
    assertThatThrownBy(() -> decoder.next(arguments)).isInstanceOf(ProtocolException.class);
    assertThat(Arrays.asList(decoder.array().length, decoder.writeIndex())).containsOnly(0);
  }

  private static RequestDecoder decoder(Limits limits) {
    return Requests.decoder(limits, InlineValues.NONE);
  }
}
