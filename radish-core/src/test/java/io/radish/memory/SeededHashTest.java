// SPDX-License-Identifier: Apache-2.0
package io.radish.memory;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hash: nobody outside may choose what keys become, and what they become is spread evenly. */
class SeededHashTest {
  private static final int LONGEST = 70;

  private final RandomGenerator random =
      RandomGeneratorFactory.of("L64X128MixRandom").create(20251115);

  /** Constants that a key may hold: those of wyhash, SplitMix64 and rapidhash, and plain ones. */
  private static final long[] PUBLIC = {
    0xa0761d6478bd642fL,
    0xe7037ed1a0b428dbL,
    0x8ebc6af09c88c6e3L,
    0x589965cc75374cc3L,
    0x2d358dccaa6c78a5L,
    0x8bb84b93962eacc9L,
    0x4b33a62ed433d4a3L,
    0x9E3779B97F4A7C15L,
    0,
    -1
  };

  private static long hash(SeededHash hashing, byte[] key) {
    return hashing.of(key, 0, key.length);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 42, 0x8ebc6af09c88c6e3L})
  void keysThatBeginWithAnyPublicConstant_haveHashesOfTheirOwn(long seed) {
    SeededHash hashing = new SeededHash(seed);
    for (long constant : PUBLIC) {
      for (ByteOrder order : new ByteOrder[] {ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN}) {
        Set<Long> hashes = new HashSet<>();
        for (int i = 0; i < 300; i++) {
          for (int length : new int[] {16, 24, 40}) {
            byte[] key = new byte[length];
            random.nextBytes(key);
            ByteBuffer.wrap(key).order(order).putLong(0, constant);
            hashes.add(hash(hashing, key));
          }
        }
        assertThat(hashes).hasSize(900).doesNotContain(0L);
      }
    }
  }

  @Test
  void sameKey_onTheHeapAndOutside_hasOneHashAndAnotherWithAnotherSeed() {
    SeededHash hashing = new SeededHash(7);
    SeededHash other = new SeededHash(8);
    try (Arena arena = Arena.ofConfined()) {
      for (int length = 0; length <= LONGEST; length++) {
        byte[] key = new byte[length + 3];
        random.nextBytes(key);
        MemorySegment segment = arena.allocate(length + 3L);
        MemorySegment.copy(MemorySegment.ofArray(key), 0, segment, 0, key.length);
        long hash = hashing.of(key, 3, length);
        assertThat(hashing.of(segment, 3, length)).isEqualTo(hash);
        assertThat(other.of(key, 3, length)).isNotEqualTo(hash);
      }
    }
  }

  /** Flips each bit of a key: each bit of the hash must change in about half of the cases. */
  @Test
  void aBitOfAKeyOfAnyLength_changesHalfOfTheBitsOfTheHash() {
    for (int length = 1; length <= LONGEST; length++) {
      int[] changed = new int[Long.SIZE];
      int trials = 0;
      for (int sample = 0; sample < 64; sample++) {
        SeededHash hashing = new SeededHash(random.nextLong());
        byte[] key = new byte[length];
        random.nextBytes(key);
        long before = hash(hashing, key);
        for (int bit = 0; bit < length * 8; bit++, trials++) {
          key[bit >>> 3] ^= (byte) (1 << (bit & 7));
          long difference = before ^ hash(hashing, key);
          key[bit >>> 3] ^= (byte) (1 << (bit & 7));
          for (int out = 0; out < Long.SIZE; out++) {
            changed[out] += (int) (difference >>> out & 1);
          }
        }
      }
      for (int out = 0; out < Long.SIZE; out++) {
        // 512 trials or more: six standard deviations are 0.13.
        assertThat((double) changed[out] / trials)
            .as("length %s, bit %s of the hash", length, out)
            .isBetween(0.36, 0.64);
      }
    }
  }

  /** Keys that differ little, of every length, in 256 boxes by each part of the hash. */
  @Test
  void countedKeysOfAnyLength_areSpreadEvenlyInEveryPartOfTheHash() {
    for (int length = 3; length <= LONGEST; length++) {
      int width = Math.min(length, 8);
      String front = "k".repeat((length - width) / 2);
      String back = "k".repeat(length - width - front.length());
      spread(
          length,
          i -> (front + String.format("%0" + width + "x", i & ((1L << (4 * width)) - 1)) + back));
    }
  }

  private static void spread(int length, IntFunction<String> keys) {
    int count = 4096;
    for (int shift : new int[] {0, 8, 16, 24, 32, 40, 48, 56}) {
      SeededHash hashing = new SeededHash(length * 31L + shift);
      int[] boxes = new int[256];
      for (int i = 0; i < count; i++) {
        boxes[(int) (hash(hashing, keys.apply(i).getBytes(US_ASCII)) >>> shift) & 0xFF]++;
      }
      double expected = count / 256.0;
      double chiSquare = 0;
      for (int box : boxes) {
        chiSquare += (box - expected) * (box - expected) / expected;
      }
      // 255 degrees of freedom: the mean is 255, seven standard deviations are 158.
      assertThat(chiSquare).as("length %s, shift %s", length, shift).isBetween(110.0, 413.0);
    }
  }
}
