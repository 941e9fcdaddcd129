// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * The data of every measurement: keys of 16 and values of 64 random hex digits.
 *
 * <p>The keys lie one behind the other in an order of their own, unlike that in which they were
 * inserted: reading them in turn costs the lookup's cache misses, and none for the key itself.
 */
final class Workload {
  static final int KEY_BYTES = 16;
  static final int VALUE_BYTES = 64;

  final int keyCount;
  final byte[] keys;

  Workload(int keyCount, long seed) {
    this.keyCount = keyCount;
    keys = new byte[keyCount * KEY_BYTES];
    SplittableRandom random = new SplittableRandom(seed);
    for (int key = 0; key < keyCount; key++) {
      System.arraycopy(hex(random, KEY_BYTES), 0, keys, key * KEY_BYTES, KEY_BYTES);
    }
  }

  /** Sets every key, in an order far from that of {@link #keys}. */
  void fill(Table table, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int[] order = new int[keyCount];
    for (int key = 0; key < keyCount; key++) {
      int other = random.nextInt(key + 1);
      order[key] = order[other];
      order[other] = key;
    }
    for (int key : order) {
      table.set(keys, key * KEY_BYTES, KEY_BYTES, hex(random, VALUE_BYTES));
    }
  }

  static byte[] hex(SplittableRandom random, int digits) {
    byte[] bytes = new byte[digits / 2];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes).getBytes(StandardCharsets.ISO_8859_1);
  }
}
