// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.radish.memory.ByteView;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows of bits, held against the same bits one by one. */
class BitsTest {
  private static final int ROUNDS = 3_000;

  private final Random random = new Random(11);

  /** Bytes of which most are the same, so that whole words are passed by. */
  private byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    byte most = (byte) (random.nextBoolean() ? 0 : 0xFF);
    for (int i = 0; i < length; i++) {
      bytes[i] = random.nextInt(12) == 0 ? (byte) random.nextInt() : most;
    }
    return bytes;
  }

  private static int bit(byte[] bytes, long offset) {
    return bytes[(int) (offset / 8)] >> (7 - offset % 8) & 1;
  }

  @Test
  void get_behindTheEnd_isZero() {
    ByteView one = ByteView.of(new byte[] {0x01});
    assertThat(Bits.get(one, 7)).isOne();
    assertThat(Bits.get(one, 6)).isZero();
    assertThat(Bits.get(one, 8)).isZero();
    assertThat(Bits.get(one, (1L << 32) - 1)).isZero();
  }

  @Test
  void with_changesOneBit() {
    assertThat(Bits.with(0, 0, 1)).isEqualTo((byte) 0x80);
    assertThat(Bits.with(0xFF, 15, 0)).isEqualTo((byte) 0xFE);
    assertThat(Bits.with(0x10, 3, 1)).isEqualTo((byte) 0x10);
  }

  @Test
  void countAndPosition_ofAnyRange_agreeWithBitsOneByOne() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = bytes(1 + random.nextInt(60));
      int from = random.nextInt(bytes.length * 8);
      int to = from + random.nextInt(bytes.length * 8 - from);
      int count = 0;
      long[] first = {-1, -1};
      for (int i = to; i >= from; i--) {
        count += bit(bytes, i);
        first[bit(bytes, i)] = i;
      }
      ByteView view = ByteView.of(bytes);
      assertThat(Bits.count(view, from, to)).isEqualTo(count);
      assertThat(Bits.position(view, 0, from, to)).isEqualTo(first[0]);
      assertThat(Bits.position(view, 1, from, to)).isEqualTo(first[1]);
    }
  }

  @ParameterizedTest
  @EnumSource(Bits.Operation.class)
  void combine_ofStringsOfAnyLength_agreesWithBytesOneByOne(Bits.Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      for (int round = 0; round < 200; round++) {
        List<byte[]> sources = new ArrayList<>();
        int count = operation == Bits.Operation.NOT ? 1 : 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
          // Beyond the block that is combined at a time, now and then.
          sources.add(bytes(random.nextInt(random.nextInt(8) == 0 ? 70_000 : 40)));
        }
        List<ByteView> views = sources.stream().map(ByteView::of).toList();
        int length = Bits.combinedLength(views);
        MemorySegment target = arena.allocate(length + 2L).fill((byte) 0x55);
        Bits.combine(operation, views, target, 1);
        byte[] expected = new byte[length];
        for (int i = 0; i < length; i++) {
          expected[i] = combined(operation, sources, i);
        }
        assertThat(target.asSlice(1, length).toArray(ValueLayout.JAVA_BYTE)).isEqualTo(expected);
        assertThat(target.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 0x55);
        assertThat(target.get(ValueLayout.JAVA_BYTE, length + 1L)).isEqualTo((byte) 0x55);
      }
    }
  }

  private static byte combined(Bits.Operation operation, List<byte[]> sources, int at) {
    int result = at < sources.getFirst().length ? sources.getFirst()[at] : 0;
    for (byte[] source : sources.subList(1, sources.size())) {
      int octet = at < source.length ? source[at] : 0;
      result =
          switch (operation) {
            case AND -> result & octet;
            case OR -> result | octet;
            case XOR -> result ^ octet;
            case NOT -> result;
          };
    }
    return (byte) (operation == Bits.Operation.NOT ? ~result : result);
  }

  @Test
  void not_ofTwo_isRefused() {
    List<ByteView> two = List.of(ByteView.of("a"), ByteView.of("b"));
    MemorySegment target = MemorySegment.ofArray(new byte[1]);
    assertThatThrownBy(() -> Bits.combine(Bits.Operation.NOT, two, target, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
