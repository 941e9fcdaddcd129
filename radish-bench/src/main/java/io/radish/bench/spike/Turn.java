// SPDX-License-Identifier: Apache-2.0
package io.radish.bench.spike;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.SplittableRandom;
import java.util.function.IntToLongFunction;

/** So many operations on one place's table, answering the processor time they took. */
public final class Turn implements IntToLongFunction {
  private static final int REPLACEMENTS = 1024;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final Table table;
  private final byte[] keys;
  private final boolean set;
  private final byte[] value = new byte[Workload.VALUE_BYTES];
  private final byte[][] replacements = new byte[REPLACEMENTS][];
  private int next;

  /** Fills a table at the place of that name. */
  public Turn(String place, int keyCount, boolean set) {
    this.set = set;
    Workload workload = new Workload(keyCount, 1);
    table = Place.valueOf(place).newTable(keyCount);
    workload.fill(table, 2);
    keys = workload.keys;
    SplittableRandom random = new SplittableRandom(3);
    for (int number = 0; number < REPLACEMENTS; number++) {
      replacements[number] = Workload.hex(random, Workload.VALUE_BYTES);
    }
  }

  @Override
  public long applyAsLong(int operations) {
    long start = threads.getCurrentThreadCpuTime();
    if (set) {
      for (int number = 0; number < operations; number++) {
        byte[] replacement = replacements[number & (REPLACEMENTS - 1)];
        table.set(keys, nextKey(), Workload.KEY_BYTES, replacement);
      }
    } else {
      for (int number = 0; number < operations; number++) {
        if (table.get(keys, nextKey(), Workload.KEY_BYTES, value) != Workload.VALUE_BYTES) {
          throw new IllegalStateException("a key is missing");
        }
      }
    }
    return threads.getCurrentThreadCpuTime() - start;
  }

  private int nextKey() {
    int key = next;
    // A digit is below 128, so nothing is added; but the next lookup has to wait for this one's
    // value.
    int following = key + Workload.KEY_BYTES + (value[Workload.VALUE_BYTES - 1] >>> 7);
    next = following == keys.length ? 0 : following;
    return key;
  }
}
