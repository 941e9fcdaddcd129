// SPDX-License-Identifier: Apache-2.0
package io.radish.backup.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.radish.memory.ByteView;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Sums of two parts, and hashes of keys. */
class ChecksumTest {
  private static int crc(byte[] bytes, int from, int to) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, to - from);
    return (int) sum.getValue();
  }

  @Test
  void combine_ofAnySplit_isTheSumOfTheWhole() {
    Random random = new Random(5);
    byte[] bytes = new byte[70_000];
    random.nextBytes(bytes);
    for (int i = 0; i < 300; i++) {
      int end = random.nextInt(bytes.length + 1);
      int split = i % 10 == 0 ? end : random.nextInt(end + 1);
      assertThat(Crc32cCombine.combine(crc(bytes, 0, split), crc(bytes, split, end), end - split))
          .isEqualTo(crc(bytes, 0, end));
    }
  }

  @Test
  void combine_withMoreThanFourGigabytes_isThatOfItsHalves() {
    int a = 0x12345678;
    long half = 3L << 30;
    int zeros = Crc32cCombine.combine(a, 0, half);
    assertThat(Crc32cCombine.combine(a, 0, 2 * half))
        .isEqualTo(Crc32cCombine.combine(zeros, 0, half));
  }

  @Test
  void fingerprints_tellAMillionKeysApartAndKnowThemAgain() {
    try (KeyFingerprints prints = new KeyFingerprints(0)) {
      for (int i = 0; i < 1_000_000; i++) {
        assertThat(prints.add(ByteView.of("key:" + i))).isTrue();
      }
      for (int i = 0; i < 1_000_000; i += 1000) {
        assertThat(prints.add(ByteView.of("key:" + i))).isFalse();
      }
    }
  }

  @Test
  void fingerprints_ofKeysThatDifferInLengthOrOneByte_differ() {
    try (KeyFingerprints prints = new KeyFingerprints(10)) {
      for (int length = 0; length < 40; length++) {
        byte[] key = new byte[length];
        assertThat(prints.add(ByteView.of(key))).isTrue();
        for (int i = 0; i < length; i++) {
          key[i] = 1;
          assertThat(prints.add(ByteView.of(key))).isTrue();
          key[i] = 0;
        }
      }
    }
  }
}
