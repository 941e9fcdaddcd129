// SPDX-License-Identifier: Apache-2.0
package io.radish.value;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import io.radish.value.BitField.Overflow;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Numbers of any width, held against numbers of any size. */
class BitFieldTest {
  private static final int ROUNDS = 20_000;

  private final Random random = new Random(12);

  private BitField field() {
    boolean isSigned = random.nextBoolean();
    return new BitField(isSigned, 1 + random.nextInt(isSigned ? 64 : 63));
  }

  private static BigInteger min(BitField field) {
    return field.isSigned() ? BigInteger.TWO.pow(field.width() - 1).negate() : BigInteger.ZERO;
  }

  private static BigInteger max(BitField field) {
    return min(field).add(BigInteger.TWO.pow(field.width())).subtract(BigInteger.ONE);
  }

  private long number() {
    return random.nextLong() >> random.nextInt(64);
  }

  /** A number that fits. */
  private long number(BitField field) {
    long bits = number() << (64 - field.width());
    return field.isSigned() ? bits >> (64 - field.width()) : bits >>> (64 - field.width());
  }

  @Test
  void read_ofWhatWasWritten_isTheSameAndTheBitsAroundAreToo() {
    for (int round = 0; round < ROUNDS; round++) {
      BitField field = field();
      byte[] before = new byte[20];
      random.nextBytes(before);
      byte[] after = before.clone();
      int offset = random.nextInt(before.length * 8 - field.width());
      byte[] around = Arrays.copyOfRange(after, offset / 8, offset / 8 + field.bytes(offset));
      long value = number(field);
      field.write(around, offset, value);
      System.arraycopy(around, 0, after, offset / 8, around.length);
      assertThat(field.read(ByteView.of(after), offset)).isEqualTo(value);
      for (int i = 0; i < before.length * 8; i++) {
        if (i < offset || i >= offset + field.width()) {
          assertThat(Bits.get(ByteView.of(after), i)).isEqualTo(Bits.get(ByteView.of(before), i));
        }
      }
    }
  }

  @Test
  void read_acrossTheEnd_findsZerosBehindIt() {
    ByteView string = ByteView.of(new byte[] {(byte) 0xFF});
    assertThat(new BitField(false, 16).read(string, 0)).isEqualTo(0xFF00);
    assertThat(new BitField(true, 16).read(string, 4)).isEqualTo((short) 0xF000);
    assertThat(new BitField(false, 63).read(string, 7)).isEqualTo(1L << 62);
    assertThat(new BitField(true, 64).read(string, 4_000_000_000L)).isZero();
  }

  @Test
  void sum_ofNumbersThatFit_isRightInEveryKindOfOverflow() {
    for (int round = 0; round < ROUNDS; round++) {
      BitField field = field();
      long value = number(field);
      // As large as that, Redis' arithmetic has its own results.
      long increment = field.width() == 64 ? number() : number() >> 1;
      BigInteger sum = BigInteger.valueOf(value).add(BigInteger.valueOf(increment));
      boolean fits = sum.compareTo(min(field)) >= 0 && sum.compareTo(max(field)) <= 0;
      BigInteger nearest = sum.max(min(field)).min(max(field));
      BigInteger wrapped =
          sum.subtract(min(field)).mod(BigInteger.TWO.pow(field.width())).add(min(field));
      assertThat(field.sum(value, increment, Overflow.WRAP)).hasValue(wrapped.longValueExact());
      assertThat(field.sum(value, increment, Overflow.SAT)).hasValue(nearest.longValueExact());
      assertThat(field.sum(value, increment, Overflow.FAIL))
          .isEqualTo(fits ? OptionalLong.of(sum.longValueExact()) : OptionalLong.empty());
    }
  }

  @Test
  void sum_ofNumberTooLargeToBegin_isBroughtIntoBounds() {
    BitField octet = new BitField(false, 8);
    assertThat(octet.sum(-1, 0, Overflow.WRAP)).hasValue(255);
    assertThat(octet.sum(-1, 0, Overflow.SAT)).hasValue(255);
    assertThat(octet.sum(257, 0, Overflow.WRAP)).hasValue(1);
    BitField signed = new BitField(true, 8);
    assertThat(signed.sum(128, 0, Overflow.WRAP)).hasValue(-128);
    assertThat(signed.sum(-129, 0, Overflow.SAT)).hasValue(-128);
    assertThat(signed.sum(-129, 0, Overflow.FAIL)).isEmpty();
    // Redis' own slip: the room up to the greatest number runs over.
    assertThat(signed.sum(Long.MIN_VALUE, 0, Overflow.SAT)).hasValue(127);
  }
}
