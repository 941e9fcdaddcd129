// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.load;

import java.nio.charset.StandardCharsets;

/**
 * Numbered keys and the value of each, all of random hexadecimal digits and the same lengths.
 *
 * <p>Both follow from the number alone, so that any reply can be checked without remembering what
 * was set.
 *
 * @param keys how many there are
 * @param keyBytes the length of each key, at least {@value #SHORTEST_KEY}
 * @param valueBytes the length of each value
 * @param deadlines whether keys are set to expire, in one to two hours
 */
public record DataSet(int keys, int keyBytes, int valueBytes, boolean deadlines) {
  /** Digits of 64 bits: shorter keys would not be distinct. */
  static final int SHORTEST_KEY = 16;

  private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long VALUE_SEED = 0x5DEECE66D1234567L;

  /** An hour: none expires while it is measured. */
  private static final int SHORTEST_TTL_MILLIS = 3_600_000;

  /** Checks the lengths. */
  public DataSet {
    if (keys < 1 || keyBytes < SHORTEST_KEY || valueBytes < 0) {
      throw new IllegalArgumentException(
          keys + " keys of " + keyBytes + " B with values of " + valueBytes + " B");
    }
  }

  /** What the measurements of DESIGN.md use: keys of 16 and values of 64 bytes, to stay. */
  public static DataSet usual(int keys) {
    return new DataSet(keys, 16, 64, false);
  }

  /** Writes key {@code number}: its first 64 bits are a bijection of the number. */
  void key(long number, byte[] to, int at) {
    digits(number + 1, to, at, keyBytes);
  }

  /** Writes the value of key {@code number}. */
  void value(long number, byte[] to, int at) {
    digits((number + 1) ^ VALUE_SEED, to, at, valueBytes);
  }

  /** The milliseconds for which key {@code number} lives: always seven digits. */
  int ttlMillis(long number) {
    return SHORTEST_TTL_MILLIS + (int) Long.remainderUnsigned(mix(number), SHORTEST_TTL_MILLIS);
  }

  /** Key {@code number} as text. */
  public String keyText(long number) {
    byte[] key = new byte[keyBytes];
    key(number, key, 0);
    return new String(key, StandardCharsets.US_ASCII);
  }

  /** The value of key {@code number} as text. */
  public String valueText(long number) {
    byte[] value = new byte[valueBytes];
    value(number, value, 0);
    return new String(value, StandardCharsets.US_ASCII);
  }

  private static void digits(long seed, byte[] to, int at, int length) {
    long state = seed * GOLDEN_GAMMA;
    for (int done = 0; done < length; done += 16) {
      long bits = mix(state + done * GOLDEN_GAMMA);
      for (int i = 0; i < Math.min(16, length - done); i++, bits >>>= 4) {
        to[at + done + i] = DIGITS[(int) bits & 15];
      }
    }
  }

  /** The finaliser of SplitMix64: one to one. */
  private static long mix(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
